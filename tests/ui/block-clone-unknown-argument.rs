use std::io;

use retry_runtime::retry;

struct Client;

#[retry(clone(url))]
//            ^^^
impl Client {
    async fn fetch(&self) -> io::Result<()> {
        Ok(())
    }
}

fn main() {
    drop(Client.fetch());
}
