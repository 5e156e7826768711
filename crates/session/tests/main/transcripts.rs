//! Whole exchanges as they happen: what goes over the wire, what the application is told.

use crate::client::{Client, logged_in, room, room_id};
use cooee_proto::PublishChannel;
use cooee_session::{Command, Input};
use serde_json::json;
use std::time::Duration;

const ROUND_TRIP: Duration = Duration::from_millis(20);

#[test]
fn a_call() {
    let mut client = Client::new();
    client.login();
    client.wait(ROUND_TRIP);
    client.hello();
    client.wait(ROUND_TRIP);
    let room = room("room1", &["bob"], &[("bobs", "bob")]);
    client.answer("login", logged_in(1, Some("answer"), room));
    client.publish(PublishChannel::Main, "mine");
    client.play("bobs");
    client.wait(ROUND_TRIP);
    client.answer("publish", json!({}));
    client.answer("play", json!({"live": true}));
    client.wait(ROUND_TRIP);
    client.input(Input::TransportConnected);
    client.push(json!({
        "event": "broadcast_messages",
        "messages": [{
            "message_id": 1, "message": "hi", "send_time_ms": 5,
            "from_user": {"user_id": "bob", "user_name": "bob"},
        }],
    }));
    client.push(json!({
        "event": "room_streams", "update": 1,
        "streams": [{"stream_id": "bobs", "user": {"user_id": "bob", "user_name": "bob"}}],
        "reasons": [{"stream_id": "bobs", "code": 1}],
    }));
    client.push(json!({
        "event": "play_state", "stream_id": "bobs", "live": false, "code": 1004002,
    }));
    client.input(Command::StopPlaying { stream_id: crate::client::stream_id("bobs") });
    let request = client.call();
    client.input(Command::Logout { request, room_id: Some(room_id("room1")) });
    insta::assert_snapshot!(client.transcript());
}

#[test]
fn a_lost_websocket_whose_pushes_are_replayed() {
    let mut client = Client::in_room();
    client.wait(Duration::from_secs(9));
    client.close_socket();
    client.wait(Duration::from_millis(200));
    client.hello();
    client.wait(ROUND_TRIP);
    client.answer("resume", json!({"seq": 0, "transport_id": "00000000000000aa"}));
    let push = json!({
        "event": "broadcast_messages",
        "messages": [{
            "message_id": 1, "message": "hi", "send_time_ms": 5,
            "from_user": {"user_id": "bob", "user_name": "bob"},
        }],
    });
    client.push(push.clone());
    client.seq -= 1;
    client.push(push);
    insta::assert_snapshot!(client.transcript());
}

#[test]
fn a_lost_websocket_whose_pushes_are_gone() {
    let mut client = Client::new();
    client.login();
    client.hello();
    let before = room("room1", &["bob", "cat"], &[("bobs", "bob"), ("cats", "cat")]);
    client.answer("login", logged_in(1, Some("answer"), before));
    client.input(Input::TransportConnected);
    client.forget();
    client.close_socket();
    client.reopen();
    let mut after = room("room1", &["cat", "dan"], &[("cats", "cat"), ("dans", "dan")]);
    after["streams"][0]["extra_info"] = "purr".into();
    after["extra_info"] = json!({
        "key": "topic", "value": "tea", "update_time_ms": 5,
        "update_user": {"user_id": "dan", "user_name": "dan"},
    });
    let transport_id = "00000000000000aa";
    let body = json!({"seq": 900, "snapshot": after, "transport_id": transport_id});
    client.answer("resume", body);
    insta::assert_snapshot!(client.transcript());
}

#[test]
fn a_server_restart() {
    let mut client = Client::in_room();
    client.publish_live("mine");
    client.play_live("bobs");
    client.push(json!({
        "event": "room_streams", "update": 0,
        "streams": [{"stream_id": "bobs", "user": {"user_id": "bob", "user_name": "bob"}}],
    }));
    client.push(json!({"event": "draining", "retry_after_ms": 500}));
    client.forget();
    client.reopen();
    client.refuse("resume", 1002057);
    client.refuse("login", 1002057);
    let room = room("room1", &[], &[("bobs", "bob"), ("dans", "dan")]);
    client.answer("login", logged_in(2, Some("answer2"), room));
    client.answer("publish", json!({}));
    client.answer("play", json!({"live": true}));
    client.input(Input::TransportConnected);
    insta::assert_snapshot!(client.transcript());
}

#[test]
fn a_lost_media_path() {
    let mut client = Client::in_room();
    client.publish_live("mine");
    client.play_live("bobs");
    client.forget();
    let transport = |answer: &str| {
        json!({ "transport": {
            "transport_id": "00000000000000aa", "transport_key": "tk", "answer": answer,
        }})
    };
    client.input(Input::TransportDisconnected);
    client.wait(ROUND_TRIP);
    client.answer("heartbeat", json!({}));
    client.answer("offer", transport("answer2"));
    client.wait(Duration::from_millis(500));
    client.wait(ROUND_TRIP);
    client.answer("offer", transport("answer3"));
    client.wait(ROUND_TRIP);
    client.answer("publish", json!({}));
    client.answer("play", json!({"live": true}));
    client.input(Input::TransportConnected);
    insta::assert_snapshot!(client.transcript());
}

#[test]
fn a_switch_of_rooms() {
    let mut client = Client::in_room();
    client.play_live("bobs");
    client.forget();
    let request = client.call();
    client.input(Command::SwitchRoom {
        request,
        from: room_id("room1"),
        to: room_id("room2"),
        config: Default::default(),
        token: "token2".to_owned(),
    });
    client.play("dans");
    client.wait(ROUND_TRIP);
    client.answer("login", logged_in(2, None, room("room2", &[], &[("dans", "dan")])));
    client.wait(ROUND_TRIP);
    client.answer("play", json!({"live": true}));
    insta::assert_snapshot!(client.transcript());
}
