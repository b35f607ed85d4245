use std::io;

use retry_runtime::retry;

mod api {
    use retry_runtime::retry;

    #[retry = "3"]
//  ^^^^^^^^^^^^^^
    pub async fn fetch() -> std::io::Result<()> {
        Ok(())
    }
}

fn main() {
    drop(api::fetch());
}
