//! Suppresses steady noise.
//!
//! The suppressor is that of `sonora`, between filter banks of its own: inside of `sonora`'s audio
//! processing module it brings along a steep high-pass filter, which costs a clean voice more than
//! the suppressor does. [`HighPass`](super::high_pass::HighPass) removes what lies below speech.

use super::NoiseMode;
use super::stage::Capture;
use crate::Frame;
use sonora::three_band_filter_bank::{NUM_BANDS, SPLIT_BAND_SIZE, ThreeBandFilterBank};
use sonora_ns::config::{NsConfig, SuppressionLevel};
use sonora_ns::noise_suppressor::NoiseSuppressor;

/// A noise suppressor for 48 kHz mono. It learns the noise of the lowest third of the spectrum,
/// in which speech lies, and lets the two others follow.
pub(super) struct Suppressor {
    bands: ThreeBandFilterBank,
    suppressor: NoiseSuppressor,
}

impl Suppressor {
    pub fn new(mode: NoiseMode) -> Self {
        let target_level = match mode {
            NoiseMode::Soft => SuppressionLevel::K6dB,
            NoiseMode::Medium => SuppressionLevel::K12dB,
            NoiseMode::Aggressive => SuppressionLevel::K18dB,
        };
        Self {
            bands: ThreeBandFilterBank::new(),
            suppressor: NoiseSuppressor::new_with_bands(NsConfig { target_level }, NUM_BANDS),
        }
    }
}

impl Capture for Suppressor {
    fn capture(&mut self, frame: &Frame) -> Frame {
        let mut bands = [[0.0; SPLIT_BAND_SIZE]; NUM_BANDS];
        self.bands.analysis(&frame.map(|sample| sample * FULL_SCALE), &mut bands);
        let [low, upper @ ..] = &mut bands;
        self.suppressor.analyze(low);
        self.suppressor.process(low);
        let gain = self.suppressor.upper_band_gain();
        for (index, band) in upper.iter_mut().enumerate() {
            self.suppressor.process_upper_band(band, index, gain);
        }
        let mut processed = [0.0; _];
        self.bands.synthesis(&bands, &mut processed);
        processed.map(|sample| sample / FULL_SCALE)
    }
}

/// The suppressor's thresholds are those of 16-bit samples.
const FULL_SCALE: f32 = 32768.0;
