//! Which proofs are taken, and the code of each that is not.

use crate::world::{APP, Member, World, app, login, publish};
use cooee_node::{AppRecord, AuthMode, Input, TokenExpiry};
use cooee_proto::{
    AppId, ErrorCode, WallTime,
    signal::{Auth, Event, LoggedIn, Login, RenewToken, Request, ServerMessage},
};
use cooee_token::{AppSign, Claims, Form, ServerSecret};
use serde_json::json;
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(3600);

fn with_token(login: Login, token: String) -> Request {
    Request::Login(Login { auth: Auth::Token(token), ..login })
}

/// The code that a login with this token gets.
fn code_of(world: &mut World, token: String) -> ErrorCode {
    let connection = world.connect();
    world.refused(connection, with_token(login("amy", "r"), token))
}

fn join_by_token(world: &mut World, token: String) -> Member {
    let connection = world.connect();
    let request = with_token(login("amy", "r"), token);
    let logged_in: LoggedIn = world.get(connection, request);
    Member {
        connection,
        session: logged_in.session_id,
        resume_key: logged_in.resume_key,
        transport: logged_in.transport.transport_id,
        transport_key: logged_in.transport.transport_key,
        room: logged_in.room,
    }
}

fn store(world: &mut World, change: impl FnOnce(&mut AppRecord)) {
    let mut record = app(APP);
    change(&mut record);
    world.input(Input::AppStored(record));
}

fn payload(room: &str, may_login: u8, may_publish: u8, streams: &[&str]) -> String {
    json!({
        "room_id": room,
        "privilege": { "1": may_login, "2": may_publish },
        "stream_id_list": streams,
    })
    .to_string()
}

#[test]
fn an_unknown_app_is_1001004() {
    let mut world = World::new();
    let connection = world.connect();
    let other = Login { app_id: AppId(7), ..login("amy", "r") };
    let other = world.prove(connection, other);
    assert_eq!(world.refused(connection, Request::Login(other)).0, 1001004);
}

#[test]
fn another_app_sign_or_a_proof_for_other_things_is_1001005() {
    let mut world = World::new();
    let connection = world.connect();
    let proved = world.prove(connection, login("amy", "r"));
    let for_bob = Login { user: login("bob", "r").user, ..proved.clone() };
    assert_eq!(world.refused(connection, Request::Login(for_bob)).0, 1001005);
    let elsewhere = world.connect();
    assert_eq!(world.refused(elsewhere, Request::Login(proved.clone())).0, 1001005, "nonce");
    store(&mut world, |record| record.app_sign = AppSign::from_random([8; 32]));
    assert_eq!(world.refused(connection, Request::Login(proved)).0, 1001005);
}

#[test]
fn a_connection_may_try_again_after_a_refusal() {
    let mut world = World::new();
    let connection = world.connect();
    let no_proof = Login { auth: Auth::AppSign("00".to_owned()), ..login("amy", "r") };
    assert_eq!(world.refused(connection, Request::Login(no_proof)).0, 1001005);
    let proved = world.prove(connection, login("amy", "r"));
    let _: LoggedIn = world.get(connection, Request::Login(proved));
}

#[test]
fn each_token_error_has_its_code() {
    let mut world = World::new();
    let good = world.token("amy", HOUR, "");
    let expired = world.token("amy", Duration::ZERO, "");
    let other_user = world.token("bob", HOUR, "");
    let mut tampered = good.clone().into_bytes();
    tampered[60] = if tampered[60] == b'A' { b'B' } else { b'A' };
    let claims = Claims {
        app_id: APP,
        user_id: "amy".to_owned(),
        nonce: 1,
        ctime: world.wall,
        expire: WallTime(world.wall.0 + 1_000_000),
        payload: String::new(),
    };
    let other_secret = ServerSecret::new("fedcba9876543210fedcba9876543210").unwrap();
    let other_secret = cooee_token::make(&claims, &other_secret, Form::Cbc, [1; 16]).expect("made");
    assert_eq!(code_of(&mut world, expired).0, 1002078);
    assert_eq!(code_of(&mut world, other_user).0, 1002077);
    assert_eq!(code_of(&mut world, String::from_utf8(tampered).unwrap()).0, 1002075);
    assert_eq!(code_of(&mut world, other_secret).0, 1002033);
    assert_eq!(code_of(&mut world, "05AAAA".to_owned()).0, 1002079);
    assert_eq!(code_of(&mut world, String::new()).0, 1002067);
    join_by_token(&mut world, good);
}

#[test]
fn an_open_app_takes_an_empty_token_and_still_checks_others() {
    let mut world = World::new();
    store(&mut world, |record| record.auth = AuthMode::Open);
    let expired = world.token("amy", Duration::ZERO, "");
    assert_eq!(code_of(&mut world, expired).0, 1002078);
    join_by_token(&mut world, String::new());
    world.join("bob", "r");
}

