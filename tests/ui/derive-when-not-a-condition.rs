use retry_runtime::Transient;

#[derive(Transient)]
enum Error {
    #[transient(when = |code| code + 1)]
//                            ^^^^^^^^
    Status(u16),
}

fn main() {
    let _: fn(&Error) -> bool = Transient::is_transient;
}
