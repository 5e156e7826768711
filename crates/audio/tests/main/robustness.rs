//! Whatever arrives, and whenever: no panic, and always 10 ms of sound audio.

use std::time::Duration;

use cooee_audio::codec::{Codec, OpusCodec};
use cooee_audio::jitter::Bounds;
use cooee_audio::{Format, Incoming, Playout, ReceivedPacket, SILENCE};
use proptest::prelude::*;

use crate::network::start;
use crate::numbered::{Numbered, payload};

#[derive(Clone, Debug)]
enum Event {
    Arrives(ReceivedPacket),
    Pulls(u8),
    Waits(Duration),
    Bounds(u16, u16),
    Resets,
}

/// Packets of a stream as a network may distort it, among some of no stream at all.
fn packet() -> impl Strategy<Value = ReceivedPacket> {
    let number = prop_oneof![20 => 0..60_u64, 1 => any::<u64>()];
    let shift = prop_oneof![20 => Just(0), 1 => any::<u32>()];
    let contents = prop_oneof![
        // 20 ms and other lengths of Opus, filled with anything.
        4 => prop::collection::vec(any::<u8>(), 3..60).prop_map(|mut bytes| {
            bytes[0] = [0x78, 0x08, 0xfc, 0xe0, 0x1b][usize::from(bytes[0]) % 5];
            bytes
        }),
        1 => prop::collection::vec(any::<u8>(), 0..40),
    ];
    let format = prop_oneof![Just(Format::Opus), Just(Format::Red)];
    (number, shift, contents, format).prop_map(|(number, shift, payload, format)| {
        let timestamp = (number as u32).wrapping_mul(960).wrapping_add(shift);
        ReceivedPacket { sequence: number, timestamp, payload, format }
    })
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        20 => packet().prop_map(Event::Arrives),
        20 => (1..6_u8).prop_map(Event::Pulls),
        5 => (0..50_u64).prop_map(|time| Event::Waits(Duration::from_millis(time))),
        1 => any::<u32>().prop_map(|time| Event::Waits(Duration::from_micros(time.into()))),
        1 => any::<(u16, u16)>().prop_map(|(min, max)| Event::Bounds(min, max)),
        1 => Just(Event::Resets),
    ]
}

fn play(codec: &dyn Codec, events: Vec<Event>) -> Result<(), TestCaseError> {
    let mut incoming = Incoming::new(codec).expect("a decoder");
    let mut now = start();
    let mut pulled = 0;
    let mut max = Bounds::LIMIT;
    for event in events {
        match event {
            Event::Arrives(packet) => incoming.insert(now, packet),
            Event::Waits(time) => now += time,
            Event::Resets => incoming.reset(),
            Event::Bounds(low, high) => {
                let bounds = Bounds::new(
                    Duration::from_millis(low.into()),
                    Duration::from_millis(high.into()),
                );
                max = bounds.max();
                incoming.set_bounds(bounds);
            }
            Event::Pulls(count) => {
                for _ in 0..count {
                    now += Duration::from_millis(10);
                    let mut frame = [f32::NAN; 480];
                    let playout = incoming.pull(now, &mut frame);
                    pulled += u64::from(playout != Playout::Idle);
                    prop_assert!(frame.iter().all(|sample| sample.abs() <= 1.0));
                }
            }
        }
        let statistics = incoming.statistics();
        prop_assert!(statistics.target_delay <= max);
        prop_assert!(statistics.silent_samples <= statistics.concealed_samples);
        prop_assert!(statistics.played_samples >= pulled * 480);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn any_packets_at_any_times_with_opus(events in prop::collection::vec(event(), 1..80)) {
        play(&OpusCodec, events)?;
    }

    #[test]
    fn any_packets_at_any_times(events in prop::collection::vec(event(), 1..400)) {
        play(&Numbered::default(), events)?;
    }

    /// One stream, whose packets are delayed, swapped, doubled and lost: each is played once
    /// at most, in order, and the delay is held in check.
    #[test]
    fn playing_never_goes_back(
        delays in prop::collection::vec(prop::option::weighted(0.9, 0..300_u64), 50..200),
        calm in 0..50_usize,
    ) {
        let codec = Numbered::default();
        let mut incoming = Incoming::new(&codec).expect("a decoder");
        let start = start();
        let mut arriving: Vec<(u64, u32)> = Vec::new();
        for (number, delay) in delays.iter().enumerate() {
            // Some links are calm for a while before they go mad.
            let delay = if number < calm { Some(5) } else { *delay };
            let sent = number as u64 * 20;
            arriving.extend(delay.map(|delay| (sent + delay, number as u32)));
            arriving.extend(delay.filter(|delay| delay % 7 == 0).map(|delay| (sent + 2 * delay, number as u32)));
        }
        arriving.sort_unstable();
        let mut arriving = arriving.into_iter().peekable();
        for index in 0..delays.len() as u64 * 2 + 60 {
            let time = index * 10;
            while let Some((time, number)) = arriving.next_if(|(arrival, _)| *arrival <= time) {
                let packet = ReceivedPacket {
                    sequence: number.into(),
                    timestamp: number * 960,
                    payload: payload(number),
                    format: Format::Opus,
                };
                incoming.insert(start + Duration::from_millis(time), packet);
            }
            incoming.pull(start + Duration::from_millis(time), &mut SILENCE.clone());
            let delay = incoming.statistics().current_delay;
            prop_assert!(delay <= Duration::from_millis(300 + 250), "{:?}", delay);
        }
        let played = codec.decoded();
        prop_assert!(played.is_sorted_by(|one, next| one < next), "{:?}", played);
    }
}
