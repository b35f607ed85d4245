async fn fetch(client: &Client) {
    client.get().await
}
::core::compile_error! {
    "`#[retry]` cannot retry this function: it returns nothing that could fail: return a `Result`"
}
