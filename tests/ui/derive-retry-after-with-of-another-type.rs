use retry_runtime::Transient;

use std::time::Duration;

fn seconds(secs: &u32) -> Duration {
    Duration::from_secs((*secs).into())
}

#[derive(Transient)]
enum Error {
    #[transient]
    Busy(#[retry_after(with = seconds)] u64),
//                            ^^^^^^^
}

fn main() {
    let _: fn(&Error) -> bool = Transient::is_transient;
}
