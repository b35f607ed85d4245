use retry_runtime::retry;

#[retry]
pub struct Client;
//  ^^^^^^

fn main() {
    let _ = Client;
}
