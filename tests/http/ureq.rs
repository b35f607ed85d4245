//! `ureq`, in functions that block.

use std::time::Duration;

use axum::http::StatusCode;
use retry_runtime::testing::virtual_time;
use retry_runtime::{RetryError, Transient, http, retry};
use tokio::task::spawn_blocking;
use tokio_rustls::rustls::crypto::ring;
use ureq::http::Response;
use ureq::tls::{RootCerts, TlsConfig};
use ureq::{Agent, Body, Error};
use ureq_3 as ureq;

use crate::server;

const LONG_BODY: &str = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n[1,";
const CHUNK: &str = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\n[1,\r\n";
const WRONG_JSON: &str = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n";
/// The first half of `[1, 2, 3, 4, 5, 6, 7, 8, 9]`.
const HALF_OF_GZIP: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 47\r\n\r\n\
    \x1f\x8b\x08\0\0\0\0\0\x02\x03\x8b6\xd4Q0\xd2Q0\xd6Q0\xd1Q0\xd5Q";
const WRONG_GZIP: &str = "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 20\r\n\r\nno gzip, but a text!";

/// With roots that have signed nothing, and no environment's proxy.
fn agent(limit: Duration) -> Agent {
    let tls = TlsConfig::builder()
        .root_certs(RootCerts::new_with_certs(&[]))
        .unversioned_rustls_crypto_provider(ring::default_provider().into());
    Agent::config_builder()
        .timeout_global(Some(limit))
        .tls_config(tls.build())
        .proxy(None)
        .build()
        .into()
}

/// What blocks has a thread of its own: the server is a task of the test's runtime.
async fn apart<T: Send + 'static>(call: impl FnOnce(&Agent) -> T + Send + 'static) -> T {
    let call = || call(&agent(Duration::from_secs(5)));
    spawn_blocking(call).await.unwrap()
}

/// The request's or its body's error.
async fn error(url: String) -> Error {
    apart(move |agent| text(agent, &url).unwrap_err()).await
}

fn text(agent: &Agent, url: &str) -> Result<String, Error> {
    agent.get(url).call()?.body_mut().read_to_string()
}

fn json(agent: &Agent, url: &str) -> Result<Vec<u32>, Error> {
    agent.get(url).call()?.body_mut().read_json()
}

#[track_caller]
fn assert_transient(error: &Error, expected: bool) {
    assert_eq!(error.is_transient(), expected, "{error:?}");
}

#[tokio::test]
async fn a_server_that_is_unavailable_is_asked_again() {
    #[retry(max = 3, delay_secs = 1, jitter = none)]
    fn page(agent: &Agent, url: &str) -> Result<String, Error> {
        text(agent, url)
    }
    let server = server::answering(|n| {
        if n < 3 {
            (StatusCode::SERVICE_UNAVAILABLE, "")
        } else {
            (StatusCode::OK, "page")
        }
    })
    .await;
    let url = server.url();
    let (page, waited) = apart(move |agent| {
        let time = virtual_time();
        (page(agent, &url), time.elapsed())
    })
    .await;
    assert_eq!(page.unwrap(), "page");
    assert_eq!(server.requests(), 3);
    assert_eq!(waited, Duration::from_secs(1 + 2));
}

#[tokio::test]
async fn the_status_of_an_error_decides() {
    for status in 400..=599 {
        let server = server::answering(move |_| StatusCode::from_u16(status).unwrap()).await;
        let error = error(server.url()).await;
        assert!(matches!(error, Error::StatusCode(code) if code == status), "{error:?}");
        assert_transient(&error, [408, 425, 429, 500, 502, 503, 504].contains(&status));
    }
}

#[tokio::test]
async fn a_response_is_decided_by_its_status_and_hint() {
    #[retry(max = 3, delay_ms = 1, jitter = none, classify = http::by_status)]
    fn get(agent: &Agent, url: &str) -> Result<Response<Body>, Error> {
        let config = agent.get(url).config().http_status_as_error(false);
        config.build().call()
    }
    let server = server::answering(|n| {
        let status = if n == 1 {
            StatusCode::TOO_MANY_REQUESTS
        } else {
            StatusCode::NOT_FOUND
        };
        (status, [("retry-after", "7")])
    })
    .await;
    let url = server.url();
    let (response, waited) = apart(move |agent| {
        let time = virtual_time();
        (get(agent, &url), time.elapsed())
    })
    .await;
    assert_eq!(response.unwrap().status(), 404);
    assert_eq!(server.requests(), 2);
    assert_eq!(waited, Duration::from_secs(7));
}

#[tokio::test]
async fn a_check_keeps_the_hint_of_a_response() {
    let server = server::answering(|_| (StatusCode::SERVICE_UNAVAILABLE, [("retry-after", "7")])).await;
    let url = server.url();
    let checked = apart(move |agent| {
        let request = agent.get(url).config().http_status_as_error(false).build();
        http::check(request.call().unwrap()).unwrap_err()
    })
    .await;
    assert!(checked.is_transient());
    assert_eq!(checked.retry_after(), Some(Duration::from_secs(7)));
}

#[tokio::test]
async fn a_connection_that_is_refused_is_tried_again() {
    #[retry(max = 3, delay_ms = 1)]
    fn ping(agent: &Agent, url: &str) -> Result<(), RetryError<Error>> {
        agent.get(url).call().map(drop)
    }
    let url = server::closed().await;
    let error = apart(move |agent| ping(agent, &url).unwrap_err()).await;
    assert!(
        matches!(error, RetryError::MaxRetriesExceeded { attempts: 3, .. }),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_name_that_does_not_resolve_is_transient() {
    // It is resolved on another thread where there is a limit, and in place where there is none.
    assert_transient(&error("http://nobody.invalid/".to_owned()).await, true);
    let unlimited = Agent::config_builder().proxy(None).build().into();
    let call = move || text(&unlimited, "http://nobody.invalid/").unwrap_err();
    assert_transient(&spawn_blocking(call).await.unwrap(), true);
}

#[tokio::test]
async fn a_certificate_that_does_not_verify_is_permanent() {
    let server = server::tls().await;
    let error = error(format!("https://{}/", server.address)).await;
    // rustls within the kind `InvalidData`, though ureq has a variant for it.
    assert!(matches!(error, Error::Io(_)), "{error:?}");
    assert_transient(&error, false);
}

#[tokio::test]
async fn a_server_without_tls_is_permanent() {
    let server = server::raw(|mut stream| async move {
        use tokio::io::AsyncWriteExt as _;
        stream.write_all(b"220 mail.example.com ESMTP\r\n").await.unwrap();
        std::future::pending::<()>().await;
    })
    .await;
    assert_transient(&error(format!("https://{}/", server.address)).await, false);
}

#[tokio::test]
async fn a_connection_that_ends_within_the_handshake_is_transient() {
    let server = server::raw(|stream| async { drop(stream) }).await;
    assert_transient(&error(format!("https://{}/", server.address)).await, true);
}

#[tokio::test]
async fn a_reset_is_transient() {
    for answer in ["", LONG_BODY, CHUNK] {
        assert_transient(&error(server::resetting(answer).await.url()).await, true);
    }
}

#[tokio::test]
async fn an_answer_that_is_cut_is_transient() {
    for answer in ["", "HTTP/1.1 200 OK\r\ncontent-le", LONG_BODY, CHUNK] {
        assert_transient(&error(server::saying(answer).await.url()).await, true);
    }
    assert_transient(&error(server::saying(HALF_OF_GZIP).await.url()).await, true);
}

#[tokio::test]
async fn json_is_transient_where_it_was_cut_and_permanent_where_it_is_wrong() {
    let error = async |url: String| apart(move |agent| json(agent, &url).unwrap_err()).await;
    // Read whole before it is parsed, and parsed as it comes.
    for answer in [LONG_BODY, CHUNK] {
        assert_transient(&error(server::saying(answer).await.url()).await, true);
    }
    assert_transient(&error(server::saying(HALF_OF_GZIP).await.url()).await, true);
    assert_transient(&error(server::saying(WRONG_JSON).await.url()).await, false);
}

#[tokio::test]
async fn a_time_out_of_the_agent_is_transient() {
    let limit = Duration::from_millis(20);
    let reads: [fn(&Agent, &str) -> Option<Error>; 2] = [|a, url| text(a, url).err(), |a, url| json(a, url).err()];
    for answer in ["", LONG_BODY, CHUNK] {
        for read in reads {
            let server = server::stalling(answer).await;
            let url = server.url();
            let error = spawn_blocking(move || read(&agent(limit), &url)).await;
            assert_transient(&error.unwrap().unwrap(), true);
        }
    }
    // A handshake that does not come to an end.
    let server = server::stalling("").await;
    let url = format!("https://{}/", server.address);
    let error = spawn_blocking(move || text(&agent(limit), &url)).await;
    assert_transient(&error.unwrap().unwrap_err(), true);
}

#[tokio::test]
async fn an_answer_that_does_not_parse_is_permanent() {
    for answer in [
        "220 mail.example.com ESMTP\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nmany\r\n",
        WRONG_GZIP,
    ] {
        assert_transient(&error(server::saying(answer).await.url()).await, false);
    }
}

#[tokio::test]
async fn what_the_caller_did_is_permanent() {
    assert_transient(&error("no url".to_owned()).await, false);
    let server = server::answering(|_| (StatusCode::FOUND, [("location", "/")])).await;
    let round = error(server.url()).await;
    assert!(matches!(round, Error::TooManyRedirects), "{round:?}");
    assert_transient(&round, false);
}
