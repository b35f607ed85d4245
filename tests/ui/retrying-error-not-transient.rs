use retry_runtime::retrying;

struct Broken;

async fn ping() -> Result<u32, Broken> {
    Err(Broken)
}

async fn twice() -> Result<u32, Broken> {
    retrying!(max = 3 => { Ok::<_, Broken>(ping().await? * 2) }).await
//                       ^
}

fn main() {
    drop(twice());
}
