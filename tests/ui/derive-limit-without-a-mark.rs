use retry_runtime::{TimedOut, Transient};

#[derive(Transient)]
enum Error {
    TooSlow(TimedOut),
//  ^^^^^^^
}

fn main() {
    let _: fn(&Error) -> bool = Transient::is_transient;
}
