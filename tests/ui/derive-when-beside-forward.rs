use retry_runtime::Transient;

#[derive(Transient)]
enum Error {
    #[transient(forward, when = |_| true)]
//                       ^^^^
    Io(std::io::Error),
}

fn main() {
    let _: fn(&Error) -> bool = Transient::is_transient;
}
