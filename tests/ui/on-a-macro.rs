use retry_runtime::retry;

mod api {
    #[retry_runtime::retry]
    macro_rules! fetch {
//  ^^^^^^^^^^^
        () => {};
    }
    fetch!();
}

fn main() {}
