//! What the server says.

use std::time::{Duration, Instant};

use retry_runtime::{Transient, retry};
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt};

use crate::server::{Answer, Client, request, serve};

/// The server's status, as the client sees it.
async fn seen(status: Status) -> Status {
    let server = serve(move |_| Answer::Status(status.clone())).await;
    server.client().check(request()).await.unwrap_err()
}

fn pushing_back(code: Code, value: &'static str) -> Status {
    let mut status = Status::new(code, "pushed back");
    status
        .metadata_mut()
        .insert("grpc-retry-pushback-ms", value.parse().unwrap());
    status
}

fn with_retry_info(code: Code, delay: Option<Duration>) -> Status {
    Status::with_error_details(code, "limited", ErrorDetails::with_retry_info(delay))
}

#[retry(max = 2, delay_ms = 1)]
async fn check(client: &mut Client) -> Result<i32, Status> {
    Ok(client.check(request()).await?.into_inner().status)
}

#[tokio::test]
async fn of_all_codes_unavailable_alone_is_tried_again() {
    for code in (1..=16).map(Code::from_i32) {
        let server = serve(move |_| Answer::Status(Status::new(code, "no"))).await;
        let status = check(&mut server.client()).await.unwrap_err();
        assert_eq!(status.code(), code);
        let expected = if code == Code::Unavailable { 2 } else { 1 };
        assert_eq!(server.calls(), expected, "{code:?}");
    }
}

#[tokio::test]
async fn an_exhausted_resource_is_transient_with_a_hint() {
    let delay = Duration::from_millis(1500);
    let status = seen(with_retry_info(Code::ResourceExhausted, Some(delay))).await;
    assert!(status.is_transient());
    assert_eq!(status.retry_after(), Some(delay));

    let status = seen(pushing_back(Code::ResourceExhausted, "0")).await;
    assert!(status.is_transient());
    assert_eq!(status.retry_after(), Some(Duration::ZERO));

    for without in [
        with_retry_info(Code::ResourceExhausted, None),
        Status::with_details(Code::ResourceExhausted, "garbage", vec![0xff; 9].into()),
    ] {
        let status = seen(without).await;
        assert!(!status.is_transient());
        assert_eq!(status.retry_after(), None);
    }
}

#[tokio::test]
async fn a_hint_makes_no_other_code_transient() {
    let delay = Some(Duration::from_secs(1));
    for code in [
        Code::Aborted,
        Code::Internal,
        Code::DeadlineExceeded,
        Code::FailedPrecondition,
    ] {
        assert!(!seen(with_retry_info(code, delay)).await.is_transient(), "{code:?}");
        assert!(!seen(pushing_back(code, "5")).await.is_transient(), "{code:?}");
    }
}

#[tokio::test]
async fn a_pushback_is_the_hint_before_any_other() {
    let mut both = with_retry_info(Code::Unavailable, Some(Duration::from_secs(9)));
    both.metadata_mut()
        .insert("grpc-retry-pushback-ms", "250".parse().unwrap());
    let status = seen(both).await;
    assert!(status.is_transient());
    assert_eq!(status.retry_after(), Some(Duration::from_millis(250)));
}

#[tokio::test]
async fn a_pushback_that_is_negative_or_no_number_ends_the_call() {
    for value in [
        "-1",
        "-2147483648",
        "soon",
        "1.5",
        "",
        "2147483648",
        "99999999999999999999",
    ] {
        let server = serve(move |_| Answer::Status(pushing_back(Code::Unavailable, value))).await;
        let status = check(&mut server.client()).await.unwrap_err();
        assert_eq!(status.retry_after(), None, "{value:?}");
        assert_eq!(server.calls(), 1, "{value:?}");
    }
}

#[tokio::test]
async fn a_pushback_is_the_least_delay() {
    #[retry(delay_ms = 1, jitter = none)]
    async fn call(client: &mut Client, starts: &mut Vec<Instant>) -> Result<i32, Status> {
        starts.push(Instant::now());
        Ok(client.check(request()).await?.into_inner().status)
    }

    let server = serve(|number| match number {
        1 => Answer::Status(pushing_back(Code::Unavailable, "30")),
        _ => Answer::Serving,
    })
    .await;
    let mut starts = Vec::new();
    assert_eq!(call(&mut server.client(), &mut starts).await.unwrap(), 1);
    assert!(starts[1] - starts[0] >= Duration::from_millis(30), "{starts:?}");
}

#[tokio::test]
async fn a_status_within_a_stream_is_asked_as_any_other() {
    let server = serve(|_| Answer::Status(Status::unavailable("moving"))).await;
    let mut messages = server.client().watch(request()).await.unwrap().into_inner();
    assert!(messages.message().await.unwrap().is_some());
    assert!(messages.message().await.unwrap_err().is_transient());
}
