use retry_runtime::retry;

struct Broken;

#[retry(max = 3)]
fn fetch() -> Result<u32, Broken> {
//                        ^^^^^^
    Err(Broken)
}

fn main() {
    let _ = fetch();
}
