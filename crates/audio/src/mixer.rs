//! Sums the streams that are played into one frame that never overloads.

use crate::{FRAME_SAMPLES, Frame, SILENCE};

/// Mixes frames: [`add`](Self::add) each stream's, then [`take`](Self::take) the sum.
///
/// A soft limiter holds the sum below -1 dB: it turns the gain down within the frame in
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
const CEILING: f32 = 0.891;

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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Ten milliseconds of a tone.
    fn tone(amplitude: f32) -> Frame {
        let step = std::f32::consts::TAU * 400.0 / 48_000.0;
        std::array::from_fn(|index| amplitude * (index as f32 * step).sin())
    }

    fn peak(frame: &Frame) -> f32 {
        frame.iter().fold(0.0, |peak, sample| peak.max(sample.abs()))
    }

    #[test]
    fn streams_are_summed_and_the_sum_starts_anew() {
        let mut mixer = Mixer::new();
        mixer.add(&[0.25; FRAME_SAMPLES]);
        mixer.add(&[0.125; FRAME_SAMPLES]);
        assert_eq!(mixer.take(), [0.375; FRAME_SAMPLES]);
        assert_eq!(mixer.take(), SILENCE);
    }

    #[test]
    fn a_loud_sum_is_turned_down_rather_than_clipped() {
        let mut mixer = Mixer::new();
        let mut frame = SILENCE;
        for _ in 0..20 {
            (0..12).for_each(|_| mixer.add(&tone(0.8)));
            frame = mixer.take();
        }
        let expected = tone(CEILING);
        let error = frame.iter().zip(&expected).map(|(one, other)| (one - other).abs());
        assert!(error.fold(0.0, f32::max) < 0.02);
    }

    #[test]
    fn after_a_loud_moment_the_gain_comes_back_smoothly() {
        let mut mixer = Mixer::new();
        mixer.add(&tone(3.0));
        mixer.take();
        let mut peaks = Vec::new();
        for _ in 0..300 {
            mixer.add(&tone(0.5));
            peaks.push(peak(&mixer.take()));
        }
        assert!(peaks[0] < 0.25 && peaks.is_sorted());
        assert_eq!(mixer.gain, 1.0);
    }

    proptest! {
        #[test]
        fn nothing_overloads(frames in prop::collection::vec(
            prop_oneof![-3.0..3.0_f32, any::<f32>()],
            1..60,
        )) {
            let mut mixer = Mixer::new();
            for (index, sample) in frames.into_iter().enumerate() {
                let mut frame = tone(0.7);
                frame[index * 7] = sample;
                mixer.add(&frame);
                if index % 3 == 0 {
                    let mixed = mixer.take();
                    prop_assert!(mixed.iter().all(|sample| sample.abs() <= 1.0), "{:?}", mixed);
                }
            }
        }
    }
}
