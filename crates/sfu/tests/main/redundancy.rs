//! Redundant audio (RFC 2198) between clients that take it and clients that do not.

use crate::client::Kind;
use crate::world::World;
use std::time::Duration;
use str0m::rtp::{RedDecoder, RedEncoder, RedundantBlock};

#[test]
fn redundancy_goes_to_those_who_negotiated_it_and_is_unwrapped_for_others() {
    let mut world = World::with_clients(&[Kind::NATIVE, Kind::BROWSER, Kind::WITHOUT_RED]);
    world.publish(10, 0);
    world.play(10, 1, 0);
    world.play(10, 2, 0);
    let voice = |frame: u32| format!("voice {frame}").into_bytes();
    for frame in 1..=20_u32 {
        let copy = RedundantBlock { pt: 111, timestamp_offset: 960, payload: voice(frame - 1) };
        let payload = RedEncoder::encode(111, &voice(frame), &[copy]);
        world.say_red(0, frame * 960, &payload);
        world.run(Duration::from_millis(20));
    }
    world.run(Duration::from_millis(20));

    let with = world.heard(1, 0);
    assert_eq!(with.len(), 20);
    for (index, (sequence, _, payload)) in with.iter().enumerate() {
        assert_eq!(*sequence, index as u64 + 1);
        let blocks = RedDecoder::decode(payload).expect("redundant audio");
        assert_eq!(blocks.len(), 2);
        assert_eq!(blocks[0].payload, voice(index as u32));
        assert_eq!(blocks[1].payload, voice(index as u32 + 1));
    }
    let without = world.heard(2, 0);
    assert_eq!(without.len(), 20);
    for (index, (sequence, timestamp, payload)) in without.iter().enumerate() {
        assert_eq!((*sequence, *timestamp), (index as u64 + 1, (index as u32 + 1) * 960));
        assert_eq!(*payload, voice(index as u32 + 1));
    }
}

#[test]
fn plain_and_redundant_packets_may_alternate() {
    let mut world = World::with_clients(&[Kind::NATIVE, Kind::NATIVE]);
    world.publish(10, 0);
    world.play(10, 1, 0);
    for frame in 0..10_u32 {
        if frame % 2 == 0 {
            world.say(0, frame * 960, b"plain");
        } else {
            world.say_red(0, frame * 960, &RedEncoder::encode(111, b"wrapped", &[]));
        }
        world.run(Duration::from_millis(20));
    }
    world.run(Duration::from_millis(20));
    let types: Vec<u8> =
        world.client(1).received.iter().map(|(_, packet)| *packet.header.payload_type).collect();
    assert_eq!(types, [111, 63, 111, 63, 111, 63, 111, 63, 111, 63]);
}

#[test]
fn malformed_and_empty_redundant_packets_are_dropped() {
    let mut world = World::with_clients(&[Kind::NATIVE, Kind::NATIVE]);
    world.publish(10, 0);
    world.play(10, 1, 0);
    let truncated = [0x80 | 111, 0x0f, 0x03, 0xff, 111, 1, 2, 3];
    let empty = RedEncoder::encode(111, b"", &[]);
    for payload in [&truncated[..], &empty, &RedEncoder::encode(111, b"good", &[])] {
        world.say_red(0, 0, payload);
        world.run(Duration::from_millis(20));
    }
    world.run(Duration::from_millis(20));
    assert_eq!(world.heard(1, 0).len(), 1);
    let statistics = world.shard.stream_statistics(cooee_sfu::StreamHandle(10)).unwrap();
    assert_eq!(statistics.packets_dropped, 2);
    assert_eq!(statistics.packets_received, 3);
}
