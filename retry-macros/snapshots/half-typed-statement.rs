#[retry(max = 3)]
async fn fetch(client: &mut Client) -> Result<Page, FetchError> {
    let page = 
    client.get(page).await
}
