//! Clients that change their addresses.

use crate::client::{Client, Kind};
use crate::world::{World, client_address};
use cooee_proto::SessionId;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

const FRAME: Duration = Duration::from_millis(20);

fn second_address() -> SocketAddr {
    "203.0.113.9:50000".parse().unwrap()
}

/// Client 0 talks, client 1 hears.
fn talk(world: &mut World, frames: std::ops::Range<u32>) {
    for frame in frames {
        world.say(0, frame * 960, b"voice");
        world.run(FRAME);
    }
}

fn cut(world: &mut World, address: SocketAddr) {
    world.loses =
        Box::new(move |datagram| datagram.source == address || datagram.destination == address);
}

#[test]
fn an_ice_restart_moves_a_player_to_its_new_address() {
    let mut world = World::with_clients(&[Kind::NATIVE, Kind::NATIVE]);
    world.publish(10, 0);
    world.play(10, 1, 0);
    talk(&mut world, 0..10);
    let before = world.heard(1, 0);
    cut(&mut world, client_address(1));
    let offer = world.client(1).restart_ice(second_address());
    world.renegotiate(1, offer);
    let restarted = world.now;
    talk(&mut world, 10..60);
    let arrivals: Vec<Instant> =
        world.client(1).received.iter().map(|(_, packet)| packet.timestamp).collect();
    let first = arrivals.iter().find(|at| **at > restarted).copied().expect("heard again");
    println!("audible {:?} after the restart at 20 ms round trip", first - restarted);
    assert!(first - restarted <= Duration::from_millis(150));

    let after = world.heard(1, 0);
    assert!(after.len() > before.len() + 40, "{} heard", after.len());
    // What was lost on the old path is a gap, and the numbering goes on.
    let (last, frame) = (after.last().unwrap().0, after.last().unwrap().1 / 960);
    assert_eq!(last, u64::from(frame) + 1);
    let statistics = world.shard.transport_statistics(world.now, SessionId(1)).unwrap();
    assert_eq!(statistics.remote_address, Some(second_address()));
}

#[test]
fn an_ice_restart_moves_a_publisher_to_its_new_address() {
    let mut world = World::with_clients(&[Kind::BROWSER, Kind::NATIVE]);
    world.publish(10, 0);
    world.play(10, 1, 0);
    talk(&mut world, 0..10);
    cut(&mut world, client_address(0));
    let offer = world.client(0).restart_ice(second_address());
    world.renegotiate(0, offer);
    talk(&mut world, 10..60);
    let heard = world.heard(1, 0);
    assert!(heard.len() > 45, "{} heard", heard.len());
    assert_eq!(heard.last().unwrap().0, 60);
    assert_eq!(heard.last().unwrap().1, 59 * 960);
}

#[test]
fn an_ice_restart_on_the_same_address_is_not_heard() {
    let mut world = World::with_clients(&[Kind::NATIVE, Kind::NATIVE]);
    world.publish(10, 0);
    world.play(10, 1, 0);
    talk(&mut world, 0..10);
    let offer = world.client(1).restart_ice(client_address(1));
    world.renegotiate(1, offer);
    talk(&mut world, 10..60);
    world.run(FRAME);
    let heard = world.heard(1, 0);
    assert!(heard.iter().enumerate().all(|(index, packet)| packet.0 == index as u64 + 1));
    assert_eq!(heard.len(), 60);
}

/// A client with two network interfaces moves from the preferred one to the other without any
/// signalling. str0m alone would send to the dead one until its checks are 15 s old.
#[test]
fn media_follows_the_newest_nominated_path() {
    let mut world = World::with_clients(&[Kind::NATIVE]);
    let mut two_interfaces = Client::new(world.now, client_address(1), Kind::NATIVE);
    two_interfaces.addresses.push(second_address());
    world.clients.insert(1, two_interfaces);
    world.connect(1, Kind::NATIVE);
    world.publish(10, 0);
    world.play(10, 1, 0);
    world.run(Duration::from_secs(1));
    talk(&mut world, 0..50);
    let address = |world: &World| {
        let statistics = world.shard.transport_statistics(world.now, SessionId(1)).unwrap();
        statistics.remote_address.unwrap()
    };
    let preferred = address(&world);
    let other = if preferred == second_address() { client_address(1) } else { second_address() };
    cut(&mut world, preferred);
    let cut_at = world.now;
    let mut frame = 50;
    while address(&world) == preferred {
        talk(&mut world, frame..frame + 1);
        frame += 1;
        assert!(world.now - cut_at < Duration::from_secs(20));
    }
    let moved = world.now - cut_at;
    println!("media moved {moved:?} after the preferred path died");
    assert_eq!(address(&world), other);
    let count = world.client(1).received.len();
    talk(&mut world, frame..frame + 50);
    assert!(world.client(1).received.len() >= count + 49, "audible on the other path");
}
