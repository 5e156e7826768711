//! What slots carry, and how they change it.

use crate::client::Kind;
use crate::world::World;
use cooee_proto::{Mid, SessionId};
use cooee_sfu::{Command, Event, StreamHandle};
use std::time::Duration;

const FRAME: Duration = Duration::from_millis(20);

/// Lets clients 0 and 1 both send a frame, at media times that have nothing to do with each
/// other.
fn both_talk(world: &mut World, frames: std::ops::Range<u32>) {
    for frame in frames {
        world.say(0, frame * 960, b"zero");
        world.say(1, 3_000_000_000 + frame * 960, b"one");
        world.run(FRAME);
    }
}

#[test]
fn another_stream_takes_a_slot_without_a_break() {
    let mut world = World::with_clients(&[Kind::NATIVE; 3]);
    world.publish(10, 0);
    world.publish(11, 1);
    world.client(1).skip_sequence(20_000);
    for (round, stream) in [10, 11, 10, 11].into_iter().enumerate() {
        world.play(stream, 2, 0);
        let round = round as u32;
        both_talk(&mut world, round * 50..(round + 1) * 50);
    }
    world.run(FRAME);
    let heard = world.heard(2, 0);
    assert_eq!(heard.len(), 200);
    for (index, (sequence, timestamp, payload)) in heard.iter().enumerate() {
        assert_eq!(*sequence, index as u64 + 1);
        assert_eq!(*timestamp, index as u32 * 960);
        let expected: &[u8] = if index / 50 % 2 == 0 { b"zero" } else { b"one" };
        assert_eq!(payload, expected, "packet {index}");
    }
    let slot = world.client(2).receiving[0];
    let received = &world.client(2).received;
    assert!(received.iter().all(|(mid, _)| *mid == slot));
    let ssrc = received[0].1.header.ssrc;
    assert!(received.iter().all(|(_, packet)| packet.header.ssrc == ssrc), "one SSRC");
}

#[test]
fn an_idle_slot_comes_back_with_the_time_that_passed() {
    let mut world = World::with_clients(&[Kind::NATIVE; 3]);
    world.publish(10, 0);
    world.publish(11, 1);
    world.play(10, 2, 0);
    both_talk(&mut world, 0..10);
    world.command(Command::Unplay { stream: StreamHandle(10), transport: SessionId(2) });
    world.run(Duration::from_millis(5_003));
    world.play(11, 2, 0);
    both_talk(&mut world, 0..10);
    world.run(FRAME);
    let heard = world.heard(2, 0);
    assert_eq!(heard.len(), 20);
    assert_eq!(heard[10].0, heard[9].0 + 1);
    // The last packet before was sent 20 ms before the wait began.
    assert_eq!(heard[10].1, heard[9].1 + 251 * 960);
}

#[test]
fn a_publisher_moves_to_a_new_transport_unheard() {
    let mut world = World::with_clients(&[Kind::NATIVE; 3]);
    world.publish(10, 0);
    world.play(10, 2, 1);
    for frame in 0..10 {
        world.say(0, frame * 960, b"old");
        world.run(FRAME);
    }
    world.publish(10, 1);
    both_talk(&mut world, 10..20);
    world.run(FRAME);
    let heard = world.heard(2, 1);
    assert_eq!(heard.len(), 20);
    for (index, (sequence, timestamp, payload)) in heard.iter().enumerate() {
        assert_eq!((*sequence, *timestamp), (index as u64 + 1, index as u32 * 960));
        assert_eq!(payload, if index < 10 { b"old" } else { b"one" });
    }
    assert_eq!(world.count(&Event::FirstMedia { stream: StreamHandle(10) }), 1);
}

#[test]
fn play_may_come_before_publish_and_before_the_connection() {
    let mut world = World::with_clients(&[Kind::NATIVE]);
    world.join(1, Kind::BROWSER);
    world.play(10, 1, 0);
    world.run(Duration::from_secs(1));
    world.publish(10, 0);
    world.say(0, 0, b"hello");
    world.run(FRAME);
    assert_eq!(world.heard(1, 0).len(), 1);
}

#[test]
fn an_unpublished_stream_is_played_no_more() {
    let mut world = World::with_clients(&[Kind::NATIVE; 3]);
    world.publish(10, 0);
    world.play(10, 1, 0);
    world.say(0, 0, b"before");
    world.command(Command::Unpublish { stream: StreamHandle(10) });
    assert_eq!(world.shard.stream_statistics(StreamHandle(10)), None);
    // The packet above is still on its way and must find nobody.
    world.run(FRAME);
    // The same slot, another stream: nobody plays that.
    world.publish(11, 0);
    world.say(0, 960, b"after");
    world.run(FRAME);
    assert!(world.client(1).received.is_empty());
    assert_eq!(world.shard.statistics().streams, 1);
}

