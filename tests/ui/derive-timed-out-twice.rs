use retry_runtime::{TimedOut, Transient};

#[derive(Transient)]
enum Error {
    #[timed_out]
    TooSlow(TimedOut),
    #[timed_out]
//    ^^^^^^^^^
    Late(TimedOut),
}

fn main() {
    let _: fn(&Error) -> bool = Transient::is_transient;
}
