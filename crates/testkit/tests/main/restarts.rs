//! The server goes away and comes back.

use crate::support::*;
use cooee_proto::{ErrorCode, RoomStateChangedReason as Reason};
use cooee_testkit::Voice;

const RECONNECTED: [(Reason, ErrorCode); 2] =
    [(Reason::Reconnecting, ErrorCode::LINK_BROKEN), (Reason::Reconnected, ErrorCode::OK)];

#[test]
fn all_six_come_back_after_a_server_restart_without_the_application_doing_anything() {
    for (seed, away) in [(1, 1), (2, 10), (3, 300)] {
        let mut world = world(seed);
        let clients = call::<6>(&mut world);
        world.run_for(10 * SECOND);
        let since = world.elapsed();
        world.stop_server();
        world.run_for(away * SECOND);
        assert!(!world.hears(clients[1], Voice::new(0)));
        world.start_server();
        world.run_for(30 * SECOND);
        assert_all_hear_each_other(&world, &clients);
        for client in clients {
            assert_eq!(room_states(&world, client, since), RECONNECTED, "{away} s away");
        }
        assert_eq!(world.node().expect("it runs").session_count(), 6);
        assert_eq!(world.shard().expect("it runs").statistics().transports, 6);
    }
}

#[test]
fn a_server_that_stops_in_an_orderly_way_tells_its_clients() {
    let mut world = world(4);
    let clients = call::<6>(&mut world);
    world.run_for(10 * SECOND);
    let since = world.elapsed();
    world.drain_server();
    world.run_for(milliseconds(500));
    world.stop_server();
    world.start_server();
    world.run_for(10 * SECOND);
    assert_all_hear_each_other(&world, &clients);
    for client in clients {
        assert_eq!(room_states(&world, client, since), RECONNECTED);
        for speaker in clients.into_iter().filter(|speaker| *speaker != client) {
            let gap = world.longest_gap(client, Voice::new(speaker.0), since);
            assert!(gap < 5 * SECOND, "{client:?} misses {speaker:?} for {gap:?}");
        }
    }
}
