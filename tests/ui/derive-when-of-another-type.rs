use retry_runtime::Transient;

fn is_server_error(code: &u32) -> bool {
    *code >= 500
}

#[derive(Transient)]
enum Error {
    #[transient(when = is_server_error)]
//                     ^^^^^^^^^^^^^^^
    Status(u16),
}

fn main() {
    let _: fn(&Error) -> bool = Transient::is_transient;
}
