//! Signalling lost for a while: what the client is told, what the others see, what is heard.

use crate::support::*;
use cooee_engine::Command;
use cooee_proto::{
    ErrorCode, PlayerState, PublisherState, RoomStateChangedReason as Reason, StreamDeleteReason,
};
use cooee_testkit::network::Traffic;
use cooee_testkit::{ClientId, Voice, World};

/// Six in a call; the first one's signalling ends, and it notices.
fn cut_first_of_six(seed: u64) -> (World, [ClientId; 6]) {
    let mut world = world(seed);
    let clients = call::<6>(&mut world);
    world.run_for(10 * SECOND);
    world.cut(clients[0], Traffic::Sockets);
    world.break_sockets(clients[0]);
    (world, clients)
}

const BROKEN: (Reason, ErrorCode) = (Reason::Reconnecting, ErrorCode::LINK_BROKEN);
const BACK: (Reason, ErrorCode) = (Reason::Reconnected, ErrorCode::OK);

#[test]
fn nobody_sees_a_websocket_that_is_lost_for_five_seconds_and_media_goes_on() {
    let (mut world, clients) = cut_first_of_six(1);
    let since = world.elapsed();
    let dora = world.add_client(APP, "dora");
    world.login(dora, ROOM).expect("logged in");
    world.ask(clients[1], broadcast("missed")).expect("sent");
    set(&mut world, clients[2], Command::MuteMicrophone(true));
    world.run_for(5 * SECOND - (world.elapsed() - since));
    assert_eq!(
        told_since(&world, clients[0], "Room", since),
        ["RoomStateChanged room Reconnecting 1002051 link_broken"]
    );
    world.restore(clients[0], Traffic::Sockets);
    world.run_for(15 * SECOND);
    assert_eq!(room_states(&world, clients[0], since), [BROKEN, BACK]);
    for client in &clients[1..] {
        assert_eq!(news_since(&world, *client, since), ["RoomUserUpdate room Add [dora]"]);
    }
    for speaker in (0..6).filter(|number| *number != 2) {
        for listener in clients.into_iter().filter(|client| client.0 != speaker) {
            let gap = world.longest_gap(listener, Voice::new(speaker), since);
            assert_eq!(gap, milliseconds(10), "{listener:?} hears {speaker}");
        }
    }
    // What was missed comes once.
    let missed: Vec<_> = told_since(&world, clients[0], "", since)
        .into_iter()
        .filter(|words| !words.starts_with("RoomState") && !words.starts_with("RoomOnline"))
        .filter(|words| !words.contains("Quality"))
        .collect();
    let expected = [
        "RoomUserUpdate room Add [dora]",
        "ImRecvBroadcastMessage room [user1: missed]",
        "RemoteMicStateUpdate stream2 Mute",
    ];
    assert_eq!(missed, expected);
    assert_eq!(world.handshakes(), 7);
}

fn broadcast(message: &str) -> Command {
    Command::SendBroadcastMessage { room_id: ROOM.to_owned(), message: message.to_owned() }
}

#[test]
fn a_silently_dead_websocket_is_noticed_and_resumed() {
    let mut world = world(2);
    let clients = call::<3>(&mut world);
    let since = world.elapsed();
    world.cut(clients[0], Traffic::Sockets);
    world.run_for(45 * SECOND);
    assert_eq!(room_states(&world, clients[0], since), [BROKEN]);
    world.restore(clients[0], Traffic::Sockets);
    world.run_for(15 * SECOND);
    assert_eq!(room_states(&world, clients[0], since), [BROKEN, BACK]);
    assert_eq!(news_since(&world, clients[1], since), Vec::<String>::new());
    assert_eq!(world.longest_gap(clients[1], Voice::new(0), since), milliseconds(10));
}

#[test]
fn events_missed_beyond_the_ring_come_as_differences() {
    let mut world = world_with(3, |config| config.kept_pushes = 3);
    let [anna, ben, cleo, dora] = join(&mut world);
    publish(&mut world, cleo);
    world.run_for(SECOND);
    world.cut(anna, Traffic::Sockets);
    world.break_sockets(anna);
    world.ask(ben, Command::LogoutRoom { room_id: None }).expect("logged out");
    world.call(cleo, Command::StopPublishingStream { channel: MAIN });
    publish(&mut world, dora);
    for number in 0..5 {
        let extra_info = format!("{number}");
        world.ask(dora, Command::SetStreamExtraInfo { extra_info, channel: MAIN }).expect("set");
    }
    world.run_for(SECOND);
    let since = world.elapsed();
    world.restore(anna, Traffic::Sockets);
    world.run_for(20 * SECOND);
    let mut news = news_since(&world, anna, since);
    news.sort();
    let expected = [
        "RoomStreamUpdate room Add [stream3 of user3 \"4\"]",
        "RoomStreamUpdate room Delete [stream2 of user2] because [Disconnected]",
        "RoomUserUpdate room Delete [user1]",
    ];
    assert_eq!(news, expected);
}

