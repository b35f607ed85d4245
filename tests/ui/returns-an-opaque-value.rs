use retry_runtime::retry;

#[retry()]
async fn fetch() -> impl Iterator<Item = u32> {
//                  ^^^^^^^^^^^^^^^^^^^^^^^^^
    0..1
}

fn main() {
    drop(fetch());
}
