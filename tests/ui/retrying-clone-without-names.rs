use retry_runtime::retrying;

async fn ping(name: String) -> std::io::Result<u32> {
    retrying!(clone => { drop(name); Ok(1) }).await
//            ^^^^^
}

fn main() {
    drop(ping(String::new()));
}
