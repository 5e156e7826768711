//! Loudness set by the user: a capture volume or a play volume.

use crate::{Frame, splice};

/// A volume in percent, 0 to 200; 100 leaves the audio as it is, above amplifies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Volume(u8);

impl Volume {
    /// Silence.
    pub const MUTE: Self = Self(0);
    /// Audio as it is.
    pub const NORMAL: Self = Self(100);
    /// Twice the amplitude.
    pub const MAX: Self = Self(200);

    /// The volume of so many percent; more than 200 is 200.
    pub fn from_percent(percent: u8) -> Self {
        Self(percent.min(Self::MAX.0))
    }

    /// The volume in percent.
    pub fn percent(self) -> u8 {
        self.0
    }

    /// Applies this volume to a frame whose predecessor had the volume `previous`.
    ///
    /// The gain glides over the frame, so that a change makes no click. Amplified samples
    /// may leave -1..=1: the [`Mixer`](crate::Mixer) and the encoder take care of that.
    pub fn apply(self, previous: Self, frame: &mut Frame) {
        splice::glide(frame, previous.gain(), self.gain());
    }

    fn gain(self) -> f32 {
        f32::from(self.0) / 100.0
    }
}

impl Default for Volume {
    fn default() -> Self {
        Self::NORMAL
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::FRAME_SAMPLES;

    #[test]
    fn percent_is_clamped_and_scales_the_amplitude() {
        assert_eq!(Volume::from_percent(201), Volume::MAX);
        for (percent, expected) in [(0, 0.0), (50, 0.2), (100, 0.4), (200, 0.8)] {
            let volume = Volume::from_percent(percent);
            let mut frame = [0.4; FRAME_SAMPLES];
            volume.apply(volume, &mut frame);
            assert!(frame.iter().all(|sample| (sample - expected).abs() < 1e-6), "{percent} %");
        }
    }

    #[test]
    fn a_change_glides_without_a_click() {
        let mut frame = [0.5; FRAME_SAMPLES];
        Volume::MUTE.apply(Volume::NORMAL, &mut frame);
        assert!(frame[0] > 0.49);
        assert!(frame.windows(2).all(|pair| (pair[0] - pair[1]).abs() < 0.01));
        assert!(frame[FRAME_SAMPLES - 1].abs() < 1e-6);
    }
}
