use std::io;

use retry_runtime::retry;

struct Connection {
    received: Vec<u8>,
}

impl Connection {
    #[retry]
    async fn receive(&mut self) -> io::Result<&[u8]> {
//           ^^^^^^^
        self.received.push(0);
        Ok(&self.received)
    }
}

fn main() {
    drop(Connection { received: Vec::new() }.receive());
}
