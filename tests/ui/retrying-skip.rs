use retry_runtime::retrying;

async fn ping() -> std::io::Result<u32> {
    retrying!(skip => { Ok(1) }).await
//            ^^^^
}

fn main() {
    drop(ping());
}
