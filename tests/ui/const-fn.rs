use retry_runtime::retry;

#[retry]
pub const fn fetch() -> Result<(), std::io::Error> {
//  ^^^^^
    Ok(())
}

fn main() {
    fetch().unwrap();
}
