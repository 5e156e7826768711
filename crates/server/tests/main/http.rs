//! What is served beside signalling.

use crate::client::TestServer;
use cooee_proto::signal::SUBPROTOCOL;
use std::net::SocketAddr;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tokio_tungstenite::tungstenite::Error;

pub async fn get(address: SocketAddr, path: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn health_is_told() {
    let server = TestServer::start();
    let answer = get(server.running.http_addr, "/healthz").await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(answer.ends_with("\r\n\r\nok\n"), "{answer}");
    let answer = get(server.running.http_addr, "/elsewhere").await;
    assert!(answer.starts_with("HTTP/1.1 404 "), "{answer}");
}

#[tokio::test]
async fn a_websocket_of_another_protocol_is_refused() {
    let server = TestServer::start();
    for headers in [&[][..], &[("sec-websocket-protocol", "cooee.v9")]] {
        match server.try_connect(headers).await.err() {
            Some(Error::Http(answer)) => assert_eq!(answer.status(), 400),
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn a_port_that_is_taken_is_named() {
    let server = TestServer::start();
    let mut config = cooee_server::config::Config::new(server.data_dir.path().to_owned());
    config.listen = server.running.http_addr;
    let error = cooee_server::Server::start(&config).err().unwrap().to_string();
    assert!(error.starts_with(&format!("TCP {} cannot be used", config.listen)), "{error}");
    config.listen = "127.0.0.1:0".parse().unwrap();
    config.media = Some(server.running.media_addr);
    let error = cooee_server::Server::start(&config).err().unwrap().to_string();
    let media = server.running.media_addr;
    assert!(error.starts_with(&format!("UDP {media} cannot be used")), "{error}");
    config.media = None;
    config.advertise_ip = vec!["2001:db8::1".parse().unwrap()];
    let error = cooee_server::Server::start(&config).err().unwrap().to_string();
    assert!(error.contains("advertise_ip"), "{error}");
}

#[tokio::test]
async fn pages_of_any_origin_may_load_the_sdk_and_ask_for_health() {
    let server = TestServer::start();
    for path in ["/healthz", "/sdk/cooee.umd.js", "/sdk/none.js"] {
        let answer = get(server.running.http_addr, path).await;
        assert!(answer.contains("\r\naccess-control-allow-origin: *\r\n"), "{answer}");
        assert!(answer.contains("\r\nx-content-type-options: nosniff\r\n"), "{answer}");
    }
}

#[tokio::test]
async fn pages_run_only_what_came_with_them() {
    let server = TestServer::start();
    for path in ["/debug", "/debug/"] {
        let answer = get(server.running.http_addr, path).await;
        assert!(answer.contains("\r\ncontent-security-policy: default-src 'none'; "), "{answer}");
        assert!(answer.contains("; script-src 'self' blob:; "), "the worklet: {answer}");
        assert!(answer.contains("\r\nreferrer-policy: no-referrer\r\n"), "{answer}");
        assert!(answer.contains("\r\npermissions-policy: microphone=(self), "), "{answer}");
        assert!(!answer.contains("access-control-allow-origin"), "{answer}");
    }
}

#[tokio::test]
async fn the_console_speaks_to_its_own_server_alone() {
    let server = TestServer::start();
    for path in ["/", "/icon.svg", "/assets/none.js"] {
        let answer = get(server.running.http_addr, path).await;
        assert!(answer.contains("\r\ncontent-security-policy: default-src 'none'; "), "{answer}");
        assert!(answer.contains("; script-src 'self'; "), "{answer}");
        assert!(answer.contains("; connect-src 'self'; "), "{answer}");
        assert!(answer.contains("; frame-ancestors 'none'\r\n"), "{answer}");
        assert!(answer.contains("\r\nx-frame-options: DENY\r\n"), "{answer}");
        assert!(answer.contains("\r\npermissions-policy: microphone=(), "), "{answer}");
        assert!(!answer.contains("access-control-allow-origin"), "{answer}");
    }
}

/// The web build is there only where `./x` made it.
#[tokio::test]
async fn a_page_is_there_or_how_to_get_it_is_said() {
    let server = TestServer::start();
    for (path, kind) in
        [("/", "text/html"), ("/debug", "text/html"), ("/sdk/cooee.umd.js", "text/javascript")]
    {
        let answer = get(server.running.http_addr, path).await;
        let is_there = answer.starts_with("HTTP/1.1 200 OK\r\n")
            && answer.contains(&format!("\r\ncontent-type: {kind}; charset=utf-8\r\n"));
        let is_said = answer.starts_with("HTTP/1.1 404 ") && answer.contains("./x");
        assert!(is_there || is_said, "{answer}");
    }
}

#[tokio::test]
async fn a_page_of_an_origin_that_is_not_listed_is_refused() {
    let listed = "https://app.example.com";
    let server = TestServer::start_with(|config| config.allow_origin = vec![listed.to_owned()]);
    let own = format!("http://{}", server.running.http_addr);
    for origin in [listed, &own] {
        let headers = [("sec-websocket-protocol", SUBPROTOCOL), ("origin", origin)];
        assert!(server.try_connect(&headers).await.is_ok(), "{origin}");
    }
    assert!(server.connect().await.hello.is_some(), "a program");
    let headers = [("sec-websocket-protocol", SUBPROTOCOL), ("origin", "https://other.example")];
    match server.try_connect(&headers).await.err() {
        Some(Error::Http(answer)) => {
            assert_eq!(answer.status(), 403);
            let text = String::from_utf8(answer.into_body().unwrap()).unwrap();
            assert!(text.contains("allow_origin"), "{text}");
        }
        other => panic!("{other:?}"),
    }
}
