//! What operators do to live rooms, and what they see of them.

use crate::live::live;
use crate::world::{APP, SHARD, World, login, mid, play, publish, stream, unpublish};
use cooee_node::{
    Answer, Fact, Input, LoginOrder, LoginProof, NoticeEvent, Operation, RoomEnd, Rule, RuleTarget,
    UserEnd,
};
use cooee_proto::{
    AppId, ErrorCode, RoomId, SessionId, StreamDeleteReason, UpdateType, User, UserId, WallTime,
    signal::{Event, Nothing, PlayAnswer, Request},
};
use cooee_sfu::{Figures, TransportFigures};
use std::time::Duration;

fn room(id: &str) -> RoomId {
    RoomId::new(id).unwrap()
}

fn user(id: &str) -> UserId {
    UserId::new(id).unwrap()
}

fn from(id: &str) -> User {
    User::from_id(user(id))
}

fn kick(room_id: &str, users: &[&str]) -> Operation {
    let users = users.iter().map(|id| user(id)).collect();
    Operation::KickUsers { app: APP, room: room(room_id), users, reason: "too loud".to_owned() }
}

fn kicks(events: &[Event]) -> Vec<(u32, String)> {
    let kicks = events.iter().filter_map(|event| match event {
        Event::KickedOut { error } => Some((error.code.0, error.message.clone())),
        _ => None,
    });
    kicks.collect()
}

fn deletions(events: &[Event]) -> Vec<StreamDeleteReason> {
    let deletions = events.iter().filter_map(|event| match event {
        Event::RoomStreams { update: UpdateType::Delete, reasons, .. } => Some(reasons[0].code),
        _ => None,
    });
    deletions.collect()
}

fn rule(target: RuleTarget, forbids_login: bool, until: WallTime) -> Operation {
    let rule = Rule { target, forbids_login, forbids_publish: !forbids_login, until };
    Operation::SetRule { app: APP, rule }
}

#[test]
fn who_is_kicked_hears_why_and_the_others_why_his_stream_ended() {
    let mut world = World::new();
    let (amy, bob) = (world.join("amy", "r"), world.join("bob", "r"));
    let cid = world.join("cid", "q");
    world.ask(bob.connection, publish("speech", "0")).unwrap();
    world.events(amy.connection);
    let answer = world.operate(kick("r", &["bob", "cid", "nobody"]));
    assert_eq!(answer, Ok(Answer::Passed { missing: vec![user("cid"), user("nobody")] }));
    assert_eq!(kicks(&world.events(bob.connection)), [(1002055, "too loud".to_owned())]);
    assert_eq!(deletions(&world.events(amy.connection)), [StreamDeleteReason::Kicked]);
    assert_eq!(kicks(&world.events(cid.connection)), []);
    // He was told for good: his session cannot be resumed, but he may log in again.
    assert_eq!(world.refused(bob.connection, publish("speech", "0")), ErrorCode::NOT_IN_ROOM);
    world.join("bob", "r");
}

#[test]
fn a_closed_room_is_empty_and_gone() {
    let mut world = World::new();
    let members = ["amy", "bob", "cid"].map(|id| world.join(id, "r"));
    let dan = world.join("dan", "q");
    world.ask(members[0].connection, publish("speech", "0")).unwrap();
    world.ask(dan.connection, play("speech", "1")).unwrap();
    world.routes();
    world.notices.clear();
    let close = |reason: &str| Operation::CloseRoom {
        app: APP,
        room: room("r"),
        reason: reason.to_owned(),
        wants_callback: true,
    };
    assert_eq!(world.operate(close("")), Ok(Answer::Done));
    for member in &members {
        let heard = kicks(&world.events(member.connection));
        assert_eq!(heard, [(1002055, "the server closed the room".to_owned())]);
    }
    assert_eq!(world.routes().len(), 2, "the play from the other room and the stream end");
    assert!(matches!(
        world.events(dan.connection).pop(),
        Some(Event::PlayState { live: false, code: ErrorCode::STREAM_MISSING, .. })
    ));
    let closed = world.notices.last().map(|notice| notice.event.clone());
    assert!(matches!(
        closed,
        Some(NoticeEvent::InRoom(Fact::RoomClosed {
            reason: RoomEnd::Closed { wants_callback: true },
            ..
        }))
    ));
    assert_eq!(world.operate(close("")).unwrap_err().code, ErrorCode::ROOM_MISSING);
    assert_eq!(world.join("amy", "r").room.online_user_count, 1);
    // Nothing that was due in the room's first life disturbs the second.
    world.pass(Duration::from_secs(300));
}

