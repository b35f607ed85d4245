use retry_runtime::retrying;

fn is_busy(code: &u16) -> bool {
    *code == 503
}

async fn ping() -> std::io::Result<u32> {
    retrying!(when = is_busy => { std::io::Result::Ok(1) }).await
//                   ^^^^^^^
}

fn main() {
    drop(ping());
}
