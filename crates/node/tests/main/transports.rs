//! Media transports: used again, changed, replaced, lost and closed.

use crate::world::{Member, SHARD, World, answer, login, publish};
use cooee_node::Input;
use cooee_proto::{
    ErrorCode, SessionId,
    signal::{Answered, Event, LoggedIn, Login, Nothing, Offer, Request, TransportChoice},
};
use cooee_sfu::Command;
use std::time::Duration;

fn again(user: &str, room: &str, member: &Member) -> Login {
    let transport_id = member.transport;
    let transport_key = member.transport_key.clone();
    let transport = TransportChoice::Reuse { transport_id, transport_key };
    Login { transport, ..login(user, room) }
}

fn offer(sdp: &str, replace: bool) -> Request {
    Request::Offer(Offer { sdp: sdp.to_owned(), replace })
}

fn lose(world: &mut World, transport: SessionId) {
    world.input(Input::Shard { shard: SHARD, event: cooee_sfu::Event::Closed { transport } });
}

#[test]
fn a_later_login_of_the_user_uses_it_again_without_an_offer() {
    let mut world = World::new();
    let amy = world.join("amy", "r");
    world.ask(amy.connection, Request::Logout(Nothing {})).unwrap();
    world.pass(Duration::from_secs(50));
    world.commands.clear();
    let switched = world.prove(amy.connection, again("amy", "q", &amy));
    let switched: LoggedIn = world.get(amy.connection, Request::Login(switched));
    assert_eq!(switched.transport.transport_id, amy.transport);
    assert_eq!(switched.transport.transport_key, amy.transport_key);
    assert_eq!(switched.transport.answer, None);
    world.ask(amy.connection, publish("s", "0")).unwrap();
    match &world.commands[..] {
        [Command::Publish { transport, .. }] => assert_eq!(*transport, amy.transport),
        other => panic!("{other:?}"),
    }
    for _ in 0..3 {
        world.pass(Duration::from_secs(60));
        world.ask(amy.connection, Request::Heartbeat(Nothing {})).unwrap();
    }
    assert_eq!(world.commands.len(), 1, "a transport in use is not closed");
}

#[test]
fn only_its_user_with_its_key_uses_it_again() {
    let mut world = World::new();
    let (amy, bob) = (world.join("amy", "r"), world.join("bob", "r"));
    let connection = world.connect();
    let stolen = world.prove(connection, again("cat", "r", &amy));
    assert_eq!(world.refused(connection, Request::Login(stolen)), ErrorCode::SESSION_FAULT);
    let mixed = Member { transport_key: bob.transport_key, ..amy };
    let mixed = world.prove(connection, again("amy", "r", &mixed));
    assert_eq!(world.refused(connection, Request::Login(mixed)), ErrorCode::SESSION_FAULT);
}

#[test]
fn it_is_closed_a_minute_after_its_session_ended() {
    let mut world = World::new();
    let amy = world.join("amy", "r");
    world.ask(amy.connection, Request::Logout(Nothing {})).unwrap();
    world.pass(Duration::from_secs(59));
    assert_eq!(world.routes(), []);
    world.pass(Duration::from_secs(1));
    assert_eq!(world.routes(), [Command::Close { transport: amy.transport }]);
    let connection = world.connect();
    let late = world.prove(connection, again("amy", "r", &amy));
    assert_eq!(world.refused(connection, Request::Login(late)), ErrorCode::SESSION_FAULT);
}

#[test]
fn a_login_that_replaces_the_users_older_one_takes_its_transport_over() {
    let mut world = World::new();
    let amy = world.join("amy", "r");
    let connection = world.connect();
    let newer = world.prove(connection, again("amy", "r", &amy));
    let _: LoggedIn = world.get(connection, Request::Login(newer));
    world.pass(Duration::from_secs(80));
    assert_eq!(world.routes(), []);
}

#[test]
fn an_offer_changes_it_one_at_a_time() {
    let mut world = World::new();
    let amy = world.join("amy", "r");
    world.answers_offers = false;
    let number = world.send(amy.connection, offer("more", false));
    let refused = world.refused(amy.connection, offer("even more", false));
    assert_eq!(refused, ErrorCode::ILLEGAL_PARAMETER);
    let event = answer(world.commands.last().unwrap()).unwrap();
    world.input(Input::Shard { shard: SHARD, event });
    let answered = world.answer(amy.connection, number).unwrap().unwrap();
    let answered: Answered = serde_json::from_value(answered).unwrap();
    assert_eq!(answered.transport.transport_id, amy.transport);
    assert_eq!(answered.transport.answer.as_deref(), Some("answer to more"));
    world.answers_offers = true;
    assert_eq!(world.refused(amy.connection, offer("bad", false)), ErrorCode::ILLEGAL_PARAMETER);
    world.ask(amy.connection, offer("even more", false)).unwrap();
}

#[test]
fn a_replacement_closes_the_first_only_when_it_stands() {
    let mut world = World::new();
    let amy = world.join("amy", "r");
    assert_eq!(world.refused(amy.connection, offer("bad", true)), ErrorCode::ILLEGAL_PARAMETER);
    assert_eq!(world.routes(), []);
    world.ask(amy.connection, publish("s", "0")).unwrap();
    world.routes();
    let answered: Answered = world.get(amy.connection, offer("fresh", true));
    assert_ne!(answered.transport.transport_id, amy.transport);
    assert_eq!(world.routes(), [Command::Close { transport: amy.transport }]);
}

#[test]
fn its_loss_is_told_and_another_one_takes_its_place() {
    let mut world = World::new();
    let amy = world.join("amy", "r");
    lose(&mut world, amy.transport);
    let transport_id = amy.transport;
    assert_eq!(world.events(amy.connection), [Event::TransportLost { transport_id }]);
    assert_eq!(world.refused(amy.connection, offer("more", false)), ErrorCode::ILLEGAL_PARAMETER);
    let refused = world.refused(amy.connection, publish("s", "0"));
    assert_eq!(refused, ErrorCode::ILLEGAL_PARAMETER);
    let answered: Answered = world.get(amy.connection, offer("fresh", true));
    world.ask(amy.connection, publish("s", "0")).unwrap();
    match &world.routes()[..] {
        [Command::Publish { transport, .. }] => {
            assert_eq!(*transport, answered.transport.transport_id);
        }
        other => panic!("{other:?}"),
    }
    lose(&mut world, amy.transport);
    assert_eq!(world.events(amy.connection), [], "a late notice of the first does no harm");
}

#[test]
fn its_loss_during_a_login_or_an_offer_refuses_that() {
    let mut world = World::new();
    let amy = world.join("amy", "r");
    world.answers_offers = false;
    let number = world.send(amy.connection, offer("more", false));
    lose(&mut world, amy.transport);
    assert!(world.answer(amy.connection, number).unwrap().is_err());
    let connection = world.connect();
    let login = world.prove(connection, login("bob", "r"));
    let number = world.send(connection, Request::Login(login));
    let Some(Command::Connect { transport, .. }) = world.commands.last() else { panic!() };
    let transport = *transport;
    lose(&mut world, transport);
    assert!(world.answer(connection, number).unwrap().is_err());
    assert_eq!(world.node.session_count(), 1);
}
