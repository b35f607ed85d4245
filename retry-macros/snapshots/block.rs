#[retry(max = 5, timeout_secs = 30, clone(url), on_retry = note)]
impl Api for Client {
    const PATH: &str = "/";

    /// The page.
    async fn fetch(&self, url: String) -> Result<Page, FetchError> {
        self.client.get(url).await
    }

    #[retry(max = 2)]
    async fn fetch_twice(&self) -> io::Result<Page> {
        self.client.get(Self::PATH).await
    }

    #[retry(skip)]
    async fn fetch_once(&self) -> io::Result<Page> {
        self.client.get(Self::PATH).await
    }

    fn client(&self) -> &Client {
        self
    }
}
