//! Garbage at the WebSocket and at the UDP port leaves other sessions alive.

use crate::{client::TestServer, http, media_client::MediaClient};
use cooee_proto::signal::{Nothing, Request, ServerMessage};
use tokio::net::UdpSocket;
use tokio_tungstenite::tungstenite::Message;

/// Bytes without a pattern, the same in each run.
fn noise(length: usize, seed: u32) -> Vec<u8> {
    let mut state = seed.wrapping_mul(2_654_435_761) | 1;
    let next = move || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state as u8
    };
    std::iter::repeat_with(next).take(length).collect()
}

#[tokio::test]
async fn garbage_hurts_only_its_sender() {
    let server = TestServer::start();
    let mut amy = server.connect().await;
    let mut media = MediaClient::new().await;
    let login = server.login(&amy, "amy", "room", &media.offer);
    let logged_in = amy.log_in(login).await;
    media.accept(logged_in.transport.answer.as_deref().unwrap());

    let udp = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    for number in 0..300_u32 {
        let mut datagram = noise(number as usize * 4 % 1400, number);
        // First bytes of STUN, DTLS, RTP and RTCP, and none of them.
        if let Some(first) = datagram.first_mut() {
            *first = [0, 1, 20, 22, 25, 63, 64, 128, 144, 191, 192, 255][number as usize % 12];
        }
        udp.send_to(&datagram, server.running.media_addr).await.unwrap();
    }

    let mut texts = server.connect().await;
    for number in 0..60 {
        let text = String::from_utf8_lossy(&noise(200, number)).into_owned();
        texts.try_send(Message::Text(text.into())).await;
    }
    let mut answers = 0;
    // Its close comes after all answers, although texts of ours came after it decided.
    while let Some(answer) = texts.receive().await {
        assert!(matches!(answer, ServerMessage::Answer { id: None, result: Err(_) }));
        answers += 1;
    }
    assert!((51..=60).contains(&answers), "{answers} answers");

    let mut binary = server.connect().await;
    binary.try_send(Message::Binary(noise(1000, 1).into())).await;
    assert_eq!(binary.receive().await, None);

    let mut long = server.connect().await;
    long.try_send(Message::Text("x".repeat(300 * 1024).into())).await;
    assert_eq!(long.receive().await, None);

    media.connect().await;
    amy.ask(Request::Heartbeat(Nothing {})).await.unwrap();
    assert!(http::get(server.running.http_addr, "/healthz").await.ends_with("ok\n"));
}
