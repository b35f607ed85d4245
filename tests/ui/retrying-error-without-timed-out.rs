use retry_runtime::retrying;

struct Broken;

async fn ping() -> Result<u32, Broken> {
    Err(Broken)
}

async fn twice() -> Result<u32, Broken> {
    retrying!(timeout_secs = 5, when = |_| true => { ping().await }).await
//                                                 ^
}

fn main() {
    drop(twice());
}
