#[retry(max = 2)]
fn fetch(client: &Client) -> Pin<Box<dyn Future<Output = Result<Page, FetchError>> + Send + '_>> {
    Box::pin(async move { client.get().await })
}
