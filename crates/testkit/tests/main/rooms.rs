//! The rules of rooms, users and streams.

use crate::support::*;
use cooee_engine::{Command, RoomConfig};
use cooee_proto::{
    ErrorCode, PlayerState, PublishChannel, PublisherState, RoomStateChangedReason as Reason,
    StreamDeleteReason,
};
use cooee_testkit::Voice;

#[test]
fn user_updates_come_to_those_who_asked() {
    let mut world = world(1);
    let [anna, ben] = ["anna", "ben"].map(|user| world.add_client(APP, user));
    world.login(anna, ROOM).expect("logged in");
    world.login_with(ben, ROOM, RoomConfig::default()).expect("logged in");
    let cleo = world.add_client(APP, "cleo");
    world.login(cleo, ROOM).expect("logged in");
    world.run_for(SECOND);
    world.ask(cleo, Command::LogoutRoom { room_id: None }).expect("logged out");
    world.run_for(SECOND);
    let told = news_since(&world, anna, BEGINNING);
    let expected = [
        "RoomUserUpdate room Add [ben]",
        "RoomUserUpdate room Add [cleo]",
        "RoomUserUpdate room Delete [cleo]",
    ];
    assert_eq!(told, expected);
    assert_eq!(news_since(&world, ben, BEGINNING), Vec::<String>::new());
    assert_eq!(news_since(&world, cleo, BEGINNING), ["RoomUserUpdate room Add [anna, ben]"]);
}

#[test]
fn the_same_user_again_evicts_the_older_login() {
    let mut world = world(2);
    let [anna, ben] = call(&mut world);
    let since = world.elapsed();
    let again = world.add_client(APP, &user_id(anna.0));
    world.play_all(again);
    world.login(again, ROOM).expect("the newer login wins");
    world.run_for(2 * SECOND);
    let kicked = [(Reason::KickOut, ErrorCode::KICKED_BY_SAME_USER)];
    assert_eq!(room_states(&world, anna, since), kicked);
    let ended = [(PublisherState::NoPublish, ErrorCode::KICKED_BY_SAME_USER)];
    assert_eq!(publisher_states(&world, anna, "stream0", since), ended);
    let ended = [(PlayerState::NoPlay, ErrorCode::KICKED_BY_SAME_USER)];
    assert_eq!(player_states(&world, anna, "stream1", since), ended);
    let expected = [
        "RoomStreamUpdate room Delete [stream0 of user0] because [RepeatedLogin]",
        "RoomUserUpdate room Delete [user0]",
        "RoomUserUpdate room Add [user0]",
    ];
    assert_eq!(news_since(&world, ben, since), expected);
    assert!(world.hears(again, Voice::new(1)) && !world.hears(anna, Voice::new(1)));

    // The older one does not come back by itself.
    let since = world.elapsed();
    world.run_for(60 * SECOND);
    assert_eq!(room_states(&world, anna, since), []);
    assert_eq!(world.node().expect("it runs").session_count(), 2);
}

#[test]
fn the_same_stream_again_fails_and_leaves_the_first_untouched() {
    let mut world = world(3);
    let [anna, ben, cleo] = join(&mut world);
    publish(&mut world, anna);
    world.play(ben, "stream0");
    world.run_for(SECOND);
    let since = world.elapsed();
    world.speak(cleo, MAIN, Voice::new(2));
    world.publish(cleo, MAIN, "stream0");
    world.run_for(3 * SECOND);
    let refused = [
        (PublisherState::PublishRequesting, ErrorCode::OK),
        (PublisherState::NoPublish, ErrorCode::STREAM_ID_LIVE),
    ];
    assert_eq!(publisher_states(&world, cleo, "stream0", since), refused);
    assert_eq!(publisher_states(&world, anna, "stream0", since), []);
    assert!(world.hears(ben, Voice::new(0)) && !world.hears(ben, Voice::new(2)));
    assert_eq!(world.longest_gap(ben, Voice::new(0), since), milliseconds(10));
    assert_eq!(news_since(&world, ben, since), Vec::<String>::new());
}

