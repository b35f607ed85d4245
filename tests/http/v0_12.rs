//! reqwest 0.12.

use reqwest_0_12 as reqwest;

#[path = "client.rs"]
mod client;

/// With roots that have signed nothing.
pub(crate) fn trusting_no_one() -> reqwest::ClientBuilder {
    reqwest::Client::builder().tls_built_in_root_certs(false)
}
