use retry_runtime::retry;

#[retry]
pub trait Fetch {
//  ^^^^^
    async fn fetch(&self) -> Result<(), std::io::Error>;
}

fn main() {}
