//! reqwest 0.13.

use reqwest_0_13 as reqwest;

#[path = "client.rs"]
#[allow(clippy::duplicate_mod, reason = "the same tests for each version")]
mod client;

/// With roots that have signed nothing.
pub(crate) fn trusting_no_one() -> reqwest::ClientBuilder {
    // The first call wins, and every other finds what it would have installed.
    drop(tokio_rustls::rustls::crypto::ring::default_provider().install_default());
    reqwest::Client::builder().tls_certs_only([])
}
