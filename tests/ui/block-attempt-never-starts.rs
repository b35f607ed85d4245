use std::io;

use retry_runtime::retry;

struct Client;

#[retry(timeout_ms = 400)]
//                   ^^^
impl Client {
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
