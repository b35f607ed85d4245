#[retry(max = 3)]
async fn fetch(client: &Client) {
    client.get().await
}
