use retry_runtime::{TimedOut, Transient};

#[derive(Transient)]
enum Error {
    #[transient]
    TooSlow(#[timed_out] TimedOut),
//            ^^^^^^^^^
}

fn main() {
    let _: fn(&Error) -> bool = Transient::is_transient;
}
