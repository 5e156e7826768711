//! §12.2 of the reference, one row after the other, for publishes and for plays.

use crate::client::{Client, config, stream_id};
use cooee_proto::{ErrorCode, PlayerState, PublishChannel, PublisherState};
use cooee_session::{Command, Config, Input};
use serde_json::json;
use std::time::Duration;

const NO_PUBLISH: PublisherState = PublisherState::NoPublish;
const PUBLISH_REQUESTING: PublisherState = PublisherState::PublishRequesting;
const PUBLISHING: PublisherState = PublisherState::Publishing;
const NO_PLAY: PlayerState = PlayerState::NoPlay;
const PLAY_REQUESTING: PlayerState = PlayerState::PlayRequesting;
const PLAYING: PlayerState = PlayerState::Playing;

fn requesting() -> Client {
    let mut client = Client::in_room();
    client.publish(PublishChannel::Main, "mine");
    client.play("theirs");
    client.forget();
    client
}

fn live() -> Client {
    let mut client = Client::in_room();
    client.publish_live("mine");
    client.play_live("theirs");
    client.forget();
    client
}

fn interrupted() -> Client {
    let mut client = live();
    client.input(Input::TransportDisconnected);
    client.forget();
    client
}

/// Each of the four states before an event, by name.
fn all_states() -> [(&'static str, Client); 3] {
    [("X_REQUESTING", requesting()), ("X-ING", live()), ("interrupted", interrupted())]
}

#[test]
fn start_accepted_is_requesting() {
    let mut client = Client::in_room();
    client.publish(PublishChannel::Main, "mine");
    client.play("theirs");
    assert_eq!(client.publisher_states(), [(PUBLISH_REQUESTING, 0)]);
    assert_eq!(client.player_states(), [(PLAY_REQUESTING, 0)]);
}

#[test]
fn media_up_is_publishing_and_playing() {
    let mut client = requesting();
    client.answer("publish", json!({}));
    client.answer("play", json!({"live": true}));
    assert_eq!(client.publisher_states(), [(PUBLISHING, 0)]);
    assert_eq!(client.player_states(), [(PLAYING, 0)]);
}

#[test]
fn it_takes_the_server_and_the_transport_to_be_up() {
    let mut client = Client::new();
    client.login();
    client.hello();
    let room = crate::client::room("room1", &[], &[]);
    client.answer("login", crate::client::logged_in(1, Some("answer"), room));
    client.publish_live("mine");
    client.play_live("theirs");
    assert_eq!(client.publisher_states(), [(PUBLISH_REQUESTING, 0)]);
    assert_eq!(client.player_states(), [(PLAY_REQUESTING, 0)]);
    client.forget();
    client.input(Input::TransportConnected);
    assert_eq!(client.publisher_states(), [(PUBLISHING, 0)]);
    assert_eq!(client.player_states(), [(PLAYING, 0)]);
}

#[test]
fn media_lost_is_requesting_with_an_error() {
    let mut client = live();
    client.input(Input::TransportDisconnected);
    assert_eq!(client.publisher_states(), [(PUBLISH_REQUESTING, 1003020)]);
    assert_eq!(client.player_states(), [(PLAY_REQUESTING, 1004020)]);
}

#[test]
fn media_back_is_publishing_and_playing() {
    let mut client = interrupted();
    client.input(Input::TransportConnected);
    assert_eq!(client.publisher_states(), [(PUBLISHING, 0)]);
    assert_eq!(client.player_states(), [(PLAYING, 0)]);
}

#[test]
fn a_lost_websocket_alone_interrupts_no_media() {
    let mut client = live();
    client.close_socket();
    client.resume();
    assert_eq!(client.publisher_states(), []);
    assert_eq!(client.player_states(), []);
    assert!(!client.has_request("publish") && !client.has_request("play"));
}

#[test]
fn a_missing_stream_is_waited_for() {
    let mut client = requesting();
    client.answer("play", json!({"live": false}));
    client.push(json!({"event": "play_state", "stream_id": "theirs", "live": true, "code": 0}));
    let gone = json!({
        "event": "play_state", "stream_id": "theirs", "live": false, "code": 1004002,
    });
    client.push(gone);
    let expected = [(PLAY_REQUESTING, 1004002), (PLAYING, 0), (PLAY_REQUESTING, 1004002)];
    assert_eq!(client.player_states(), expected);
}

#[test]
fn a_retry_budget_that_is_over_gives_up() {
    // The codes of an interruption and of a stream that never was.
    let av_retry = Duration::from_secs(30);
    let mut client = Client::with(Config { av_retry, ..config() }).into_room();
    client.publish_live("mine");
    client.play_live("theirs");
    client.play("missing");
    client.answer("play", json!({"live": false}));
    client.input(Input::TransportDisconnected);
    client.forget();
    client.wait(av_retry - Duration::from_millis(1));
    assert_eq!(client.publisher_states(), []);
    assert_eq!(client.player_states(), []);
    client.wait(Duration::from_millis(1));
    assert_eq!(client.publisher_states(), [(NO_PUBLISH, 1003021)]);
    assert_eq!(client.player_states(), [(NO_PLAY, 1004020), (NO_PLAY, 1004020)]);
}

#[test]
fn the_default_budget_is_twenty_minutes() {
    let mut client = Client::in_room();
    client.play("missing");
    client.answer("play", json!({"live": false}));
    client.forget();
    let mut waited = Duration::ZERO;
    while client.player_states().is_empty() {
        client.wait(Duration::from_secs(10));
        waited += Duration::from_secs(10);
        while client.has_request("heartbeat") {
            client.answer("heartbeat", json!({}));
        }
    }
    assert_eq!(client.player_states(), [(NO_PLAY, 1004020)]);
    assert_eq!(waited, Duration::from_secs(20 * 60));
    assert!(client.has_request("unplay"), "the server waits no longer either");
}

#[test]
fn a_permanent_publish_refusal_is_final() {
    for code in [1003028, 1003025, 1003072] {
        let mut client = requesting();
        client.refuse("publish", code);
        assert_eq!(client.publisher_states(), [(NO_PUBLISH, code)]);
        assert_eq!(client.debug_errors(), [(code, "start_publishing_stream")]);
        client.forget();
        client.wait(Duration::from_secs(20));
        assert!(!client.has_request("publish") && !client.has_request("unpublish"), "{code}");
    }
}

#[test]
fn a_permanent_play_refusal_is_final() {
    for code in [1004025, 1004003] {
        let mut client = requesting();
        client.refuse("play", code);
        assert_eq!(client.player_states(), [(NO_PLAY, code)]);
        assert_eq!(client.debug_errors(), [(code, "start_playing_stream")]);
    }
}

#[test]
fn a_stream_that_is_forbidden_later_ends() {
    for mut client in [requesting(), live()] {
        client.push(json!({
            "event": "play_state", "stream_id": "theirs", "live": false, "code": 1004025,
        }));
        assert_eq!(client.player_states(), [(NO_PLAY, 1004025)]);
        assert!(client.has_request("unplay"));
    }
}

#[test]
fn a_publish_that_the_server_stops_ends() {
    for mut client in [requesting(), live()] {
        client.push(json!({
            "event": "publish_stopped", "stream_id": "mine", "error": {
                "code": 1003025, "name": "publish_forbidden", "message": "forbidden", "hint": "",
            },
        }));
        assert_eq!(client.publisher_states(), [(NO_PUBLISH, 1003025)]);
        assert_eq!(client.debug_errors(), [(1003025, "start_publishing_stream")]);
        assert!(!client.has_request("unpublish"), "the server knows");
        client.forget();
        client.push(json!({
            "event": "publish_stopped", "stream_id": "mine", "error": {
                "code": 1003025, "name": "publish_forbidden", "message": "forbidden", "hint": "",
            },
        }));
        assert_eq!(client.publisher_states(), []);
    }
}

#[test]
fn a_temporary_refusal_is_retried() {
    for code in [1002073, 1002099, 1003099] {
        let mut client = requesting();
        client.refuse("publish", code);
        client.wait(Duration::from_secs(1));
        client.answer("publish", json!({}));
        assert_eq!(client.publisher_states(), [(PUBLISH_REQUESTING, code), (PUBLISHING, 0)]);
    }
    for code in [1002073, 1002099, 1004002, 1004099] {
        let mut client = requesting();
        client.refuse("play", code);
        client.wait(Duration::from_secs(1));
        client.answer("play", json!({"live": true}));
        assert_eq!(client.player_states(), [(PLAY_REQUESTING, code), (PLAYING, 0)]);
    }
}

#[test]
fn any_and_stop_is_none() {
    for (state, mut client) in all_states() {
        client.input(Command::StopPublishing { channel: PublishChannel::Main });
        client.input(Command::StopPlaying { stream_id: stream_id("theirs") });
        assert_eq!(client.publisher_states(), [(NO_PUBLISH, 0)], "{state}");
        assert_eq!(client.player_states(), [(NO_PLAY, 0)], "{state}");
        assert!(client.has_request("unpublish") && client.has_request("unplay"), "{state}");
        // Both calls may be repeated.
        client.forget();
        client.input(Command::StopPublishing { channel: PublishChannel::Main });
        client.input(Command::StopPlaying { stream_id: stream_id("theirs") });
        assert_eq!(client.outputs, [], "{state}");
    }
}

#[test]
fn any_and_logout_is_none() {
    for (state, mut client) in all_states() {
        let request = client.call();
        client.input(Command::Logout { request, room_id: None });
        assert_eq!(client.publisher_states(), [(NO_PUBLISH, 0)], "{state}");
        assert_eq!(client.player_states(), [(NO_PLAY, 0)], "{state}");
    }
}

#[test]
fn any_and_kicked_is_none_with_the_cause_of_the_room() {
    for (state, mut client) in all_states() {
        let error = crate::client::error(ErrorCode::KICKED_BY_SERVER);
        client.push(json!({"event": "kicked_out", "error": error}));
        assert_eq!(client.publisher_states(), [(NO_PUBLISH, 1002055)], "{state}");
        assert_eq!(client.player_states(), [(NO_PLAY, 1002055)], "{state}");
    }
}

#[test]
fn any_and_reconnect_failed_is_none_with_the_cause_of_the_room() {
    let room_retry = Duration::from_secs(60);
    let mut client = Client::with(Config { room_retry, ..config() }).into_room();
    client.publish_live("mine");
    client.play_live("theirs");
    client.close_socket();
    client.forget();
    client.wait(room_retry);
    assert_eq!(client.publisher_states(), [(NO_PUBLISH, 1002053)]);
    assert_eq!(client.player_states(), [(NO_PLAY, 1002053)]);
}

#[test]
fn a_failed_login_ends_streams_that_wait_for_it() {
    let mut client = Client::new();
    client.login();
    client.publish(PublishChannel::Main, "mine");
    client.play("theirs");
    client.hello();
    client.refuse("login", 1002033);
    let publisher = [(PUBLISH_REQUESTING, 0), (NO_PUBLISH, 1002033)];
    assert_eq!(client.publisher_states(), publisher);
    assert_eq!(client.player_states(), [(PLAY_REQUESTING, 0), (NO_PLAY, 1002033)]);
}
