use retry_runtime::Transient;

#[derive(Transient)]
pub union Error {
//  ^^^^^
    code: u8,
}

fn main() {
    let _ = Error { code: 0 };
}
