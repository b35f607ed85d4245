use retry_runtime::retry;

struct Client;

mod methods {
    use super::*;

    #[retry]
    impl Client {
//  ^^^^
        pub async fn fetch(&self) -> Result<(), std::io::Error> {
            Ok(())
        }
    }
}

fn main() {
    drop(Client.fetch());
}
