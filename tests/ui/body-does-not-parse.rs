use retry_runtime::retry;

#[retry]
async fn fetch() -> Result<u32, std::io::Error> {
    let n = ;
//          ^
    Ok(n)
}

fn main() {
    drop(fetch());
}
