use retry_runtime::Transient;
use std::time::Duration;

#[derive(Transient)]
enum Error {
    #[transient]
    Busy {
        #[retry_after]
        wait: Duration,
        #[retry_after]
//        ^^^^^^^^^^^
        again: Duration,
    },
}

fn main() {
    let _: fn(&Error) -> bool = Transient::is_transient;
}
