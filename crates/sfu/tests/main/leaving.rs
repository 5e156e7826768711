//! How transports end, and that nothing is left of them.

use crate::client::Kind;
use crate::world::World;
use cooee_proto::SessionId;
use cooee_sfu::{Command, Event, StreamHandle};
use std::time::Duration;

const FRAME: Duration = Duration::from_millis(20);

fn closed(id: u64) -> Event {
    Event::Closed { transport: SessionId(id) }
}

#[test]
fn a_silent_client_is_dead_after_the_time_out() {
    let mut world = World::with_clients(&[Kind::NATIVE, Kind::NATIVE, Kind::NATIVE]);
    world.publish(10, 0);
    world.publish(11, 1);
    world.play(10, 2, 0);
    world.play(11, 0, 0);
    world.run(Duration::from_secs(120));
    assert_eq!(world.count(&closed(0)), 0, "idle clients stay");

    world.clients.remove(&0);
    world.run(Duration::from_secs(26));
    assert_eq!(world.count(&closed(0)), 0);
    world.run(Duration::from_secs(5));
    assert_eq!(world.count(&closed(0)), 1);
    assert_eq!(world.shard.statistics().transports, 2);
    assert_eq!(world.shard.statistics().addresses, 2);
    // Client 2 still waits for stream 10; stream 11 has lost its player.
    assert_eq!(world.shard.stream_statistics(StreamHandle(10)).unwrap().players, 1);
    assert_eq!(world.shard.stream_statistics(StreamHandle(11)).unwrap().players, 0);

    // Another client takes stream 10 over.
    world.publish(10, 1);
    world.say(1, 0, b"again");
    world.run(FRAME);
    assert_eq!(world.heard(2, 0).len(), 1);
}

#[test]
fn a_client_that_never_connects_is_dropped() {
    let mut world = World::new();
    world.loses = Box::new(|_| true);
    world.join(0, Kind::NATIVE);
    world.run(Duration::from_secs(31));
    assert_eq!(world.count(&closed(0)), 1);
    assert_eq!(world.shard.statistics().transports, 0);
    assert_eq!(world.shard.deadline(), None);
}

#[test]
fn a_client_that_checks_but_never_completes_dtls_is_dropped() {
    let mut world = World::new();
    world.loses = Box::new(|datagram| (20..64).contains(&datagram.contents[0]));
    world.join(0, Kind::NATIVE);
    world.run(Duration::from_secs(31));
    assert_eq!(world.count(&closed(0)), 1);
    assert_eq!(world.shard.statistics().addresses, 0);
}

#[test]
fn a_close_tells_the_client_and_frees_everything() {
    let mut world = World::with_clients(&[Kind::NATIVE, Kind::BROWSER]);
    world.publish(10, 0);
    world.publish(11, 1);
    world.play(10, 1, 0);
    world.play(11, 0, 0);
    for id in [0, 1] {
        world.command(Command::Close { transport: SessionId(id) });
    }
    world.run(FRAME);
    assert!(world.client(0).closed && world.client(1).closed);
    let statistics = world.shard.statistics();
    assert_eq!((statistics.transports, statistics.streams, statistics.addresses), (0, 0, 0));
    assert_eq!(world.shard.deadline(), None);
    assert_eq!(world.count(&closed(0)), 0, "a Close is no surprise to the node");
}

#[test]
fn a_client_that_closes_is_gone_at_once() {
    for kind in [Kind::NATIVE, Kind::BROWSER] {
        let mut world = World::with_clients(&[kind]);
        world.client(0).rtc.close().unwrap();
        let now = world.now;
        world.client(0).wake(now);
        world.run(FRAME);
        assert_eq!(world.count(&closed(0)), 1);
        assert_eq!(world.shard.statistics().transports, 0);
    }
}

#[test]
fn a_new_connection_of_the_same_name_replaces_the_old_one() {
    let mut world = World::with_clients(&[Kind::NATIVE, Kind::NATIVE]);
    world.publish(10, 0);
    world.play(10, 1, 0);
    // From the same address, as an engine does that keeps its socket.
    world.join(0, Kind::NATIVE);
    assert_eq!(world.shard.statistics().transports, 2);
    world.run(Duration::from_millis(500));
    assert!(world.client(0).connected_at.is_some());
    assert_eq!(world.count(&closed(0)), 0);
    world.say(0, 0, b"not published yet");
    world.run(FRAME);
    assert!(world.client(1).received.is_empty());
    world.publish(10, 0);
    world.say(0, 960, b"published");
    world.run(FRAME);
    assert_eq!(world.heard(1, 0).len(), 1);
}

#[test]
fn many_lives_leave_nothing_behind() {
    let mut world = World::new();
    for life in 0..20 {
        world.join(0, Kind::NATIVE);
        world.run(Duration::from_millis(200));
        world.publish(life, 0);
        world.play(life, 0, 0);
        world.say(0, 0, b"hello");
        world.run(FRAME);
        assert_eq!(world.heard(0, 0).len(), 1);
        world.command(Command::Close { transport: SessionId(0) });
        let statistics = world.shard.statistics();
        assert_eq!((statistics.transports, statistics.streams, statistics.addresses), (0, 0, 0));
        assert_eq!(world.shard.deadline(), None);
    }
}
