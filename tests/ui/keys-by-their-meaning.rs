use std::io;
use std::time::Duration;

use retry_runtime::retry;

#[retry(max_elapsed = 5, min_delay = 5, base_delay_ms = 5, initial_interval = 5, initial_delay_ms = 5)]
//      ^^^^^^^^^^^
//                       ^^^^^^^^^
//                                      ^^^^^^^^^^^^^
//                                                         ^^^^^^^^^^^^^^^^
//                                                                               ^^^^^^^^^^^^^^^^
async fn times() -> io::Result<()> {
    Ok(())
}

#[retry(predicate = |error, _| true, wait = 5, policy = POLICY, jittered = true, retries = 3)]
//      ^^^^^^^^^
//                                   ^^^^
//                                             ^^^^^^
//                                                              ^^^^^^^^
//                                                                               ^^^^^^^
async fn others() -> io::Result<()> {
    Ok(())
}

#[retry(maxAttempts = 3, waitDuration = 5, retryOnException = |_| true, fallbackMethod = recover)]
//      ^^^^^^^^^^^
//                       ^^^^^^^^^^^^
//                                         ^^^^^^^^^^^^^^^^
//                                                                      ^^^^^^^^^^^^^^
async fn of_the_jvm() -> io::Result<()> {
    Ok(())
}

fn main() {
    drop(times());
    drop(others());
    drop(of_the_jvm());
}
