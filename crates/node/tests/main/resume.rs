//! Sessions that outlive their WebSocket.

use crate::world::{Member, World, login, publish};
use cooee_proto::{
    SessionId,
    signal::{Event, Nothing, Request, Resume, Resumed, SendText, ServerMessage},
};
use std::time::Duration;

fn resume(member: &Member, last_seq: u64) -> Request {
    let (session_id, resume_key) = (member.session, member.resume_key.clone());
    Request::Resume(Resume { session_id, resume_key, last_seq })
}

fn say(message: &str) -> Request {
    Request::SendBroadcastMessage(SendText { message: message.to_owned() })
}

fn texts(pushes: Vec<(u64, Event)>) -> Vec<(u64, String)> {
    let text = |event| match event {
        Event::BroadcastMessages { messages } => messages[0].message.clone(),
        other => panic!("{other:?}"),
    };
    pushes.into_iter().map(|(seq, event)| (seq, text(event))).collect()
}

#[test]
fn missed_pushes_come_after_the_answer_and_nobody_else_notices() {
    let mut world = World::new();
    let (amy, bob) = (world.join("amy", "r"), world.join("bob", "r"));
    assert_eq!(world.pushes(amy.connection).len(), 1);
    world.ask(bob.connection, say("one")).unwrap();
    world.disconnect(amy.connection);
    world.pass(Duration::from_secs(5));
    world.ask(bob.connection, say("two")).unwrap();
    let connection = world.connect();
    let resumed: Resumed = world.get(connection, resume(&amy, 1));
    let transport_id = Some(amy.transport);
    assert_eq!(resumed, Resumed { snapshot: None, seq: 1, transport_id });
    let missed = texts(world.pushes(connection));
    assert_eq!(missed, [(2, "one".to_owned()), (3, "two".to_owned())]);
    world.pass(Duration::from_secs(1));
    world.ask(bob.connection, say("three")).unwrap();
    assert_eq!(texts(world.pushes(connection)), [(4, "three".to_owned())]);
    assert_eq!(world.pushes(bob.connection), []);
    world.ask(connection, publish("s", "0")).unwrap();
}

#[test]
fn a_snapshot_stands_in_for_pushes_that_are_no_longer_kept() {
    let mut world = World::new();
    let (amy, bob) = (world.join("amy", "r"), world.join("bob", "r"));
    world.disconnect(amy.connection);
    for _ in 0..70 {
        for _ in 0..4 {
            world.ask(bob.connection, publish("speech", "0")).unwrap();
            world.ask(bob.connection, crate::world::unpublish("speech")).unwrap();
        }
        world.pass(Duration::from_secs(1));
    }
    world.ask(bob.connection, publish("speech", "0")).unwrap();
    let connection = world.connect();
    let resumed: Resumed = world.get(connection, resume(&amy, 1));
    let snapshot = resumed.snapshot.unwrap();
    assert_eq!(snapshot.users[0].user_id.as_str(), "bob");
    assert_eq!(snapshot.streams[0].stream_id.as_str(), "speech");
    assert!(resumed.seq > 561);
    assert_eq!(world.pushes(connection), []);
    world.ask(bob.connection, say("on")).unwrap();
    assert_eq!(world.pushes(connection)[0].0, resumed.seq + 1);
}

#[test]
fn a_seq_from_the_future_gets_a_snapshot() {
    let mut world = World::new();
    let amy = world.join("amy", "r");
    let connection = world.connect();
    let resumed: Resumed = world.get(connection, resume(&amy, 77));
    assert!(resumed.snapshot.is_some());
    assert_eq!(resumed.seq, 0);
}

#[test]
fn the_newest_connection_wins() {
    let mut world = World::new();
    let (amy, bob) = (world.join("amy", "r"), world.join("bob", "r"));
    let connection = world.connect();
    world.ask(connection, resume(&amy, 1)).unwrap();
    assert_eq!(world.closed, [amy.connection]);
    world.disconnect(amy.connection);
    world.ask(bob.connection, say("hello")).unwrap();
    assert_eq!(world.events(connection).len(), 1);
    world.ask(connection, resume(&amy, 2)).unwrap();
    assert_eq!(world.closed, [amy.connection]);
}

#[test]
fn only_the_key_resumes() {
    let mut world = World::new();
    let (amy, bob) = (world.join("amy", "r"), world.join("bob", "r"));
    let connection = world.connect();
    let stolen = Member { resume_key: bob.resume_key.clone(), ..amy.clone() };
    assert_eq!(world.refused(connection, resume(&stolen, 0)).0, 1002057);
    let unknown = Member { session: SessionId(5), ..amy.clone() };
    assert_eq!(world.refused(connection, resume(&unknown, 0)).0, 1002057);
    assert_eq!(world.refused(bob.connection, resume(&amy, 0)).0, 1002001);
    assert_eq!(world.closed, []);
}

#[test]
fn a_session_that_was_replaced_meanwhile_says_so() {
    let mut world = World::new();
    let amy = world.join("amy", "r");
    world.disconnect(amy.connection);
    world.join("amy", "r");
    let connection = world.connect();
    assert_eq!(world.refused(connection, resume(&amy, 0)).0, 1002050);
    let stolen = Member { resume_key: String::new(), ..amy };
    assert_eq!(world.refused(connection, resume(&stolen, 0)).0, 1002057);
}

#[test]
fn a_session_is_gone_after_the_heartbeat_time_out_or_a_logout() {
    let mut world = World::new();
    let amy = world.join("amy", "r");
    world.disconnect(amy.connection);
    world.pass(Duration::from_secs(90));
    let connection = world.connect();
    assert_eq!(world.refused(connection, resume(&amy, 0)).0, 1002057);
    let bob = world.join("bob", "r");
    world.ask(bob.connection, Request::Logout(Nothing {})).unwrap();
    assert_eq!(world.refused(connection, resume(&bob, 0)).0, 1002057);
    let login = world.prove(connection, login("amy", "r"));
    world.ask(connection, Request::Login(login)).unwrap();
}

#[test]
fn an_answer_that_its_connection_missed_is_not_sent_on_another() {
    let mut world = World::new();
    let amy = world.join("amy", "r");
    world.answers_offers = false;
    let offer = cooee_proto::signal::Offer { sdp: "more".to_owned(), replace: false };
    world.send(amy.connection, Request::Offer(offer));
    let late = crate::world::answer(world.commands.last().unwrap()).unwrap();
    let connection = world.connect();
    world.ask(connection, resume(&amy, 0)).unwrap();
    world.input(cooee_node::Input::Shard { shard: crate::world::SHARD, event: late });
    let answers = world.received(connection).into_iter();
    assert_eq!(answers.filter(|m| matches!(m, ServerMessage::Answer { .. })).count(), 0);
}
