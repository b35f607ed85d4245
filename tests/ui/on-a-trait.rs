use retry_runtime::retry;

#[retry]
trait Fetch {
    async fn fetch(&self) -> Result<(), std::io::Error>;
}

fn main() {}
