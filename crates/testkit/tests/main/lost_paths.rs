//! Media lost while signalling goes on, and clients that move.

use crate::support::*;
use cooee_engine::{Command, Event};
use cooee_proto::{ErrorCode, PlayerState, PublisherState, RoomStateChangedReason as Reason};
use cooee_testkit::network::Traffic;
use cooee_testkit::{ClientId, Voice, World};
use std::time::Duration;

const PUBLISH_INTERRUPTED: (PublisherState, ErrorCode) =
    (PublisherState::PublishRequesting, ErrorCode::PUBLISH_INTERRUPTED);
const PUBLISHING: (PublisherState, ErrorCode) = (PublisherState::Publishing, ErrorCode::OK);
const PLAY_INTERRUPTED: (PlayerState, ErrorCode) =
    (PlayerState::PlayRequesting, ErrorCode::PLAY_INTERRUPTED);
const PLAYING: (PlayerState, ErrorCode) = (PlayerState::Playing, ErrorCode::OK);

#[test]
fn a_cut_media_path_is_reported_and_repaired() {
    let mut world = world(1);
    let clients = call::<3>(&mut world);
    let since = world.elapsed();
    world.cut(clients[0], Traffic::Datagrams);
    world.run_for(8 * SECOND);
    assert_eq!(publisher_states(&world, clients[0], "stream0", since), [PUBLISH_INTERRUPTED]);
    assert_eq!(player_states(&world, clients[0], "stream1", since), [PLAY_INTERRUPTED]);
    assert!(!world.hears(clients[1], Voice::new(0)) && !world.hears(clients[0], Voice::new(1)));
    world.restore(clients[0], Traffic::Datagrams);
    world.run_for(10 * SECOND);
    assert_all_hear_each_other(&world, &clients);
    let states = publisher_states(&world, clients[0], "stream0", since);
    assert_eq!(states, [PUBLISH_INTERRUPTED, PUBLISHING]);
    let states = player_states(&world, clients[0], "stream1", since);
    assert_eq!(states, [PLAY_INTERRUPTED, PLAYING]);
    assert_eq!(room_states(&world, clients[0], since), []);
    for client in &clients[1..] {
        assert_eq!(news_since(&world, *client, since), Vec::<String>::new());
    }
}

#[test]
fn a_long_cut_media_path_comes_back_soon_after_the_network() {
    let mut world = world(2);
    let clients = call::<3>(&mut world);
    for cut in [2, 20, 60, 200] {
        world.cut(clients[0], Traffic::Datagrams);
        world.run_for(cut * SECOND);
        world.restore(clients[0], Traffic::Datagrams);
        let since = world.elapsed();
        world.run_for(45 * SECOND);
        assert_all_hear_each_other(&world, &clients);
        for (listener, speaker) in [(0, 1), (1, 0)] {
            let gap = world.longest_gap(clients[listener], Voice::new(speaker), since);
            assert!(gap < 10 * SECOND, "{gap:?} after a cut of {cut} s");
        }
    }
}

/// How long others hear nothing of the client and it of them.
fn gaps(world: &World, clients: &[ClientId], since: Duration) -> [Duration; 2] {
    [(1, 0), (0, 1)]
        .map(|(listener, speaker)| world.longest_gap(clients[listener], Voice::new(speaker), since))
}

#[test]
fn a_client_that_moves_to_another_network_is_followed_by_an_ice_restart() {
    let mut world = world(3);
    let clients = call::<3>(&mut world);
    for moves in 1..=3 {
        world.run_for(10 * SECOND);
        let since = world.elapsed();
        world.move_to_another_network(clients[0]);
        world.run_for(20 * SECOND);
        assert_all_hear_each_other(&world, &clients);
        assert_eq!(world.transport_changes(), moves, "one ICE restart for each move");
        assert_eq!(world.handshakes(), 3, "the transport lives on");
        for gap in gaps(&world, &clients, since) {
            assert!(gap < SECOND, "{gap:?}");
        }
        let last = room_states(&world, clients[0], since).last().map(|state| state.0);
        assert!(matches!(last, None | Some(Reason::Reconnected)), "{last:?}");
        for client in &clients[1..] {
            assert_eq!(news_since(&world, *client, since), Vec::<String>::new());
        }
    }
}

#[test]
fn a_client_whose_translator_forgot_it_is_found_at_its_new_address() {
    let mut world = world(4);
    let clients = call::<3>(&mut world);
    let since = world.elapsed();
    world.rebind(clients[0]);
    world.run_for(20 * SECOND);
    assert_all_hear_each_other(&world, &clients);
    for gap in gaps(&world, &clients, since) {
        assert!(gap < 5 * SECOND, "{gap:?}");
    }
    assert_eq!(room_states(&world, clients[0], since), []);
    assert_eq!(world.handshakes(), 3, "the transport lives on");
}

