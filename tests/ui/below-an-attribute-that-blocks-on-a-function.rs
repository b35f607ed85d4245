use std::io;

use retry_runtime::retry;

fn block_on<F: Future>(_: F) -> F::Output {
    unreachable!("only compiled")
}

#[retry]
pub fn main() -> io::Result<()> {
//  ^^
    async fn main() -> io::Result<()> {
        Ok(())
    }
    block_on(main())
}
