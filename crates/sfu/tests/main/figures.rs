//! What those learn who watch.

use crate::client::Kind;
use crate::world::{World, client_address};
use cooee_proto::SessionId;
use cooee_sfu::{Codec, Command, Event, Figures, StreamHandle};
use std::time::Duration;

const FRAME: Duration = Duration::from_millis(20);
const PAYLOAD: [u8; 80] = [0xf8; 80];

fn talk(world: &mut World, seconds: u64) {
    let first = world.shard.stream_statistics(StreamHandle(7)).map_or(0, |it| it.packets_received);
    for frame in (first as u32 * 2..).take(seconds as usize * 50) {
        world.say(0, frame * 960, &PAYLOAD);
        world.run(FRAME);
    }
}

pub fn figures(world: &mut World) -> Vec<Figures> {
    let events = std::mem::take(&mut world.events).into_iter();
    events
        .filter_map(|event| match event {
            Event::Figures(figures) => Some(figures),
            _ => None,
        })
        .collect()
}

#[test]
fn figures_come_each_second_while_somebody_watches_and_say_how_the_call_fares() {
    let mut world = World::with_clients(&[Kind::NATIVE, Kind::BROWSER, Kind::NATIVE]);
    world.publish(7, 0);
    world.play(7, 1, 0);
    world.play(7, 2, 0);
    talk(&mut world, 3);
    assert_eq!(figures(&mut world), [], "nobody watches");

    world.command(Command::Watch(true));
    world.command(Command::Watch(true));
    let mut state = 1_u32;
    let (publisher, player) = (client_address(0), client_address(2));
    world.loses = Box::new(move |datagram| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let percent = match datagram {
            it if it.source == publisher => 25,
            it if it.destination == player => 50,
            _ => 0,
        };
        let is_media = matches!(datagram.contents[..2], [128..=191, 0..=191 | 224..]);
        is_media && (state >> 16) % 100 < percent
    });
    talk(&mut world, 20);
    let told = figures(&mut world);
    assert!((19..=21).contains(&told.len()), "{} in 20 s", told.len());
    let first = &told[0].streams[0];
    let players = first.players.iter().map(|it| it.bits_per_second);
    let rates: Vec<_> = [first.bits_per_second].into_iter().chain(players).collect();
    assert_eq!(rates, [0; 3], "nothing was counted before");
    let last = told.last().unwrap();
    let [stream] = &last.streams[..] else { panic!("{last:?}") };
    assert_eq!(stream.stream, StreamHandle(7));
    assert_eq!((stream.level, stream.codec), (Some(-30), Some(Codec::Opus)));
    assert_eq!(stream.frames_per_second, 0.0);
    assert!((0.1..=0.5).contains(&stream.loss), "{stream:?}");
    // 80 bytes, at most 50 times a second.
    assert!((12_000..=33_000).contains(&stream.bits_per_second), "{stream:?}");
    assert_eq!(stream.players.len(), 2);
    let well = stream.players.iter().find(|it| it.transport == SessionId(1)).unwrap();
    let badly = stream.players.iter().find(|it| it.transport == SessionId(2)).unwrap();
    assert!(badly.loss > 0.2 && badly.loss > well.loss + 0.1, "{stream:?}");
    assert!(badly.bits_per_second > 10_000 && well.bits_per_second > 10_000, "{stream:?}");
    let there_and_back = world.latency * 2;
    for transport in &last.transports {
        let round_trip = transport.round_trip.expect("reports told it");
        let off = round_trip.abs_diff(there_and_back);
        assert!(off < Duration::from_millis(5), "{transport:?}");
    }
    assert_eq!(last.transports.len(), 3);

    world.command(Command::Watch(false));
    talk(&mut world, 3);
    assert_eq!(figures(&mut world), []);
}
