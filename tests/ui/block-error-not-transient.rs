use retry_runtime::retry;

#[derive(Debug)]
struct Broken;

struct Client;

#[retry(max = 3)]
impl Client {
    async fn first(&self) -> Result<(), Broken> {
//                                      ^^^^^^
        Err(Broken)
    }

    #[retry(when = |_| true)]
    async fn second(&self) -> Result<(), Broken> {
        Err(Broken)
    }
}

fn main() {
    drop(Client.first());
    drop(Client.second());
}
