use retry_runtime::Mark;

fn parse() -> Result<u32, String> {
    Err("half a page".to_owned()).transient()
//                                ^^^^^^^^^
}

fn main() {
    drop(parse());
}
