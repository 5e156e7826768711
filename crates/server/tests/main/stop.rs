//! A server that stops tells its clients, and is gone within bounds.

use crate::{client::TestServer, media_client::MediaClient};
use cooee_proto::signal::Event;
use std::time::{Duration, Instant};

#[tokio::test]
async fn clients_are_told_and_then_closed() {
    let server = TestServer::start();
    let mut client = server.connect().await;
    let media = MediaClient::new().await;
    let login = server.login(&client, "amy", "room", &media.offer);
    client.log_in(login).await;
    let TestServer { running, data_dir, .. } = server;
    let (http, media_addr) = (running.http_addr, running.media_addr);
    let stopped = tokio::task::spawn_blocking(|| running.stop());
    assert!(matches!(client.event().await, Event::Draining { .. }));
    assert_eq!(client.receive().await, None);
    stopped.await.unwrap();
    std::net::TcpListener::bind(http).unwrap();
    std::net::UdpSocket::bind(media_addr).unwrap();
    drop(data_dir);
}

#[tokio::test]
async fn a_client_that_does_not_take_its_goodbye_is_not_waited_for() {
    let server = TestServer::start();
    // It neither reads nor closes.
    let _client = server.connect().await;
    let start = Instant::now();
    tokio::task::spawn_blocking(|| server.running.stop()).await.unwrap();
    let took = start.elapsed();
    assert!(took < Duration::from_secs(5), "{took:?}");
}

#[test]
fn many_servers_start_and_stop() {
    for _ in 0..20 {
        TestServer::start().running.stop();
    }
}
