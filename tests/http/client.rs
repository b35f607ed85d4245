//! Each way in which a request fails, and what it means.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use retry_runtime::{RetryError, Transient, retry};

use super::{reqwest, trusting_no_one};
use crate::server;

const LONG_BODY: &str = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"half\":";

fn client() -> reqwest::Client {
    trusting_no_one().no_proxy().build().unwrap()
}

/// The request's or its body's error.
async fn text(client: &reqwest::Client, url: &str) -> reqwest::Result<String> {
    client.get(url).send().await?.text().await
}

async fn error(url: &str) -> reqwest::Error {
    text(&client(), url).await.unwrap_err()
}

/// Fails with the whole chain, so that the reason is seen.
#[track_caller]
fn assert_transient(error: &reqwest::Error, expected: bool) {
    let mut chain = format!("{error:?}");
    let mut source = error.source();
    while let Some(error) = source {
        chain = format!("{chain}\n  {error:?}");
        source = error.source();
    }
    assert_eq!(error.is_transient(), expected, "{chain}");
}

#[tokio::test]
async fn a_closed_port_is_transient() {
    let error = error(&server::closed().await).await;
    assert!(error.is_connect());
    assert_transient(&error, true);
}

#[tokio::test]
async fn a_name_that_does_not_resolve_is_transient() {
    let error = error("http://nobody.invalid/").await;
    assert!(error.is_connect());
    assert_transient(&error, true);
}

#[tokio::test]
async fn a_resolver_with_errors_of_its_own_is_transient() {
    struct Down;

    impl reqwest::dns::Resolve for Down {
        fn resolve(&self, _: reqwest::dns::Name) -> reqwest::dns::Resolving {
            Box::pin(async { Err("the resolver is down".into()) })
        }
    }

    let client = trusting_no_one()
        .no_proxy()
        .dns_resolver(Arc::new(Down))
        .build()
        .unwrap();
    let error = text(&client, "http://nobody.invalid/").await.unwrap_err();
    assert!(error.is_connect());
    assert_transient(&error, true);
}

#[tokio::test]
async fn a_certificate_that_does_not_verify_is_permanent() {
    let server = server::tls().await;
    let error = error(&format!("https://{}/", server.address)).await;
    assert!(error.is_connect());
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
    let error = error(&format!("https://{}/", server.address)).await;
    assert!(error.is_connect());
    assert_transient(&error, false);
}

#[tokio::test]
async fn a_connection_that_ends_within_the_handshake_is_transient() {
    let server = server::raw(|stream| async { drop(stream) }).await;
    let error = error(&format!("https://{}/", server.address)).await;
    assert!(error.is_connect());
    assert_transient(&error, true);
}

#[tokio::test]
async fn a_reset_is_transient() {
    for answer in ["", LONG_BODY] {
        let error = error(&server::resetting(answer).await.url()).await;
        assert_transient(&error, true);
    }
}

#[tokio::test]
async fn an_answer_that_is_cut_is_transient() {
    for answer in [
        "",
        "HTTP/1.1 200 OK\r\ncontent-le",
        LONG_BODY,
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhel",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n",
    ] {
        let error = error(&server::saying(answer).await.url()).await;
        assert_transient(&error, true);
    }
}

#[tokio::test]
async fn an_answer_that_does_not_parse_is_permanent() {
    for answer in [
        "220 mail.example.com ESMTP\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nmany\r\n",
    ] {
        let error = error(&server::saying(answer).await.url()).await;
        assert_transient(&error, false);
    }
}

#[tokio::test]
async fn json_is_transient_where_it_was_cut_and_permanent_where_it_is_wrong() {
    async fn error(answer: &'static str) -> reqwest::Error {
        let server = server::saying(answer).await;
        let response = client().get(server.url()).send().await.unwrap();
        response.json::<Vec<u32>>().await.unwrap_err()
    }

    let cut = error(LONG_BODY).await;
    assert!(cut.is_decode());
    assert_transient(&cut, true);

    let wrong = error("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello").await;
    assert!(wrong.is_decode());
    assert_transient(&wrong, false);
}

#[tokio::test]
async fn a_time_out_of_the_client_is_transient() {
    let limit = Duration::from_millis(20);
    for answer in ["", LONG_BODY] {
        let server = server::stalling(answer).await;
        for builder in [trusting_no_one().timeout(limit), trusting_no_one().read_timeout(limit)] {
            let client = builder.no_proxy().build().unwrap();
            let error = text(&client, &server.url()).await.unwrap_err();
            assert!(error.is_timeout());
            assert_transient(&error, true);
        }
    }
    // A handshake that does not come to an end.
    let server = server::stalling("").await;
    let client = trusting_no_one().connect_timeout(limit).no_proxy().build().unwrap();
    let error = text(&client, &format!("https://{}/", server.address))
        .await
        .unwrap_err();
    assert!(error.is_timeout() && error.is_connect());
    assert_transient(&error, true);
}

