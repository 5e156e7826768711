//! §12.1 of the reference, one row after the other.

use crate::client::{Client, config, logged_in, room, room_id};
use cooee_proto::{ErrorCode, RoomState, RoomStateChangedReason as Reason};
use cooee_session::{Command, Config, Input, Output, TransportCommand};
use serde_json::json;
use std::time::Duration;

/// What an application sees of a transition: reason, code, three-state view.
type Seen = (Reason, u32, Option<RoomState>);

#[track_caller]
fn assert_seen(row: &str, client: &Client, expected: &[Seen]) {
    let seen: Vec<Seen> = client
        .room_states()
        .into_iter()
        .map(|(reason, code)| (reason, code, reason.room_state()))
        .collect();
    assert_eq!(seen, expected, "{row}");
}

const CONNECTING: Option<RoomState> = Some(RoomState::Connecting);
const CONNECTED: Option<RoomState> = Some(RoomState::Connected);
const DISCONNECTED: Option<RoomState> = Some(RoomState::Disconnected);

/// A client that has sent its login.
fn logging_in() -> Client {
    let mut client = Client::new();
    client.login();
    client.hello();
    client.forget();
    client
}

/// The states from which a logged-in row starts.
fn logged_in_states() -> [(&'static str, Client); 2] {
    [("LOGINED", Client::in_room()), ("RECONNECTED", Client::reconnected())]
}

#[test]
fn logout_and_login_is_logining() {
    let mut client = Client::new();
    client.login();
    assert_seen("Logout, loginRoom", &client, &[(Reason::Logining, 0, CONNECTING)]);
}

#[test]
fn logining_and_accepted_is_logined() {
    let mut client = logging_in();
    client.answer("login", logged_in(1, Some("answer"), room("room1", &[], &[])));
    assert_seen("LOGINING, accepted", &client, &[(Reason::Logined, 0, CONNECTED)]);
}

#[test]
fn logining_and_refused_is_login_failed_at_once() {
    let codes = [
        1001004, 1001005, 1002033, 1002034, 1002066, 1002067, 1002074, 1002075, 1002076, 1002077,
        1002078, 1002079, 1002080,
    ];
    for code in codes {
        let mut client = Client::new();
        let call = client.login();
        client.hello();
        client.forget();
        client.refuse("login", code);
        let row = format!("LOGINING, refused {code}");
        assert_seen(&row, &client, &[(Reason::LoginFailed, code, DISCONNECTED)]);
        assert_eq!(client.result(call), Some(Err(code)), "{row}");
        assert_eq!(client.debug_errors(), [(code, "login_room")], "{row}");
        assert!(client.outputs.contains(&Output::CloseSocket), "{row}");
        assert_eq!(client.session.deadline(), None, "{row}: nothing is retried");
    }
}

#[test]
fn logining_goes_on_while_the_network_fails_and_then_gives_up() {
    let mut client = Client::with(Config { room_retry: Duration::from_secs(60), ..config() });
    let call = client.login();
    client.forget();
    let mut opened = 1;
    while client.room_states().is_empty() {
        client.close_socket();
        client.wait(Duration::from_secs(10));
        let again = client.outputs.iter().filter(|output| **output == Output::OpenSocket).count();
        opened = opened.max(again);
    }
    assert!(opened >= 5, "opened only {opened} times");
    assert_seen("LOGINING, gave up", &client, &[(Reason::LoginFailed, 1002053, DISCONNECTED)]);
    assert_eq!(client.result(call), Some(Err(1002053)));
    assert_eq!(client.debug_errors()[0], (1002030, "login_room"), "a wrong URL comes to light");
}

#[test]
fn a_login_that_is_never_answered_times_out() {
    let mut client = Client::with(Config { room_retry: Duration::from_secs(7), ..config() });
    client.login();
    client.hello();
    client.forget();
    client.wait(Duration::from_secs(7));
    assert_seen("LOGINING, gave up", &client, &[(Reason::LoginFailed, 1002031, DISCONNECTED)]);
}

#[test]
fn a_temporary_refusal_of_a_login_is_retried() {
    for code in [1002071, 1002072, 1002073, 1002099] {
        let mut client = logging_in();
        client.refuse("login", code);
        client.reopen();
        assert_seen("LOGINING", &client, &[]);
        client.answer("login", logged_in(1, Some("answer"), room("room1", &[], &[])));
        assert_seen("LOGINING, accepted", &client, &[(Reason::Logined, 0, CONNECTED)]);
    }
}

#[test]
fn a_lost_link_is_reconnecting() {
    for (state, mut client) in logged_in_states() {
        client.close_socket();
        let expected = [(Reason::Reconnecting, 1002051, CONNECTING)];
        assert_seen(&format!("{state}, link lost"), &client, &expected);
    }
}

#[test]
fn reconnecting_and_back_in_time_is_reconnected() {
    let mut client = Client::reconnecting();
    client.resume();
    assert_seen("RECONNECTING, back", &client, &[(Reason::Reconnected, 0, CONNECTED)]);
}

#[test]
fn reconnecting_without_the_session_is_reconnected_by_a_login() {
    let mut client = Client::reconnecting();
    client.reopen();
    client.refuse("resume", 1002057);
    client.answer("login", logged_in(2, None, room("room1", &[], &[])));
    assert_seen("RECONNECTING, back", &client, &[(Reason::Reconnected, 0, CONNECTED)]);
}

#[test]
fn reconnecting_for_too_long_is_reconnect_failed() {
    let mut client = Client::reconnecting();
    client.wait(Duration::from_secs(20 * 60 - 1));
    assert_seen("RECONNECTING, retrying", &client, &[]);
    client.wait(Duration::from_secs(1));
    let expected = [(Reason::ReconnectFailed, 1002053, DISCONNECTED)];
    assert_seen("RECONNECTING, budget used up", &client, &expected);
    assert_eq!(client.session.deadline(), None);
}

#[test]
fn reconnecting_and_the_server_says_no() {
    let rows = [
        (1002050, Reason::KickOut),
        (1002055, Reason::KickOut),
        (1002056, Reason::KickOut),
        (1002033, Reason::ReconnectFailed),
        (1002034, Reason::ReconnectFailed),
        (1002078, Reason::ReconnectFailed),
    ];
    for (code, reason) in rows {
        let expected = [(reason, code, DISCONNECTED)];

        let mut client = Client::reconnecting();
        client.reopen();
        client.refuse("resume", code);
        assert_seen("RECONNECTING, resume refused", &client, &expected);
        assert_eq!(client.session.deadline(), None, "{code} is final");

        let mut client = Client::reconnecting();
        client.reopen();
        client.refuse("resume", 1002057);
        client.refuse("login", code);
        assert_seen("RECONNECTING, login refused", &client, &expected);
        assert_eq!(client.session.deadline(), None, "{code} is final");
    }
}

#[test]
fn kicked_is_kick_out_and_final() {
    for code in [1002050, 1002055, 1002056, 1002057] {
        for (state, mut client) in logged_in_states() {
            let error = crate::client::error(ErrorCode(code));
            client.push(json!({"event": "kicked_out", "error": error}));
            let row = format!("{state}, kicked {code}");
            assert_seen(&row, &client, &[(Reason::KickOut, code, DISCONNECTED)]);
            assert_eq!(client.session.deadline(), None, "{row}: nothing is retried");
            assert!(client.outputs.contains(&Output::Transport(TransportCommand::Drop)), "{row}");
        }
    }
}

#[test]
fn any_logged_in_and_logout_is_logout() {
    let states = logged_in_states().into_iter().chain([("RECONNECTING", Client::reconnecting())]);
    for (state, mut client) in states {
        let request = client.call();
        client.input(Command::Logout { request, room_id: None });
        assert_seen(&format!("{state}, logoutRoom"), &client, &[(Reason::Logout, 0, DISCONNECTED)]);
        assert!(client.result(request).is_some_and(|result| result.is_ok()));
        assert_eq!(client.session.deadline(), None);
    }
}

#[test]
fn any_logged_in_and_switched_is_logout_and_logining() {
    for (state, mut client) in logged_in_states() {
        let request = client.call();
        client.input(Command::SwitchRoom {
            request,
            from: room_id("room1"),
            to: room_id("room2"),
            config: Default::default(),
            token: "token2".to_owned(),
        });
        client.answer("login", logged_in(2, None, room("room2", &[], &[])));
        let expected = [
            (Reason::Logout, 0, DISCONNECTED),
            (Reason::Logining, 0, CONNECTING),
            (Reason::Logined, 0, CONNECTED),
        ];
        assert_seen(&format!("{state}, switchRoom"), &client, &expected);
        assert!(client.result(request).is_some_and(|result| result.is_ok()));
    }
}

#[test]
fn any_and_logout_of_a_wrong_room_is_logout_failed() {
    let states = [
        ("Logout", Client::new()),
        ("LOGINING", logging_in()),
        ("LOGINED", Client::in_room()),
        ("RECONNECTING", Client::reconnecting()),
    ];
    for (state, mut client) in states {
        let request = client.call();
        client.input(Command::Logout { request, room_id: Some(room_id("room9")) });
        let expected = [(Reason::LogoutFailed, 1002002, None)];
        assert_seen(&format!("{state}, logoutRoom with a wrong ID"), &client, &expected);
        assert_eq!(client.result(request), Some(Err(1002002)), "{state}");
    }
}

#[test]
fn a_logout_while_logging_in_ends_the_login_call() {
    let mut client = Client::new();
    let login = client.login();
    client.hello();
    client.forget();
    let request = client.call();
    client.input(Command::Logout { request, room_id: None });
    assert_seen("LOGINING, logoutRoom", &client, &[(Reason::Logout, 0, DISCONNECTED)]);
    assert_eq!(client.result(login), Some(Err(1002052)));
}

#[test]
fn the_room_session_is_named_when_connected() {
    let mut client = logging_in();
    client.answer("login", logged_in(1, Some("answer"), room("room1", &[], &[])));
    client.close_socket();
    client.resume();
    let named = client.outputs.iter().filter(|output| match output {
        Output::Event(cooee_session::Event::RoomStateChanged { extended_data, .. }) => {
            extended_data.get("room_session_id").is_some_and(|id| id == "room1-1")
        }
        _ => false,
    });
    assert_eq!(named.count(), 2);
}

#[test]
fn a_server_of_another_version_is_refused() {
    let mut client = Client::new();
    client.login();
    client.input(Input::SocketOpened);
    client.forget();
    let hello = json!({
        "version": 2, "nonce": "", "time_ms": 0, "heartbeat_ms": 1, "heartbeat_timeout_ms": 1,
    });
    client.text(json!({ "hello": hello }));
    assert_seen("LOGINING", &client, &[(Reason::LoginFailed, 1002030, DISCONNECTED)]);
}
