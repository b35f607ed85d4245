use std::time::Duration;

use retry_runtime::Transient;

#[derive(Transient)]
enum Error {
    Busy(#[retry_after] Duration),
//         ^^^^^^^^^^^
}

fn main() {
    let _: fn(&Error) -> bool = Transient::is_transient;
}
