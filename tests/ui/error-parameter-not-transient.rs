use retry_runtime::retry;

#[retry]
async fn fetch<E>(error: &dyn Fn() -> E) -> Result<(), E> {
//                                                     ^
    Err(error())
}

fn main() {
    drop(fetch(&|| 1));
}
