use retry_runtime::retrying;

async fn ping() -> std::io::Result<u32> {
    retrying!(max = 3 => ping()).await
//                           ^^
}

fn main() {
    drop(ping());
}
