use std::io;

use retry_runtime::retry;

use std::future::Future;

#[retry]
fn fetch() -> impl Future<Output = io::Result<()>> {
    async {
//        ^
        Ok(());
    }
}

fn main() {
    drop(fetch());
}
