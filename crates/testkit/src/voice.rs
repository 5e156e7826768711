//! Sounds that a test can recognise, alone or in a mix.

use cooee_audio::{FRAME_SAMPLES, Frame, SAMPLE_RATE, SILENCE};
use std::f32::consts::TAU;
use std::sync::LazyLock;

/// A pure tone with a number. Tones of different voices do not disturb each other in a mix,
/// so [`levels`] tells who is heard, and how loud.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Voice(usize);

impl Voice {
    /// How many voices there are.
    pub const COUNT: usize = 16;

    /// The voice with this number, below [`Voice::COUNT`].
    pub fn new(number: usize) -> Self {
        assert!(number < Self::COUNT, "there are {} voices, from 0 on", Self::COUNT);
        Self(number)
    }

    /// Its number.
    pub fn number(self) -> usize {
        self.0
    }

    /// 10 ms of it, which can be repeated without a seam.
    pub fn frame(self) -> Frame {
        TONES.sines[self.0].map(|sample| AMPLITUDE * sample)
    }
}

/// How loud each voice is, in percent of [`Voice::frame`], at most 255.
pub type Levels = [u8; Voice::COUNT];

/// Finds the voices in whole frames.
pub fn levels(samples: &[f32]) -> Levels {
    if samples.iter().all(|sample| *sample == 0.0) {
        return [0; Voice::COUNT];
    }
    let measure = |tone: &Frame| -> f32 {
        let frames = samples.chunks_exact(FRAME_SAMPLES);
        frames.flat_map(|frame| frame.iter().zip(tone)).map(|(a, b)| a * b).sum()
    };
    std::array::from_fn(|voice| {
        let (sine, cosine) = (measure(&TONES.sines[voice]), measure(&TONES.cosines[voice]));
        let amplitude = 2.0 * sine.hypot(cosine) / samples.len() as f32;
        (100.0 * amplitude / AMPLITUDE).round() as u8
    })
}

/// The sum of voices as loud as `levels` says: 10 ms that can be repeated without a seam.
pub fn chord(levels: &Levels) -> Frame {
    let mut frame = SILENCE;
    for (sines, level) in TONES.sines.iter().zip(levels).filter(|(_, level)| **level > 0) {
        let amplitude = AMPLITUDE * f32::from(*level) / 100.0;
        for (sample, sine) in frame.iter_mut().zip(sines) {
            *sample += amplitude * sine;
        }
    }
    frame
}

/// Something like speech: syllables of voiced sound with formants, hisses and pauses, all drawn
/// from the seed.
pub fn speech(seed: u32, seconds: usize) -> Vec<f32> {
    let mut state = seed;
    let mut random = move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / (1 << 24) as f32
    };
    let length = seconds * SAMPLE_RATE as usize;
    let mut samples = Vec::with_capacity(length);
    while samples.len() < length {
        let syllable = (SAMPLE_RATE as f32 * (0.06 + 0.16 * random())) as usize;
        let kind = random();
        let pitch = 90.0 + 140.0 * random();
        let formants = [300.0 + 600.0 * random(), 900.0 + 1600.0 * random(), 2600.0];
        let loudness = 0.05 + 0.15 * random();
        let gains: [f32; 24] = std::array::from_fn(|partial| {
            let hertz = (partial + 1) as f32 * pitch;
            formants.iter().map(|formant| (-(hertz - formant).abs() / 150.0).exp()).sum()
        });
        for index in 0..syllable {
            let envelope = (TAU / 2.0 * index as f32 / syllable as f32).sin();
            let angle = TAU * pitch * index as f32 / SAMPLE_RATE as f32;
            let sound = match kind {
                0.0..0.6 => (1..).zip(gains).map(|(n, gain)| gain * (n as f32 * angle).sin()).sum(),
                0.6..0.8 => random() - 0.5,
                _ => 0.0,
            };
            samples.push(loudness * envelope * sound);
        }
    }
    samples.truncate(length);
    samples
}

/// So quiet that all voices together do not reach the limiter.
const AMPLITUDE: f32 = 0.05;

/// The lowest tone has so many periods in a frame; each further one has one more.
const FIRST_PERIODS: usize = 3;

struct Tones {
    sines: [Frame; Voice::COUNT],
    cosines: [Frame; Voice::COUNT],
}

static TONES: LazyLock<Tones> = LazyLock::new(|| {
    let tones = |function: fn(f32) -> f32| {
        std::array::from_fn(|voice| {
            let periods = (voice + FIRST_PERIODS) as f32;
            std::array::from_fn(|index| {
                function(TAU * periods * index as f32 / FRAME_SAMPLES as f32)
            })
        })
    };
    Tones { sines: tones(f32::sin), cosines: tones(f32::cos) }
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn voices_are_told_apart_in_a_mix_at_any_offset() {
        let mut expected = [0; Voice::COUNT];
        (expected[0], expected[7], expected[15]) = (100, 50, 200);
        let frame = chord(&expected);
        let shifted: Vec<f32> = frame.iter().cycle().skip(123).take(960).copied().collect();
        assert_eq!(levels(&shifted), expected);
        assert_eq!(levels(&SILENCE), [0; Voice::COUNT]);
        assert_eq!(levels(&Voice::new(3).frame())[3], 100);
    }

    #[test]
    fn speech_follows_from_its_seed() {
        assert_eq!(speech(1, 1), speech(1, 1));
        assert_ne!(speech(1, 1), speech(2, 1));
        assert!(speech(1, 6).iter().all(|sample| sample.abs() < 1.0));
    }
}
