use std::io;

use retry_runtime::retry;

struct Client;

#[retry(max = 3)]
impl Client {
    async fn first(&self) -> io::Result<()> {
        Ok(())
    }

    #[retry(skip = true)]
//          ^^^^
    async fn second(&self) -> io::Result<()> {
        Ok(())
    }
}

fn main() {
    drop(Client.first());
    drop(Client.second());
}
