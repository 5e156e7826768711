//! Logins by AppSign and by Token, what a Token permits, and its end.

use crate::support::*;
use cooee_engine::{Command, Event, RoomConfig};
use cooee_node::{AuthMode, TokenExpiry};
use cooee_proto::{
    AppId, ErrorCode, PublisherState, RoomId, RoomStateChangedReason as Reason, StreamDeleteReason,
    StreamId,
};
use cooee_testkit::{ClientId, Voice, World};
use cooee_token::{AppSign, Privileges};
use std::time::Duration;

/// A client without AppSign.
fn token_client(world: &mut World, user: &str) -> ClientId {
    world.add_client_with(APP, user, |config| config.app_sign = None)
}

fn login_by(world: &mut World, client: ClientId, token: String) -> Result<(), ErrorCode> {
    let config = RoomConfig { token, is_user_status_notify: true, ..RoomConfig::default() };
    world.login_with(client, ROOM, config).map(drop).map_err(|error| error.code)
}

#[test]
fn each_refused_login_has_its_code_and_is_final() {
    let mut world = world(1);
    let anna = token_client(&mut world, "anna");
    let other = AppId(2);
    world.add_app(other);
    let short = world.token(APP, "anna", SECOND, None);
    world.run_for(2 * SECOND);
    let rows = [
        (String::new(), ErrorCode::NO_CREDENTIALS),
        (short, ErrorCode::TOKEN_EXPIRED),
        (world.token(APP, "ben", 60 * SECOND, None), ErrorCode::TOKEN_USER_ID),
        ("03AAAA".to_owned(), ErrorCode::TOKEN_VERSION),
        ("04AAAA".to_owned(), ErrorCode::TOKEN_FORMAT),
        (world.token(other, "anna", 60 * SECOND, None), ErrorCode::AUTHENTICATION_FAILED),
    ];
    for (token, code) in rows {
        let since = world.elapsed();
        assert_eq!(login_by(&mut world, anna, token), Err(code));
        world.run_for(30 * SECOND);
        let states = [(Reason::Logining, ErrorCode::OK), (Reason::LoginFailed, code)];
        assert_eq!(room_states(&world, anna, since), states);
    }
    let sign = AppSign::from_random([7; 32]);
    let forger = world.add_client_with(APP, "forger", |config| config.app_sign = Some(sign));
    let refused = world.login(forger, ROOM).expect_err("a wrong AppSign");
    assert_eq!(refused.code, ErrorCode::APP_SIGN_WRONG);
    let stranger = world.add_client_with(APP, "stranger", |config| config.app_id = AppId(9));
    let refused = world.login(stranger, ROOM).expect_err("an unknown app");
    assert_eq!(refused.code, ErrorCode::APP_ID_WRONG);
    assert_eq!(world.node().expect("it runs").session_count(), 0);
}

#[test]
fn an_app_that_moves_to_tokens_keeps_its_running_calls() {
    let mut world = world(2);
    let clients = call::<2>(&mut world);
    let since = world.elapsed();
    world.change_app(APP, |record| record.auth = AuthMode::TokenOnly);
    world.run_for(60 * SECOND);
    assert_eq!(world.longest_gap(clients[1], Voice::new(0), since), milliseconds(10));
    let late = world.add_client(APP, "late");
    let refused = world.login(late, ROOM).expect_err("AppSign is not taken any more");
    assert_eq!(refused.code, ErrorCode::AUTHENTICATION_FAILED);
    let token = world.token(APP, "late", 60 * SECOND, None);
    assert_eq!(login_by(&mut world, late, token), Ok(()));
}

#[test]
fn an_open_app_takes_everyone() {
    let mut world = world(3);
    world.change_app(APP, |record| record.auth = AuthMode::Open);
    let anna = token_client(&mut world, "anna");
    assert_eq!(login_by(&mut world, anna, String::new()), Ok(()));
}

