use retry_runtime::retry;

#[retry()]
async fn fetch() -> u32 {
//                  ^^^
    1
}

fn main() {
    drop(fetch());
}