#[test]
fn a_forbidden_stream_ends_for_its_publisher_and_its_players() {
    let mut world = World::new();
    let (amy, bob) = (world.join("amy", "r"), world.join("bob", "r"));
    let cid = world.join("cid", "r");
    world.ask(bob.connection, publish("speech", "0")).unwrap();
    world.ask(amy.connection, play("speech", "1")).unwrap();
    world.routes();
    for member in [&amy, &bob, &cid] {
        world.events(member.connection);
    }
    let forbid = || Operation::ForbidStream { app: APP, stream: stream("speech") };
    assert_eq!(world.operate(forbid()), Ok(Answer::Done));
    assert_eq!(world.routes().len(), 2, "the play and the stream end");
    match &world.events(bob.connection)[..] {
        [Event::PublishStopped { stream_id, error }] => {
            assert_eq!((stream_id, error.code.0), (&stream("speech"), 1003025));
        }
        other => panic!("{other:?}"),
    }
    match &world.events(amy.connection)[..] {
        [Event::PlayState { live: false, code, .. }, Event::RoomStreams { reasons, .. }] => {
            assert_eq!(code.0, 1004025);
            assert_eq!(reasons[0].code, StreamDeleteReason::RemovedByServer);
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(deletions(&world.events(cid.connection)), [StreamDeleteReason::RemovedByServer]);
    assert_eq!(world.refused(bob.connection, publish("speech", "0")).0, 1003025);
    assert_eq!(world.refused(amy.connection, play("speech", "1")).0, 1004025);
    // Forbidding what is not live holds as well.
    assert_eq!(world.operate(forbid()), Ok(Answer::Done));
    let list = Operation::ForbiddenStreams { app: APP };
    assert_eq!(world.operate(list), Ok(Answer::ForbiddenStreams(vec![stream("speech")])));

    let resume = Operation::ResumeStream { app: APP, stream: stream("speech") };
    assert_eq!(world.operate(resume), Ok(Answer::Done));
    world.ask(bob.connection, publish("speech", "0")).unwrap();
    let answer: PlayAnswer = world.get(amy.connection, play("speech", "1"));
    assert!(answer.live);
}

#[test]
fn who_waits_for_a_stream_hears_that_it_is_forbidden() {
    let mut world = World::new();
    let amy = world.join("amy", "r");
    world.ask(amy.connection, play("speech", "1")).unwrap();
    world.operate(Operation::ForbidStream { app: APP, stream: stream("speech") }).unwrap();
    assert!(matches!(
        world.events(amy.connection)[..],
        [Event::PlayState { live: false, code: ErrorCode::PLAY_FORBIDDEN, .. }]
    ));
}

#[test]
fn a_stopped_stream_may_come_back_to_its_players() {
    let mut world = World::new();
    let (amy, bob) = (world.join("amy", "r"), world.join("bob", "r"));
    world.ask(bob.connection, publish("speech", "0")).unwrap();
    world.ask(amy.connection, play("speech", "1")).unwrap();
    let stop = Operation::StopStream { app: APP, stream: stream("speech") };
    assert_eq!(world.operate(stop.clone()), Ok(Answer::Done));
    assert!(matches!(world.events(bob.connection)[..], [.., Event::PublishStopped { .. }]));
    assert_eq!(world.operate(stop).unwrap_err().code, ErrorCode::STREAM_MISSING);
    world.events(amy.connection);
    world.ask(bob.connection, publish("speech", "0")).unwrap();
    assert!(matches!(world.events(amy.connection)[..], [.., Event::PlayState { live: true, .. }]));
}

#[test]
fn messages_of_the_server_reach_all_but_the_sender_they_name() {
    let mut world = World::new();
    let [amy, bob, cid] = ["amy", "bob", "cid"].map(|id| world.join(id, "r"));
    let dan = world.join("dan", "q");
    let all = [&amy, &bob, &cid, &dan].map(|member| member.connection);
    for connection in all {
        world.events(connection);
    }
    let mut heard = |operation: Operation| {
        let answer = world.operate(operation);
        (answer, all.map(|connection| world.events(connection).len()))
    };
    let broadcast = |from_user, message: &str| Operation::SendBroadcastMessage {
        app: APP,
        room: room("r"),
        from_user,
        message: message.to_owned(),
    };
    let sent = |id: &str| Ok(Answer::Sent { message_id: id.to_owned() });
    assert_eq!(heard(broadcast(from("amy"), "hi")), (sent("1"), [0, 1, 1, 0]));
    assert_eq!(heard(broadcast(from("helper"), "hi")), (sent("2"), [1, 1, 1, 0]));
    let (answer, reached) = heard(broadcast(from("amy"), &"x".repeat(1025)));
    assert_eq!((answer.unwrap_err().code.0, reached), (1009002, [0, 0, 0, 0]));
    let (app, room) = (APP, room("r"));
    let message = "fast".to_owned();
    let barrage =
        Operation::SendBarrageMessage { app, room: room.clone(), from_user: from("bob"), message };
    assert_eq!(heard(barrage), (sent("1"), [1, 0, 1, 0]));
    let command = |to: &[&str]| Operation::SendCustomCommand {
        app,
        room: room.clone(),
        from_user: from("cid"),
        command: "wave".to_owned(),
        to_users: to.iter().map(|id| user(id)).collect(),
    };
    let passed = |missing: &[&str]| {
        Ok(Answer::Passed { missing: missing.iter().map(|id| user(id)).collect() })
    };
    assert_eq!(heard(command(&[])), (passed(&[]), [1, 1, 0, 0]));
    assert_eq!(heard(command(&["bob", "cid", "dan"])), (passed(&["dan"]), [0, 1, 0, 0]));
}

#[test]
fn rules_forbid_logins_and_publishes_until_their_time() {
    let mut world = World::new();
    let until = WallTime(world.wall.0 + 60_000);
    let amy = world.join("amy", "r");
    world.operate(rule(RuleTarget::User(user("amy")), false, until)).unwrap();
    assert_eq!(world.refused(amy.connection, publish("speech", "0")).0, 1003025);
    for target in [
        RuleTarget::User(user("bob")),
        RuleTarget::Room(room("closed")),
        RuleTarget::UserInRoom(room("r"), user("cid")),
        RuleTarget::Address("192.0.2.7".parse().unwrap()),
    ] {
        world.operate(rule(target, true, until)).unwrap();
    }
    let mut try_login = |name: &str, to: &str, address: &str| {
        world.address = Some(address.parse().unwrap());
        let connection = world.connect();
        let login = world.prove(connection, login(name, to));
        world.ask(connection, Request::Login(login)).map_or_else(|error| error.code.0, |_| 0)
    };
    assert_eq!(try_login("bob", "r", "192.0.2.1"), 1002066);
    assert_eq!(try_login("dan", "closed", "192.0.2.1"), 1002066);
    assert_eq!(try_login("cid", "r", "192.0.2.1"), 1002066);
    assert_eq!(try_login("cid", "q", "192.0.2.1"), 0);
    assert_eq!(try_login("eve", "r", "192.0.2.7"), 1002066);
    assert_eq!(try_login("eve", "r", "::ffff:192.0.2.7"), 1002066);
    assert_eq!(try_login("eve", "r", "192.0.2.8"), 0);
    let refusals = world.notices.iter().filter(|notice| {
        matches!(&notice.event, NoticeEvent::LoginRefused { error, .. } if error.code.0 == 1002066)
    });
    assert_eq!(refusals.count(), 5);
    match world.operate(Operation::Rules { app: APP }) {
        Ok(Answer::Rules(rules)) => assert_eq!(rules.len(), 5),
        other => panic!("{other:?}"),
    }
    let target = RuleTarget::User(user("amy"));
    world.operate(Operation::DeleteRule { app: APP, target }).unwrap();
    world.ask(amy.connection, publish("speech", "0")).unwrap();
    world.wall = until;
    world.join("bob", "r");
    assert_eq!(world.operate(Operation::Rules { app: APP }), Ok(Answer::Rules(Vec::new())));
}

#[test]
fn the_operator_asks_who_is_there() {
    let mut world = World::new();
    let start = world.wall;
    for name in ["amy", "bob", "cid", "dan", "eve"] {
        world.join(name, "r");
        world.pass(Duration::from_secs(1));
    }
    let counts = Operation::UserCounts { app: APP, rooms: vec![room("r"), room("none")] };
    let expected = vec![(room("r"), 5), (room("none"), 0)];
    assert_eq!(world.operate(counts), Ok(Answer::UserCounts(expected)));
    let mut page = |marker, limit, order| {
        let page = Operation::Users { app: APP, room: room("r"), marker, limit, order };
        match world.operate(page).unwrap() {
            Answer::Users { users, marker } => {
                let names = users.iter().map(|it| it.user.user_id.to_string());
                (names.collect::<Vec<_>>().join(" "), marker)
            }
            other => panic!("{other:?}"),
        }
    };
    for (order, pages) in [
        (LoginOrder::Ascending, ["amy bob", "cid dan", "eve"]),
        (LoginOrder::Descending, ["eve dan", "cid bob", "amy"]),
    ] {
        let mut marker = None;
        for expected in pages {
            let (names, next) = page(marker, 2, order);
            assert_eq!(names, expected);
            marker = next;
        }
        assert_eq!(marker, None);
    }
    assert_eq!(page(None, 5, LoginOrder::Ascending).1, None);
    let users = vec![user("bob"), user("nobody")];
    let states = Operation::UserStates { app: APP, room: room("r"), users };
    let expected = vec![(user("bob"), Some(WallTime(start.0 + 1000))), (user("nobody"), None)];
    assert_eq!(world.operate(states), Ok(Answer::UserStates(expected)));
    let streams = Operation::Streams { app: APP, room: room("none") };
    assert_eq!(world.operate(streams).unwrap_err().code, ErrorCode::ROOM_MISSING);
}

#[test]
fn what_happens_is_told_in_order() {
    let mut world = World::new();
    let amy = world.join("amy", "r");
    world.ask(amy.connection, publish("speech", "0")).unwrap();
    let again = world.join("amy", "r");
    world.pass(Duration::from_secs(60));
    world.ask(again.connection, Request::Heartbeat(Nothing {})).unwrap();
    world.ask(again.connection, Request::Logout(Nothing {})).unwrap();
    let told: Vec<String> = world
        .notices
        .iter()
        .map(|notice| {
            assert_eq!(notice.app, APP);
            let NoticeEvent::InRoom(fact) = &notice.event else { panic!("{notice:?}") };
            match fact {
                Fact::RoomCreated { .. } => "room".to_owned(),
                Fact::RoomClosed { reason, .. } => format!("no room {reason:?}"),
                Fact::LoggedIn { is_relogin, update, proof, .. } => {
                    assert_eq!(*proof, LoginProof::AppSign);
                    format!("in again {is_relogin} {update}")
                }
                Fact::LoggedOut { reason, update, .. } => format!("out {reason:?} {update}"),
                Fact::StreamCreated { update, .. } => format!("stream {update}"),
                Fact::StreamClosed { reason, update, .. } => {
                    format!("no stream {reason:?} {update}")
                }
            }
        })
        .collect();
    assert_eq!(
        told,
        [
            "room",
            "in again false 1",
            "stream 1",
            "no stream RepeatedLogin 2",
            "out Replaced 2",
            "in again true 3",
            "out Logout 4",
            "no room Empty",
        ]
    );
    world.notices.clear();
    let bob = world.join("bob", "r");
    world.disconnect(bob.connection);
    world.pass(Duration::from_secs(100));
    let ends = world.notices.iter().filter_map(|notice| match &notice.event {
        NoticeEvent::InRoom(Fact::LoggedOut { reason, .. }) => Some(*reason),
        _ => None,
    });
    assert_eq!(ends.collect::<Vec<_>>(), [UserEnd::LinkLost]);
}

#[test]
fn the_life_of_a_stream_can_be_asked_for() {
    let mut world = World::new();
    let start = world.wall;
    let amy = world.join("amy", "r");
    let ask = |world: &mut World| {
        world.operate(Operation::StreamState { app: APP, stream: stream("speech") })
    };
    assert_eq!(ask(&mut world).unwrap_err().code, ErrorCode::STREAM_MISSING);
    for (from, to) in [(1, 2), (3, 4)] {
        let at = |seconds: u64| WallTime(start.0 + seconds * 1000);
        world.pass(Duration::from_secs(1));
        world.ask(amy.connection, publish("speech", "0")).unwrap();
        assert_eq!(ask(&mut world), Ok(Answer::StreamState { created: at(from), closed: None }));
        world.pass(Duration::from_secs(1));
        world.ask(amy.connection, unpublish("speech")).unwrap();
        let closed = Some(at(to));
        assert_eq!(ask(&mut world), Ok(Answer::StreamState { created: at(from), closed }));
    }
}

#[test]
fn unknown_names_get_an_error_and_no_panic() {
    let mut world = World::new();
    let amy = world.join("amy", "r");
    for app in [APP, AppId(7)] {
        let (room, stream) = (room("none"), stream("none"));
        let (from_user, message) = (from("nobody"), "hi".to_owned());
        let reason = String::new();
        let target = RuleTarget::Room(room.clone());
        let until = WallTime(0);
        let rule =
            Rule { target: target.clone(), forbids_login: true, forbids_publish: true, until };
        let users = vec![user("nobody")];
        let operations = [
            Operation::KickUsers {
                app,
                room: room.clone(),
                users: users.clone(),
                reason: reason.clone(),
            },
            Operation::CloseRoom { app, room: room.clone(), reason, wants_callback: false },
            Operation::StopStream { app, stream: stream.clone() },
            Operation::SendBroadcastMessage {
                app,
                room: room.clone(),
                from_user: from_user.clone(),
                message: message.clone(),
            },
            Operation::SendBarrageMessage {
                app,
                room: room.clone(),
                from_user: from_user.clone(),
                message: message.clone(),
            },
            Operation::SendCustomCommand {
                app,
                room: room.clone(),
                from_user,
                command: message,
                to_users: users.clone(),
            },
            Operation::Users {
                app,
                room: room.clone(),
                marker: Some(9),
                limit: 0,
                order: LoginOrder::Descending,
            },
            Operation::UserStates { app, room: room.clone(), users },
            Operation::Streams { app, room },
        ];
        for operation in operations {
            let code = world.operate(operation.clone()).unwrap_err().code;
            let expected = match (app, &operation) {
                (APP, Operation::StopStream { .. }) => ErrorCode::STREAM_MISSING,
                (APP, _) => ErrorCode::ROOM_MISSING,
                _ => ErrorCode::APP_ID_WRONG,
            };
            assert_eq!(code, expected, "{operation:?}");
        }
        let is_known = app == APP;
        for operation in [
            Operation::ForbidStream { app, stream: stream.clone() },
            Operation::ResumeStream { app, stream },
            Operation::SetRule { app, rule },
            Operation::DeleteRule { app, target },
            Operation::Rules { app },
        ] {
            assert_eq!(world.operate(operation).is_ok(), is_known);
        }
    }
    let figures = Figures {
        streams: Vec::new(),
        transports: vec![TransportFigures { transport: SessionId(9), round_trip: None }],
    };
    live(&mut world, None);
    world.input(Input::Shard { shard: SHARD, event: cooee_sfu::Event::Figures(figures) });
    live(&mut world, None);
    world.ask(amy.connection, publish(stream("x").as_str(), mid("0").0.as_str())).unwrap();
}
