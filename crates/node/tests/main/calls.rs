//! Publishing and playing, from texts to the commands of the media thread.

use crate::world::{
    APP, Member, SHARD, World, app, login, mid, play, publish, stream, unplay, unpublish,
};
use cooee_node::Input;
use cooee_proto::{
    AppId, ErrorCode, RemoteDeviceState, StreamDeleteReason, UpdateType,
    signal::{
        Auth, Event, LoggedIn, Login, Nothing, Offer, PlayAnswer, Request, SendText, SetMicState,
    },
};
use cooee_sfu::{Command, Feedback, StreamHandle};
use std::time::Duration;

fn published(handle: u64, of: &Member, slot: &str) -> Command {
    Command::Publish { stream: StreamHandle(handle), transport: of.transport, slot: mid(slot) }
}

fn played(handle: u64, by: &Member, slot: &str) -> Command {
    Command::Play { stream: StreamHandle(handle), transport: by.transport, slot: mid(slot) }
}

fn unpublished(handle: u64) -> Command {
    Command::Unpublish { stream: StreamHandle(handle) }
}

fn unplayed(handle: u64, by: &Member) -> Command {
    Command::Unplay { stream: StreamHandle(handle), transport: by.transport }
}

#[test]
fn one_publishes_and_the_other_plays() {
    let mut world = World::new();
    let (amy, bob) = (world.join("amy", "r"), world.join("bob", "r"));
    world.events(amy.connection);
    world.ask(bob.connection, publish("speech", "0")).unwrap();
    match &world.events(amy.connection)[..] {
        [Event::RoomStreams { update: UpdateType::Add, streams, .. }] => {
            assert_eq!(streams[0].stream_id, stream("speech"));
            assert_eq!(streams[0].user.user_id.as_str(), "bob");
        }
        other => panic!("{other:?}"),
    }
    let answer: PlayAnswer = world.get(amy.connection, play("speech", "1"));
    assert!(answer.live);
    assert_eq!(world.routes(), [published(1, &bob, "0"), played(1, &amy, "1")]);
    world.ask(amy.connection, unplay("speech")).unwrap();
    world.ask(bob.connection, unpublish("speech")).unwrap();
    assert_eq!(world.routes(), [unplayed(1, &amy), unpublished(1)]);
    match &world.events(amy.connection)[..] {
        [Event::RoomStreams { update: UpdateType::Delete, reasons, .. }] => {
            assert_eq!(reasons[0].code, StreamDeleteReason::Stopped);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_play_waits_for_its_stream_also_from_another_room() {
    let mut world = World::new();
    let (amy, bob) = (world.join("amy", "r"), world.join("bob", "q"));
    let answer: PlayAnswer = world.get(amy.connection, play("speech", "1"));
    assert!(!answer.live);
    assert_eq!(world.routes(), []);
    world.ask(bob.connection, publish("speech", "0")).unwrap();
    assert_eq!(world.routes(), [published(1, &bob, "0"), played(1, &amy, "1")]);
    match &world.events(amy.connection)[..] {
        [Event::PlayState { stream_id, live: true, .. }] => {
            assert_eq!(*stream_id, stream("speech"));
        }
        other => panic!("{other:?}"),
    }
    world.ask(bob.connection, Request::Logout(Nothing {})).unwrap();
    assert_eq!(world.routes(), [unplayed(1, &amy), unpublished(1)]);
    let bob = world.join("bob", "q");
    world.ask(bob.connection, publish("speech", "2")).unwrap();
    assert_eq!(world.routes(), [published(2, &bob, "2"), played(2, &amy, "1")]);
}

#[test]
fn a_repeated_request_is_answered_again_and_may_name_another_slot() {
    let mut world = World::new();
    let (amy, bob) = (world.join("amy", "r"), world.join("bob", "r"));
    world.ask(bob.connection, publish("speech", "0")).unwrap();
    world.ask(amy.connection, play("speech", "1")).unwrap();
    world.routes();
    world.events(amy.connection);
    world.ask(amy.connection, play("speech", "1")).unwrap();
    assert_eq!(world.routes(), []);
    world.ask(amy.connection, play("speech", "2")).unwrap();
    assert_eq!(world.routes(), [unplayed(1, &amy), played(1, &amy, "2")]);
    world.ask(bob.connection, publish("speech", "0")).unwrap();
    assert_eq!(world.routes(), [published(1, &bob, "0")]);
    assert_eq!(world.events(amy.connection), []);
}

#[test]
fn a_slot_that_is_named_for_another_stream_is_taken_from_the_first() {
    let mut world = World::new();
    let (amy, bob) = (world.join("amy", "r"), world.join("bob", "r"));
    world.ask(bob.connection, publish("one", "0")).unwrap();
    world.ask(bob.connection, publish("two", "3")).unwrap();
    world.ask(amy.connection, play("one", "1")).unwrap();
    world.routes();
    world.ask(amy.connection, play("two", "1")).unwrap();
    assert_eq!(world.routes(), [unplayed(1, &amy), played(2, &amy, "1")]);
    world.ask(bob.connection, publish("three", "0")).unwrap();
    assert_eq!(world.routes(), [unpublished(1), published(3, &bob, "0")]);
}

#[test]
fn the_second_publisher_of_a_stream_is_refused_and_the_first_goes_on() {
    let mut world = World::new();
    let (amy, bob) = (world.join("amy", "r"), world.join("bob", "q"));
    world.ask(amy.connection, publish("speech", "0")).unwrap();
    let refused = world.refused(bob.connection, publish("speech", "0"));
    assert_eq!(refused, ErrorCode::STREAM_ID_LIVE);
    assert_eq!(world.routes(), [published(1, &amy, "0")]);
    world.ask(amy.connection, unpublish("speech")).unwrap();
    world.ask(bob.connection, publish("speech", "0")).unwrap();
    assert_eq!(world.routes(), [unpublished(1), published(2, &bob, "0")]);
}

#[test]
fn the_newer_login_of_a_user_ends_the_older() {
    let mut world = World::new();
    let (older, bob) = (world.join("amy", "r"), world.join("bob", "r"));
    world.ask(older.connection, publish("speech", "0")).unwrap();
    world.ask(bob.connection, play("speech", "1")).unwrap();
    world.routes();
    let newer = world.join("amy", "q");
    match world.events(older.connection).pop() {
        Some(Event::KickedOut { error }) => assert_eq!(error.code.0, 1002050),
        other => panic!("{other:?}"),
    }
    assert_eq!(world.routes(), [unplayed(1, &bob), unpublished(1)]);
    let reason = world.events(bob.connection).into_iter().find_map(|event| match event {
        Event::RoomStreams { update: UpdateType::Delete, reasons, .. } => Some(reasons[0].code),
        _ => None,
    });
    assert_eq!(reason, Some(StreamDeleteReason::RepeatedLogin));
    assert_eq!(world.refused(older.connection, publish("speech", "0")).0, 1000002);
    world.ask(newer.connection, publish("speech", "0")).unwrap();
}

#[test]
fn two_apps_with_the_same_ids_never_meet() {
    let mut world = World::new();
    let other = AppId(APP.0 + 1);
    world.input(Input::AppStored(app(other)));
    let amy = world.join("amy", "r");
    let same = world.join_as(Login { app_id: other, ..login("amy", "r") });
    let bob = world.join_as(Login { app_id: other, ..login("bob", "r") });
    assert_eq!(same.room.users, []);
    world.ask(amy.connection, publish("speech", "0")).unwrap();
    world.ask(same.connection, publish("speech", "0")).unwrap();
    let answer: PlayAnswer = world.get(bob.connection, play("speech", "1"));
    assert!(answer.live);
    assert_eq!(
        world.routes(),
        [published(1, &amy, "0"), published(2, &same, "0"), played(2, &bob, "1")]
    );
    world
        .ask(bob.connection, Request::SendBroadcastMessage(SendText { message: "hi".into() }))
        .unwrap();
    assert_eq!(world.events(amy.connection), []);
}

#[test]
fn a_removed_app_ends_its_sessions_and_no_others() {
    let mut world = World::new();
    let other = AppId(APP.0 + 1);
    world.input(Input::AppStored(app(other)));
    let amy = world.join("amy", "r");
    let bob = world.join_as(Login { app_id: other, ..login("bob", "r") });
    world.ask(bob.connection, publish("speech", "0")).unwrap();
    world.routes();
    world.input(Input::AppRemoved(other));
    match world.events(bob.connection).pop() {
        Some(Event::KickedOut { error }) => assert_eq!(error.code.0, 1002055),
        other => panic!("{other:?}"),
    }
    let transport = bob.transport;
    assert_eq!(world.routes(), [unpublished(1), Command::Close { transport }]);
    world.ask(amy.connection, publish("speech", "0")).unwrap();
}

#[test]
fn players_hear_of_the_microphone() {
    let mut world = World::new();
    let (amy, bob) = (world.join("amy", "r"), world.join("bob", "r"));
    world.ask(bob.connection, publish("speech", "0")).unwrap();
    world.ask(amy.connection, play("speech", "1")).unwrap();
    world.events(amy.connection);
    let state = RemoteDeviceState::Mute;
    let request = Request::SetMicState(SetMicState { stream_id: stream("speech"), state });
    world.ask(bob.connection, request).unwrap();
    let stream_id = stream("speech");
    assert_eq!(world.events(amy.connection), [Event::RemoteMicState { stream_id, state }]);
}

#[test]
fn streams_follow_to_a_transport_that_replaces_the_first() {
    let mut world = World::new();
    let (amy, bob) = (world.join("amy", "r"), world.join("bob", "r"));
    world.ask(bob.connection, publish("speech", "0")).unwrap();
    world.ask(amy.connection, play("speech", "1")).unwrap();
    world.routes();
    let replace = |sdp: &str| Request::Offer(Offer { sdp: sdp.to_owned(), replace: true });
    for member in [&amy, &bob] {
        world.ask(member.connection, replace("fresh offer")).unwrap();
        let transport = member.transport;
        assert_eq!(world.routes(), [Command::Close { transport }]);
    }
    world.events(amy.connection);
    world.ask(amy.connection, play("speech", "1")).unwrap();
    world.ask(bob.connection, publish("speech", "0")).unwrap();
    match &world.routes()[..] {
        [
            Command::Unplay { transport: old, .. },
            Command::Play { transport: new, .. },
            Command::Publish { transport: of_bob, .. },
        ] => {
            assert_eq!(*old, amy.transport);
            assert_ne!(*new, amy.transport);
            assert_ne!(*of_bob, bob.transport);
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(world.events(amy.connection), []);
}

#[test]
fn a_native_publisher_is_told_how_his_stream_fares_and_a_browser_is_not() {
    let mut world = World::new();
    let amy = world.join("amy", "r");
    let page = world.connect_from(Some("https://example.org"));
    let token = world.token("bob", Duration::from_secs(3600), "");
    let login = Login { auth: Auth::Token(token), ..login("bob", "r") };
    let bob: LoggedIn = world.get(page, Request::Login(login));
    world.ask(amy.connection, publish("amys", "0")).unwrap();
    world.ask(page, publish("bobs", "0")).unwrap();
    world.events(amy.connection);
    world.events(page);

    let feedback = Feedback { loss: 0.1234, jitter: Duration::from_millis(9) };
    let mut tell = |stream, transport| {
        let stream = StreamHandle(stream);
        let event = cooee_sfu::Event::StreamFeedback { stream, transport, feedback };
        world.input(Input::Shard { shard: SHARD, event });
        [world.events(amy.connection), world.events(page)].concat()
    };
    let told = Event::StreamFeedback { stream_id: stream("amys"), loss: 0.123, jitter_ms: 9 };
    assert_eq!(tell(1, amy.transport), [told]);
    assert_eq!(tell(2, bob.transport.transport_id), []);
    // He does not publish it, or nobody does.
    assert_eq!(tell(2, amy.transport), []);
    assert_eq!(tell(3, amy.transport), []);
}
