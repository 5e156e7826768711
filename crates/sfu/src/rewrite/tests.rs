use super::*;
use proptest::prelude::*;
use std::collections::BTreeSet;

const A: SourceId = SourceId(1);
const B: SourceId = SourceId(2);

/// A rewriter with a clock and a fixed shape of packets.
struct Slot {
    rewriter: Rewriter,
    now: Instant,
}

impl Slot {
    fn new() -> Self {
        Self { rewriter: Rewriter::default(), now: crate::test_start() }
    }

    fn wait(&mut self, time_ms: u64) {
        self.now += Duration::from_millis(time_ms);
    }

    fn send(&mut self, source: SourceId, sequence: u64, timestamp: u32) -> Option<(u64, u32)> {
        self.put(source, sequence, timestamp, false)
    }

    fn put(
        &mut self,
        source: SourceId,
        sequence: u64,
        timestamp: u32,
        is_empty: bool,
    ) -> Option<(u64, u32)> {
        let place = Place { sequence, timestamp };
        let place = self.rewriter.rewrite(self.now, source, place, is_empty)?;
        Some((place.sequence, place.timestamp))
    }
}

#[test]
fn one_source_is_shifted_as_a_whole() {
    let mut slot = Slot::new();
    assert_eq!(slot.send(A, 40_000, 7_000), Some((1, 7_000)));
    slot.wait(20);
    assert_eq!(slot.send(A, 40_001, 7_960), Some((2, 7_960)));
    slot.wait(200);
    assert_eq!(slot.send(A, 40_002, 17_000), Some((3, 17_000)));
}

#[test]
fn another_source_goes_on_with_the_elapsed_frames() {
    let mut slot = Slot::new();
    slot.send(A, 500, 1_000);
    slot.wait(100);
    assert_eq!(slot.send(B, 9, 4_000_000_000), Some((2, 1_000 + 5 * 960)));
    slot.wait(20);
    assert_eq!(slot.send(B, 10, 4_000_000_960), Some((3, 1_000 + 6 * 960)));
    // Back to the first source, at once: at least one frame.
    assert_eq!(slot.send(A, 501, 1_960), Some((4, 1_000 + 7 * 960)));
}

#[test]
fn elapsed_time_is_rounded_to_whole_frames() {
    for (time_ms, frames) in [(0, 1), (9, 1), (29, 1), (30, 2), (49, 2), (51, 3), (20_000, 1000)] {
        let samples = SOUND.whole(Duration::from_millis(time_ms));
        assert_eq!(samples, frames * 960, "{time_ms} ms");
    }
    // More than 2^32 samples wrap around as timestamps do.
    let long = SOUND.whole(Duration::from_secs(100_000));
    assert_eq!(long % 960, 4_800_000_000_u64 as u32 % 960);
    assert_eq!(PICTURE.whole(Duration::from_millis(40)), 3000);
    assert_eq!(PICTURE.whole(Duration::from_millis(1000)), 90_000);
}

#[test]
fn loss_stays_a_gap() {
    let mut slot = Slot::new();
    slot.send(A, 10, 0);
    assert_eq!(slot.send(A, 14, 4 * 960), Some((5, 4 * 960)));
}

#[test]
fn reordered_packets_find_their_places() {
    let mut slot = Slot::new();
    slot.send(A, 10, 0);
    assert_eq!(slot.send(A, 12, 1920), Some((3, 1920)));
    assert_eq!(slot.send(A, 11, 960), Some((2, 960)));
    assert_eq!(slot.send(A, 11, 960), None, "a copy");
    assert_eq!(slot.send(A, 9, 0), None, "from before the run");
}

#[test]
fn a_packet_beyond_the_window_is_dropped() {
    let mut slot = Slot::new();
    slot.send(A, 10, 0);
    slot.send(A, 12 + 127, 0);
    assert_eq!(slot.send(A, 11, 0), None);
    assert_eq!(slot.send(A, 12, 0), Some((3, 0)));
}

#[test]
fn a_very_long_gap_closes_up() {
    let mut slot = Slot::new();
    slot.send(A, 10, 0);
    assert_eq!(slot.send(A, 10 + 1500, 0).map(|place| place.0), Some(1501));
    slot.wait(40_000);
    assert_eq!(slot.send(A, 10 + 1500 + 1501, 77), Some((1502, 2000 * 960)));
}

