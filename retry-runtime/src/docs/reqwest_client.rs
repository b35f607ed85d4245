use retry_runtime::{TimedOut, Transient, http, retry};

#[derive(Debug, thiserror::Error, Transient)]
#[error(transparent)]
pub enum FetchError {
    #[transient(forward)]
    Status(#[from] http::StatusError),
    #[transient(forward)]
    Http(#[from] reqwest::Error),
    #[transient]
    TimedOut(#[from] TimedOut),
}

pub struct Client {
    http: reqwest::Client,
}

impl Client {
    #[retry(max = 4, attempt_timeout_secs = 5, timeout_secs = 30)]
    pub async fn page(&self, url: &str) -> Result<String, FetchError> {
        let response = http::check(self.http.get(url).send().await?)?;
        Ok(response.text().await?)
    }
}
