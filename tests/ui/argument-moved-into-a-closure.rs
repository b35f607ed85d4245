use std::io;

use retry_runtime::retry;

fn run(job: impl FnOnce() + 'static) {
    job();
}

#[retry]
async fn fetch(url: String) -> io::Result<()> {
    run(move || println!("{}", url.len()));
//                             ^^^
    Ok(())
}

fn main() {
    drop(fetch(String::new()));
}
