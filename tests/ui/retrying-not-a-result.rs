use retry_runtime::retrying;

async fn count() -> u32 {
    let _ = retrying!(max = 3 => { 5 }).await;
//                                 ^
    5
}

fn main() {
    drop(count());
}
