use retry_runtime::Transient;

#[derive(Transient)]
enum Error {
    #[transient]
    Busy(#[retry_after(with)] u64),
//                     ^^^^
}

fn main() {
    let _: fn(&Error) -> bool = Transient::is_transient;
}
