use retry_runtime::Transient;

#[derive(Transient)]
enum Error {
    #[transient(when = |code| *code == 503)]
//              ^^^^
    Busy,
}

fn main() {
    let _: fn(&Error) -> bool = Transient::is_transient;
}
