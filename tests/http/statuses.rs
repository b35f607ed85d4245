//! Which statuses are tried again, and what `Retry-After` says on a real response.

use std::time::{Duration, SystemTime};

use http::{Response, StatusCode};
use reqwest_0_13 as reqwest;
use retry_runtime::http::{by_status, check};
use retry_runtime::{Decision, Transient, retry};

use crate::server;

/// From RFC 9110, 8470 and 6585.
const TRANSIENT: [u16; 7] = [408, 425, 429, 500, 502, 503, 504];

fn client() -> reqwest::Client {
    crate::v0_13::trusting_no_one().no_proxy().build().unwrap()
}

#[tokio::test]
async fn every_status_that_a_server_gives() {
    #[retry(max = 2, delay_ms = 1, jitter = none, classify = by_status)]
    async fn get(client: &reqwest::Client, url: &str) -> reqwest::Result<reqwest::Response> {
        client.get(url).send().await
    }

    let client = client();
    for status in 200..=599 {
        let server = server::answering(move |_| StatusCode::from_u16(status).unwrap()).await;
        let response = get(&client, &server.url()).await.unwrap();
        assert_eq!(response.status(), status);
        let expected = if TRANSIENT.contains(&status) { 2 } else { 1 };
        assert_eq!(server.requests(), expected, "{status}");
    }
}

#[test]
fn a_check_refuses_what_is_400_or_more() {
    for status in 100..=999 {
        let checked = check(Response::builder().status(status).body(()).unwrap());
        match checked {
            Ok(_) => assert!(!(400..=599).contains(&status), "{status}"),
            Err(error) => {
                assert!((400..=599).contains(&status), "{status}");
                assert_eq!(error.status(), status);
                assert_eq!(error.is_transient(), TRANSIENT.contains(&status), "{status}");
            }
        }
    }
}

/// What is decided for a 429 with this header.
async fn decision(retry_after: impl Fn() -> String + Clone + Send + Sync + 'static) -> Decision {
    let answer = move |_| (StatusCode::TOO_MANY_REQUESTS, [("retry-after", retry_after())]);
    let server = server::answering(answer).await;
    by_status(&client().get(server.url()).send().await)
}

#[tokio::test]
async fn seconds_are_the_least_delay() {
    let decided = decision(|| "7".to_owned()).await;
    assert_eq!(decided, Decision::RetryAfter(Duration::from_secs(7)));
}

#[tokio::test]
async fn a_date_counts_from_the_date_of_the_response() {
    // hyper says when it answered, in whole seconds, which may have turned in between.
    let date = || httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(100));
    let Decision::RetryAfter(wait) = decision(date).await else {
        panic!("no delay");
    };
    assert!(
        (99..=100).contains(&wait.as_secs()) && wait.subsec_nanos() == 0,
        "{wait:?}"
    );

    let passed = decision(|| httpdate::fmt_http_date(SystemTime::UNIX_EPOCH)).await;
    assert_eq!(passed, Decision::RetryAfter(Duration::ZERO));
}

#[tokio::test]
async fn what_is_neither_leaves_the_delay_to_the_policy() {
    assert_eq!(decision(|| "soon".to_owned()).await, Decision::Retry);
}

#[test]
fn a_hint_without_a_transient_status_is_no_decision() {
    let response = Response::builder().status(404).header("retry-after", "7").body(());
    assert_eq!(by_status(&Ok::<_, std::io::Error>(response.unwrap())), Decision::Return);
}
