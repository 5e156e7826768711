//! Room messages and custom commands.

use crate::support::{START, World};
use cooee_proto::WallTime;
use cooee_proto::signal::Event;
use cooee_proto::{SessionId, User, limits};
use cooee_room::{Input, Output, Request, RequestId};
use std::time::Duration;

#[test]
fn messages_go_to_all_others_in_order_and_never_back() {
    let mut world = World::new();
    world.login(1, "ann", "r");
    world.login(2, "bob", "r");
    world.login_with(3, "cid", "r", false, 0, cooee_room::Rights::unrestricted());
    world.skip();
    world.broadcast(1, "one");
    world.broadcast(2, "two");
    world.barrage(2, "three");
    world.command(1, "four", &[]);
    world.broadcast(1, "five");
    assert_eq!(
        world.heard(3),
        [
            "broadcast 1 ann: one",
            "broadcast 2 bob: two",
            "barrage 1 bob: three",
            "command ann: four",
            "broadcast 3 ann: five"
        ]
    );
    assert_eq!(
        world.heard(1),
        ["ok 1", "broadcast 2 bob: two", "barrage 1 bob: three", "ok", "ok 3"]
    );
    assert_eq!(
        world.heard(2),
        ["broadcast 1 ann: one", "ok 2", "ok 1", "command ann: four", "broadcast 3 ann: five"]
    );
    world.login(4, "dan", "r");
    assert_eq!(
        world.heard(4),
        ["in r users [ann bob cid] streams [] count 4"],
        "messages are not stored"
    );
}

#[test]
fn a_message_names_its_sender_and_the_servers_time() {
    let mut world = World::new();
    world.login(1, "ann", "r");
    world.login(2, "bob", "r");
    world.pass_seconds(3);
    let (now, wall) = (world.now, world.wall());
    let request = Request::SendBroadcastMessage { message: "hi".to_owned() };
    let input = Input::Request { session: SessionId(1), id: RequestId(0), request };
    world.app.handle(now, wall, input);
    let outputs: Vec<Output> = std::iter::from_fn(|| world.app.poll()).collect();
    let message = outputs.iter().find_map(|output| match output {
        Output::Send { event: Event::BroadcastMessages { messages }, .. } => messages.first(),
        _ => None,
    });
    let message = message.unwrap();
    assert_eq!(message.send_time_ms, WallTime(START.0 + 3000));
    assert_eq!(message.from_user, User::from_id(crate::support::user("ann")));
}

#[test]
fn messages_and_commands_have_1_to_1024_bytes() {
    let mut world = World::new();
    world.login(1, "ann", "r");
    world.skip();
    let (most, long) = ("x".repeat(1024), "x".repeat(1025));
    for text in ["", &long, &most] {
        world.broadcast(1, text);
        world.barrage(1, text);
        world.command(1, text, &[]);
    }
    let (empty, too_long) = ("error 1009001", "error 1009002");
    assert_eq!(
        world.heard(1),
        [empty, empty, empty, too_long, too_long, too_long, "ok 1", "ok 1", "ok"]
    );
}

#[test]
fn a_command_goes_to_its_targets_once_each() {
    let mut world = World::new();
    world.login(1, "ann", "r");
    world.login(2, "bob", "r");
    world.login(3, "cid", "r");
    world.login(4, "dan", "elsewhere");
    world.skip();
    world.command(1, "x", &["bob", "bob", "ann", "dan", "nobody"]);
    assert_eq!(world.heard(1), ["ok"]);
    assert_eq!(world.heard(2), ["command ann: x"]);
    assert!(world.heard(3).is_empty());
    assert!(world.heard(4).is_empty(), "he is in another room");
}

#[test]
fn a_user_sends_two_broadcasts_a_second() {
    let mut world = World::new();
    world.login(1, "ann", "r");
    world.login(2, "bob", "r");
    world.skip();
    world.broadcast(1, "one");
    world.pass(Duration::from_millis(600));
    world.broadcast(1, "two");
    world.broadcast(1, "three");
    world.pass(Duration::from_millis(400));
    world.broadcast(1, "four");
    world.broadcast(1, "five");
    assert_eq!(world.heard(1), ["ok 1", "ok 2", "error 1009015", "ok 3", "error 1009015"]);
    assert_eq!(world.heard(2).len(), 3, "refused messages go nowhere");
}

#[test]
fn a_room_carries_ten_broadcasts_a_second() {
    let mut world = World::new();
    for session in 1..=6 {
        world.login(session, &format!("u{session}"), "r");
    }
    world.login(9, "other", "elsewhere");
    world.skip();
    for session in 1..=5 {
        world.broadcast(session, "x");
        world.broadcast(session, "x");
    }
    world.skip();
    world.broadcast(6, "x");
    world.broadcast(9, "x");
    assert_eq!(world.heard(6), ["error 1009015"]);
    assert_eq!(world.heard(9), ["ok 1"], "each room has its own rate");
    world.pass_seconds(1);
    world.broadcast(6, "x");
    world.broadcast(6, "x");
    assert_eq!(world.heard(6), ["ok 11", "ok 12"], "what was refused did not count");
}

#[test]
fn barrages_above_the_rate_are_dropped_without_an_error() {
    let mut world = World::new();
    world.login(1, "ann", "r");
    world.login(2, "bob", "r");
    world.skip();
    for _ in 0..25 {
        world.barrage(1, "x");
    }
    let answers = world.heard(1);
    assert_eq!(answers.len(), 25);
    assert!(answers.iter().all(|line| line.starts_with("ok")));
    assert_eq!(world.heard(2).len(), limits::BARRAGES_PER_ROOM_PER_SECOND as usize);
    world.pass_seconds(1);
    world.barrage(1, "x");
    assert_eq!(world.heard(2), ["barrage 26 ann: x"]);
}

#[test]
fn commands_have_a_rate_to_one_and_a_lower_one_to_several() {
    let mut world = World::new();
    world.login(1, "ann", "r");
    world.login(2, "bob", "r");
    world.login(3, "cid", "r");
    world.skip();
    for _ in 0..10 {
        world.command(1, "x", &[]);
    }
    world.skip();
    world.command(1, "x", &["bob", "cid"]);
    assert_eq!(world.heard(1), ["error 1009015"]);
    for _ in 0..200 {
        world.command(1, "x", &["bob"]);
    }
    assert_eq!(world.heard(1), vec!["ok"; 200]);
    world.command(1, "x", &["bob"]);
    assert_eq!(world.heard(1), ["error 1009015"]);
    assert_eq!(world.heard(2).len(), 200);
    world.pass_seconds(1);
    world.command(1, "x", &["bob"]);
    world.command(1, "x", &[]);
    assert_eq!(world.heard(1), ["ok", "ok"]);
}
