use std::io;

use retry_runtime::retry;

struct Client;

#[retry(max = 3)]
impl Client {
    async fn send(&self, names: Vec<String>) -> io::Result<()> {
        for name in names {
//                  ^^^^^
            drop(name);
        }
        Ok(())
    }
}

fn main() {
    drop(Client.send(Vec::new()));
}
