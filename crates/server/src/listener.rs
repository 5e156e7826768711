//! Accepts TCP connections and serves HTTP or HTTPS on each.

use crate::tls::Tls;
use axum::{
    Extension, Router,
    http::{HeaderMap, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use std::{net::SocketAddr, time::Duration};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
};
use tokio_io_timeout::TimeoutStream;
use tracing::{debug, error};

/// How long a connection may take to send the head of a request, the first one or a later one,
/// and for its TLS handshake. What connects and says nothing would cost a file descriptor for
/// ever.
pub const HEAD_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a client may leave what it asked for unread.
const WRITE_TIMEOUT: Duration = Duration::from_secs(30);
/// How long nothing is accepted after the system refused: mostly no file descriptor is left.
const PAUSE: Duration = Duration::from_secs(1);

/// Where a request comes from: the client, or the last proxy before this server.
#[derive(Clone, Copy)]
pub struct Peer(pub SocketAddr);

/// What is served on each connection, and how.
#[derive(Clone)]
pub struct Service {
    pub router: Router,
    /// Serves HTTPS where there is one.
    pub tls: Option<Tls>,
    pub head_timeout: Duration,
}

impl Service {
    /// Serves until it is dropped; a WebSocket that was upgraded lives on.
    pub async fn run(self, listener: TcpListener) {
        loop {
            match listener.accept().await {
                Ok((stream, peer)) => {
                    tokio::spawn(self.clone().serve(stream, peer));
                }
                // The client went before it was accepted.
                Err(error) if error.kind() == std::io::ErrorKind::ConnectionAborted => {}
                Err(error) => {
                    error!(%error, "no connection can be accepted");
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
    }

    async fn serve(self, stream: TcpStream, peer: SocketAddr) {
        // Small messages should not wait for others.
        stream.set_nodelay(true).ok();
        let router = self.router.clone().layer(Extension(Peer(peer)));
        let Some(tls) = &self.tls else { return self.serve_http(stream, &router).await };
        match tokio::time::timeout(self.head_timeout, tls.accept(stream)).await {
            Ok(Ok(Ok(stream))) => self.serve_http(stream, &router).await,
            Ok(Ok(Err(plain))) => {
                self.serve_http(plain, &Router::new().fallback(to_https)).await;
            }
            Ok(Err(error)) => debug!(%error, "TLS handshake failed"),
            Err(_) => debug!("TLS handshake took too long"),
        }
    }

    async fn serve_http(
        &self,
        stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
        router: &Router,
    ) {
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new()).header_read_timeout(self.head_timeout);
        let service = TowerToHyperService::new(router.clone());
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(WRITE_TIMEOUT));
        let stream = TokioIo::new(Box::pin(stream));
        let connection = http.serve_connection(stream, service).with_upgrades();
        if let Err(error) = connection.await {
            debug!(%error, "http connection ended");
        }
    }
}

/// Answers HTTP without TLS where HTTPS is expected.
async fn to_https(uri: Uri, headers: HeaderMap) -> Response {
    let text = "This port speaks HTTPS and WSS: write https:// or wss:// in place of http:// or \
                ws://.\n";
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    match host.filter(|_| !headers.contains_key(header::UPGRADE)) {
        Some(host) => {
            let path = uri.path_and_query().map_or("/", |path| path.as_str());
            let location = [(header::LOCATION, format!("https://{host}{path}"))];
            (StatusCode::TEMPORARY_REDIRECT, location, text).into_response()
        }
        None => (StatusCode::BAD_REQUEST, text).into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::TlsSource;
    use axum::routing::get;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    #[tokio::test]
    async fn what_makes_no_handshake_is_closed() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let data_dir = tempfile::tempdir().unwrap();
        let tls = Tls::new(&TlsSource::SelfSigned, data_dir.path(), &[]).unwrap();
        let head_timeout = Duration::from_millis(100);
        let service = Service { router: Router::new(), tls: Some(tls), head_timeout };
        tokio::spawn(service.run(listener));
        for said in [&b""[..], b"\x16\x03\x01", b"\x16 is no handshake"] {
            let mut stream = TcpStream::connect(address).await.unwrap();
            stream.write_all(said).await.unwrap();
            let mut answer = Vec::new();
            let patience = Duration::from_secs(20);
            let closed = tokio::time::timeout(patience, stream.read_to_end(&mut answer));
            // With something unread it is reset.
            closed.await.expect("it is closed").ok();
        }
    }

    #[tokio::test]
    async fn what_says_nothing_is_closed() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = Router::new().route("/", get(async || "hello"));
        let service = Service { router, tls: None, head_timeout: Duration::from_millis(100) };
        tokio::spawn(service.run(listener));
        for said in ["", "GET / HTTP/1.1\r\nhost: te", "GET / HTTP/1.1\r\nhost: test\r\n\r\n"] {
            let mut stream = TcpStream::connect(address).await.unwrap();
            stream.write_all(said.as_bytes()).await.unwrap();
            let mut answer = String::new();
            let patience = Duration::from_secs(20);
            tokio::time::timeout(patience, stream.read_to_string(&mut answer))
                .await
                .expect("it is closed")
                .unwrap();
            assert_eq!(answer.ends_with("hello"), said.ends_with("\r\n\r\n"), "{answer}");
        }
    }
}
