//! hyper's own connection, and hyper-util's client.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use http::Request;
use http_body_util::{BodyExt, Empty};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper_util::client::legacy::Client;
use hyper_util::rt::{TokioExecutor, TokioIo};
use retry_runtime::{Transient, retry};
use tokio::net::TcpStream;

use crate::server::{self, Server};

/// One connection to the server, driven in the background.
async fn connect(server: &Server) -> http1::SendRequest<Empty<Bytes>> {
    let stream = TcpStream::connect(&server.address).await.unwrap();
    let (sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    sender
}

fn request(server: &Server) -> Request<Empty<Bytes>> {
    Request::builder()
        .header("host", &server.address)
        .body(Empty::new())
        .unwrap()
}

/// The request's or its body's error.
async fn error(server: &Server) -> hyper::Error {
    let mut sender = connect(server).await;
    match sender.send_request(request(server)).await {
        Err(error) => error,
        Ok(response) => response.into_body().collect().await.unwrap_err(),
    }
}

#[tokio::test]
async fn a_connection_that_ends_is_transient() {
    let half = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf";
    assert!(error(&server::saying("").await).await.is_incomplete_message());
    for server in [
        server::saying("").await,
        server::saying(half).await,
        server::resetting("").await,
        server::resetting(half).await,
    ] {
        let error = error(&server).await;
        assert!(error.is_transient(), "{error:?}");
    }
}

#[tokio::test]
async fn a_request_that_was_never_sent_is_transient() {
    let server = server::saying("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await;
    let mut sender = connect(&server).await;
    sender.send_request(request(&server)).await.unwrap();
    while !sender.is_closed() {
        tokio::task::yield_now().await;
    }
    let canceled = sender.send_request(request(&server)).await.unwrap_err();
    assert!(canceled.is_canceled(), "{canceled:?}");
    assert!(canceled.is_transient(), "{canceled:?}");
    let closed = sender.ready().await.unwrap_err();
    assert!(closed.is_closed(), "{closed:?}");
    assert!(closed.is_transient(), "{closed:?}");
}

#[tokio::test]
async fn an_answer_that_is_no_http_is_permanent() {
    let parse = error(&server::saying("220 mail.example.com ESMTP\r\n\r\n").await).await;
    assert!(parse.is_parse(), "{parse:?}");
    assert!(!parse.is_transient(), "{parse:?}");
    let chunk = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nmany\r\n";
    let chunk = error(&server::saying(chunk).await).await;
    assert!(!chunk.is_transient(), "{chunk:?}");
}

#[tokio::test]
async fn a_body_of_the_user_that_fails_is_permanent() {
    struct Failing;

    impl hyper::body::Body for Failing {
        type Data = Bytes;
        type Error = io::Error;

        fn poll_frame(
            self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<io::Result<hyper::body::Frame<Bytes>>>> {
            // As an upstream that was reset: for the server that is no reason.
            Poll::Ready(Some(Err(io::ErrorKind::ConnectionReset.into())))
        }
    }

    let server = server::stalling("").await;
    let stream = TcpStream::connect(&server.address).await.unwrap();
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    let request = Request::post("/").header("host", &server.address).body(Failing);
    let error = sender.send_request(request.unwrap()).await.unwrap_err();
    assert!(error.is_user(), "{error:?}");
    assert!(!error.is_transient(), "{error:?}");
}

fn client() -> Client<hyper_util::client::legacy::connect::HttpConnector, Empty<Bytes>> {
    Client::builder(TokioExecutor::new()).build_http()
}

async fn client_error(url: &str) -> hyper_util::client::legacy::Error {
    client().get(url.parse().unwrap()).await.unwrap_err()
}

#[tokio::test]
async fn a_client_that_cannot_connect_is_transient() {
    for url in [server::closed().await.as_str(), "http://nobody.invalid/"] {
        let error = client_error(url).await;
        assert!(error.is_connect());
        assert!(error.is_transient(), "{error:?}");
    }
}

#[tokio::test]
async fn a_client_asks_hyper_of_what_comes_after() {
    let reset = client_error(&server::resetting("").await.url()).await;
    assert!(reset.is_transient(), "{reset:?}");
    let parse = client_error(&server::saying("220 mail.example.com ESMTP\r\n\r\n").await.url()).await;
    assert!(!parse.is_transient(), "{parse:?}");
    let scheme = client_error("ftp://127.0.0.1/").await;
    assert!(!scheme.is_transient(), "{scheme:?}");
}

#[tokio::test]
async fn a_response_of_http_is_tried_again_by_its_status() {
    #[retry(max = 3, delay_ms = 1, classify = retry_runtime::http::by_status)]
    async fn get(
        client: &Client<hyper_util::client::legacy::connect::HttpConnector, Empty<Bytes>>,
        url: &str,
    ) -> Result<http::Response<hyper::body::Incoming>, hyper_util::client::legacy::Error> {
        client.get(url.parse().unwrap()).await
    }

    let server = server::answering(|_| http::StatusCode::BAD_GATEWAY).await;
    assert_eq!(get(&client(), &server.url()).await.unwrap().status(), 502);
    assert_eq!(server.requests(), 3);
}
