#[retry(max = 5, timeout_secs = 30)]
fn fetch(&mut self, client: &mut Client, url: &str) -> Result<Page, FetchError> {
    client.get(url)
}
