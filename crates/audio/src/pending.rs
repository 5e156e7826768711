//! Decoded audio that is not played yet.

use crate::codec::MAX_PACKET_SAMPLES;
use crate::{FRAME_SAMPLES, Frame};

/// A queue of samples with a fixed size: one packet of the longest kind, and what a frame
/// before it left over.
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

    pub(crate) fn clear(&mut self) {
        self.start = 0;
        self.end = 0;
    }

    /// Appends samples, at most [`MAX_PACKET_SAMPLES`] while less than a frame waits.
    pub(crate) fn push(&mut self, samples: &[f32]) {
        if self.end + samples.len() > CAPACITY {
            self.samples.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.start = 0;
        }
        self.samples[self.end..][..samples.len()].copy_from_slice(samples);
        self.end += samples.len();
    }

    /// Takes a frame out; what is not there is silence.
    pub(crate) fn take(&mut self, frame: &mut Frame) {
        let count = self.len().min(FRAME_SAMPLES);
        let (there, missing) = frame.split_at_mut(count);
        there.copy_from_slice(&self.samples[self.start..][..count]);
        missing.fill(0.0);
        self.start += count;
    }

    /// Puts the frame back that was just taken.
    pub(crate) fn untake(&mut self) {
        self.start = self.start.saturating_sub(FRAME_SAMPLES);
    }
}

const CAPACITY: usize = MAX_PACKET_SAMPLES + FRAME_SAMPLES;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SILENCE;

    #[test]
    fn samples_come_out_in_order() {
        let mut pending = Pending::new();
        let mut frame = SILENCE;
        let mut written = 0;
        let mut read = 0;
        for length in [960, 5760, 120, 2880, 479, 5760] {
            let samples: Vec<f32> = (written..written + length).map(|n| n as f32).collect();
            pending.push(&samples);
            written += length;
            while pending.len() >= FRAME_SAMPLES {
                pending.take(&mut frame);
                pending.untake();
                pending.take(&mut frame);
                assert_eq!(frame[0], read as f32);
                assert_eq!(frame[479], (read + 479) as f32);
                read += FRAME_SAMPLES;
            }
        }
        pending.take(&mut frame);
        assert_eq!(frame[479], 0.0, "silence after the end");
    }
}
