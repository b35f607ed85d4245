use retry_runtime::retrying;

async fn ping() -> std::io::Result<u32> {
    retrying!(max = 3 => { std::io::Result::Ok("5".parse::<u32>()?) }).await
//                                                               ^
}

fn main() {
    drop(ping());
}
