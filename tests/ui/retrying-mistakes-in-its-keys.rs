use retry_runtime::retrying;

async fn ping() -> std::io::Result<u32> {
    retrying!(max = 0, retries = 3, timeout = "5 s" => { Ok(1) }).await
//                  ^
//                     ^^^^^^^
//                                            ^^^^^
}

fn main() {
    drop(ping());
}
