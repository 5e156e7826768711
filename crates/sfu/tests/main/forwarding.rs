//! Who hears whom.

use crate::client::Kind;
use crate::world::World;
use cooee_proto::SessionId;
use cooee_sfu::{Event, StreamHandle};
use std::time::Duration;

const FRAME: Duration = Duration::from_millis(20);

#[test]
fn a_published_stream_is_heard_by_two_players() {
    let mut world = World::with_clients(&[Kind::NATIVE, Kind::BROWSER, Kind::WITHOUT_RED]);
    world.publish(7, 0);
    world.play(7, 1, 0);
    world.play(7, 2, 1);
    for frame in 0..100_u32 {
        world.say(0, frame * 960, &frame.to_be_bytes());
        world.run(FRAME);
    }
    world.run(FRAME);
    for (player, slot) in [(1, 0), (2, 1)] {
        let client = world.client(player);
        assert_eq!(client.received.len(), 100);
        let mid = client.receiving[slot];
        for (frame, (at, packet)) in client.received.iter().enumerate() {
            assert_eq!(*at, mid);
            assert_eq!(*packet.seq_no, frame as u64 + 1);
            assert_eq!(packet.header.timestamp, frame as u32 * 960);
            assert_eq!(*packet.payload, (frame as u32).to_be_bytes());
            assert_eq!(packet.header.marker, frame % 2 == 1);
            assert_eq!(packet.header.ext_vals.audio_level, Some(-30));
            assert_eq!(packet.header.ext_vals.voice_activity, Some(true));
        }
    }
    assert!(world.client(0).received.is_empty());
    let first = Event::FirstMedia { stream: StreamHandle(7) };
    assert_eq!(world.events.iter().filter(|event| **event == first).count(), 1);
    let connected = |id| Event::Connected { transport: SessionId(id) };
    for id in 0..3 {
        assert!(world.events.contains(&connected(id)));
    }
    let statistics = world.shard.stream_statistics(StreamHandle(7)).unwrap();
    assert_eq!(statistics.packets_received, 100);
    assert_eq!(statistics.packets_sent, 200);
    assert_eq!(statistics.bytes_received, 400);
    assert_eq!(statistics.packets_lost, 0);
    assert_eq!(statistics.players, 2);
}
