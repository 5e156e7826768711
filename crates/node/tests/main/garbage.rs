//! No text brings the node down, and none reaches another session.

use crate::world::{World, login, play, publish, unplay, unpublish};
use cooee_proto::signal::{
    ClientMessage, Nothing, Offer, Request, Resume, SendCustomCommand, SendText, SetRoomExtraInfo,
};
use proptest::prelude::*;

fn requests(world: &World, connection: cooee_node::ConnectionId) -> Vec<Request> {
    let say = || SendText { message: "hello".to_owned() };
    vec![
        Request::Login(world.prove(connection, login("mallory", "r"))),
        Request::Resume(Resume {
            session_id: cooee_proto::SessionId(1),
            resume_key: "00".to_owned(),
            last_seq: 3,
        }),
        Request::Heartbeat(Nothing {}),
        Request::Offer(Offer { sdp: "more".to_owned(), replace: false }),
        Request::Offer(Offer { sdp: "other".to_owned(), replace: true }),
        publish("of-mallory", "0"),
        unpublish("of-mallory"),
        play("of-mallory", "1"),
        play("speech", "1"),
        unplay("speech"),
        Request::SendBroadcastMessage(say()),
        Request::SendBarrageMessage(say()),
        Request::SendCustomCommand(SendCustomCommand { command: "x".into(), to_users: vec![] }),
        Request::SetRoomExtraInfo(SetRoomExtraInfo { key: "k".into(), value: "v".into() }),
        Request::Logout(Nothing {}),
    ]
}

#[derive(Clone, Debug)]
enum Act {
    /// Any text.
    Text(String),
    /// A valid request by number, cut to this many per mille of its length.
    Request {
        which: usize,
        kept: usize,
    },
    /// A valid request by number with one character changed.
    Changed {
        which: usize,
        place: usize,
        to: char,
    },
    Reconnect,
    Pass(u64),
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        2 => ".{0,60}".prop_map(Act::Text),
        1 => r#"[\{\}\[\]":,a-z0-9 ]{0,60}"#.prop_map(Act::Text),
        6 => (0..15_usize).prop_map(|which| Act::Request { which, kept: 1000 }),
        2 => (0..15_usize, 0..1000_usize).prop_map(|(which, kept)| Act::Request { which, kept }),
        3 => (0..15_usize, any::<usize>(), any::<char>())
            .prop_map(|(which, place, to)| Act::Changed { which, place, to }),
        1 => Just(Act::Reconnect),
        1 => (0..20_000_u64).prop_map(Act::Pass),
    ]
}

fn cut(text: &str, per_mille: usize) -> &str {
    let end = text.len() * per_mille / 1000;
    let end = (0..=end).rev().find(|&end| text.is_char_boundary(end)).unwrap_or(0);
    &text[..end]
}

fn change(text: &str, place: usize, to: char) -> String {
    let place = place % text.chars().count();
    text.chars().enumerate().map(|(i, old)| if i == place { to } else { old }).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn any_texts_leave_other_sessions_alone(acts in prop::collection::vec(act(), 1..60)) {
        let mut world = World::new();
        let (amy, bob) = (world.join("amy", "other"), world.join("bob", "other"));
        world.ask(bob.connection, publish("speech", "0")).unwrap();
        world.received(amy.connection);
        let mut connection = world.connect();
        for act in acts {
            if world.closed.contains(&connection) {
                connection = world.connect();
            }
            let all = requests(&world, connection);
            let text = |which: usize| {
                let request = all[which % all.len()].clone();
                ClientMessage { id: 1, request }.to_text()
            };
            match act {
                Act::Text(text) => world.text(connection, &text),
                Act::Request { which, kept } => world.text(connection, cut(&text(which), kept)),
                Act::Changed { which, place, to } => {
                    world.text(connection, &change(&text(which), place, to));
                }
                Act::Reconnect => {
                    world.disconnect(connection);
                    connection = world.connect();
                }
                Act::Pass(milliseconds) => {
                    world.pass(std::time::Duration::from_millis(milliseconds));
                    for member in [&amy, &bob] {
                        world.ask(member.connection, Request::Heartbeat(Nothing {})).unwrap();
                    }
                }
            }
        }
        let received = world.events(amy.connection);
        let count = |event: &cooee_proto::signal::Event| {
            matches!(event, cooee_proto::signal::Event::OnlineUserCount { .. })
        };
        prop_assert!(received.iter().all(count), "{received:?}");
        world.ask(amy.connection, play("speech", "1")).unwrap();
        let say = Request::SendBroadcastMessage(SendText { message: "still here".to_owned() });
        world.ask(bob.connection, say).unwrap();
        prop_assert_eq!(world.events(amy.connection).len(), 1);
    }
}
