//! Logins: what they are answered, and what waits for what.

use crate::world::{World, answer, login};
use cooee_node::Input;
use cooee_proto::{
    ErrorCode, UpdateType,
    signal::{Event, LoggedIn, Login, Nothing, Request, ServerMessage, TransportChoice},
};
use cooee_sfu::{Command, Peer};
use std::time::Duration;

fn bad_offer(login: Login) -> Login {
    Login { transport: TransportChoice::Offer("bad".to_owned()), ..login }
}

#[test]
fn hello_comes_first_with_the_clock_and_a_nonce_of_its_own() {
    let mut world = World::new();
    let (one, other) = (world.connect(), world.connect());
    let hello = world.hello(one);
    assert_eq!(hello.version, 1);
    assert_eq!(hello.time_ms, world.wall);
    assert_eq!(hello.heartbeat_ms, 30_000);
    assert_eq!(hello.heartbeat_timeout_ms, 90_000);
    assert_eq!(hello.nonce.len(), 32);
    assert_ne!(hello.nonce, world.hello(other).nonce);
}

#[test]
fn a_login_is_answered_with_the_room_and_the_sdp_answer() {
    let mut world = World::new();
    let amy = world.join("amy", "r");
    let connection = world.connect();
    let login = world.prove(connection, login("bob", "r"));
    let bob: LoggedIn = world.get(connection, Request::Login(login));
    assert_eq!(bob.transport.answer.as_deref(), Some("answer to offer of bob"));
    assert_eq!(bob.room.room_id.as_str(), "r");
    assert_eq!(bob.room.users.len(), 1);
    assert_eq!(bob.room.users[0].user_id.as_str(), "amy");
    assert_eq!(bob.resume_key.len(), 32);
    assert_ne!(bob.session_id, amy.session);
    match &world.events(amy.connection)[..] {
        [Event::RoomUsers { update: UpdateType::Add, users }] => {
            assert_eq!(users[0].user_id.as_str(), "bob");
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(world.pushes(connection), []);
}

#[test]
fn the_answer_waits_for_the_media_thread_and_pushes_wait_for_the_answer() {
    let mut world = World::new();
    world.answers_offers = false;
    let amy = world.connect();
    let login_of_amy = world.prove(amy, login("amy", "r"));
    let number = world.send(amy, Request::Login(login_of_amy));
    let bob = world.connect();
    let login_of_bob = world.prove(bob, login("bob", "r"));
    world.send(bob, Request::Login(login_of_bob));
    assert_eq!(world.received(amy), []);
    let event = answer(&world.commands[0]).unwrap();
    world.input(Input::Shard { shard: crate::world::SHARD, event });
    match &world.received(amy)[..] {
        [ServerMessage::Answer { id, result: Ok(_) }, ServerMessage::Event { seq: 1, .. }] => {
            assert_eq!(*id, Some(number));
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(world.received(bob), []);
}

#[test]
fn a_bad_offer_refuses_the_login_and_leaves_no_user_behind() {
    let mut world = World::new();
    let amy = world.join("amy", "r");
    let connection = world.connect();
    let refused = world.prove(connection, bad_offer(login("bob", "r")));
    assert_eq!(world.refused(connection, Request::Login(refused)), ErrorCode::ILLEGAL_PARAMETER);
    let updates = world.events(amy.connection).into_iter().map(|event| match event {
        Event::RoomUsers { update, .. } => update,
        other => panic!("{other:?}"),
    });
    assert_eq!(updates.collect::<Vec<_>>(), [UpdateType::Add, UpdateType::Delete]);
    assert_eq!(world.node.session_count(), 1);
    let login = world.prove(connection, login("bob", "r"));
    let _: LoggedIn = world.get(connection, Request::Login(login));
}

#[test]
fn a_connection_lost_during_a_login_ends_it() {
    let mut world = World::new();
    world.answers_offers = false;
    let connection = world.connect();
    let login = world.prove(connection, login("amy", "r"));
    world.send(connection, Request::Login(login));
    let late = answer(&world.commands[0]).unwrap();
    world.disconnect(connection);
    assert_eq!(world.node.session_count(), 0);
    let Command::Connect { transport, .. } = world.commands[0] else { panic!() };
    assert_eq!(world.routes(), [Command::Close { transport }]);
    world.input(Input::Shard { shard: crate::world::SHARD, event: late });
    world.answers_offers = true;
    let bob = world.join("bob", "r");
    assert_eq!(bob.room.users, []);
}

#[test]
fn a_logout_takes_back_a_login_that_is_not_answered() {
    let mut world = World::new();
    world.answers_offers = false;
    let connection = world.connect();
    let first = world.prove(connection, login("amy", "r"));
    let number = world.send(connection, Request::Login(first));
    world.ask(connection, Request::Logout(Nothing {})).unwrap();
    assert!(world.answer(connection, number).unwrap().is_err());
    assert_eq!(world.node.session_count(), 0);
    world.answers_offers = true;
    let second = world.prove(connection, login("amy", "r"));
    let _: LoggedIn = world.get(connection, Request::Login(second));
}

#[test]
fn a_connection_serves_one_login_at_a_time() {
    let mut world = World::new();
    let amy = world.join("amy", "r");
    let second = world.prove(amy.connection, login("amy", "q"));
    assert_eq!(world.refused(amy.connection, Request::Login(second.clone())).0, 1002001);
    world.ask(amy.connection, Request::Logout(Nothing {})).unwrap();
    let _: LoggedIn = world.get(amy.connection, Request::Login(second));
}

#[test]
fn what_needs_a_login_is_refused_without_one() {
    let mut world = World::new();
    let connection = world.connect();
    assert_eq!(world.refused(connection, crate::world::publish("s", "0")).0, 1000002);
    assert_eq!(world.refused(connection, Request::Logout(Nothing {})).0, 1000002);
    world.ask(connection, Request::Heartbeat(Nothing {})).unwrap();
}

#[test]
fn browsers_and_native_clients_are_told_apart_for_the_media_thread() {
    let mut world = World::new();
    world.join("amy", "r");
    let web = Login { platform: "web".to_owned(), ..login("bob", "r") };
    world.join_as(web);
    let peers = world.commands.iter().filter_map(|command| match command {
        Command::Connect { peer, .. } => Some(*peer),
        _ => None,
    });
    assert_eq!(peers.collect::<Vec<_>>(), [Peer::Native, Peer::Browser]);
}

#[test]
fn a_silent_session_goes_and_its_client_is_told_to_log_in_again() {
    let mut world = World::new();
    let amy = world.join("amy", "r");
    let bob = world.join("bob", "r");
    for _ in 0..4 {
        world.pass(Duration::from_secs(25));
        world.ask(amy.connection, Request::Heartbeat(Nothing {})).unwrap();
    }
    let left = |event: &Event| matches!(event, Event::RoomUsers { update: UpdateType::Delete, .. });
    assert!(world.events(amy.connection).iter().any(left));
    assert_eq!(world.node.session_count(), 1);
    assert_eq!(world.refused(bob.connection, crate::world::publish("s", "0")).0, 1000002);
}
