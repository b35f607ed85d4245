use retry_runtime::retry;

mod api {
    #[retry_runtime::retry]
    pub const LIMIT: u32 = 3;
//      ^^^^^
}

fn main() {
    let _ = api::LIMIT;
}
