use std::io;

use retry_runtime::retry;

struct Client;

impl Client {
    #[retry(max = 3, when = |_| true)]
    async fn name(&self, other: &str) -> io::Result<&str> {
        Ok(other)
//      ^^
    }
}

fn main() {
    drop(Client.name(""));
}
