use std::io;

use retry_runtime::retry;

#[retry(attempts = 3)]
//      ^^^^^^^^
async fn attempts() -> io::Result<()> {
    Ok(())
}

#[retry(tries = 3)]
//      ^^^^^
async fn tries() -> io::Result<()> {
    Ok(())
}

#[retry(max_attempts = 3)]
//      ^^^^^^^^^^^^
async fn get_max() -> io::Result<()> {
    Ok(())
}

#[retry(max_retries = 3)]
//      ^^^^^^^^^^^
async fn max_retries() -> io::Result<()> {
    Ok(())
}

#[retry(times = 3)]
//      ^^^^^
async fn times() -> io::Result<()> {
    Ok(())
}

#[retry(backoff_ms = 100)]
//      ^^^^^^^^^^
async fn backoff_ms() -> io::Result<()> {
    Ok(())
}

#[retry(initial_interval_ms = 100)]
//      ^^^^^^^^^^^^^^^^^^^
async fn initial() -> io::Result<()> {
    Ok(())
}

#[retry(factor = 2.0)]
//      ^^^^^^
async fn factor() -> io::Result<()> {
    Ok(())
}

#[retry(retry_if = |_| true)]
//      ^^^^^^^^
async fn retry_if() -> io::Result<()> {
    Ok(())
}

#[retry(on = |_| true)]
//      ^^
async fn on() -> io::Result<()> {
    Ok(())
}

fn main() {
    drop(attempts());
    drop(tries());
    drop(get_max());
    drop(max_retries());
    drop(times());
    drop(backoff_ms());
    drop(initial());
    drop(factor());
    drop(retry_if());
    drop(on());
}
