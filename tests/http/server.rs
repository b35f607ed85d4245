//! Servers that answer as they are told, or not at all.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A server of this process, which ends with the test's runtime.
pub(crate) struct Server {
    pub(crate) address: String,
    requests: Arc<AtomicU32>,
}

impl Server {
    pub(crate) fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// Requests, or connections of a [`raw`] one, up to now.
    pub(crate) fn requests(&self) -> u32 {
        self.requests.load(Ordering::SeqCst)
    }

    async fn bind() -> (Self, TcpListener) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self {
            address: listener.local_addr().unwrap().to_string(),
            requests: Arc::default(),
        };
        (server, listener)
    }
}

/// Answers every request by `answer`, which is told its number, from 1.
pub(crate) async fn answering<R: IntoResponse>(answer: impl Fn(u32) -> R + Clone + Send + Sync + 'static) -> Server {
    let (server, listener) = Server::bind().await;
    let requests = server.requests.clone();
    let handler = move |_: Request| {
        let number = requests.fetch_add(1, Ordering::SeqCst) + 1;
        let response: Response = answer(number).into_response();
        async move { response }
    };
    tokio::spawn(async move { axum::serve(listener, axum::Router::new().fallback(handler)).await });
    server
}

/// Hands each connection to `serve`.
pub(crate) async fn raw<F>(serve: impl Fn(TcpStream) -> F + Send + 'static) -> Server
where
    F: Future<Output = ()> + Send + 'static,
{
    let (server, listener) = Server::bind().await;
    let connections = server.requests.clone();
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            connections.fetch_add(1, Ordering::SeqCst);
            tokio::spawn(serve(stream));
        }
    });
    server
}

/// Reads a request, says `answer`, and ends the connection in order.
pub(crate) async fn saying(answer: impl AsRef<[u8]> + Copy + Send + Sync + 'static) -> Server {
    raw(move |mut stream| async move {
        read_request(&mut stream).await;
        stream.write_all(answer.as_ref()).await.unwrap();
        // A client that has seen enough may be gone.
        drop(stream.shutdown().await);
    })
    .await
}

/// Reads a request, says `answer`, and resets the connection.
pub(crate) async fn resetting(answer: &'static str) -> Server {
    raw(move |mut stream| async move {
        read_request(&mut stream).await;
        stream.write_all(answer.as_bytes()).await.unwrap();
        if !answer.is_empty() {
            // A reset overtakes what was not read yet.
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        stream.set_zero_linger().unwrap();
    })
    .await
}

/// Reads a request, says `answer`, and nothing more for as long as the test runs.
pub(crate) async fn stalling(answer: &'static str) -> Server {
    raw(move |mut stream| async move {
        read_request(&mut stream).await;
        stream.write_all(answer.as_bytes()).await.unwrap();
        std::future::pending::<()>().await;
    })
    .await
}

/// An address at which nobody listens.
pub(crate) async fn closed() -> String {
    let (server, listener) = Server::bind().await;
    drop(listener);
    server.url()
}

pub(crate) async fn read_request(stream: &mut TcpStream) {
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        if stream.read_buf(&mut request).await.unwrap() == 0 {
            return; // the client went away
        }
    }
}

/// HTTP/2: hands each stream's responder to `respond`, and the connection's handle for what concerns all streams.
pub(crate) async fn http2(respond: impl Fn(&mut Connection, Responder) + Clone + Send + 'static) -> Server {
    raw(move |stream| {
        let respond = respond.clone();
        async move {
            let mut connection = h2::server::handshake(stream).await.unwrap();
            while let Some(Ok((_, responder))) = connection.accept().await {
                respond(&mut connection, responder);
            }
        }
    })
    .await
}

pub(crate) type Connection = h2::server::Connection<TcpStream, axum::body::Bytes>;
pub(crate) type Responder = h2::server::SendResponse<axum::body::Bytes>;

/// TLS with a certificate that nobody else has signed.
pub(crate) async fn tls() -> Server {
    use tokio_rustls::rustls::{ServerConfig, crypto::ring, pki_types::PrivateKeyDer};

    let certified = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let key = PrivateKeyDer::Pkcs8(certified.signing_key.serialize_der().into());
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certified.cert.der().clone()], key)
        .unwrap();
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    raw(move |stream| {
        let acceptor = acceptor.clone();
        // The client ends the handshake.
        async move { drop(acceptor.accept(stream).await) }
    })
    .await
}
