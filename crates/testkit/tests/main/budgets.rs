//! Retries that end.

use crate::support::*;
use cooee_engine::{Command, RoomConfig};
use cooee_proto::{ErrorCode, PlayerState, PublisherState, RoomStateChangedReason as Reason};
use cooee_testkit::network::Traffic;
use cooee_testkit::{ClientId, Voice, World};

/// A client that gives up rooms after so many seconds, streams after so many.
fn impatient(world: &mut World, user: &str, room: u32, av: u32) -> ClientId {
    world.add_client_with(APP, user, |config| {
        config.room_retry = room * SECOND;
        config.av_retry = av * SECOND;
    })
}

#[test]
fn a_login_gives_up_after_its_budget() {
    let mut world = world(1);
    let anna = impatient(&mut world, "anna", 30, 30);
    world.cut(anna, Traffic::All);
    let config = RoomConfig::default();
    let refused = world.login_with(anna, ROOM, config).expect_err("there is no network");
    assert_eq!(world.elapsed(), 30 * SECOND);
    let states = room_states(&world, anna, BEGINNING);
    assert_eq!(states, [(Reason::Logining, ErrorCode::OK), (Reason::LoginFailed, refused.code)]);
    assert_eq!(refused.code, ErrorCode::RETRY_BUDGET_USED_UP);
}

#[test]
fn a_lost_room_is_given_up_after_its_budget_and_streams_with_it() {
    let mut world = world(2);
    let (anna, ben) =
        (impatient(&mut world, "anna", 30, 300), impatient(&mut world, "ben", 300, 300));
    enter_call(&mut world, &[anna, ben]);
    let since = world.elapsed();
    world.cut(anna, Traffic::All);
    world.break_sockets(anna);
    world.run_for(29 * SECOND);
    assert_eq!(room_states(&world, anna, since), [(Reason::Reconnecting, ErrorCode::LINK_BROKEN)]);
    world.run_for(2 * SECOND);
    let states = room_states(&world, anna, since);
    assert_eq!(states[1..], [(Reason::ReconnectFailed, ErrorCode::RETRY_BUDGET_USED_UP)]);
    let last = publisher_states(&world, anna, "stream0", since).last().copied();
    assert_eq!(last, Some((PublisherState::NoPublish, ErrorCode::RETRY_BUDGET_USED_UP)));
    let last = player_states(&world, anna, "stream1", since).last().copied();
    assert_eq!(last, Some((PlayerState::NoPlay, ErrorCode::RETRY_BUDGET_USED_UP)));

    // Nothing happens by itself after that; a later login works.
    world.restore(anna, Traffic::All);
    let since = world.elapsed();
    world.run_for(60 * SECOND);
    assert_eq!(told_since(&world, anna, "", since), Vec::<String>::new());
    world.login(anna, ROOM).expect("logged in");
    publish(&mut world, anna);
    world.run_for(2 * SECOND);
    assert_all_hear_each_other(&world, &[anna, ben]);
}

#[test]
fn streams_are_given_up_after_their_budget_while_the_room_goes_on() {
    let mut world = world(3);
    let (anna, ben) =
        (impatient(&mut world, "anna", 300, 20), impatient(&mut world, "ben", 300, 300));
    enter_call(&mut world, &[anna, ben]);
    let since = world.elapsed();
    world.cut(anna, Traffic::Datagrams);
    world.run_for(30 * SECOND);
    let states = publisher_states(&world, anna, "stream0", since);
    let expected = [
        (PublisherState::PublishRequesting, ErrorCode::PUBLISH_INTERRUPTED),
        (PublisherState::NoPublish, ErrorCode::PUBLISH_RETRY_BUDGET_USED_UP),
    ];
    assert_eq!(states, expected);
    let states = player_states(&world, anna, "stream1", since);
    let expected = [
        (PlayerState::PlayRequesting, ErrorCode::PLAY_INTERRUPTED),
        (PlayerState::NoPlay, ErrorCode::PLAY_INTERRUPTED),
    ];
    assert_eq!(states, expected);
    assert_eq!(room_states(&world, anna, since), []);
    assert_eq!(news_since(&world, ben, since).len(), 1, "the stream is deleted");

    world.restore(anna, Traffic::Datagrams);
    world.run_for(45 * SECOND);
    publish(&mut world, anna);
    world.play(anna, "stream1");
    world.run_for(3 * SECOND);
    assert_all_hear_each_other(&world, &[anna, ben]);
}

#[test]
fn a_play_of_a_stream_that_never_comes_is_given_up() {
    let mut world = world(4);
    let anna = impatient(&mut world, "anna", 300, 20);
    world.login(anna, ROOM).expect("logged in");
    let since = world.elapsed();
    world.play(anna, "never");
    world.run_for(19 * SECOND);
    let waiting = [
        (PlayerState::PlayRequesting, ErrorCode::OK),
        (PlayerState::PlayRequesting, ErrorCode::STREAM_MISSING),
    ];
    assert_eq!(player_states(&world, anna, "never", since), waiting);
    world.run_for(2 * SECOND);
    let states = player_states(&world, anna, "never", since);
    assert_eq!(states[2..], [(PlayerState::NoPlay, ErrorCode::PLAY_INTERRUPTED)]);

    // The server has forgotten the wish too.
    let since = world.elapsed();
    let ben = world.add_client(APP, "ben");
    world.login(ben, ROOM).expect("logged in");
    world.speak(ben, MAIN, Voice::new(1));
    world.publish(ben, MAIN, "never");
    world.run_for(3 * SECOND);
    assert_eq!(player_states(&world, anna, "never", since), []);
    assert!(!world.hears(anna, Voice::new(1)));
}

#[test]
fn a_logout_ends_the_retries() {
    let mut world = world(5);
    let clients = call::<2>(&mut world);
    let since = world.elapsed();
    world.cut(clients[0], Traffic::All);
    world.break_sockets(clients[0]);
    world.run_for(5 * SECOND);
    world.ask(clients[0], Command::LogoutRoom { room_id: None }).expect("it needs no network");
    let states = room_states(&world, clients[0], since);
    assert_eq!(states[1..], [(Reason::Logout, ErrorCode::OK)]);
    world.restore(clients[0], Traffic::All);
    let since = world.elapsed() + milliseconds(1);
    world.run_for(120 * SECOND);
    assert_eq!(told_since(&world, clients[0], "", since), Vec::<String>::new());
    assert_eq!(world.node().expect("it runs").session_count(), 1);
}