#[test]
fn a_user_whose_token_expired_stays_but_publishes_nothing_more() {
    let mut world = world(4);
    let (anna, ben) = (token_client(&mut world, "anna"), token_client(&mut world, "ben"));
    world.login(ben, ROOM).expect("logged in");
    world.play(ben, "stream0");
    let token = world.token(APP, "anna", 60 * SECOND, None);
    assert_eq!(login_by(&mut world, anna, token), Ok(()));
    publish(&mut world, anna);
    world.run_for(58 * SECOND);
    let warnings: Vec<_> = world
        .events(anna)
        .iter()
        .filter(|noted| matches!(noted.event, Event::RoomTokenWillExpire { .. }))
        .map(|noted| (noted.at.as_secs(), words(noted)))
        .collect();
    assert_eq!(warnings, [(30, "RoomTokenWillExpire room in 30 s".to_owned())]);
    world.run_for(10 * SECOND);
    assert!(world.hears(ben, Voice::new(0)), "what was published goes on");

    world.publish(anna, cooee_proto::PublishChannel::Aux, "more");
    world.run_for(SECOND);
    let refused = publisher_states(&world, anna, "more", BEGINNING).last().copied();
    assert_eq!(refused.map(|state| state.0), Some(PublisherState::NoPublish), "{refused:?}");
    let renewed = world.token(APP, "anna", 600 * SECOND, None);
    world.call(anna, Command::RenewToken { room_id: ROOM.to_owned(), token: renewed });
    world.publish(anna, cooee_proto::PublishChannel::Aux, "more");
    world.run_for(SECOND);
    let allowed = publisher_states(&world, anna, "more", BEGINNING).last().copied();
    assert_eq!(allowed, Some((PublisherState::Publishing, ErrorCode::OK)));
}

#[test]
fn a_user_whose_token_expired_is_kicked_where_the_app_wants_it() {
    let mut world = world(5);
    world.change_app(APP, |record| record.on_token_expiry = TokenExpiry::Kick);
    let (anna, ben) = (token_client(&mut world, "anna"), token_client(&mut world, "ben"));
    world.login(ben, ROOM).expect("logged in");
    world.play(ben, "stream0");
    let token = world.token(APP, "anna", 60 * SECOND, None);
    assert_eq!(login_by(&mut world, anna, token), Ok(()));
    publish(&mut world, anna);
    world.run_for(55 * SECOND);
    let since = world.elapsed();
    world.run_for(10 * SECOND);
    let kicked = [(Reason::KickOut, ErrorCode::KICKED_TOKEN_EXPIRED)];
    assert_eq!(room_states(&world, anna, since), kicked);
    assert_eq!(deletions(&world, ben, since), [("stream0".into(), StreamDeleteReason::Kicked)]);
    assert!(!world.hears(ben, Voice::new(0)));

    // A renewed token saves the stay.
    let token = world.token(APP, "anna", 60 * SECOND, None);
    assert_eq!(login_by(&mut world, anna, token), Ok(()));
    let renewed = world.token(APP, "anna", 600 * SECOND, None);
    world.call(anna, Command::RenewToken { room_id: ROOM.to_owned(), token: renewed });
    world.run_for(SECOND);
    let since = world.elapsed();
    world.run_for(120 * SECOND);
    assert_eq!(room_states(&world, anna, since), []);
}

#[test]
fn a_strict_app_enforces_the_privileges_of_a_token() {
    let mut world = world(6);
    let privileges = |room: &str, may_login, may_publish, streams: Option<&[&str]>| Privileges {
        room_id: RoomId::new(room).expect("a roomID"),
        may_login,
        may_publish,
        streams: streams.map(|streams| {
            streams.iter().map(|stream| StreamId::new(*stream).expect("a streamID")).collect()
        }),
    };
    let mut try_with = |strict, privileges: Privileges| {
        world.change_app(APP, |record| record.strict = strict);
        let anna = token_client(&mut world, "anna");
        let hour = Duration::from_secs(3600);
        let token = world.token(APP, "anna", hour, Some(&privileges));
        let login = login_by(&mut world, anna, token);
        world.publish(anna, MAIN, "mine");
        world.run_for(SECOND);
        let publish = publisher_states(&world, anna, "mine", BEGINNING).last().copied();
        world.destroy(anna);
        world.run_for(SECOND);
        (login, publish.expect("a publisher state").1)
    };
    let (ok, refused) = (ErrorCode::OK, ErrorCode::PUBLISH_NOT_ALLOWED);
    let outside = (Err(ErrorCode::AUTHENTICATION_FAILED), ErrorCode::NOT_IN_ROOM);
    assert_eq!(try_with(true, privileges(ROOM, true, true, None)), (Ok(()), ok));
    assert_eq!(try_with(true, privileges(ROOM, true, true, Some(&["mine"]))), (Ok(()), ok));
    assert_eq!(try_with(true, privileges(ROOM, true, true, Some(&["other"]))), (Ok(()), refused));
    assert_eq!(try_with(true, privileges(ROOM, true, false, None)), (Ok(()), refused));
    assert_eq!(try_with(true, privileges(ROOM, false, true, None)), outside);
    assert_eq!(try_with(true, privileges("other", true, true, None)), outside);
    assert_eq!(try_with(false, privileges("other", false, false, None)), (Ok(()), ok));
}
