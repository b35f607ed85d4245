#[retry]
async fn fetch(&mut self, client: Client, pages: Vec<Page>) -> Result<Body, FetchError> {
    self.calls += 1;
    for page in pages {
        client.send(page).await?;
    }
    client.body().await
}
