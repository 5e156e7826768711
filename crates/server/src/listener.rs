//! Accepts TCP connections and serves HTTP on each.

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tracing::{debug, error};

/// How long a connection may take to send the head of a request, the first one or a later one.
/// What connects and says nothing would cost a file descriptor for ever.
pub const HEAD_TIMEOUT: Duration = Duration::from_secs(10);
/// How long nothing is accepted after the system refused: mostly no file descriptor is left.
const PAUSE: Duration = Duration::from_secs(1);

/// Serves until it is dropped; a WebSocket that was upgraded lives on.
pub async fn serve(listener: TcpListener, router: Router, head_timeout: Duration) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                tokio::spawn(serve_one(stream, router.clone(), head_timeout));
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

async fn serve_one(stream: TcpStream, router: Router, head_timeout: Duration) {
    // Small messages should not wait for others.
    stream.set_nodelay(true).ok();
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(head_timeout);
    let service = TowerToHyperService::new(router);
    let connection = http.serve_connection(TokioIo::new(stream), service).with_upgrades();
    if let Err(error) = connection.await {
        debug!(%error, "http connection ended");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::routing::get;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    #[tokio::test]
    async fn what_says_nothing_is_closed() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = Router::new().route("/", get(async || "hello"));
        tokio::spawn(serve(listener, router, Duration::from_millis(100)));
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
