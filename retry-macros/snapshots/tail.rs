#[retry(clone)]
fn fetch(client: &Client, url: String) -> BoxFuture<'_, Result<Body, FetchError>> {
    let address = url.parse();
    async move { client.get(address).await }
        .map_err(FetchError::from)
        .boxed()
}
