use std::io;

use retry_runtime::retry;

struct Client;

#[retry(max = 3)]
impl Client {
    #[retry(retries = 5)]
//          ^^^^^^^
    async fn first(&self) -> io::Result<()> {
        Ok(())
    }

    async fn second(&self) -> io::Result<()> {
        Ok(())
    }
}

fn main() {
    drop(Client.first());
    drop(Client.second());
}
