//! Decoded audio that is not played yet, and a little that was.

use crate::codec::MAX_PACKET_SAMPLES;
use crate::stretch::LONGEST_SHIFT;
use crate::{FRAME_SAMPLES, Frame};

/// A queue of samples with a fixed size: one packet of the longest kind, what it takes to
/// shorten a frame, and the past that it takes to lengthen one.
pub(crate) struct Pending {
    samples: Box<[f32; CAPACITY]>,
    start: usize,
    end: usize,
}

impl Pending {
    pub(crate) fn new() -> Self {
        Self { samples: Box::new([0.0; CAPACITY]), start: 0, end: 0 }
    }

    pub(crate) fn len(&self) -> usize {
        self.end - self.start
    }

    /// Forgets everything, the past too.
    pub(crate) fn clear(&mut self) {
        self.start = 0;
        self.end = 0;
    }

    /// Appends samples, at most [`MAX_PACKET_SAMPLES`] while less than [`MOST_AHEAD`] wait.
    pub(crate) fn push(&mut self, samples: &[f32]) {
        if self.end + samples.len() > CAPACITY {
            let kept = self.start.min(LONGEST_SHIFT);
            self.samples.copy_within(self.start - kept..self.end, 0);
            self.end -= self.start - kept;
            self.start = kept;
        }
        self.samples[self.end..][..samples.len()].copy_from_slice(samples);
        self.end += samples.len();
    }

    /// What waits.
    pub(crate) fn waiting(&self) -> &[f32] {
        &self.samples[self.start..self.end]
    }

    /// What was taken last, up to what it takes to lengthen a frame.
    pub(crate) fn past(&self) -> &[f32] {
        &self.samples[self.start - self.start.min(LONGEST_SHIFT)..self.start]
    }

    /// The frame that starts so many samples after the next one; what is not there is silence.
    pub(crate) fn frame_at(&self, ahead: usize) -> Frame {
        self.frame_from((self.start + ahead).min(self.end))
    }

    /// The frame that starts so many samples before the next one.
    pub(crate) fn frame_before(&self, back: usize) -> Frame {
        self.frame_from(self.start.saturating_sub(back))
    }

    /// Leaves out so many samples.
    pub(crate) fn skip(&mut self, samples: usize) {
        self.start = (self.start + samples).min(self.end);
    }

    /// Goes back by so many samples of the past.
    pub(crate) fn back(&mut self, samples: usize) {
        self.start = self.start.saturating_sub(samples);
    }

    fn frame_from(&self, start: usize) -> Frame {
        let count = (self.end - start).min(FRAME_SAMPLES);
        let mut frame = [0.0; FRAME_SAMPLES];
        frame[..count].copy_from_slice(&self.samples[start..][..count]);
        frame
    }
}

/// The most that waits before a packet is appended.
pub(crate) const MOST_AHEAD: usize = FRAME_SAMPLES + LONGEST_SHIFT;

const CAPACITY: usize = LONGEST_SHIFT + MOST_AHEAD + MAX_PACKET_SAMPLES;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_past_outlives_the_end_of_the_store() {
        let mut pending = Pending::new();
        let mut next = 0.0;
        let mut packet = || {
            next += 1.0;
            [next; 960]
        };
        for played in 1..40 {
            pending.push(&packet());
            assert_eq!(pending.frame_at(480), [played as f32; 480]);
            assert_eq!(pending.frame_before(120)[120], played as f32);
            if played > 1 {
                assert_eq!(pending.past().len(), LONGEST_SHIFT);
                assert_eq!(pending.past()[0], played as f32 - 1.0);
            }
            pending.skip(480);
            pending.back(200);
            assert_eq!(pending.len(), 680);
            pending.skip(680);
        }
        pending.clear();
        assert_eq!((pending.len(), pending.past().len()), (0, 0));
    }
}
