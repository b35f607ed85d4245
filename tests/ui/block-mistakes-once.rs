use std::io;

use retry_runtime::retry;

struct Client;

#[retry(max = 0, dealy_ms = 10, when = |_| true, classify = |_| todo!())]
//            ^
//               ^^^^^^^^
//                                               ^^^^^^^^
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
