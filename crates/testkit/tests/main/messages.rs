//! Room messages and the room's extra info.

use crate::support::*;
use cooee_engine::{Command, Reply};
use cooee_proto::ErrorCode;
use cooee_testkit::{ClientId, World};

fn broadcast(message: &str) -> Command {
    Command::SendBroadcastMessage { room_id: ROOM.to_owned(), message: message.to_owned() }
}

fn barrage(message: &str) -> Command {
    Command::SendBarrageMessage { room_id: ROOM.to_owned(), message: message.to_owned() }
}

fn command(text: &str, to_users: &[&str]) -> Command {
    Command::SendCustomCommand {
        room_id: ROOM.to_owned(),
        command: text.to_owned(),
        to_users: to_users.iter().map(|user| user.to_string()).collect(),
    }
}

fn extra_info(key: &str, value: &str) -> Command {
    Command::SetRoomExtraInfo {
        room_id: ROOM.to_owned(),
        key: key.to_owned(),
        value: value.to_owned(),
    }
}

/// What a client received, without the lists that messages came in.
fn received(world: &World, client: ClientId) -> Vec<String> {
    let told = told_since(world, client, "ImRecv", BEGINNING);
    let texts = told.iter().map(|words| words.split_once(' ').expect("kind and text").1);
    let texts = texts.map(|text| text.strip_prefix("room ").unwrap_or(text));
    texts
        .map(|text| text.trim_matches(['[', ']']))
        .flat_map(|text| text.split(", "))
        .map(str::to_owned)
        .collect()
}

#[test]
fn messages_reach_everyone_else_in_order() {
    let mut world = world(1);
    let [anna, ben, cleo] = join(&mut world);
    let mut ids = Vec::new();
    for number in 0..6 {
        for client in [anna, ben] {
            let text = format!("{number}");
            match world.ask(client, broadcast(&text)).expect("sent") {
                Reply::BroadcastMessageId(id) => ids.push(id),
                other => panic!("{other:?}"),
            }
        }
        world.run_for(SECOND);
    }
    assert!(ids.windows(2).all(|pair| pair[0] < pair[1]), "{ids:?}");
    let of = |user: &'static str| (0..6).map(move |number| format!("{user}: {number}"));
    assert_eq!(received(&world, anna), of("user1").collect::<Vec<_>>());
    assert_eq!(received(&world, ben), of("user0").collect::<Vec<_>>());
    let both: Vec<_> = of("user0").zip(of("user1")).flat_map(|(a, b)| [a, b]).collect();
    assert_eq!(received(&world, cleo), both);

    let dora = world.add_client(APP, "dora");
    world.login(dora, ROOM).expect("logged in");
    world.run_for(SECOND);
    assert_eq!(received(&world, dora), Vec::<String>::new(), "messages are not kept");
}

#[test]
fn barrage_messages_and_commands_reach_whom_they_are_for() {
    let mut world = world(2);
    let [anna, ben, cleo] = join(&mut world);
    let reply = world.ask(anna, barrage("cheer")).expect("sent");
    assert!(matches!(reply, Reply::BarrageMessageId(id) if !id.is_empty()));
    world.ask(anna, command("all", &[])).expect("sent");
    world.ask(anna, command("one", &["user2"])).expect("sent");
    world.ask(anna, command("nobody", &["stranger"])).expect("sent to nobody");
    world.run_for(SECOND);
    assert_eq!(received(&world, anna), Vec::<String>::new());
    assert_eq!(received(&world, ben), ["user0: cheer", "user0: all"]);
    assert_eq!(received(&world, cleo), ["user0: cheer", "user0: all", "user0: one"]);
}

#[test]
fn what_breaks_a_rule_of_messages_is_refused_with_its_code() {
    let mut world = world(3);
    let [anna, ben] = join(&mut world);
    let long = "x".repeat(1025);
    let outside = |message: &str| Command::SendBroadcastMessage {
        room_id: "other".to_owned(),
        message: message.to_owned(),
    };
    let rows = [
        (broadcast(""), ErrorCode::MESSAGE_EMPTY),
        (broadcast(&long), ErrorCode::MESSAGE_TOO_LONG),
        (barrage(""), ErrorCode::MESSAGE_EMPTY),
        (command(&long, &[]), ErrorCode::MESSAGE_TOO_LONG),
        (command("hi", &[""]), ErrorCode::MESSAGE_TARGET_EMPTY),
        (command("hi", &[&"u".repeat(64)]), ErrorCode::MESSAGE_TARGET_TOO_LONG),
        (outside("hi"), ErrorCode::MESSAGE_OTHER_ROOM),
        (extra_info("", "value"), ErrorCode::ROOM_EXTRA_INFO_KEY_EMPTY),
        (extra_info("elevenbytes", "value"), ErrorCode::ROOM_EXTRA_INFO_KEY_TOO_LONG),
        (extra_info("key", &"v".repeat(129)), ErrorCode::ROOM_EXTRA_INFO_VALUE_TOO_LONG),
    ];
    for (command, code) in rows {
        assert_eq!(refusal(&mut world, anna, command.clone()), code, "{command:?}");
    }
    world.ask(anna, broadcast(&"x".repeat(1024))).expect("just short enough");
    world.run_for(SECOND);
    assert_eq!(received(&world, ben).len(), 1);
    let outside = world.add_client(APP, "outside");
    assert_eq!(refusal(&mut world, outside, broadcast("hi")), ErrorCode::NOT_IN_ROOM);
}

#[test]
fn a_user_broadcasts_twice_a_second_at_most() {
    let mut world = world(4);
    let [anna, ben] = join(&mut world);
    let requests = [0, 1, 2].map(|number| world.call(anna, broadcast(&format!("{number}"))));
    world.run_for(milliseconds(500));
    let codes = requests.map(|request| result_of(&world, anna, request).err().map(|it| it.code));
    assert_eq!(codes, [None, None, Some(ErrorCode::MESSAGE_RATE)]);
    world.run_for(SECOND);
    world.ask(anna, broadcast("3")).expect("a second later");
    world.run_for(SECOND);
    assert_eq!(received(&world, ben), ["user0: 0", "user0: 1", "user0: 3"]);
}

#[test]
fn the_room_extra_info_is_kept_for_those_who_join_later() {
    let mut world = world(5);
    let [anna, ben] = join(&mut world);
    world.ask(anna, extra_info("topic", "birds")).expect("set");
    world.ask(ben, extra_info("topic", "trees")).expect("changed by another");
    let second = extra_info("second", "value");
    assert_eq!(refusal(&mut world, anna, second), ErrorCode::ROOM_EXTRA_INFO_SECOND_KEY);
    let cleo = world.add_client(APP, "cleo");
    world.login(cleo, ROOM).expect("logged in");
    world.run_for(SECOND);
    let told = |client| told_since(&world, client, "RoomExtraInfoUpdate", BEGINNING);
    assert_eq!(told(anna), ["RoomExtraInfoUpdate room [topic=trees by user1]"]);
    assert_eq!(told(ben), ["RoomExtraInfoUpdate room [topic=birds by user0]"]);
    assert_eq!(told(cleo), ["RoomExtraInfoUpdate room [topic=trees by user1]"]);

    // It lives as long as the room.
    for client in [anna, ben, cleo] {
        world.ask(client, Command::LogoutRoom { room_id: None }).expect("logged out");
    }
    world.run_for(SECOND);
    let since = world.elapsed();
    world.login(anna, ROOM).expect("logged in");
    world.run_for(SECOND);
    assert_eq!(told_since(&world, anna, "RoomExtraInfoUpdate", since), Vec::<String>::new());
}
