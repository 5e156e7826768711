//! What nobody should send.

use crate::client::{Client, Kind};
use crate::world::{World, client_address, server_address, start};
use cooee_proto::SessionId;
use cooee_sfu::{Command, Config, Event, Input, Output, Peer, Shard};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use std::time::Duration;

const FRAME: Duration = Duration::from_millis(20);

/// Bytes that look like each kind of packet.
fn datagram() -> impl Strategy<Value = Vec<u8>> {
    let first = prop_oneof![any::<u8>(), 0_u8..4, 20_u8..64, 128_u8..192];
    let shape = prop_oneof![Just(None), Just(Some(111_u8)), Just(Some(63)), Just(Some(200))];
    (first, shape, prop::collection::vec(any::<u8>(), 0..300)).prop_map(|(first, shape, rest)| {
        let mut contents = vec![first];
        contents.extend(shape);
        contents.extend(rest);
        contents
    })
}

#[test]
fn a_call_goes_on_under_garbage_from_strangers_and_under_forged_addresses() {
    let mut world = World::with_clients(&[Kind::NATIVE, Kind::BROWSER]);
    world.publish(10, 0);
    world.play(10, 1, 0);
    let stranger = "203.0.113.66:6666".parse().unwrap();
    let mut runner = TestRunner::deterministic();
    for frame in 0..200_u32 {
        for source in [stranger, client_address(0), client_address(1)] {
            let contents = datagram().new_tree(&mut runner).unwrap().current();
            world.inject(source, &contents);
        }
        world.say(0, frame * 960, b"voice");
        world.run(FRAME);
    }
    world.run(FRAME);
    let heard = world.heard(1, 0);
    assert_eq!(heard.len(), 200);
    assert!(heard.iter().enumerate().all(|(index, packet)| packet.0 == index as u64 + 1));
    let statistics = world.shard.statistics();
    assert!(statistics.datagrams_malformed > 100);
    assert!(statistics.datagrams_unknown > 50);
    assert_eq!(statistics.transports, 2);
    let closed = |event: &Event| matches!(event, Event::Closed { .. });
    assert!(!world.events.iter().any(closed));
}

#[test]
fn a_handshake_succeeds_under_garbage_from_strangers() {
    let mut world = World::new();
    let stranger = "203.0.113.66:6666".parse().unwrap();
    let mut runner = TestRunner::deterministic();
    for id in 0..2 {
        world.join(id, if id == 0 { Kind::NATIVE } else { Kind::BROWSER });
        for _ in 0..100 {
            let contents = datagram().new_tree(&mut runner).unwrap().current();
            world.inject(stranger, &contents);
            world.run(Duration::from_millis(2));
        }
        assert!(world.client(id).connected_at.is_some());
    }
}

#[test]
fn a_check_with_a_wrong_password_changes_nothing() {
    let mut world = World::with_clients(&[Kind::NATIVE]);
    let before = world.shard.transport_statistics(world.now, SessionId(0)).unwrap();
    // A real check, from a client whose answer was tampered with.
    let mut offerer = Client::new(world.now, client_address(9), Kind::NATIVE);
    let offer = offerer.offer(1, 2);
    let (transport, peer) = (SessionId(9), Peer::Native);
    world.command(Command::Connect { transport, request: 1, peer, offer });
    let Some(Event::Answered { result: Ok(answer), .. }) = world.events.pop() else { panic!() };
    let answer: String =
        answer
            .lines()
            .map(|line| {
                if line.starts_with("a=ice-pwd:") {
                    "a=ice-pwd:0123456789012345678901"
                } else {
                    line
                }
            })
            .map(|line| format!("{line}\r\n"))
            .collect();
    let now = world.now;
    offerer.accept(now, &answer);
    world.clients.insert(9, offerer);
    world.run(Duration::from_secs(2));
    assert_eq!(world.client(9).connected_at, None);
    assert_eq!(world.shard.statistics().addresses, 1);
    let statistics = world.shard.transport_statistics(world.now, SessionId(9)).unwrap();
    assert_eq!(statistics.remote_address, None);
    let after = world.shard.transport_statistics(world.now, SessionId(0)).unwrap();
    assert_eq!(before.remote_address, after.remote_address);
}

fn is_answered(shard: &mut Shard) -> bool {
    matches!(shard.poll(), Some(Output::Event(Event::Answered { .. })))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    /// An offer with damaged lines is answered or refused, never a panic.
    #[test]
    fn a_damaged_offer_never_panics(
        damages in prop::collection::vec((any::<prop::sample::Index>(), 0_u8..5, any::<u8>()), 1..6),
    ) {
        let now = start();
        let good = Client::new(now, client_address(0), Kind::BROWSER).offer(2, 3);
        let mut lines: Vec<String> = good.lines().map(str::to_owned).collect();
        for (index, damage, byte) in damages {
            let at = index.index(lines.len());
            match damage {
                0 => { lines.remove(at); }
                1 => { let copy = lines[at].clone(); lines.insert(at, copy); }
                2 => { let other = byte as usize % lines.len(); lines.swap(at, other); }
                3 => {
                    let digit = (byte % 10).to_string();
                    lines[at] = lines[at].replace(char::is_numeric, &digit);
                }
                _ => { let keep = byte as usize % (lines[at].len() + 1); lines[at].truncate(keep); }
            }
        }
        let offer = lines.iter().map(|line| format!("{line}\r\n")).collect();
        let mut shard = Shard::new(Config::new(vec![server_address()]));
        let (transport, peer) = (SessionId(1), Peer::Browser);
        let command = Command::Connect { transport, request: 1, peer, offer };
        shard.handle(now, Input::Command(command));
        prop_assert!(is_answered(&mut shard));
        shard.handle(now + FRAME, Input::Timeout);
        let offer = good;
        shard.handle(now, Input::Command(Command::Offer { transport, request: 2, offer }));
        prop_assert!(is_answered(&mut shard));
    }
}
