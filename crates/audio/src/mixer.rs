//! Sums the streams that are played into one frame that never overloads.

use crate::{FRAME_SAMPLES, Frame, SILENCE};

/// Mixes frames: [`add`](Self::add) each stream's, then [`take`](Self::take) the sum.
///
/// A soft limiter holds the sum below [`CEILING`]: it turns the gain down within the frame in
/// which the sum would overload and lets it rise again over about a second. It needs no look
/// ahead, so it adds no delay.
#[derive(Clone, Debug)]
pub struct Mixer {
    sum: Frame,
    gain: f32,
}

impl Mixer {
    /// A mixer with nothing in it.
    pub fn new() -> Self {
        Self { sum: SILENCE, gain: 1.0 }
    }

    /// Adds a stream's frame. What is no number counts as silence.
    pub fn add(&mut self, frame: &Frame) {
        for (sum, sample) in self.sum.iter_mut().zip(frame) {
            *sum += if sample.is_finite() { *sample } else { 0.0 };
        }
    }

    /// The limited sum of what was added since the last call, each sample within -1..=1.
    pub fn take(&mut self) -> Frame {
        let mut frame = std::mem::replace(&mut self.sum, SILENCE);
        let peak = frame.iter().fold(0.0_f32, |peak, sample| peak.max(sample.abs()));
        let bearable = if peak > CEILING { CEILING / peak } else { 1.0 };
        let target = bearable.min(self.gain + (1.0 - self.gain) * RELEASE);
        let target = if target > 0.9999 { 1.0 } else { target };
        if target < 1.0 || self.gain < 1.0 {
            // A falling gain has to be down before the peak comes; a rising one can take its time.
            let glide = if target < self.gain { ATTACK_SAMPLES } else { FRAME_SAMPLES };
            let step = (target - self.gain) / glide as f32;
            for (index, sample) in frame.iter_mut().enumerate() {
                let progress = (index + 1).min(glide) as f32;
                *sample = soft_clip(*sample * (self.gain + step * progress));
            }
        }
        self.gain = target;
        frame
    }
}

impl Default for Mixer {
    fn default() -> Self {
        Self::new()
    }
}

/// What the limiter lets through at most: -1 dB.
pub const CEILING: f32 = 0.891;

/// How much of the missing gain comes back with each frame: 63 % in 250 ms.
const RELEASE: f32 = 0.04;

/// How fast the gain falls: 1 ms.
const ATTACK_SAMPLES: usize = 48;

/// Leaves samples up to the ceiling alone and bends those above it towards 1, which they
/// never pass: for a peak that comes before the gain is down.
fn soft_clip(sample: f32) -> f32 {
    let magnitude = sample.abs();
    if magnitude <= CEILING {
        return sample;
    }
    let room = 1.0 - CEILING;
    let over = (magnitude - CEILING) / room;
    (CEILING + room * over / (1.0 + over)).min(1.0).copysign(sample)
}
