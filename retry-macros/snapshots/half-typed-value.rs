#[retry(max = )]
async fn fetch(client: &Client) -> Result<Page, FetchError> {
    client.get().await
}
