use retry_runtime::Transient;

#[derive(Transient)]
enum Error {
    Busy(#[transient] std::io::Error),
//         ^^^^^^^^^
}

fn main() {
    let _: fn(&Error) -> bool = Transient::is_transient;
}
