//! How loud audio is: in dBov for the network, from 0 to 100 for the user.
//!
//! dBov (RFC 6464) is the root mean square in decibels below the loudest square wave: 0 is
//! overload, -127 digital silence. The Express sound level is a straight line through it:
//! 0 at -60 dBov and below, 100 at 0 dBov, so 1 step is 0.6 dB. Ordinary speech, near
//! -26 dBov, shows as 57; a quiet room, near -60 dBov, as 0.

/// The level of digital silence in dBov.
pub const SILENCE_DBOV: f32 = -127.0;

/// What the Express sound level shows as 0.
const FLOOR_DBOV: f32 = -60.0;

/// A measured loudness.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Level(f32);

impl Level {
    /// The level of digital silence.
    pub const SILENCE: Self = Self(SILENCE_DBOV);

    /// Measures some samples.
    pub fn of(samples: &[f32]) -> Self {
        let mut meter = Meter::default();
        meter.push(samples);
        meter.take()
    }

    /// In dBov as RFC 6464 sends it: 0 to -127.
    pub fn dbov(self) -> i8 {
        self.0.round() as i8
    }

    /// As the Express sound level callbacks give it: 0.0 to 100.0.
    pub fn sound_level(self) -> f32 {
        ((self.0 - FLOOR_DBOV) / -FLOOR_DBOV * 100.0).clamp(0.0, 100.0)
    }
}

/// Measures the mean loudness of the audio between two readings.
#[derive(Clone, Debug, Default)]
pub struct Meter {
    energy: f64,
    samples: u64,
}

impl Meter {
    /// Takes some more samples into account.
    pub fn push(&mut self, samples: &[f32]) {
        let energy: f32 = samples.iter().map(|sample| sample * sample).sum();
        self.energy += f64::from(energy);
        self.samples += samples.len() as u64;
    }

    /// The level of all samples since the last call; silence if there were none.
    pub fn take(&mut self) -> Level {
        let Self { energy, samples } = std::mem::take(self);
        let mean = energy / samples.max(1) as f64;
        let dbov = 10.0 * mean.log10() as f32;
        Level(if dbov.is_nan() { SILENCE_DBOV } else { dbov.clamp(SILENCE_DBOV, 0.0) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sine(amplitude: f32) -> Vec<f32> {
        let step = std::f32::consts::TAU * 1000.0 / 48_000.0;
        (0..4800).map(|index| amplitude * (index as f32 * step).sin()).collect()
    }

    #[test]
    fn dbov_follows_rfc_6464() {
        assert_eq!(Level::of(&[1.0, -1.0, 1.0, -1.0]).dbov(), 0);
        assert_eq!(Level::of(&sine(1.0)).dbov(), -3);
        assert_eq!(Level::of(&sine(0.1)).dbov(), -23);
        assert_eq!(Level::of(&[0.0; 480]).dbov(), -127);
        assert_eq!(Level::of(&[]), Level::SILENCE);
    }

    #[test]
    fn overload_and_nonsense_stay_in_range() {
        assert_eq!(Level::of(&[8.0, -8.0]).dbov(), 0);
        assert_eq!(Level::of(&[f32::NAN]), Level::SILENCE);
        assert_eq!(Level::of(&[f32::INFINITY]).sound_level(), 100.0);
    }

    #[test]
    fn sound_level_is_a_line_from_minus_60_to_0_dbov() {
        assert_eq!(Level::SILENCE.sound_level(), 0.0);
        assert_eq!(Level(-60.0).sound_level(), 0.0);
        assert_eq!(Level(-30.0).sound_level(), 50.0);
        assert_eq!(Level(0.0).sound_level(), 100.0);
    }

    #[test]
    fn a_meter_averages_between_readings() {
        let mut meter = Meter::default();
        meter.push(&[1.0; 480]);
        meter.push(&[0.0; 480]);
        assert_eq!(meter.take().dbov(), -3);
        assert_eq!(meter.take(), Level::SILENCE);
    }
}