#[tokio::test]
async fn what_the_caller_did_is_permanent() {
    let wrong = error("no url").await;
    assert!(wrong.is_builder());
    assert_transient(&wrong, false);

    let server = server::answering(|_| (http::StatusCode::FOUND, [("location", "/")])).await;
    let round = error(&server.url()).await;
    assert!(round.is_redirect());
    assert_transient(&round, false);
}

#[tokio::test]
async fn a_status_is_asked_where_it_is_an_error() {
    for status in [404_u16, 429, 500, 501, 503] {
        let server = server::answering(move |_| http::StatusCode::from_u16(status).unwrap()).await;
        let response = client().get(server.url()).send().await.unwrap();
        assert_transient(
            &response.error_for_status().unwrap_err(),
            matches!(status, 429 | 500 | 503),
        );
    }
}

fn http2() -> reqwest::Client {
    // Its own retries of refused streams would hide them.
    trusting_no_one()
        .http2_prior_knowledge()
        .retry(reqwest::retry::never())
        .no_proxy()
        .build()
        .unwrap()
}

#[tokio::test]
async fn a_stream_that_is_reset_or_refused_is_transient() {
    for reason in [
        h2::Reason::REFUSED_STREAM,
        h2::Reason::CANCEL,
        h2::Reason::INTERNAL_ERROR,
    ] {
        let server = server::http2(move |_, mut responder| responder.send_reset(reason)).await;
        let error = text(&http2(), &server.url()).await.unwrap_err();
        assert_transient(&error, true);
        // The same within a body.
        let server = server::http2(move |_, mut responder| {
            let mut body = responder.send_response(http::Response::new(()), false).unwrap();
            body.send_data("half".into(), false).unwrap();
            body.send_reset(reason);
        })
        .await;
        let error = text(&http2(), &server.url()).await.unwrap_err();
        assert_transient(&error, true);
    }
}

#[tokio::test]
async fn an_http2_connection_that_ends_is_transient() {
    let server = server::http2(|connection, _| connection.abrupt_shutdown(h2::Reason::NO_ERROR)).await;
    let error = text(&http2(), &server.url()).await.unwrap_err();
    assert_transient(&error, true);
}

#[tokio::test]
async fn a_lost_connection_is_tried_again() {
    #[retry(max = 3, delay_ms = 1)]
    async fn get(client: &reqwest::Client, url: &str) -> reqwest::Result<String> {
        text(client, url).await
    }

    let server = server::resetting("").await;
    get(&client(), &server.url()).await.unwrap_err();
    assert_eq!(server.requests(), 3);

    let server = server::saying("HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nhi").await;
    assert_eq!(get(&client(), &server.url()).await.unwrap(), "hi");
    assert_eq!(server.requests(), 1);
}

#[tokio::test]
async fn a_limit_is_kept_in_a_retry_error() {
    #[retry(max = 2, delay_ms = 1, attempt_timeout_ms = 20)]
    async fn get(client: &reqwest::Client, url: &str) -> Result<String, RetryError<reqwest::Error>> {
        text(client, url).await
    }

    let server = server::stalling("").await;
    let error = get(&client(), &server.url()).await.unwrap_err();
    assert!(error.is_timeout());
    assert_eq!(server.requests(), 2);
}

#[tokio::test]
async fn responses_are_tried_again_by_their_status() {
    #[retry(max = 3, delay_ms = 1, max_delay_secs = 5, classify = retry_runtime::http::by_status)]
    async fn get(client: &reqwest::Client, url: &str) -> reqwest::Result<reqwest::Response> {
        client.get(url).send().await
    }

    let busy = |number: u32| match number {
        1 => (http::StatusCode::SERVICE_UNAVAILABLE, [("retry-after", "0")]),
        _ => (http::StatusCode::OK, [("x-done", "")]),
    };
    let server = server::answering(busy).await;
    assert_eq!(get(&client(), &server.url()).await.unwrap().status(), 200);
    assert_eq!(server.requests(), 2);

    // Longer than the attribute allows: the caller has the response at once.
    let server = server::answering(|_| (http::StatusCode::TOO_MANY_REQUESTS, [("retry-after", "6")])).await;
    assert_eq!(get(&client(), &server.url()).await.unwrap().status(), 429);
    assert_eq!(server.requests(), 1);

    // An error is asked as it is without `classify`.
    let server = server::resetting("").await;
    get(&client(), &server.url()).await.unwrap_err();
    assert_eq!(server.requests(), 3);
}

#[tokio::test]
async fn the_least_delay_is_kept_where_the_body_is_read() {
    let server = server::answering(|_| (http::StatusCode::TOO_MANY_REQUESTS, [("retry-after", "6")])).await;
    let response = client().get(server.url()).send().await.unwrap();
    let error = retry_runtime::http::check(response).unwrap_err();
    assert_eq!(error.status(), 429);
    assert!(error.is_transient());
    assert_eq!(error.retry_after(), Some(Duration::from_secs(6)));
}
