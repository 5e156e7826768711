//! Many clients on one UDP port.

use crate::client::Kind;
use crate::world::World;
use cooee_proto::SessionId;
use cooee_sfu::{Event, StreamHandle};
use std::time::Duration;

const FRAME: Duration = Duration::from_millis(20);
const ROOMS: u64 = 10;
const CLIENTS_PER_ROOM: u64 = 4;

/// Forty clients join at once: every handshake completes (str0m report #932 has most of them
/// fail behind one port), and each room hears itself alone, without loss.
#[test]
fn forty_clients_in_ten_rooms_hear_their_own_rooms() {
    let mut world = World::new();
    let clients = ROOMS * CLIENTS_PER_ROOM;
    let start = world.now;
    for id in 0..clients {
        world.join(id, if id % 2 == 0 { Kind::NATIVE } else { Kind::BROWSER });
    }
    // Room for three others.
    for id in 0..clients {
        let offer = world.client(id).offer(0, 1);
        world.renegotiate(id, offer);
    }
    world.run(Duration::from_secs(1));
    let mut slowest = Duration::ZERO;
    for id in 0..clients {
        assert_eq!(world.count(&Event::Connected { transport: SessionId(id) }), 1, "client {id}");
        slowest = slowest.max(world.client(id).connected_at.expect("connected") - start);
    }
    println!("40 clients connected within {slowest:?} at 20 ms round trip");
    assert!(slowest < Duration::from_millis(300), "{slowest:?}: no handshake had to retry");

    for id in 0..clients {
        world.publish(id, id);
        let room = id / CLIENTS_PER_ROOM;
        let others =
            (room * CLIENTS_PER_ROOM..(room + 1) * CLIENTS_PER_ROOM).filter(|other| *other != id);
        for (slot, other) in others.enumerate() {
            world.play(other, id, slot);
        }
    }
    let frames = 100_u32;
    for frame in 0..frames {
        for id in 0..clients {
            let payload = format!("{id} {frame}");
            world.say(id, frame * 960, payload.as_bytes());
        }
        world.run(FRAME);
    }
    world.run(FRAME);
    for id in 0..clients {
        let room = id / CLIENTS_PER_ROOM;
        let others =
            (room * CLIENTS_PER_ROOM..(room + 1) * CLIENTS_PER_ROOM).filter(|other| *other != id);
        for (slot, other) in others.enumerate() {
            let heard = world.heard(id, slot);
            assert_eq!(heard.len(), frames as usize, "client {id} hears {other}");
            for (frame, (sequence, timestamp, payload)) in heard.iter().enumerate() {
                assert_eq!((*sequence, *timestamp), (frame as u64 + 1, frame as u32 * 960));
                assert_eq!(*payload, format!("{other} {frame}").into_bytes());
            }
        }
        assert_eq!(world.client(id).received.len(), 3 * frames as usize);
        assert_eq!(world.client(id).refused, 0);
        let statistics = world.shard.stream_statistics(StreamHandle(id)).unwrap();
        assert_eq!((statistics.packets_lost, statistics.packets_dropped), (0, 0));
    }
    assert_eq!(world.shard.statistics().datagrams_unknown, 0);
}

/// The same with one datagram in twenty lost while all handshake at once.
#[test]
fn handshakes_of_forty_clients_survive_loss() {
    let mut world = World::new();
    let mut count = 0_u64;
    world.loses = Box::new(move |_| {
        // A fixed scatter without a period that could favour one client.
        count += 1;
        count.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32 & 0xff < 13
    });
    for id in 0..40 {
        world.join(id, if id % 2 == 0 { Kind::NATIVE } else { Kind::BROWSER });
    }
    world.run(Duration::from_secs(8));
    for id in 0..40 {
        assert!(world.client(id).connected_at.is_some(), "client {id}");
        assert_eq!(world.count(&Event::Connected { transport: SessionId(id) }), 1);
    }
}
