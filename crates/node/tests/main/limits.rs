//! What bounds a client, and how a server says goodbye.

use crate::world::{World, login};
use cooee_node::NoticeEvent;
use cooee_proto::{
    ErrorCode, limits,
    signal::{Event, Login, Nothing, Request, ServerMessage, TransportChoice},
};
use std::time::Duration;

fn heartbeat() -> Request {
    Request::Heartbeat(Nothing {})
}

#[test]
fn a_connection_without_a_login_is_closed_after_ten_seconds() {
    let mut world = World::new();
    let (idle, busy) = (world.connect(), world.connect());
    let amy = world.join("amy", "r");
    for _ in 0..9 {
        world.pass(Duration::from_secs(1));
        world.ask(busy, heartbeat()).unwrap();
    }
    assert_eq!(world.closed, []);
    world.pass(Duration::from_secs(1));
    assert_eq!(world.closed, [idle, busy]);
    world.pass(Duration::from_secs(60));
    assert_eq!(world.closed, [idle, busy]);
    world.ask(amy.connection, Request::Logout(Nothing {})).unwrap();
    world.pass(Duration::from_secs(59));
    assert_eq!(world.closed, [idle, busy]);
    world.pass(Duration::from_secs(1));
    assert_eq!(world.closed, [idle, busy, amy.connection]);
}

#[test]
fn what_a_refused_client_says_of_its_platform_is_not_kept_for_ever_so_long() {
    let mut world = World::new();
    let connection = world.connect();
    let mut login = world.prove(connection, login("amy", "r"));
    login.platform = "x".repeat(100_000);
    assert_eq!(world.refused(connection, Request::Login(login)), ErrorCode::APP_SIGN_WRONG);
    match world.notices.pop().map(|notice| notice.event) {
        Some(NoticeEvent::LoginRefused { platform, .. }) => assert_eq!(platform.len(), 64),
        other => panic!("{other:?}"),
    }
}

#[test]
fn requests_above_the_rate_are_refused_and_then_allowed_again() {
    let mut world = World::new();
    let amy = world.join("amy", "r");
    let results: Vec<_> =
        (0..540).map(|_| world.ask(amy.connection, heartbeat()).map_err(|e| e.code)).collect();
    let refused = results.iter().filter(|&result| *result == Err(ErrorCode::SIGNAL_RATE)).count();
    let allowed = results.iter().filter(|result| result.is_ok()).count();
    assert_eq!(refused + allowed, 540);
    assert!((490..=500).contains(&allowed), "{allowed} were allowed");
    world.pass(Duration::from_secs(1));
    world.ask(amy.connection, heartbeat()).unwrap();
    assert_eq!(world.closed, []);
}

#[test]
fn long_texts_count_for_more() {
    let mut world = World::new();
    let connection = world.connect();
    let offer = "x".repeat(100 * 1024);
    let refused = (0..12).filter(|_| {
        let login = Login { transport: TransportChoice::Offer(offer.clone()), ..login("a", "r") };
        world.refused(connection, Request::Login(login)) == ErrorCode::SIGNAL_RATE
    });
    assert_eq!(refused.count(), 3);
}

#[test]
fn a_flood_of_garbage_closes_its_connection_only() {
    let mut world = World::new();
    let amy = world.join("amy", "r");
    let connection = world.connect();
    for _ in 0..60 {
        world.text(connection, "garbage");
    }
    assert_eq!(world.closed, [connection]);
    let answers = world.received(connection);
    assert_eq!(answers.len(), 51);
    assert!(answers.iter().all(|answer| matches!(
        answer,
        ServerMessage::Answer { id: None, result: Err(error) } if error.code.0 == 1000017
    )));
    world.ask(amy.connection, heartbeat()).unwrap();
}

#[test]
fn a_client_that_ignores_the_rate_is_closed_and_its_session_can_be_resumed() {
    let mut world = World::new();
    let amy = world.join("amy", "r");
    for _ in 0..600 {
        world.send(amy.connection, heartbeat());
    }
    assert_eq!(world.closed, [amy.connection]);
    assert_eq!(world.node.session_count(), 1);
}

#[test]
fn too_long_a_text_is_refused_unread() {
    let mut world = World::new();
    let connection = world.connect();
    let text =
        format!(r#"{{"id":1,"op":"heartbeat"{}}}"#, " ".repeat(limits::SIGNAL_MESSAGE_BYTES));
    world.text(connection, &text);
    match &world.received(connection)[..] {
        [ServerMessage::Answer { id: None, result: Err(error) }] => {
            assert_eq!(error.code, ErrorCode::ILLEGAL_PARAMETER);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn unknown_ops_and_broken_ids_are_answered_by_number() {
    let mut world = World::new();
    let connection = world.connect();
    world.text(connection, r#"{"id":7,"op":"fly"}"#);
    let error = world.answer(connection, 7).unwrap().unwrap_err();
    assert_eq!(error.code.0, 1000017);
    assert!(error.message.contains("\"fly\""), "{error}");
    world.text(connection, r#"{"id":8,"op":"play","stream_id":"a b","slot":"0"}"#);
    assert_eq!(world.answer(connection, 8).unwrap().unwrap_err().code.0, 1000016);
}

#[test]
fn a_stopping_server_tells_its_clients_and_closes() {
    let mut world = World::new();
    let (amy, bob) = (world.join("amy", "r"), world.join("bob", "r"));
    let idle = world.connect();
    world.events(amy.connection);
    world.input(cooee_node::Input::Drain);
    for member in [&amy, &bob] {
        match &world.events(member.connection)[..] {
            [Event::Draining { retry_after_ms }] => assert!(*retry_after_ms <= 1000),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(world.closed, [amy.connection, bob.connection, idle]);
    let late = world.connect();
    assert_eq!(world.closed.last(), Some(&late));
    world.send(amy.connection, heartbeat());
    assert_eq!(world.received(amy.connection), []);
}
