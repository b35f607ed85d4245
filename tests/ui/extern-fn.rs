use retry_runtime::retry;

unsafe extern "C" {
    #[retry]
    fn fetch() -> u32;
//                   ^
}

fn main() {}
