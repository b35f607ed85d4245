use retry_runtime::retrying;

async fn ping() -> std::io::Result<u32> {
    Ok(1)
}

async fn is_there() -> bool {
    retrying!(max = 3 => { Ok(ping().await? * 2) }).await.is_ok()
//                         ^^
}

fn main() {
    drop(is_there());
}
