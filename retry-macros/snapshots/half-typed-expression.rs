#[retry(max = 3, when = |error| error.)]
async fn fetch(client: &Client) -> Result<Page, FetchError> {
    client.get().await
}