#[test]
fn a_web_page_may_not_use_an_app_sign_but_a_token() {
    let mut world = World::new();
    let connection = world.connect_from(Some("https://example.org"));
    let proved = world.prove(connection, login("amy", "r"));
    let error = world.ask(connection, Request::Login(proved)).unwrap_err();
    assert_eq!(error.code.0, 1002033);
    assert!(error.message.contains("Origin"), "{error}");
    assert!(error.hint.contains("Token"), "{error}");
    let token = world.token("amy", HOUR, "");
    let _: LoggedIn = world.get(connection, with_token(login("amy", "r"), token));
}

#[test]
fn a_token_only_app_refuses_an_app_sign_while_running_calls_go_on() {
    let mut world = World::new();
    let amy = world.join("amy", "r");
    store(&mut world, |record| record.auth = AuthMode::TokenOnly);
    let connection = world.connect();
    let proved = world.prove(connection, login("bob", "r"));
    let error = world.ask(connection, Request::Login(proved)).unwrap_err();
    assert_eq!(error.code.0, 1002033);
    assert!(error.hint.contains("Token"), "{error}");
    world.ask(amy.connection, publish("s", "0")).unwrap();
    assert_eq!(world.events(amy.connection), []);
}

#[test]
fn a_strict_app_enforces_room_login_and_streams() {
    let mut world = World::new();
    store(&mut world, |record| record.strict = true);
    let for_other_room = world.token("amy", HOUR, &payload("other", 1, 1, &[]));
    let no_login = world.token("amy", HOUR, &payload("r", 0, 1, &[]));
    let no_payload = world.token("amy", HOUR, "");
    let no_json = world.token("amy", HOUR, "room r");
    let no_publish = world.token("amy", HOUR, &payload("r", 1, 0, &[]));
    let one_stream = world.token("amy", HOUR, &payload("r", 1, 1, &["one"]));
    assert_eq!(code_of(&mut world, for_other_room).0, 1002033);
    assert_eq!(code_of(&mut world, no_login).0, 1002033);
    assert_eq!(code_of(&mut world, no_payload).0, 1002033);
    assert_eq!(code_of(&mut world, no_json).0, 1002075);
    let amy = join_by_token(&mut world, no_publish);
    assert_eq!(world.refused(amy.connection, publish("one", "0")).0, 1003072);
    let amy = join_by_token(&mut world, one_stream);
    assert_eq!(world.refused(amy.connection, publish("two", "0")).0, 1003072);
    world.ask(amy.connection, publish("one", "0")).unwrap();
    world.join("bob", "r");
}

#[test]
fn an_app_that_is_not_strict_ignores_the_payload() {
    let mut world = World::new();
    let token = world.token("amy", HOUR, &payload("other", 0, 0, &["x"]));
    let amy = join_by_token(&mut world, token);
    world.ask(amy.connection, publish("one", "0")).unwrap();
}

#[test]
fn an_expired_token_stops_further_publishes_until_it_is_renewed() {
    let mut world = World::new();
    let token = world.token("amy", Duration::from_secs(60), "");
    let amy = join_by_token(&mut world, token);
    world.ask(amy.connection, publish("one", "0")).unwrap();
    world.pass(Duration::from_secs(31));
    let events = world.events(amy.connection);
    let warned = |event: &Event| matches!(event, Event::TokenWillExpire { .. });
    assert!(events.iter().any(warned), "{events:?}");
    world.pass(Duration::from_secs(30));
    assert_eq!(world.refused(amy.connection, publish("two", "1")).0, 1003072);
    let expired = world.token("amy", Duration::ZERO, "");
    let renew = |token| Request::RenewToken(RenewToken { token });
    assert_eq!(world.refused(amy.connection, renew(expired)).0, 1002078);
    let other_user = world.token("bob", HOUR, "");
    assert_eq!(world.refused(amy.connection, renew(other_user)).0, 1002077);
    let fresh = world.token("amy", HOUR, "");
    world.ask(amy.connection, renew(fresh)).unwrap();
    world.ask(amy.connection, publish("two", "1")).unwrap();
}

#[test]
fn an_expired_token_ends_the_session_where_the_app_says_so() {
    let mut world = World::new();
    store(&mut world, |record| record.on_token_expiry = TokenExpiry::Kick);
    let token = world.token("amy", Duration::from_secs(60), "");
    let amy = join_by_token(&mut world, token);
    world.pass(Duration::from_secs(61));
    match world.received(amy.connection).pop() {
        Some(ServerMessage::Event { event: Event::KickedOut { error }, .. }) => {
            assert_eq!(error.code.0, 1002056);
        }
        other => panic!("{other:?} is no kick"),
    }
}
