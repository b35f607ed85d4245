use retry_runtime::Transient;

#[derive(Transient)]
enum Error {
    #[transient(forward)]
    Parse(std::num::ParseIntError),
//        ^^^
}

fn main() {
    let _: fn(&Error) -> bool = Transient::is_transient;
}
