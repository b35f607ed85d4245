use retry_runtime::Transient;

#[derive(Transient)]
enum Error {
    #[transient(forward)]
//              ^^^^^^^
    Io(std::io::Error, u8),
}

fn main() {
    let _: fn(&Error) -> bool = Transient::is_transient;
}
