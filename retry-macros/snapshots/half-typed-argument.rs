#[retry(max = 3)]
async fn fetch(client: &Client, url: ) -> Result<Page, FetchError> {
    client.get(url).await
}
