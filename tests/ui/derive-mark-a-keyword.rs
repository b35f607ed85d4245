use retry_runtime::Transient;

#[derive(Transient)]
enum Error {
    #[transient(true)]
//              ^^^^
    Busy,
    #[transient(if = |_| true)]
//              ^^
    Status(u16),
}

fn main() {
    let _ = (Error::Busy, Error::Status(503));
}
