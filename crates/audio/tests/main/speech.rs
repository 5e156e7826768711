//! Something like speech: syllables of gliding harmonics and hisses, with pauses between.

use std::f32::consts::TAU;

use cooee_audio::{FRAME_SAMPLES, Frame};

/// An endless talker; the same one says the same each time.
pub struct Speech {
    sample: u32,
    phase: f32,
    noise: u32,
}

impl Speech {
    pub fn new() -> Self {
        Self { sample: 0, phase: 0.0, noise: 1 }
    }

    pub fn frame(&mut self) -> Frame {
        let mut frame = [0.0; FRAME_SAMPLES];
        frame.fill_with(|| self.next());
        frame
    }

    /// A syllable lasts 250 ms; every sixth is a pause, every fourth has no voice.
    fn next(&mut self) -> f32 {
        let (syllable, place) = (self.sample / SYLLABLE, self.sample % SYLLABLE);
        self.sample += 1;
        let progress = place as f32 / SYLLABLE as f32;
        let envelope = (progress * TAU / 2.0).sin().powi(2);
        self.noise = self.noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let noise = (self.noise >> 8) as f32 / (1 << 23) as f32 - 1.0;
        if syllable % 6 == 5 {
            return noise * 0.0005;
        }
        if syllable % 4 == 3 {
            return noise * 0.08 * envelope;
        }
        let pitch = 110.0 + 15.0 * (syllable % 5) as f32 + 20.0 * progress;
        self.phase = (self.phase + pitch / 48_000.0).fract();
        let formant = 500.0 + 350.0 * (syllable % 4) as f32;
        let voice: f32 = (1..30)
            .map(|harmonic| {
                let distance = (harmonic as f32 * pitch - formant) / 600.0;
                (self.phase * harmonic as f32 * TAU).sin() / (1.0 + distance * distance)
            })
            .sum();
        (voice * 0.05 + noise * 0.002) * envelope
    }
}

const SYLLABLE: u32 = 12_000;