#[test]
fn calls_made_while_the_link_is_lost_are_carried_out_when_it_is_back() {
    let mut world = world(4);
    let [anna, ben] = join(&mut world);
    world.cut(anna, Traffic::Sockets);
    world.break_sockets(anna);
    world.run_for(SECOND);
    publish(&mut world, anna);
    world.play(anna, "stream1");
    publish(&mut world, ben);
    world.play(ben, "stream0");
    world.run_for(3 * SECOND);
    assert!(!world.hears(ben, Voice::new(0)));
    world.restore(anna, Traffic::Sockets);
    world.run_for(10 * SECOND);
    assert_all_hear_each_other(&world, &[anna, ben]);
}

#[test]
fn beyond_the_heartbeat_time_out_others_see_a_leave_and_a_return() {
    let (mut world, clients) = cut_first_of_six(5);
    let since = world.elapsed();
    world.run_for(100 * SECOND);
    let gone = [
        "RoomStreamUpdate room Delete [stream0 of user0] because [Disconnected]",
        "RoomUserUpdate room Delete [user0]",
    ];
    for client in &clients[1..] {
        assert_eq!(news_since(&world, *client, since), gone);
        assert!(!world.hears(*client, Voice::new(0)));
    }
    let since_return = world.elapsed();
    world.restore(clients[0], Traffic::Sockets);
    world.run_for(20 * SECOND);
    let back = ["RoomUserUpdate room Add [user0]", "RoomStreamUpdate room Add [stream0 of user0]"];
    for client in &clients[1..] {
        assert_eq!(news_since(&world, *client, since_return), back);
    }
    assert_eq!(room_states(&world, clients[0], since), [BROKEN, BACK]);
    assert_eq!(news_since(&world, clients[0], since), Vec::<String>::new());
    assert_all_hear_each_other(&world, &clients);
}

#[test]
fn a_client_that_vanishes_is_removed_after_the_heartbeat_time_out() {
    let mut world = world(6);
    let clients = call::<6>(&mut world);
    let since = world.elapsed();
    world.cut(clients[0], Traffic::All);
    world.run_for(80 * SECOND - milliseconds(1));
    assert_eq!(deletions(&world, clients[1], since), []);
    world.run_for(15 * SECOND);
    for client in &clients[1..] {
        let gone = [("stream0".to_owned(), StreamDeleteReason::HeartbeatTimeout)];
        assert_eq!(deletions(&world, *client, since), gone);
    }
    let since_return = world.elapsed();
    world.restore(clients[0], Traffic::All);
    world.run_for(20 * SECOND);
    assert_eq!(room_states(&world, clients[0], since), [BROKEN, BACK]);
    assert_all_hear_each_other(&world, &clients);
    let back = ["RoomUserUpdate room Add [user0]", "RoomStreamUpdate room Add [stream0 of user0]"];
    assert_eq!(news_since(&world, clients[3], since_return), back);
    let states = publisher_states(&world, clients[0], "stream0", since);
    assert_eq!(
        states.first(),
        Some(&(PublisherState::PublishRequesting, ErrorCode::PUBLISH_INTERRUPTED))
    );
    assert_eq!(states.last(), Some(&(PublisherState::Publishing, ErrorCode::OK)));
    let states = player_states(&world, clients[0], "stream1", since);
    assert_eq!(states.first(), Some(&(PlayerState::PlayRequesting, ErrorCode::PLAY_INTERRUPTED)));
    assert_eq!(states.last(), Some(&(PlayerState::Playing, ErrorCode::OK)));
}

#[test]
fn who_is_evicted_while_the_link_is_lost_learns_it_on_return() {
    let (mut world, clients) = cut_first_of_six(7);
    let since = world.elapsed();
    let again = world.add_client(APP, &user_id(0));
    world.login(again, ROOM).expect("the newer login wins");
    world.run_for(3 * SECOND);
    world.restore(clients[0], Traffic::Sockets);
    world.run_for(10 * SECOND);
    let kicked = (Reason::KickOut, ErrorCode::KICKED_BY_SAME_USER);
    assert_eq!(room_states(&world, clients[0], since), [BROKEN, kicked]);
    world.run_for(60 * SECOND);
    assert_eq!(world.node().expect("it runs").session_count(), 6);
}

#[test]
fn a_login_waits_for_the_network() {
    let mut world = world(8);
    let anna = world.add_client(APP, "anna");
    world.cut(anna, Traffic::All);
    let request = world.call(
        anna,
        Command::LoginRoom {
            room_id: ROOM.to_owned(),
            user: "anna".into(),
            config: cooee_engine::RoomConfig::default(),
        },
    );
    world.run_for(60 * SECOND);
    assert_eq!(room_states(&world, anna, BEGINNING), [(Reason::Logining, ErrorCode::OK)]);
    world.restore(anna, Traffic::All);
    world.run_for(15 * SECOND);
    assert_eq!(result_of(&world, anna, request), Ok(()));
}
