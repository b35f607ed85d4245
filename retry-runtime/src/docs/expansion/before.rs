#[retry(max = 3, delay_ms = 1000, timeout_secs = 30)]
async fn fetch(client: &mut Client, url: &str) -> Result<Page, FetchError> {
    let connection = client.connect().await?;
    connection.get(url).await
}
