//! What a call outlives: its server's restart, and strangers who send garbage.

use crate::support::{TestServer, audible, player_state, publisher_state, room_state};
use cooee::{PlayerState, PublisherState, RoomStateChangedReason};
use cooee_testkit::Voice;
use futures_util::{SinkExt, StreamExt};
use std::io::{Read, Write};
use std::net::{TcpStream, UdpSocket};
use std::time::Duration;
use tokio_tungstenite::tungstenite::{ClientRequestBuilder, Message};

#[test]
fn a_restart_of_the_server() {
    let mut server = TestServer::start();
    let (_bob, bob_events) = server.publisher("room", "bob", "stream", Voice::new(0));
    let (alice, alice_events) = server.user("room", "alice");
    alice.start_sound_level_monitor(Duration::from_millis(100));
    alice.start_playing_stream("stream");
    audible(&alice_events, "stream", true);

    server.stop();
    for events in [&alice_events, &bob_events] {
        assert_eq!(room_state(events, RoomStateChangedReason::Reconnecting).0, 1002051);
    }
    server.start_again();
    for events in [&alice_events, &bob_events] {
        assert_eq!(room_state(events, RoomStateChangedReason::Reconnected).0, 0);
    }
    assert_eq!(publisher_state(&bob_events, "stream", PublisherState::Publishing).0, 0);
    assert_eq!(player_state(&alice_events, "stream", PlayerState::Playing).0, 0);
    audible(&alice_events, "stream", true);
}

#[test]
fn garbage_from_strangers() {
    let server = TestServer::start();
    let (_bob, _bob_events) = server.publisher("room", "bob", "stream", Voice::new(0));
    let (alice, alice_events) = server.user("room", "alice");
    alice.start_sound_level_monitor(Duration::from_millis(100));
    alice.start_playing_stream("stream");
    audible(&alice_events, "stream", true);

    let running = server.running();
    garbage_to_udp(std::net::SocketAddr::new(
        "127.0.0.1".parse().unwrap(),
        running.media_addr.port(),
    ));
    garbage_to_tcp(running.http_addr);
    let url = format!("ws://{}/v1/signal", running.http_addr);
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(garbage_to_web_socket(&url));

    for _ in 0..5 {
        audible(&alice_events, "stream", true);
    }
    let statistics = alice.statistics().wait().unwrap();
    let jitter = statistics.plays.values().next().unwrap().jitter;
    assert_eq!((jitter.lost_packets, jitter.duplicate_packets), (0, 0), "{jitter:?}");
    server.user("room", "carol");
}

/// Bytes that look random and are the same each time.
fn noise(seed: u32) -> impl Iterator<Item = u8> {
    let mut state = seed;
    std::iter::repeat_with(move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    })
}

fn garbage_to_udp(address: std::net::SocketAddr) {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    for seed in 0..500 {
        let length = [0, 1, 3, 12, 20, 28, 100, 1400][seed as usize % 8];
        let mut datagram: Vec<u8> = noise(seed).take(length).collect();
        // The first byte tells STUN, DTLS, RTP and RTCP apart (RFC 7983).
        if let Some(first) = datagram.first_mut() {
            *first = [0, 1, 20, 22, 63, 128, 129, 144, 255][seed as usize % 9];
        }
        socket.send_to(&datagram, address).unwrap();
    }
}

fn garbage_to_tcp(address: std::net::SocketAddr) {
    let noise: Vec<u8> = noise(7).take(4096).collect();
    let half_a_request: &[u8] = b"GET /v1/signal HTTP/1.1\r\nupgrade: websocket\r\n";
    for contents in [noise.as_slice(), half_a_request, b""] {
        let mut stream = TcpStream::connect(address).unwrap();
        // The server may hang up at any moment.
        let _ = stream.write_all(contents);
        let _ = stream.shutdown(std::net::Shutdown::Write);
        let _ = stream.read_to_end(&mut Vec::new());
    }
}

async fn garbage_to_web_socket(url: &str) {
    let texts = [
        "",
        "{",
        "null",
        "[]",
        "{\"id\":1}",
        "{\"id\":1,\"op\":\"login\"}",
        "{\"id\":1,\"op\":\"login\",\"app_id\":-1}",
        "{\"id\":18446744073709551616,\"op\":\"heartbeat\"}",
        "{\"id\":2,\"op\":\"dance\"}",
        "{\"id\":3,\"op\":\"publish\",\"stream_id\":\"stream\",\"slot\":\"0\"}",
        "{\"id\":4,\"op\":\"resume\",\"session_id\":\"x\",\"resume_key\":\"y\",\"seq\":0}",
        "\u{0}\u{feff}\u{10ffff}",
    ];
    let nested = "[".repeat(100_000);
    let mut messages: Vec<Message> =
        texts.into_iter().chain([nested.as_str()]).map(Message::text).collect();
    messages.push(Message::binary(noise(3).take(2000).collect::<Vec<u8>>()));
    messages.push(Message::text("x".repeat(1 << 20)));
    for message in messages {
        let uri = url.parse().unwrap();
        let request = ClientRequestBuilder::new(uri).with_sub_protocol("cooee.v1");
        let (mut socket, _) = tokio_tungstenite::connect_async(request).await.unwrap();
        socket.next().await.unwrap().unwrap();
        // An answer or the end of the connection, as the server likes.
        let _ = socket.send(message).await;
        let _ = socket.send(Message::text("{\"id\":9,\"op\":\"dance\"}")).await;
        let _ = tokio::time::timeout(Duration::from_secs(5), socket.next()).await.unwrap();
    }
}
