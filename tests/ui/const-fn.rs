use retry_runtime::retry;

#[retry]
const fn fetch() -> Result<(), std::io::Error> {
    Ok(())
}

fn main() {
    fetch().unwrap();
}
