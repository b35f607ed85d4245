use std::io;

use retry_runtime::retry;

#[retry(max = infinite, delay_ms = none, max_delay = none, timeout = none, multiplier = none)]
//            ^^^^^^^^
//                                 ^^^^
//                                                   ^^^^
//                                                                   ^^^^
//                                                                                      ^^^^
async fn fetch() -> io::Result<()> {
    Ok(())
}

#[retry(attempt_timeout_secs = unlimited, jitter = ful)]
//                             ^^^^^^^^^
//                                                 ^^^
async fn second() -> io::Result<()> {
    Ok(())
}

fn main() {
    drop(fetch());
    drop(second());
}
