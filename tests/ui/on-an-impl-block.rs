use retry_runtime::retry;

struct Client;

#[retry]
impl Client {
    async fn fetch(&self) -> Result<(), std::io::Error> {
        Ok(())
    }
}

fn main() {
    drop(Client.fetch());
}
