use std::io;

use retry_runtime::retry;

trait Client {
    #[retry]
    async fn fetch(&self) -> io::Result<()>;
//                                         ^
}

fn main() {}
