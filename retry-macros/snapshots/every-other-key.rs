#[retry(config = self.config, overrides = &self.overrides, delay_ms = 10, multiplier = 1.5, max_delay_secs = 9, jitter = full, attempt_timeout = LIMIT, when = is_lost, budget = &self.budget, fallback = async |error| Err(error), name = NAME, events = off, crate = ::retry_runtime)]
async fn fetch(&mut self, client: &mut Client, mut url: String) -> Result<Page, FetchError> {
    client.get(url).await
}
