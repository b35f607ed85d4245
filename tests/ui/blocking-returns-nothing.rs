use retry_runtime::retry;

#[retry]
pub fn fetch() {}
//  ^^

fn main() {
    fetch();
}
