//! HTTPS and WSS with the server's own certificate.

use crate::client::{TestServer, trusting};
use cooee_proto::signal::{PATH, SUBPROTOCOL};
use rustls::pki_types::ServerName;
use std::{fs, sync::Arc};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tokio_rustls::TlsConnector;
use tokio_tungstenite::tungstenite::{Error, client::IntoClientRequest};

fn start() -> TestServer {
    TestServer::start_with(|config| config.tls_self_signed = true)
}

#[tokio::test]
async fn a_client_that_trusts_the_certificate_is_served() {
    let server = start();
    assert_eq!(server.running.urls, [format!("https://{}", server.running.http_addr)]);
    let file = server.running.self_signed.as_deref().unwrap();
    let connector = TlsConnector::from(Arc::new(trusting(file)));
    for name in ["localhost", "127.0.0.1"] {
        let stream = TcpStream::connect(server.running.http_addr).await.unwrap();
        let name = ServerName::try_from(name).unwrap();
        let mut stream = connector.connect(name, stream).await.unwrap();
        let request = b"GET /healthz HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n";
        stream.write_all(request).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.ends_with("\r\n\r\nok\n"), "{answer}");
    }
    assert!(server.connect().await.hello.is_some());
}

#[tokio::test]
async fn http_without_tls_is_told_where_to_go() {
    let server = start();
    let answer = crate::http::get(server.running.http_addr, "/debug?x=1").await;
    assert!(answer.starts_with("HTTP/1.1 307 "), "{answer}");
    assert!(answer.contains("\r\nlocation: https://test/debug?x=1\r\n"), "{answer}");
    let url = format!("ws://{}{PATH}", server.running.http_addr);
    let mut request = url.into_client_request().unwrap();
    request.headers_mut().insert("sec-websocket-protocol", SUBPROTOCOL.parse().unwrap());
    match tokio_tungstenite::connect_async(request).await.err() {
        Some(Error::Http(answer)) => {
            assert_eq!(answer.status(), 400);
            let text = String::from_utf8(answer.into_body().unwrap()).unwrap();
            assert!(text.contains("wss://"), "{text}");
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn what_keeps_https_from_being_served_is_named() {
    let server = start();
    let start = |cert: &str, key: &str| {
        let mut config = cooee_server::config::Config::new(server.data_dir.path().to_owned());
        config.listen = "127.0.0.1:0".parse().unwrap();
        config.tls_cert = Some(server.data_dir.path().join(cert));
        config.tls_key = (!key.is_empty()).then(|| server.data_dir.path().join(key));
        cooee_server::Server::start(&config).err().map(|error| error.to_string())
    };
    let own = "tls-self-signed.pem";
    assert_eq!(start(own, own), None);
    fs::write(server.data_dir.path().join("empty"), "").unwrap();
    assert!(start("empty", own).unwrap().contains("holds no certificate"));
    assert!(start(own, "none").unwrap().contains("none: No such file"));
    assert!(start(own, "").unwrap().contains("tls_cert needs tls_key"));
}
