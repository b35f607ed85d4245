use retry_runtime::Transient;

#[derive(Transient)]
enum Error {
    #[transient = true]
//    ^^^^^^^^^^^^^^^^
    Busy,
}

fn main() {
    let _: fn(&Error) -> bool = Transient::is_transient;
}
