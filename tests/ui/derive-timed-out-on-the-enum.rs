use retry_runtime::Transient;

#[derive(Transient)]
#[timed_out]
//^^^^^^^^^
enum Error {
    Io(std::io::Error),
}

fn main() {
    let _: fn(&Error) -> bool = Transient::is_transient;
}