#[test]
fn empty_packets_vanish_and_the_sequence_closes_up() {
    let mut slot = Slot::new();
    assert_eq!(slot.put(A, 9, 0, true), None);
    assert_eq!(slot.send(A, 10, 0), Some((1, 0)));
    assert_eq!(slot.put(A, 11, 0, true), None);
    assert_eq!(slot.put(A, 12, 0, true), None);
    assert_eq!(slot.send(A, 13, 960), Some((2, 960)));
    assert_eq!(slot.send(A, 15, 2880), Some((4, 2880)));
    // A packet that was overtaken by an empty one keeps its own place.
    assert_eq!(slot.put(A, 16, 0, true), None);
    assert_eq!(slot.send(A, 14, 1920), Some((3, 1920)));
    assert_eq!(slot.send(A, 17, 3840), Some((5, 3840)));
    assert_eq!(slot.send(A, 12, 3840), None, "a removed packet does not come back");
}

#[test]
fn an_empty_packet_does_not_take_the_slot() {
    let mut slot = Slot::new();
    slot.send(A, 10, 0);
    slot.wait(20);
    assert_eq!(slot.put(B, 700, 0, true), None);
    slot.wait(20);
    assert_eq!(slot.send(B, 701, 5), Some((2, 2 * 960)));
}

/// One thing that happens to a slot.
#[derive(Clone, Copy, Debug)]
struct Step {
    wait_ms: u64,
    source: u64,
    /// How far the source's newest sequence number moves; at most 0 is a late packet.
    advance: i64,
    is_empty: bool,
}

fn step() -> impl Strategy<Value = Step> {
    let advance = prop_oneof![
        12 => Just(1_i64),
        3 => 2_i64..6,
        3 => -6_i64..=0,
        1 => -200_i64..-100,
        1 => 1490_i64..1510,
    ];
    (0_u64..60, 0_u64..3, advance, prop::bool::weighted(0.15)).prop_map(
        |(wait_ms, source, advance, is_empty)| Step { wait_ms, source, advance, is_empty },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Whatever the sources do: no sequence number goes out twice, none runs ahead of what the
    /// sources explain, and within one run both numbers move as the source's do.
    #[test]
    fn no_number_is_used_twice_and_order_is_kept(
        steps in prop::collection::vec(step(), 1..400),
        stay in 1_usize..40,
    ) {
        let mut slot = Slot::new();
        let mut newest_in = [10_000_u64, 65_000, 400];
        let mut used = BTreeSet::new();
        let mut last: Option<(u64, u64, u64, u32)> = None;
        for (index, step) in steps.iter().enumerate() {
            slot.wait(step.wait_ms);
            // Sources take turns, so that runs have some length.
            let source = (step.source + (index / stay) as u64) % 3;
            let newest = &mut newest_in[source as usize];
            let sequence = newest.saturating_add_signed(step.advance);
            *newest = (*newest).max(sequence);
            let timestamp = (sequence as u32).wrapping_mul(960);
            let Some((out, out_timestamp)) =
                slot.put(SourceId(source), sequence, timestamp, step.is_empty)
            else {
                continue;
            };
            prop_assert!(!step.is_empty);
            prop_assert!(used.insert(out), "{} went out twice", out);
            if let Some((last_source, last_sequence, last_out, last_timestamp)) = last {
                let moved_out = out as i64 - last_out as i64;
                if last_source == source {
                    let moved_in = sequence as i64 - last_sequence as i64;
                    if moved_in > 0 {
                        prop_assert!(0 < moved_out && moved_out <= moved_in);
                    } else {
                        prop_assert!(moved_in <= moved_out && moved_out < 0);
                    }
                } else {
                    let newest = used.iter().rev().nth(1).copied().unwrap_or(0);
                    prop_assert_eq!(out, newest + 1, "another source begins one after");
                    let moved = out_timestamp.wrapping_sub(last_timestamp) as i32;
                    prop_assert_eq!(moved % 960, 0);
                }
            }
            last = Some((source, sequence, out, out_timestamp));
        }
    }
}
