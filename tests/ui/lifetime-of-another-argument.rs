use std::io;

use retry_runtime::retry;

struct Client {
    name: String,
}

impl Client {
    #[retry]
    async fn longest<'a, 'b>(&'a self, other: &'b str) -> io::Result<&'a str> {
        if self.name.len() > other.len() {
            return Ok(&self.name);
        }
        Ok(other)
//      ^^
    }
}

fn main() {
    let client = Client { name: String::new() };
    drop(client.longest(""));
}
