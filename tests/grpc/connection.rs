//! What this side finds: lost connections, limits, and peers that give no status.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use retry_runtime::{TimedOut, Transient, retry};
use tokio::net::TcpStream;
use tonic::codegen::Bytes;
use tonic::{Code, Status};
use tonic_health::pb::health_client::HealthClient;

use crate::server::{Answer, Client, client, endpoint, listen, losing, request, serve};

/// Fails with the whole chain, so that the reason is seen.
#[track_caller]
fn assert_transient(status: &Status, expected: bool) {
    assert_eq!(status.is_transient(), expected, "{status:?}");
}

#[tokio::test]
async fn a_server_that_is_not_there_is_transient() {
    let (address, listener) = listen().await;
    drop(listener);
    let status = client(&address).check(request()).await.unwrap_err();
    assert_eq!(status.code(), Code::Unavailable);
    assert_transient(&status, true);
}

#[tokio::test]
async fn a_server_that_goes_away_within_a_call_is_transient() {
    let server = serve(|_| Answer::Stall).await;
    let (mut client, lost) = losing(&server).await;
    let call = tokio::spawn(async move { client.check(request()).await.unwrap_err() });
    while server.calls() == 0 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    lost.notify_waiters();
    assert_transient(&call.await.unwrap(), true);
}

#[tokio::test]
async fn a_server_that_goes_away_within_a_stream_is_transient() {
    let server = serve(|_| Answer::Stall).await;
    let (mut client, lost) = losing(&server).await;
    let mut messages = client.watch(request()).await.unwrap().into_inner();
    assert!(messages.message().await.unwrap().is_some());
    lost.notify_waiters();
    let status = messages.message().await.unwrap_err();
    assert!(status.source().is_some());
    assert_transient(&status, true);
}

/// An HTTP/2 server that answers each request by `respond`.
async fn http2(respond: impl Fn(&mut Connection, h2::server::SendResponse<Bytes>) + Send + Sync + 'static) -> Client {
    let (address, listener) = listen().await;
    let respond = Arc::new(respond);
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let respond = respond.clone();
            tokio::spawn(async move {
                let mut connection = h2::server::handshake(stream).await.unwrap();
                while let Some(Ok((_, responder))) = connection.accept().await {
                    respond(&mut connection, responder);
                }
            });
        }
    });
    client(&address)
}

type Connection = h2::server::Connection<TcpStream, Bytes>;

#[tokio::test]
async fn a_stream_that_is_reset_or_refused_is_transient() {
    for reason in [
        h2::Reason::REFUSED_STREAM,
        h2::Reason::CANCEL,
        h2::Reason::INTERNAL_ERROR,
    ] {
        let mut client = http2(move |_, mut responder| responder.send_reset(reason)).await;
        let status = client.check(request()).await.unwrap_err();
        assert_transient(&status, true);
    }
}

#[tokio::test]
async fn a_connection_that_is_shut_down_is_transient() {
    let mut client = http2(|connection, _| connection.abrupt_shutdown(h2::Reason::NO_ERROR)).await;
    let status = client.check(request()).await.unwrap_err();
    assert_transient(&status, true);
}

#[tokio::test]
async fn a_proxy_that_answers_in_http_is_asked_as_grpc_maps_it() {
    for (http, expected) in [
        (429, true),
        (502, true),
        (503, true),
        (504, true),
        (404, false),
        (500, false),
    ] {
        let mut client = http2(move |_, mut responder| {
            let response = http::Response::builder().status(http).body(()).unwrap();
            responder.send_response(response, true).unwrap();
        })
        .await;
        assert_transient(&client.check(request()).await.unwrap_err(), expected);
    }
}

#[tokio::test]
async fn a_time_out_of_the_channel_is_transient() {
    let server = serve(|_| Answer::Stall).await;
    let channel = endpoint(&server.address)
        .timeout(Duration::from_millis(20))
        .connect_lazy();
    let status = HealthClient::new(channel).check(request()).await.unwrap_err();
    assert_eq!(status.code(), Code::Cancelled);
    assert_transient(&status, true);
}

#[tokio::test]
async fn a_limit_of_an_attempt_is_transient_where_the_servers_is_not() {
    #[retry(max = 2, delay_ms = 1, attempt_timeout_ms = 20)]
    async fn check(client: &mut Client) -> Result<i32, Status> {
        Ok(client.check(request()).await?.into_inner().status)
    }

    let server = serve(|_| Answer::Stall).await;
    let status = check(&mut server.client()).await.unwrap_err();
    assert_eq!(server.calls(), 2);
    assert_eq!(status.code(), Code::DeadlineExceeded);
    assert_eq!(status.message(), "attempt 2 timed out after 20ms");
    assert!(status.source().unwrap().is::<TimedOut>());
    assert_transient(&status, true);

    let server = serve(|_| Answer::Status(Status::deadline_exceeded("the caller's"))).await;
    let status = check(&mut server.client()).await.unwrap_err();
    assert_eq!(server.calls(), 1);
    assert_transient(&status, false);
}

#[test]
fn a_source_decides_where_it_knows() {
    let from = |source: Box<dyn Error + Send + Sync>| Status::from_error(source);
    let io = |kind| from(std::io::Error::from(kind).into());
    assert_transient(&io(std::io::ErrorKind::ConnectionReset), true);
    assert_transient(&io(std::io::ErrorKind::PermissionDenied), false);
    assert_transient(&from("no type of its own".into()), false);
}