#[test]
fn one_client_publishes_and_hears_itself_and_others() {
    let mut world = World::with_clients(&[Kind::NATIVE; 2]);
    world.publish(10, 0);
    world.publish(11, 1);
    world.play(10, 0, 0);
    world.play(11, 0, 1);
    both_talk(&mut world, 0..10);
    world.run(FRAME);
    assert!(world.heard(0, 0).iter().all(|(_, _, payload)| payload == b"zero"));
    assert!(world.heard(0, 1).iter().all(|(_, _, payload)| payload == b"one"));
    assert_eq!(world.client(0).received.len(), 20);
}

#[test]
fn the_pool_grows_while_media_flows() {
    let mut world = World::with_clients(&[Kind::NATIVE, Kind::NATIVE, Kind::BROWSER]);
    world.publish(10, 0);
    world.publish(11, 1);
    world.play(10, 2, 0);
    both_talk(&mut world, 0..20);
    let offer = world.client(2).offer(1, 4);
    world.renegotiate(2, offer);
    both_talk(&mut world, 20..30);
    world.play(11, 2, 5);
    both_talk(&mut world, 30..40);
    world.run(FRAME);
    let heard = world.heard(2, 0);
    assert_eq!(heard.len(), 40);
    assert!(heard.iter().enumerate().all(|(index, packet)| packet.0 == index as u64 + 1));
    assert_eq!(world.heard(2, 5).len(), 10);

    // The line for sending that came with the growth works too.
    let slot = Mid(world.client(2).sending[1].to_string());
    let stream = StreamHandle(12);
    world.command(Command::Publish { stream, transport: SessionId(2), slot });
    world.play(12, 0, 0);
    let now = world.now;
    world.client(2).send(now, 1, 0, b"grown", false);
    world.run(Duration::from_millis(100));
    assert_eq!(world.heard(0, 0).len(), 1);
}

#[test]
fn a_slot_that_does_not_fit_is_refused() {
    let mut world = World::with_clients(&[Kind::NATIVE]);
    let sending = Mid(world.client(0).sending[0].to_string());
    let receiving = Mid(world.client(0).receiving[0].to_string());
    let stream = StreamHandle(10);
    let transport = SessionId(0);
    let commands = [
        Command::Publish { stream, transport, slot: receiving.clone() },
        Command::Publish { stream, transport, slot: Mid("nowhere".to_owned()) },
        Command::Publish { stream, transport: SessionId(9), slot: sending.clone() },
        Command::Play { stream, transport, slot: sending },
        Command::Play { stream, transport, slot: Mid(String::new()) },
        Command::Play { stream, transport: SessionId(9), slot: receiving },
    ];
    for command in commands {
        world.command(command.clone());
        let event = world.events.pop();
        assert!(
            matches!(event, Some(Event::SlotRefused { stream: StreamHandle(10), .. })),
            "{command:?} gave {event:?}"
        );
        assert_eq!(world.shard.statistics().streams, 0);
    }
}

#[test]
fn loss_reordering_and_empty_packets_of_the_publisher() {
    let mut world = World::with_clients(&[Kind::NATIVE; 2]);
    world.publish(10, 0);
    world.play(10, 1, 0);
    // The n-th number of the publisher, and whether it is an empty packet.
    let sent = [(0, false), (1, true), (2, false), (5, false), (4, false), (6, true), (7, false)];
    for (number, is_empty) in sent {
        let payload: &[u8] = if is_empty { b"" } else { b"voice" };
        let now = world.now;
        world.client(0).send_at(now, 0, 5000 + number, number as u32 * 960, payload, false);
        world.run(FRAME);
    }
    world.run(FRAME);
    let heard: Vec<_> =
        world.heard(1, 0).into_iter().map(|packet| (packet.0, packet.1 / 960)).collect();
    assert_eq!(heard, [(1, 0), (2, 2), (5, 5), (4, 4), (6, 7)]);
    let statistics = world.shard.stream_statistics(StreamHandle(10)).unwrap();
    assert_eq!(statistics.packets_received, 7);
    assert_eq!(statistics.packets_lost, 1, "number 3 never came");
    assert_eq!(statistics.packets_dropped, 2, "two were empty");
    assert_eq!(statistics.packets_sent, 5);
}
