use std::io;

use retry_runtime::retry;
use retry_runtime::RetryBudget;

static BUDGET: RetryBudget = RetryBudget::new(10, 0.1);

#[retry(budget = BUDGET)]
//               ^^^^^^
async fn fetch() -> io::Result<u32> {
    Ok(1)
}

fn main() {
    drop(fetch());
}
