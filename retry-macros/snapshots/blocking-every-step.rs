#[retry(max = 5, timeout_secs = 30, when = is_lost, on_retry = note, fallback = other, clone(url))]
fn fetch(&mut self, client: &mut Client, url: String) -> Result<Page, FetchError> {
    client.get(url)
}
