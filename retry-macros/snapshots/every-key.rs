#[retry(max = 5, timeout_secs = 9, classify = by_status, backoff = schedule(), on_retry = log, budget = &BUDGET, clone(url), context = attempt, fallback = cached)]
async fn fetch(client: &mut Client, url: String) -> Result<Page, RetryError<FetchError>> {
    client.get(url, attempt.number()).await
}
