//! Follows a stream's sequence numbers and timestamps: duplicates, losses, restarts.

use super::ticks::{Ticks, milliseconds};

/// What a packet's sequence number and timestamp say about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It belongs to the stream; this is its timestamp, extended so that it never wraps.
    Fresh(Ticks),
    /// It is the first of a stream that has nothing to do with what came before.
    Restart(Ticks),
    /// It came before.
    Duplicate,
    /// It does not belong to the stream, and one packet is not enough to believe in another.
    Implausible,
}

/// Judges packets and counts the lost ones.
#[derive(Clone, Debug)]
pub(super) struct Sequences {
    stream: Option<Stream>,
    /// A packet that could be the first of another stream.
    suspect: Option<(u64, u32)>,
    /// Which sequence numbers came, each at its place modulo [`REMEMBERED`].
    seen: Box<[Option<u64>; REMEMBERED]>,
    /// Losses of the streams before this one.
    lost_before: u64,
}

#[derive(Clone, Copy, Debug)]
struct Stream {
    first: u64,
    highest: u64,
    /// The extended timestamp of the packet with the highest sequence number.
    timestamp: Ticks,
    /// Packets that came, each counted once.
    received: u64,
}

impl Sequences {
    pub(super) fn new() -> Self {
        Self { stream: None, suspect: None, seen: Box::new([None; REMEMBERED]), lost_before: 0 }
    }

    /// Judges the next packet that arrived.
    pub(super) fn judge(&mut self, sequence: u64, timestamp: u32) -> Verdict {
        let Some(stream) = &mut self.stream else {
            return self.restart(sequence, timestamp);
        };
        let extended = extend(stream.timestamp, timestamp);
        if !is_near((stream.highest, stream.timestamp), (sequence, extended)) {
            let another = self.suspect.replace((sequence, timestamp)).is_some_and(|suspect| {
                let before = Ticks::from(suspect.1);
                is_near((suspect.0, before), (sequence, extend(before, timestamp)))
            });
            return if another { self.restart(sequence, timestamp) } else { Verdict::Implausible };
        }
        self.suspect = None;
        let seen = &mut self.seen[sequence as usize % REMEMBERED];
        if seen.replace(sequence) == Some(sequence) {
            return Verdict::Duplicate;
        }
        stream.received += 1;
        stream.first = stream.first.min(sequence);
        if sequence > stream.highest {
            stream.highest = sequence;
            stream.timestamp = extended;
        }
        Verdict::Fresh(extended)
    }

    /// Believes whatever comes next, because the stream ends here.
    pub(super) fn end(&mut self) {
        self.lost_before = self.lost();
        self.stream = None;
        self.suspect = None;
        self.seen.fill(None);
    }

    /// How many packets did not come.
    pub(super) fn lost(&self) -> u64 {
        let now = self.stream.map_or(0, |stream| {
            let expected = stream.highest.saturating_sub(stream.first).saturating_add(1);
            expected.saturating_sub(stream.received)
        });
        self.lost_before.saturating_add(now)
    }

    fn restart(&mut self, sequence: u64, timestamp: u32) -> Verdict {
        self.end();
        let timestamp = Ticks::from(timestamp);
        let stream = Stream { first: sequence, highest: sequence, timestamp, received: 1 };
        self.stream = Some(stream);
        self.seen[sequence as usize % REMEMBERED] = Some(sequence);
        Verdict::Restart(timestamp)
    }
}

/// Over how many sequence numbers a duplicate is recognised.
const REMEMBERED: usize = 1024;

/// How far apart the sequence numbers of one stream's packets may be.
const FURTHEST_SEQUENCE: u64 = REMEMBERED as u64 - 1;

/// How far apart the timestamps of one stream's packets may be.
const FURTHEST_TIMESTAMP: Ticks = milliseconds(10_000);

/// The extended timestamp nearest to `near`.
pub(super) fn extend(near: Ticks, timestamp: u32) -> Ticks {
    near + Ticks::from(timestamp.wrapping_sub(near as u32) as i32)
}

fn is_near(one: (u64, Ticks), other: (u64, Ticks)) -> bool {
    one.0.abs_diff(other.0) <= FURTHEST_SEQUENCE && (one.1 - other.1).abs() <= FURTHEST_TIMESTAMP
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timestamps_go_on_beyond_32_bits() {
        let mut sequences = Sequences::new();
        let first = u32::MAX - 959;
        assert_eq!(sequences.judge(7, first), Verdict::Restart(first.into()));
        assert_eq!(sequences.judge(8, 0), Verdict::Fresh(1 << 32));
        assert_eq!(sequences.judge(10, 1920), Verdict::Fresh((1 << 32) + 1920));
        assert_eq!(sequences.judge(9, 960), Verdict::Fresh((1 << 32) + 960), "reordered");
        assert_eq!(sequences.judge(6, first - 960), Verdict::Fresh((first - 960).into()));
    }

    #[test]
    fn losses_and_duplicates_are_told_apart() {
        let mut sequences = Sequences::new();
        for sequence in [0, 1, 2, 5, 4, 5, 5] {
            sequences.judge(sequence, sequence as u32 * 960);
        }
        assert_eq!(sequences.lost(), 1);
        assert_eq!(sequences.judge(4, 4 * 960), Verdict::Duplicate);
        sequences.judge(3, 3 * 960);
        assert_eq!(sequences.lost(), 0);
    }

    #[test]
    fn two_packets_make_another_stream_and_one_does_not() {
        let mut sequences = Sequences::new();
        sequences.judge(100, 1_000_000);
        sequences.judge(102, 1_001_920);
        assert_eq!(sequences.judge(50_000, 5), Verdict::Implausible);
        assert_eq!(sequences.judge(103, 1_002_880), Verdict::Fresh(1_002_880));
        assert_eq!(sequences.judge(50_001, 965), Verdict::Implausible);
        assert_eq!(sequences.judge(9, 77_000_000), Verdict::Implausible);
        assert_eq!(sequences.judge(10, 77_000_960), Verdict::Restart(77_000_960));
        assert_eq!(sequences.judge(11, 77_001_920), Verdict::Fresh(77_001_920));
        assert_eq!(sequences.lost(), 1, "the first stream's loss stays counted");
    }
}
