//! Which packets are played, and in which order.

use std::time::{Duration, Instant};

use cooee_audio::{FRAME_DURATION, Format, Incoming, Playout, ReceivedPacket, SILENCE, red};

use crate::network::start;
use crate::numbered::{Numbered, PAUSE, Step, payload};

/// A listener whose packets are made by hand.
struct Listener {
    codec: Numbered,
    incoming: Incoming,
    now: Instant,
}

impl Listener {
    fn new() -> Self {
        let codec = Numbered::default();
        let incoming = Incoming::new(&codec).expect("a decoder");
        Self { codec, incoming, now: start() }
    }

    fn arrives(&mut self, sequence: u64, timestamp: u32, payload: Vec<u8>) {
        let packet = ReceivedPacket { sequence, timestamp, payload, format: Format::Opus };
        self.incoming.insert(self.now, packet);
    }

    /// Packet `number` of a stream that began at 0 arrives.
    fn arrives_plain(&mut self, number: u32) {
        self.arrives(number.into(), number * 960, payload(number));
    }

    /// The same with a copy of the packet before.
    fn arrives_with_copy(&mut self, number: u32) {
        let before = payload(number - 1);
        let copy = red::Block { payload_type: 111, offset: 960, payload: &before };
        let mut payload_bytes = Vec::new();
        red::join(111, &payload(number), &[copy], &mut payload_bytes);
        let packet = ReceivedPacket {
            sequence: number.into(),
            timestamp: number * 960,
            payload: payload_bytes,
            format: Format::Red,
        };
        self.incoming.insert(self.now, packet);
    }

    /// 20 ms pass.
    fn listens(&mut self) -> [Playout; 2] {
        [(); 2].map(|()| self.pulls())
    }

    /// 10 ms pass.
    fn pulls(&mut self) -> Playout {
        self.now += FRAME_DURATION;
        self.incoming.pull(self.now, &mut SILENCE.clone())
    }

    /// A clean stream of the packets `numbers` passes.
    fn hears(&mut self, numbers: std::ops::Range<u32>) {
        for number in numbers {
            self.arrives_plain(number);
            self.listens();
        }
    }
}

#[test]
fn reordered_packets_are_played_in_order_and_duplicates_once() {
    let mut listener = Listener::new();
    listener.hears(0..100);
    // A second of pairs that swap teaches the delay that swapping needs.
    for pair in 50..100 {
        listener.listens();
        listener.arrives_plain(2 * pair + 1);
        listener.arrives_plain(2 * pair);
        listener.arrives_plain(2 * pair);
        listener.listens();
    }
    let played = listener.codec.decoded();
    assert!(played.is_sorted_by(|one, next| one < next), "{played:?}");
    let last_ones = &played[played.len() - 50..];
    assert!(last_ones.windows(2).all(|pair| pair[0] + 1 == pair[1]), "{last_ones:?}");
    assert!(played.last() >= Some(&198), "{played:?}");
    assert_eq!(listener.incoming.statistics().duplicate_packets, 50);
    assert_eq!(listener.incoming.statistics().lost_packets, 0);
}

#[test]
fn a_copy_is_played_in_place_of_a_lost_packet() {
    let mut listener = Listener::new();
    for number in 1..500 {
        if number % 10 != 0 {
            listener.arrives_with_copy(number);
        }
        listener.listens();
    }
    let played = listener.codec.decoded();
    assert!(played.is_sorted_by(|one, next| one < next));
    let last_ones = &played[played.len() - 100..];
    assert!(last_ones.windows(2).all(|pair| pair[0] + 1 == pair[1]), "{last_ones:?}");
    let statistics = listener.incoming.statistics();
    assert!(statistics.recovered_packets > 40, "{statistics:?}");
    assert!(statistics.concealed_samples <= 2 * 960, "{statistics:?}");
    assert_eq!(statistics.lost_packets, 49);
}

