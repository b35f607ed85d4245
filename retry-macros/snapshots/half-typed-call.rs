#[retry(max = 3, context = attempt)]
async fn fetch(client: &Client) -> Result<Page, FetchError> {
    client.get(attempt.num, ).await?.
}
