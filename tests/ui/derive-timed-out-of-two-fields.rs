use retry_runtime::{TimedOut, Transient};

#[derive(Transient)]
enum Error {
    #[timed_out]
//    ^^^^^^^^^
    TooSlow(TimedOut, u8),
}

fn main() {
    let _: fn(&Error) -> bool = Transient::is_transient;
}
