use retry_runtime::Transient;

#[derive(Transient)]
enum Error {
    #[permanent(always)]
//    ^^^^^^^^^^^^^^^^^
    Bad,
}

fn main() {
    let _: fn(&Error) -> bool = Transient::is_transient;
}
