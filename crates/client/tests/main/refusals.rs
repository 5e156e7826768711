//! What the server refuses, with its code and what to do about it.

use crate::support::{
    TestServer, audible, debug_error, engine, player_state, publisher_state, room_state, wait_for,
};
use cooee::{
    EngineProfile, Error, Event, PlayerState, PublishChannel, PublisherState, RoomConfig,
    RoomStateChangedReason, StreamDeleteReason, UpdateType,
};
use cooee_server::store::AuthMode;
use cooee_testkit::Voice;
use std::time::{Duration, Instant};

/// Logs in, which must fail: the same code everywhere, and a hint.
fn refused(profile: EngineProfile, user_id: &str, token: String) -> Error {
    let (engine, events) = engine(profile);
    let config = RoomConfig { token, ..RoomConfig::default() };
    let error = engine.login_room("room", user_id, config).wait().expect_err("a refusal");
    assert_eq!(room_state(&events, RoomStateChangedReason::Logining).0, 0);
    let (code, extended_data) = wait_for(&events, "LOGIN_FAILED", |event| match event {
        Event::RoomStateChanged {
            reason: RoomStateChangedReason::LoginFailed,
            code,
            extended_data,
            ..
        } => Some((*code, extended_data.clone())),
        _ => None,
    });
    assert_eq!(code, error.code);
    assert_eq!(extended_data.get("hint"), Some(&error.hint));
    assert_eq!(debug_error(&events, "login_room"), error.code);
    error
}

#[test]
fn logins() {
    let server = TestServer::start();
    let none = String::new;
    let mut other_app = server.profile();
    other_app.app_id = other_app.app_id.wrapping_add(1).max(1);
    let other_sign = server.token_profile().with_app_sign("ab".repeat(32));
    let rows = [
        (1001004, refused(other_app, "user", none())),
        (1001005, refused(other_sign, "user", none())),
        (1002067, refused(server.token_profile(), "user", none())),
        (1002078, refused(server.token_profile(), "user", server.token("user", -1))),
        (1002077, refused(server.token_profile(), "user", server.token("other", 60))),
        (1002079, refused(server.token_profile(), "user", "03abcd".to_owned())),
        (1002075, refused(server.token_profile(), "user", "04abcd".to_owned())),
    ];
    for (code, error) in rows {
        assert_eq!(error.code.0, code, "{error}");
        assert!(error.hint.ends_with('.'), "{error}");
    }
    let (engine, _) = engine(server.token_profile());
    let config = RoomConfig { token: server.token("user", 60), ..RoomConfig::default() };
    assert!(!engine.login_room("room", "user", config).wait().unwrap().room_session_id.is_empty());
}

#[test]
fn the_same_user_again() {
    let server = TestServer::start();
    let (_watcher, watcher_events) = server.user("room", "watcher");
    let (_first, first_events) = server.publisher("room", "bob", "stream-b", Voice::new(0));
    let (_second, second_events) = server.user("room", "bob");
    // Streams end first, then the room.
    publisher_state(&first_events, "stream-b", PublisherState::NoPublish);
    let code = room_state(&first_events, RoomStateChangedReason::KickOut);
    assert_eq!(code.0, 1002050);
    assert_eq!(room_state(&second_events, RoomStateChangedReason::Logined).0, 0);
    let reason = wait_for(&watcher_events, "the stream's end", |event| match event {
        Event::RoomStreamUpdate { update: UpdateType::Delete, reasons, .. } => {
            Some(reasons[0].code)
        }
        _ => None,
    });
    assert_eq!(reason, StreamDeleteReason::RepeatedLogin);
}

#[test]
fn the_same_stream_again() {
    let server = TestServer::start();
    let (_bob, _bob_events) = server.publisher("room", "bob", "stream", Voice::new(0));
    let (carol, carol_events) = server.user("another-room", "carol");
    carol.start_publishing_stream("stream", PublishChannel::Main);
    let code = publisher_state(&carol_events, "stream", PublisherState::NoPublish);
    assert_eq!(code.0, 1003028);
    // The first one is untouched, and is heard from another room.
    carol.start_sound_level_monitor(Duration::from_millis(100));
    carol.start_playing_stream("stream");
    player_state(&carol_events, "stream", PlayerState::Playing);
    audible(&carol_events, "stream", true);
}

#[test]
fn an_app_sign_after_the_move_to_tokens() {
    let server = TestServer::start();
    let (_bob, _bob_events) = server.publisher("room", "bob", "stream", Voice::new(0));
    let (alice, alice_events) = server.user("room", "alice");
    alice.start_sound_level_monitor(Duration::from_millis(100));
    alice.start_playing_stream("stream");
    audible(&alice_events, "stream", true);

    server.store().set_auth(server.app.app_id, AuthMode::TokenOnly).unwrap();
    // The server looks at its store from time to time.
    let end = Instant::now() + crate::support::PATIENCE;
    let error = loop {
        let (engine, _) = server.engine();
        match engine.login_room("room", "carol", RoomConfig::default()).wait() {
            Ok(_) => assert!(Instant::now() < end, "an AppSign is still good"),
            Err(error) => break error,
        }
    };
    assert_eq!(error.code.0, 1002033);
    assert!(error.hint.contains("Token"), "{error}");

    // The running call goes on, and a token opens the door.
    for _ in 0..3 {
        audible(&alice_events, "stream", true);
    }
    let (carol, _) = engine(server.token_profile());
    let config = RoomConfig { token: server.token("carol", 60), ..RoomConfig::default() };
    carol.login_room("room", "carol", config).wait().unwrap();
}
