use retry_runtime::Transient;

#[derive(Transient)]
enum Error {
    #[timed_out]
    TooSlow(std::time::Duration),
//          ^^^
}

fn main() {
    let _: fn(&Error) -> bool = Transient::is_transient;
}