#[test]
fn a_busy_channel_and_an_engine_outside_a_room_refuse() {
    let mut world = world(4);
    let [anna] = join(&mut world);
    publish(&mut world, anna);
    world.publish(anna, MAIN, "other");
    let refused = [(PublisherState::NoPublish, ErrorCode::CHANNEL_BUSY)];
    assert_eq!(publisher_states(&world, anna, "other", BEGINNING), refused);
    let again = refusal(
        &mut world,
        anna,
        Command::LoginRoom {
            room_id: "other".to_owned(),
            user: "user0".into(),
            config: RoomConfig::default(),
        },
    );
    assert_eq!(again, ErrorCode::ALREADY_LOGGED_IN);
    let outside = world.add_client(APP, "outside");
    world.publish(outside, MAIN, "stream");
    world.play(outside, "stream");
    let refused = [(PublisherState::NoPublish, ErrorCode::NOT_IN_ROOM)];
    assert_eq!(publisher_states(&world, outside, "stream", BEGINNING), refused);
    let refused = [(PlayerState::NoPlay, ErrorCode::NOT_IN_ROOM)];
    assert_eq!(player_states(&world, outside, "stream", BEGINNING), refused);
    let wrong = Command::LogoutRoom { room_id: Some("other".to_owned()) };
    assert_eq!(refusal(&mut world, anna, wrong), ErrorCode::NOT_THAT_ROOM);
    world.run_for(SECOND);
    let state = room_states(&world, anna, BEGINNING).last().copied();
    assert_eq!(state, Some((Reason::LogoutFailed, ErrorCode::NOT_THAT_ROOM)));
    assert_eq!(world.node().expect("it runs").session_count(), 1);
}

#[test]
fn a_full_room_refuses_until_somebody_leaves() {
    let mut world = world(5);
    let [anna, ben, cleo] = ["anna", "ben", "cleo"].map(|user| world.add_client(APP, user));
    let pair = RoomConfig { max_member_count: 2, ..RoomConfig::default() };
    world.login_with(anna, ROOM, pair).expect("logged in");
    world.login(ben, ROOM).expect("the room is made for two");
    let refused = world.login(cleo, ROOM).expect_err("the room is full");
    assert_eq!(refused.code, ErrorCode::ROOM_FULL);
    let failed = room_states(&world, cleo, BEGINNING);
    let expected = [(Reason::Logining, ErrorCode::OK), (Reason::LoginFailed, ErrorCode::ROOM_FULL)];
    assert_eq!(failed, expected);
    world.ask(ben, Command::LogoutRoom { room_id: None }).expect("logged out");
    world.run_for(SECOND);
    world.login(cleo, ROOM).expect("there is a place");
}

#[test]
fn logout_tells_the_others_and_a_later_login_is_as_the_first() {
    let mut world = world(6);
    let [anna, ben] = call(&mut world);
    let since = world.elapsed();
    world.ask(anna, Command::LogoutRoom { room_id: None }).expect("logged out");
    world.run_for(SECOND);
    assert_eq!(room_states(&world, anna, since), [(Reason::Logout, ErrorCode::OK)]);
    assert_eq!(
        publisher_states(&world, anna, "stream0", since),
        [(PublisherState::NoPublish, ErrorCode::OK)]
    );
    assert_eq!(
        player_states(&world, anna, "stream1", since),
        [(PlayerState::NoPlay, ErrorCode::OK)]
    );
    assert_eq!(deletions(&world, ben, since), [("stream0".into(), StreamDeleteReason::Stopped)]);
    let users = told_since(&world, ben, "RoomUserUpdate", since);
    assert_eq!(users, ["RoomUserUpdate room Delete [user0]"]);

    world.login(anna, ROOM).expect("logged in again");
    publish(&mut world, anna);
    world.run_for(2 * SECOND);
    assert_all_hear_each_other(&world, &[anna, ben]);
    assert_eq!(world.handshakes(), 2, "the transport outlived the logout");
}

