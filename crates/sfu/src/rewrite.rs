//! Sequence numbers and timestamps of a receiving slot.
//!
//! A slot keeps one SSRC for its whole life while the stream that it carries changes. To the
//! client it must look like one unbroken RTP stream: sequence numbers never repeat (SRTP would
//! re-use a nonce), a change of source is no loss, and timestamps advance with the clock in
//! whole frames, because browsers conceal audio otherwise. What was really lost or reordered on
//! the way from the publisher stays visible.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// The unit of jumps in media time.
#[derive(Clone, Copy, Debug)]
struct Frame {
    duration: Duration,
    /// The same in RTP time units.
    units: u32,
}

/// Opus at 48 kHz.
const SOUND: Frame = Frame { duration: Duration::from_millis(20), units: 960 };
/// Pictures at 90 kHz, 30 in a second.
const PICTURE: Frame = Frame { duration: Duration::from_nanos(33_333_333), units: 3000 };
/// How many packets behind the newest one a packet may come and still be forwarded.
const LATE_PACKETS: u64 = 128;
/// The longest gap, in packets, that is shown to the client as loss (30 s). A longer one is a
/// break: the sequence closes up, as with another source.
const LONGEST_GAP: u64 = 1500;
/// The first sequence number of a slot. Low, because receivers assume a roll-over counter of 0.
const FIRST_SEQUENCE: u64 = 1;

/// Names one run of related sequence numbers: another publisher, slot or SSRC is another source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SourceId(pub u64);

/// A packet's place in its source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// The extended sequence number.
    pub sequence: u64,
    /// Media time.
    pub timestamp: u32,
}

/// Gives the packets of changing sources their places in one continuous RTP stream.
#[derive(Debug)]
pub(crate) struct Rewriter {
    frame: Frame,
    newest: Option<Newest>,
    run: Option<Run>,
}

/// The newest packet sent.
#[derive(Clone, Copy, Debug)]
struct Newest {
    place: Place,
    at: Instant,
    /// Bit n is set if `place.sequence - n` was sent.
    sent: u128,
}

/// How the current source maps to the slot.
#[derive(Debug)]
struct Run {
    source: SourceId,
    /// The first sequence number of the source that belongs to this run.
    first_in: u64,
    /// The newest sequence number of the source.
    newest_in: u64,
    /// The place of `first_in` in the slot.
    first_out: u64,
    /// Added to the source's timestamps.
    timestamp_offset: u32,
    /// How many empty packets were taken out of this run.
    removed: u64,
    /// The newest of them, in order.
    removed_lately: VecDeque<u64>,
}

impl Default for Rewriter {
    fn default() -> Self {
        Self { frame: SOUND, newest: None, run: None }
    }
}

impl Rewriter {
    /// For pictures.
    pub fn for_video() -> Self {
        Self { frame: PICTURE, ..Self::default() }
    }

    /// The next packet begins another run: what is missing before it was left out on purpose.
    pub fn begin_anew(&mut self) {
        self.run = None;
    }

    /// The place of a packet in the slot, or `None` if it must not be sent: it is empty, too
    /// late, or was sent before.
    pub fn rewrite(
        &mut self,
        now: Instant,
        source: SourceId,
        packet: Place,
        is_empty: bool,
    ) -> Option<Place> {
        let follows = self.run.as_ref().is_some_and(|run| {
            run.source == source && packet.sequence.saturating_sub(run.newest_in) <= LONGEST_GAP
        });
        if !follows {
            if is_empty {
                // The run begins with the first packet that can be heard.
                return None;
            }
            return Some(self.begin(now, source, packet));
        }
        let run = self.run.as_mut()?;
        let is_newest = packet.sequence > run.newest_in;
        if is_newest {
            run.newest_in = packet.sequence;
        }
        if is_empty {
            if is_newest {
                run.remove(packet.sequence);
            }
            // A late empty packet cannot be closed up any more: it stays a gap.
            return None;
        }
        let place = Place {
            sequence: run.place_of(packet.sequence)?,
            timestamp: packet.timestamp.wrapping_add(run.timestamp_offset),
        };
        self.newest.as_mut()?.note(now, place).then_some(place)
    }

    /// Starts a run at its first packet, one after the newest packet of the slot.
    fn begin(&mut self, now: Instant, source: SourceId, packet: Place) -> Place {
        let place = match self.newest {
            None => Place { sequence: FIRST_SEQUENCE, timestamp: packet.timestamp },
            Some(newest) => Place {
                sequence: newest.place.sequence + 1,
                timestamp: newest
                    .place
                    .timestamp
                    .wrapping_add(self.frame.whole(now.saturating_duration_since(newest.at))),
            },
        };
        self.run = Some(Run {
            source,
            first_in: packet.sequence,
            newest_in: packet.sequence,
            first_out: place.sequence,
            timestamp_offset: place.timestamp.wrapping_sub(packet.timestamp),
            removed: 0,
            removed_lately: VecDeque::new(),
        });
        // Nothing of the run before may follow, hence nothing of it is remembered as unsent.
        self.newest = Some(Newest { place, at: now, sent: u128::MAX });
        place
    }
}

impl Run {
    fn remove(&mut self, sequence: u64) {
        self.removed += 1;
        self.removed_lately.push_back(sequence);
        while self.removed_lately.front().is_some_and(|oldest| oldest + LATE_PACKETS < sequence) {
            self.removed_lately.pop_front();
        }
    }

    /// Where a sequence number of the source stands in the slot; `None` if it is from before
    /// the run, too late to know, or of a removed packet.
    fn place_of(&self, sequence: u64) -> Option<u64> {
        if sequence + LATE_PACKETS <= self.newest_in || self.removed_lately.contains(&sequence) {
            return None;
        }
        let since_first = sequence.checked_sub(self.first_in)?;
        let removed_after =
            self.removed_lately.iter().rev().take_while(|removed| **removed > sequence).count();
        let removed_before = self.removed - removed_after as u64;
        Some(self.first_out + since_first - removed_before)
    }
}

impl Newest {
    /// Remembers a place as sent; `false` if it was sent before or is too late to know.
    fn note(&mut self, now: Instant, place: Place) -> bool {
        if place.sequence > self.place.sequence {
            let ahead = place.sequence - self.place.sequence;
            self.sent = if ahead < LATE_PACKETS { self.sent << ahead } else { 0 } | 1;
            self.place = place;
            self.at = now;
            return true;
        }
        let behind = self.place.sequence - place.sequence;
        if behind >= LATE_PACKETS || self.sent & (1 << behind) != 0 {
            return false;
        }
        self.sent |= 1 << behind;
        true
    }
}

impl Frame {
    /// Elapsed time in whole frames, rounded, at least one frame, as RTP time units.
    fn whole(self, elapsed: Duration) -> u32 {
        let frames = (elapsed + self.duration / 2).as_nanos() / self.duration.as_nanos();
        // Wraps as RTP timestamps do.
        (frames.max(1) as u32).wrapping_mul(self.units)
    }
}

#[cfg(test)]
mod tests;
