//! A stream: where it comes from, who plays it, what became of its packets.

use crate::feedback::Folder;
use crate::rewrite::SourceId;
use crate::{Codec, StreamStatistics};
use cooee_proto::SessionId;
use std::time::{Duration, Instant};
use str0m::media::Mid;
use str0m::rtp::Ssrc;

/// The shortest time between two requests for a key frame: each costs as much as many frames.
const KEY_FRAME_INTERVAL: Duration = Duration::from_millis(500);

/// A slot of a transport.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SlotRef {
    pub transport: SessionId,
    pub mid: Mid,
}

/// A stream that is published, played or both.
#[derive(Debug, Default)]
pub(crate) struct Stream {
    pub publisher: Option<Publisher>,
    pub players: Vec<SlotRef>,
    /// Whether a packet ever came.
    pub heard: bool,
    /// What its newest packet is coded with.
    pub codec: Option<Codec>,
    /// Pictures that came completely, as far as their last packets tell, since the last figures.
    pub pictures: u32,
    /// The loudest level since the last figures, in dBov.
    pub loudest: Option<i8>,
    pub statistics: StreamStatistics,
    /// What its publisher is told of its players.
    pub folder: Folder,
    /// When its publisher was asked for a key frame.
    key_frame_asked: Option<Instant>,
}

/// Where a stream comes from.
#[derive(Debug)]
pub(crate) struct Publisher {
    pub slot: SlotRef,
    pub source: Option<Source>,
}

/// One run of a publisher's sequence numbers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Source {
    pub id: SourceId,
    pub ssrc: Ssrc,
    /// The lowest and the highest extended sequence number seen.
    lowest: u64,
    highest: u64,
}

impl Source {
    /// A run that begins with this packet.
    pub fn new(id: SourceId, ssrc: Ssrc, sequence: u64) -> Self {
        Self { id, ssrc, lowest: sequence, highest: sequence }
    }

    /// Takes a further packet that was not seen before; returns by how much it changes the
    /// number of packets that are lost.
    pub fn note(&mut self, sequence: u64) -> i64 {
        let expected = self.highest - self.lowest + 1;
        self.lowest = self.lowest.min(sequence);
        self.highest = self.highest.max(sequence);
        let more_expected = self.highest - self.lowest + 1 - expected;
        more_expected as i64 - 1
    }
}

impl Stream {
    /// Whether its publisher may be asked for a key frame; if so, that counts as done.
    pub fn may_ask_key_frame(&mut self, now: Instant) -> bool {
        let recent = |at: Instant| now.saturating_duration_since(at) < KEY_FRAME_INTERVAL;
        let may = !self.key_frame_asked.is_some_and(recent);
        if may {
            self.key_frame_asked = Some(now);
        }
        may
    }

    /// Whether nothing needs the stream any more.
    pub fn is_unused(&self) -> bool {
        self.publisher.is_none() && self.players.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_is_loss_until_it_is_filled() {
        let mut source = Source::new(SourceId(0), 7.into(), 100);
        assert_eq!(source.note(101), 0);
        assert_eq!(source.note(105), 3);
        assert_eq!(source.note(103), -1);
        // One from before the first: nothing was known to be missing.
        assert_eq!(source.note(99), 0);
        assert_eq!(source.note(97), 1);
    }
}
