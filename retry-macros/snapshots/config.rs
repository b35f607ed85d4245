#[retry(config = self.config, max = 2, jitter = none)]
async fn fetch(&mut self, client: &mut Client) -> Result<Page, FetchError> {
    let moved = async move { self.page(client).await };
    moved.await
}
