use std::io;

use retry_runtime::retry;

type Answer = io::Result<()>;

struct Client;

mod methods {
    use super::*;

    #[retry(max = 3)]
    impl Client {
//  ^^^^
        const PATH: &str = "/";

        pub fn path(&self) -> io::Result<&str> {
            Ok(Self::PATH)
        }

        pub async fn close(self) {}

        pub async fn ping(&self) -> Answer {
            Ok(())
        }
    }
}

fn main() {
    let _ = Client.path();
    drop(Client.ping());
    drop(Client.close());
}