#[test]
fn everything_cut_for_a_while_comes_back_by_itself() {
    for (seed, cut) in [(5, 3), (6, 20), (7, 50)] {
        let mut world = world(seed);
        let clients = call::<6>(&mut world);
        let since = world.elapsed();
        world.cut(clients[0], Traffic::All);
        world.run_for(cut * SECOND);
        world.restore(clients[0], Traffic::All);
        world.run_for(30 * SECOND);
        assert_all_hear_each_other(&world, &clients);
        for client in &clients[1..] {
            assert_eq!(news_since(&world, *client, since), Vec::<String>::new(), "{cut}");
        }
        let states = publisher_states(&world, clients[0], "stream0", since);
        assert_eq!(states, [PUBLISH_INTERRUPTED, PUBLISHING], "{cut}");
    }
}

#[test]
fn a_network_that_comes_and_goes_leaves_nothing_behind() {
    let mut world = world(8);
    let clients = call::<3>(&mut world);
    for step in 1..30 {
        world.cut(clients[0], Traffic::All);
        world.run_for(milliseconds(170 * step % 3100));
        world.restore(clients[0], Traffic::All);
        world.run_for(milliseconds(230 * step % 4700));
    }
    world.run_for(30 * SECOND);
    assert_all_hear_each_other(&world, &clients);
    world.run_for(60 * SECOND);
    assert_eq!(world.shard().expect("it runs").statistics().transports, 3);
    assert_eq!(world.node().expect("it runs").session_count(), 3);
}

/// How long after a moment the first event of a client came that says that its play broke off.
fn noticed_after(world: &World, client: ClientId, since: Duration) -> Option<Duration> {
    let events = world.events(client).iter().filter(|noted| noted.at >= since);
    let mut noticed = events.filter(|noted| {
        matches!(noted.event, Event::PlayerStateUpdate { state: PlayerState::PlayRequesting, .. })
    });
    noticed.next().map(|noted| noted.at - since)
}

#[test]
fn a_silent_transport_is_noticed_long_before_ice_does() {
    for seed in 20..24 {
        let mut world = world(seed);
        let clients = call::<2>(&mut world);
        world.run_for(milliseconds(1000 + 170 * seed));
        let since = world.elapsed();
        world.cut(clients[0], Traffic::Datagrams);
        world.run_for(2 * SECOND);
        let noticed = noticed_after(&world, clients[0], since).expect("noticed");
        assert!(noticed > milliseconds(380) && noticed < milliseconds(450), "{noticed:?}");

        world.restore(clients[0], Traffic::Datagrams);
        let restored = world.elapsed();
        world.run_for(10 * SECOND);
        assert_all_hear_each_other(&world, &clients);
        for gap in gaps(&world, &clients, restored) {
            assert!(gap < milliseconds(1500), "{gap:?}");
        }
    }
}

#[test]
fn a_short_cut_costs_nothing_but_an_ice_restart() {
    let mut world = world(24);
    let clients = call::<2>(&mut world);
    let since = world.elapsed();
    world.cut(clients[0], Traffic::Datagrams);
    world.run_for(milliseconds(700));
    world.restore(clients[0], Traffic::Datagrams);
    let restored = world.elapsed();
    world.run_for(5 * SECOND);
    assert_all_hear_each_other(&world, &clients);
    assert_eq!((world.handshakes(), world.transport_changes()), (2, 1));
    for gap in gaps(&world, &clients, restored) {
        assert!(gap < milliseconds(200), "{gap:?}");
    }
    let states = player_states(&world, clients[0], "stream1", since);
    assert_eq!(states, [PLAY_INTERRUPTED, PLAYING]);
}

#[test]
fn a_publisher_that_crashed_or_is_mute_is_no_dead_path() {
    let mut world = world(25);
    let [anna, ben, cat] = call::<3>(&mut world);
    // One who only listens, and one who also speaks, to somebody who is gone without a word.
    world.call(cat, Command::StopPublishingStream { channel: MAIN });
    world.run_for(2 * SECOND);
    world.call(ben, Command::StopPlayingStream { stream_id: "stream2".to_owned() });
    world.call(ben, Command::MuteMicrophone(true));
    let since = world.elapsed();
    world.run_for(5 * SECOND);
    for client in [anna, ben, cat] {
        assert_eq!(noticed_after(&world, client, since), None);
    }
    world.cut(ben, Traffic::All);
    world.run_for(milliseconds(100));
    world.cut(anna, Traffic::All);
    let since = world.elapsed();
    let changes = world.transport_changes();
    world.run_for(60 * SECOND);
    assert_eq!(noticed_after(&world, cat, since), None, "{}", world.transcript(cat));
    assert_eq!((world.handshakes(), world.transport_changes()), (3, changes));
}

#[test]
fn who_speaks_to_a_publisher_that_crashed_keeps_his_path() {
    let mut world = world(26);
    let [anna, ben] = call::<2>(&mut world);
    world.cut(anna, Traffic::All);
    let since = world.elapsed();
    world.run_for(60 * SECOND);
    assert_eq!(noticed_after(&world, ben, since), None, "{}", world.transcript(ben));
    assert_eq!((world.handshakes(), world.transport_changes()), (2, 0));
}