#[test]
fn a_late_packet_gives_what_its_time_has_left() {
    let mut listener = Listener::new();
    listener.hears(0..300);
    let before = listener.incoming.statistics();
    // The buffer may have more than a frame to spare.
    let mut concealed = || {
        listener.pulls();
        listener.incoming.statistics().concealed_samples > before.concealed_samples
    };
    let pulled = (1..=3).find(|_| concealed()).expect("the packet is missed");
    listener.arrives_plain(300);
    if pulled == 1 {
        listener.pulls();
    } else {
        listener.arrives_plain(301);
        for _ in pulled..4 {
            listener.pulls();
        }
    }
    listener.hears(if pulled == 1 { 301..310 } else { 302..310 });
    let after = listener.incoming.statistics();
    assert_eq!(after.late_packets, 0);
    assert_eq!(after.concealed_samples - before.concealed_samples, 480);
    assert!(listener.codec.decoded().windows(2).all(|pair| pair[0] + 1 == pair[1]));
}

#[test]
fn another_stream_in_the_same_slot_starts_at_once() {
    let mut listener = Listener::new();
    listener.hears(0..100);
    for number in 0..50 {
        listener.arrives(
            40_000 + u64::from(number),
            3_000_000_000 + number * 960,
            payload(1000 + number),
        );
        listener.listens();
    }
    let played = listener.codec.decoded();
    assert!(played.contains(&1001) && played.contains(&1047), "{played:?}");
    assert!(played.is_sorted_by(|one, next| one < next));
    assert_eq!(listener.incoming.statistics().lost_packets, 0);
}

#[test]
fn a_reset_makes_room_for_any_stream() {
    let mut listener = Listener::new();
    listener.hears(0..100);
    listener.incoming.reset();
    listener.hears(20..70);
    assert!(listener.codec.decoded().ends_with(&[67, 68, 69]));
    assert_eq!(listener.incoming.statistics().duplicate_packets, 0);
}

#[test]
fn a_sender_that_pauses_without_counting_is_heard_again_at_once() {
    let mut listener = Listener::new();
    listener.hears(0..100);
    for _ in 0..25 {
        listener.listens();
    }
    let before = listener.incoming.statistics();
    listener.hears(100..200);
    let after = listener.incoming.statistics();
    assert_eq!(after.late_packets, 0);
    assert!(after.concealed_samples - before.concealed_samples <= 960, "{after:?}");
    assert!(listener.codec.decoded().ends_with(&[197, 198, 199]));
}

#[test]
fn announced_silence_is_not_concealment() {
    let mut listener = Listener::new();
    listener.hears(0..100);
    listener.arrives(100, 96_000, PAUSE.to_vec());
    for _ in 0..20 {
        listener.listens();
    }
    assert_eq!(listener.listens(), [Playout::Idle; 2]);
    for number in 101..150 {
        listener.arrives(number.into(), (number + 21) * 960, payload(number));
        listener.listens();
    }
    let statistics = listener.incoming.statistics();
    assert_eq!((statistics.concealed_samples, statistics.lost_packets), (0, 0));
    assert!(listener.codec.decoded().ends_with(&[146, 147, 148]));
}

#[test]
fn a_listener_that_was_frozen_hears_no_old_audio() {
    let mut listener = Listener::new();
    listener.hears(0..100);
    listener.now += Duration::from_secs(1);
    (100..150).for_each(|number| listener.arrives_plain(number));
    listener.hears(150..200);
    let played = listener.codec.decoded();
    assert!(played.is_sorted_by(|one, next| one < next));
    let first = played.iter().find(|number| **number > 100).copied();
    assert!(first.is_some_and(|first| first >= 148), "{played:?}");
    assert!(listener.incoming.statistics().current_delay <= Duration::from_millis(25));
}

#[test]
fn long_gaps_cost_no_decoding() {
    let mut listener = Listener::new();
    listener.hears(0..100);
    for _ in 0..400 {
        listener.listens();
    }
    let concealed = |step: &&Step| **step == Step::Concealed;
    assert!(listener.codec.steps().iter().filter(concealed).count() <= 13);
    assert_eq!(listener.listens(), [Playout::Concealed; 2]);
    let statistics = listener.incoming.statistics();
    assert_eq!(statistics.concealment_events, 1);
    assert!(statistics.silent_samples > 48_000 * 7);
    for _ in 0..200 {
        listener.listens();
    }
    assert_eq!(listener.listens(), [Playout::Idle; 2]);
    let seconds = listener.incoming.statistics().concealed_samples as f32 / 48_000.0;
    assert!((9.9..10.1).contains(&seconds), "{seconds}");
}
