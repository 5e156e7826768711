//! A whole call: login by AppSign, ICE, DTLS, and audio from one client to the other.

use crate::{
    client::{Client, TestServer},
    media_client::MediaClient,
};
use cooee_proto::{
    StreamId,
    signal::{LoggedIn, Play, PlayAnswer, Publish, Request},
};

async fn join(server: &TestServer, user: &str) -> (Client, MediaClient, LoggedIn) {
    let mut client = server.connect().await;
    let mut media = MediaClient::new().await;
    let login = server.login(&client, user, "room", &media.offer);
    let logged_in = client.log_in(login).await;
    media.accept(logged_in.transport.answer.as_deref().unwrap());
    media.connect().await;
    (client, media, logged_in)
}

#[tokio::test]
async fn one_client_hears_another() {
    let server = TestServer::start();
    let (mut amy, mut amy_media, _) = join(&server, "amy").await;
    let (mut bob, mut bob_media, _) = join(&server, "bob").await;
    let stream_id = StreamId::new("speech").unwrap();
    let publish = Publish {
        stream_id: stream_id.clone(),
        slot: bob_media.sending(),
        extra_info: String::new(),
        mic_state: Default::default(),
        video_slot: None,
        camera_state: cooee_proto::RemoteDeviceState::Disable,
    };
    bob.ask(Request::Publish(publish)).await.unwrap();
    let play = Play { stream_id, slot: amy_media.receiving(), video_slot: None };
    let played: PlayAnswer = amy.get(Request::Play(play)).await;
    assert!(played.live);
    let packet = tokio::select! {
        packet = amy_media.packet() => packet,
        () = bob_media.talk() => unreachable!("it talks for ever"),
    };
    assert_eq!(packet.mid, amy_media.receiving());
    assert_eq!(packet.payload, [0xf8, 1, 2, 3]);
    assert_eq!(packet.audio_level, Some(-20));
}

#[tokio::test]
async fn the_answer_names_an_address_that_can_be_reached() {
    let server = TestServer::start();
    assert_eq!(server.running.advertised, [server.running.media_addr]);
    let mut client = server.connect().await;
    let media = MediaClient::new().await;
    let login = server.login(&client, "amy", "room", &media.offer);
    let answer = client.log_in(login).await.transport.answer.unwrap();
    let candidate = format!(" 127.0.0.1 {} typ host", server.running.media_addr.port());
    assert!(answer.contains(&candidate), "{answer}");
    assert!(!answer.contains("0.0.0.0 0 typ"), "{answer}");
}

#[tokio::test]
async fn a_socket_for_all_addresses_answers_from_the_one_that_was_asked() {
    let server = TestServer::start_with(|config| {
        config.media = Some("0.0.0.0:0".parse().unwrap());
        config.advertise_ip = vec!["127.0.0.2".parse().unwrap()];
    });
    assert_eq!(server.running.advertised[0].ip().to_string(), "127.0.0.2");
    join(&server, "amy").await;
}

#[tokio::test]
async fn a_server_behind_a_translator_is_reached_at_its_public_address() {
    let public = "203.0.113.9".parse().unwrap();
    let server = TestServer::start_with(|config| config.advertise_ip = vec![public]);
    let mut client = server.connect().await;
    let mut media = MediaClient::new().await;
    media.translated = Some((public, server.running.media_addr.ip()));
    let login = server.login(&client, "amy", "room", &media.offer);
    let answer = client.log_in(login).await.transport.answer.unwrap();
    assert!(!answer.contains("127.0.0.1 "), "{answer}");
    media.accept(&answer);
    media.connect().await;
}

#[tokio::test]
async fn a_wrong_sign_and_a_page_with_an_app_sign_are_refused() {
    let server = TestServer::start();
    let mut client = server.connect().await;
    let login = server.login(&client, "amy", "room", "offer one");
    let other = cooee_proto::signal::Login {
        transport: cooee_proto::signal::TransportChoice::Offer("offer two".to_owned()),
        ..login
    };
    assert_eq!(client.ask(Request::Login(other)).await.unwrap_err().code.0, 1001005);
    let headers = [("sec-websocket-protocol", "cooee.v1"), ("origin", "https://example.org")];
    let mut page = server.try_connect(&headers).await.unwrap();
    let login = server.login(&page, "amy", "room", "offer");
    assert_eq!(page.ask(Request::Login(login)).await.unwrap_err().code.0, 1002033);
}
