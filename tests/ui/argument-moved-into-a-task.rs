use std::io;

use retry_runtime::retry;

fn spawn(task: impl Future + Send + 'static) {
    drop(task);
}

#[retry]
async fn fetch(url: String) -> io::Result<()> {
    spawn(async move { println!("{url}") });
//                              ^^^^^^^
    Ok(())
}

fn main() {
    drop(fetch(String::new()));
}
