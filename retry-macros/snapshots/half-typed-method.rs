#[retry(max = 3, delay_ms = 10)]
async fn fetch(client: &Client) -> Result<Page, FetchError> {
    let page = client.
}
