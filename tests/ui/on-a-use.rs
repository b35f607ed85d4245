use retry_runtime::retry;

mod api {
    #[retry_runtime::retry]
    use std::fmt;
//  ^^^

    pub type Arguments<'a> = fmt::Arguments<'a>;
}

fn main() {
    let _ = |_: api::Arguments<'_>| ();
}