#[test]
fn switching_the_room_keeps_the_transport() {
    let mut world = world(7);
    let clients = call::<3>(&mut world);
    let [anna, ben, cleo] = clients;
    world.ask(cleo, Command::LogoutRoom { room_id: None }).expect("logged out");
    world.login(cleo, "next").expect("logged in");
    publish(&mut world, cleo);
    world.run_for(2 * SECOND);
    assert_eq!(world.handshakes(), 3);
    let since = world.elapsed();
    let config = RoomConfig { is_user_status_notify: true, ..RoomConfig::default() };
    let switch = Command::SwitchRoom {
        from_room_id: ROOM.to_owned(),
        to_room_id: "next".to_owned(),
        config,
    };
    world.ask(anna, switch.clone()).expect("switched");
    publish(&mut world, anna);
    world.run_for(2 * SECOND);
    let moved = [
        (Reason::Logout, ErrorCode::OK),
        (Reason::Logining, ErrorCode::OK),
        (Reason::Logined, ErrorCode::OK),
    ];
    assert_eq!(room_states(&world, anna, since), moved);
    assert_all_hear_each_other(&world, &[anna, cleo]);
    assert!(!world.hears(ben, Voice::new(0)) && !world.hears(anna, Voice::new(1)));
    assert_eq!(world.handshakes(), 3, "no transport was made");
    assert_eq!(deletions(&world, ben, since), [("stream0".into(), StreamDeleteReason::Stopped)]);
    assert_eq!(refusal(&mut world, anna, switch), ErrorCode::NOT_THAT_ROOM);
}

#[test]
fn a_token_user_needs_a_token_to_switch() {
    let mut world = world(8);
    let anna = world.add_client_with(APP, "anna", |config| config.app_sign = None);
    world.login(anna, ROOM).expect("logged in");
    let switch = |world: &mut cooee_testkit::World, config| {
        let (from_room_id, to_room_id) = (ROOM.to_owned(), "next".to_owned());
        world.ask(anna, Command::SwitchRoom { from_room_id, to_room_id, config })
    };
    let refused = switch(&mut world, RoomConfig::default()).expect_err("no token");
    assert_eq!(refused.code, ErrorCode::NO_CREDENTIALS);
    let config = world.room_config(anna);
    switch(&mut world, config).expect("switched");
}

#[test]
fn the_user_count_comes_every_half_minute() {
    let mut world = world(9);
    let [anna, _ben, _cleo] = join(&mut world);
    world.run_for(91 * SECOND);
    let counts = told_since(&world, anna, "RoomOnlineUserCountUpdate", 5 * SECOND);
    assert_eq!(counts, ["RoomOnlineUserCountUpdate room 3"; 3]);
}

#[test]
fn stream_extra_infos_reach_the_others() {
    let mut world = world(10);
    let [anna, ben] = join(&mut world);
    let set = |extra_info: &str| Command::SetStreamExtraInfo {
        extra_info: extra_info.to_owned(),
        channel: PublishChannel::Main,
    };
    world.ask(anna, set("first")).expect("kept for the publish");
    publish(&mut world, anna);
    world.run_for(SECOND);
    world.ask(anna, set("second")).expect("told to the others");
    assert_eq!(
        refusal(&mut world, anna, set(&"x".repeat(1024))),
        ErrorCode::STREAM_EXTRA_INFO_TOO_LONG
    );
    world.run_for(SECOND);
    let told = told_since(&world, ben, "RoomStream", BEGINNING);
    let expected = [
        "RoomStreamUpdate room Add [stream0 of user0 \"first\"]",
        "RoomStreamExtraInfoUpdate room [stream0 of user0 \"second\"]",
    ];
    assert_eq!(told, expected);
    let cleo = world.add_client(APP, "cleo");
    world.login(cleo, ROOM).expect("logged in");
    world.run_for(SECOND);
    let told = told_since(&world, cleo, "RoomStream", BEGINNING);
    assert_eq!(told, ["RoomStreamUpdate room Add [stream0 of user0 \"second\"]"]);
}
