//! `ureq`, in functions that block.

use std::time::{Duration, Instant};

use axum::http::StatusCode;
use retry_runtime::{RetryError, http, retry};
use ureq_3 as ureq;
use ureq_3::{Agent, Body};

use crate::server::answering;

fn agent() -> Agent {
    Agent::config_builder()
        .timeout_global(Some(Duration::from_secs(5)))
        .build()
        .into()
}

#[retry(max = 3, delay_ms = 1)]
fn text(agent: &Agent, url: &str) -> Result<String, ureq::Error> {
    agent.get(url).call()?.body_mut().read_to_string()
}

/// What blocks has a thread of its own: the server is a task of the test's runtime.
async fn apart<T: Send + 'static>(call: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(call).await.unwrap()
}

#[tokio::test]
async fn a_server_that_is_unavailable_is_asked_again() {
    let server = answering(|n| {
        if n < 3 {
            (StatusCode::SERVICE_UNAVAILABLE, "")
        } else {
            (StatusCode::OK, "page")
        }
    })
    .await;
    let url = server.url();
    assert_eq!(apart(move || text(&agent(), &url)).await.unwrap(), "page");
    assert_eq!(server.requests(), 3);
}

#[tokio::test]
async fn what_is_not_found_is_not_asked_for_again() {
    let server = answering(|_| StatusCode::NOT_FOUND).await;
    let url = server.url();
    let error = apart(move || text(&agent(), &url)).await.unwrap_err();
    assert!(matches!(error, ureq::Error::StatusCode(404)), "{error:?}");
    assert_eq!(server.requests(), 1);
}

#[tokio::test]
async fn a_connection_that_is_refused_is_tried_again() {
    #[retry(max = 3, delay_ms = 1)]
    fn ping(agent: &Agent, url: &str) -> Result<(), RetryError<ureq::Error>> {
        agent.get(url).call().map(drop)
    }
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    drop(listener);
    let error = apart(move || ping(&agent(), &url)).await.unwrap_err();
    assert!(
        matches!(error, RetryError::MaxRetriesExceeded { attempts: 3, .. }),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_response_is_decided_by_its_status_and_hint() {
    #[retry(max = 3, delay_ms = 1, classify = http::by_status)]
    fn get(agent: &Agent, url: &str) -> Result<ureq::http::Response<Body>, ureq::Error> {
        agent.get(url).call()
    }
    let server = answering(|n| {
        if n == 1 {
            (StatusCode::TOO_MANY_REQUESTS, [("retry-after", "1")])
        } else {
            (StatusCode::OK, [("retry-after", "0")])
        }
    })
    .await;
    let url = server.url();
    let config = Agent::config_builder().http_status_as_error(false);
    let start = Instant::now();
    let response = apart(move || get(&config.build().into(), &url)).await.unwrap();
    assert_eq!(response.status(), 200);
    assert!(start.elapsed() >= Duration::from_secs(1));
    assert_eq!(server.requests(), 2);
}
