use std::io;
use std::time::Duration;

use retry_runtime::retry;

struct Client {
    max: u32,
    limit: Duration,
    name: &'static str,
}

impl Client {
    #[retry(max = self.max, timeout = self.limit, name = self.name)]
//                ^^^^^^^^
//                                    ^^^^^^^^^^
//                                                       ^^^^^^^^^
    async fn fetch(&self) -> io::Result<()> {
        Ok(())
    }
}

fn main() {
    let client = Client {
        max: 3,
        limit: Duration::ZERO,
        name: "fetch",
    };
    drop(client.fetch());
}
