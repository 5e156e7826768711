//! Joins audio that does not follow by itself, without a click.

use crate::{FRAME_SAMPLES, Frame};

/// Fades from one frame to another.
pub(crate) fn crossfade(from: &Frame, to: &Frame) -> Frame {
    std::array::from_fn(|index| {
        let share = (index as f32 + 0.5) / FRAME_SAMPLES as f32;
        from[index] + (to[index] - from[index]) * share
    })
}

/// Scales a frame by a gain that glides from one value to another.
pub(crate) fn glide(frame: &mut Frame, from: f32, to: f32) {
    if from == 1.0 && to == 1.0 {
        return;
    }
    let step = (to - from) / FRAME_SAMPLES as f32;
    for (index, sample) in frame.iter_mut().enumerate() {
        *sample *= from + step * (index + 1) as f32;
    }
}

/// Brings decoded samples within -1..=1: a decoder makes anything of a packet that a hostile
/// peer wrote.
pub(crate) fn bring_in_range(samples: &mut [f32]) {
    for sample in samples {
        *sample = if sample.is_nan() { 0.0 } else { sample.clamp(-1.0, 1.0) };
    }
}

/// Tells frames between words from frames within them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Quietness {
    /// The mean energy of the recent frames.
    usual: f32,
}

impl Quietness {
    /// Whether a frame is so quiet that nobody notices a change in it.
    pub(crate) fn is_quiet(&self, frame: &Frame) -> bool {
        let energy = energy(frame);
        energy < INAUDIBLE || energy < self.usual * QUIET_SHARE
    }

    /// Learns from a frame that was played.
    pub(crate) fn learn(&mut self, frame: &Frame) {
        self.usual += (energy(frame) - self.usual) * LEARNING;
    }
}

fn energy(frame: &Frame) -> f32 {
    frame.iter().map(|sample| sample * sample).sum::<f32>() / FRAME_SAMPLES as f32
}

/// -55 dBov.
const INAUDIBLE: f32 = 3e-6;

/// 17 dB below the usual.
const QUIET_SHARE: f32 = 0.02;

/// The mean reaches back about a second.
const LEARNING: f32 = 0.01;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SILENCE;

    #[test]
    fn a_crossfade_begins_like_one_and_ends_like_the_other() {
        let faded = crossfade(&[0.5; FRAME_SAMPLES], &[-0.5; FRAME_SAMPLES]);
        assert!(faded[0] > 0.49 && faded[FRAME_SAMPLES - 1] < -0.49);
        assert!(faded.windows(2).all(|pair| (pair[0] - pair[1]).abs() < 0.01));
    }

    #[test]
    fn pauses_are_quiet_and_words_are_not() {
        let mut quietness = Quietness::default();
        assert!(quietness.is_quiet(&SILENCE));
        assert!(!quietness.is_quiet(&[0.01; FRAME_SAMPLES]));
        for _ in 0..200 {
            quietness.learn(&[0.2; FRAME_SAMPLES]);
        }
        assert!(quietness.is_quiet(&[0.01; FRAME_SAMPLES]), "low against the usual");
        assert!(!quietness.is_quiet(&[0.1; FRAME_SAMPLES]));
    }
}
