use retry_runtime::retrying;

async fn ping() -> std::io::Result<u32> {
    retrying!().await
//  ^^^^^^^^^^^
}

fn main() {
    drop(ping());
}
