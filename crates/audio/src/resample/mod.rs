//! Other sample rates and layouts: a streaming [`Resampler`] for mono `f32`, whole clips with
//! [`resample`], and on top of them 16-bit PCM to and from [`Frame`](crate::Frame)s for
//! applications that bring their own audio, and [`FromCard`] and [`ToCard`] for sound cards,
//! which have clocks of their own.

mod card;
mod card_clock;
mod pcm;

pub use card::{FromCard, ToCard};
pub(crate) use pcm::to_i16;
pub use pcm::{Channels, FramesToPcm, MAX_WAITING_SAMPLES, PcmFormat, PcmToFrames};

use rubato::audioadapter_buffers::direct::InterleavedSlice;
use rubato::{
    Adjustable as _, Async, Fft, FixedAsync, FixedSync, Resampler as _,
    SincInterpolationParameters, SincInterpolationType, WindowFunction,
};

/// The sample rates in Hz that can be converted.
pub const SAMPLE_RATES: std::ops::RangeInclusive<u32> = 1_000..=768_000;

/// Converts a stream of mono samples from one rate to another.
///
/// It adds 32 samples of the lower of the two rates as delay (2 ms at 16 kHz), and what is left
/// of a block of 2 ms. Equal rates cost nothing and add nothing.
pub struct Resampler {
    converter: Option<Converter>,
}

/// A rubato resampler and the part of a block that waits for the rest.
struct Converter {
    sinc: Async<f32>,
    block: Vec<f32>,
    converted: Vec<f32>,
}

impl Resampler {
    /// A resampler between two rates in Hz.
    pub fn new(from: u32, to: u32) -> Result<Self, UnsupportedRate> {
        check(from)?;
        check(to)?;
        let converter = (from != to).then(|| Converter::new(from, to, 1.0)).transpose()?;
        Ok(Self { converter })
    }

    /// A resampler whose ratio can be [scaled](Self::scale), also between equal rates.
    fn adjustable(from: u32, to: u32) -> Result<Self, UnsupportedRate> {
        check(from)?;
        check(to)?;
        Ok(Self { converter: Some(Converter::new(from, to, MOST_SCALE)?) })
    }

    /// Changes the ratio of an adjustable resampler to this multiple of the original one, which
    /// is at most 2 % away from 1, gradually over the next block.
    fn scale(&mut self, scale: f64) {
        let scale = scale.clamp(1.0 / MOST_SCALE, MOST_SCALE);
        if let Some(converter) = &mut self.converter
            && let Err(error) = converter.sinc.set_resample_ratio_relative(scale, true)
        {
            tracing::error!(%error, scale, "a resampler refused its ratio");
        }
    }

    /// Takes any number of samples and appends what they became to `output`.
    pub fn push(&mut self, samples: &[f32], output: &mut impl Extend<f32>) {
        let Some(converter) = &mut self.converter else {
            output.extend(samples.iter().copied());
            return;
        };
        let mut rest = samples;
        while !rest.is_empty() {
            let (taken, later) = rest.split_at(rest.len().min(converter.missing()));
            converter.block.extend_from_slice(taken);
            rest = later;
            if converter.missing() == 0 {
                output.extend(converter.convert_block().iter().copied());
            }
        }
    }
}

impl Converter {
    fn new(from: u32, to: u32, most_scale: f64) -> Result<Self, UnsupportedRate> {
        let ratio = f64::from(to) / f64::from(from);
        // The filter spans a number of input samples; it has to grow when the rate goes down.
        let length = (FILTER_SAMPLES as f64 * (1.0 / ratio).max(1.0)).ceil() as usize;
        let parameters = SincInterpolationParameters::new(length, WindowFunction::Blackman)
            .oversampling_factor(256)
            .interpolation(SincInterpolationType::Linear);
        let block_samples = (from / BLOCKS_PER_SECOND).max(1) as usize;
        let sinc =
            Async::new_sinc(ratio, most_scale, &parameters, block_samples, 1, FixedAsync::Input)
                .map_err(|_| UnsupportedRate(from))?;
        let converted = vec![0.0; sinc.output_frames_max()];
        let block = Vec::with_capacity(block_samples);
        Ok(Self { sinc, block, converted })
    }

    /// How many samples the block still lacks.
    fn missing(&self) -> usize {
        self.sinc.input_frames_next().saturating_sub(self.block.len())
    }

    fn convert_block(&mut self) -> &[f32] {
        let capacity = self.converted.len();
        let (_, written) = InterleavedSlice::new(&self.block, 1, self.block.len())
            .and_then(|input| {
                let mut output = InterleavedSlice::new_mut(&mut self.converted, 1, capacity)?;
                Ok(self.sinc.process_into_buffer(&input, &mut output, None))
            })
            .expect("mono buffers hold as many frames as samples")
            .expect("both buffers have the sizes that the resampler asked for");
        self.block.clear();
        &self.converted[..written]
    }
}

/// Converts a whole clip of mono samples, without delay.
pub fn resample(samples: &[f32], from: u32, to: u32) -> Result<Vec<f32>, UnsupportedRate> {
    check(from)?;
    check(to)?;
    if from == to || samples.is_empty() {
        return Ok(samples.to_vec());
    }
    let refused = UnsupportedRate(from);
    let mut fft = Fft::<f32>::new(from as usize, to as usize, 1024, 1, FixedSync::Both)
        .map_err(|_| refused)?;
    let input = InterleavedSlice::new(samples, 1, samples.len()).map_err(|_| refused)?;
    let output = fft.process_all(&input, samples.len(), None).map_err(|_| refused)?;
    Ok(output.take_data())
}

/// A sample rate that is outside [`SAMPLE_RATES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a sample rate of {0} Hz is not supported; use 1000 to 768000 Hz")]
pub struct UnsupportedRate(pub u32);

fn check(rate: u32) -> Result<(), UnsupportedRate> {
    if SAMPLE_RATES.contains(&rate) { Ok(()) } else { Err(UnsupportedRate(rate)) }
}

/// An adjustable resampler's largest change of its ratio.
const MOST_SCALE: f64 = 1.02;

/// The length of the filter in samples of the lower rate: it passes 90 % of that rate's band.
const FILTER_SAMPLES: usize = 64;

/// A stream is converted in blocks of 2 ms: long enough to cost little, short enough not to
/// delay a frame noticeably.
const BLOCKS_PER_SECOND: u32 = 500;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::level::Level;
    use std::f32::consts::TAU;

    const RATES: [u32; 11] =
        [8000, 11025, 16000, 22050, 24000, 32000, 44100, 48000, 88200, 96000, 192_000];

    fn sine(frequency: f32, rate: u32, seconds: f32) -> Vec<f32> {
        let step = TAU * frequency / rate as f32;
        (0..(rate as f32 * seconds) as usize)
            .map(|index| 0.5 * (index as f32 * step).sin())
            .collect()
    }

    /// The sine and the cosine part of a tone over a whole number of its periods.
    fn parts(samples: &[f32], frequency: f32, rate: u32) -> (f32, f32) {
        let step = f64::from(TAU) * f64::from(frequency) / f64::from(rate);
        let (mut sine, mut cosine) = (0.0, 0.0);
        for (index, sample) in samples.iter().enumerate() {
            sine += f64::from(*sample) * (index as f64 * step).sin();
            cosine += f64::from(*sample) * (index as f64 * step).cos();
        }
        let scale = 2.0 / samples.len() as f64;
        ((scale * sine) as f32, (scale * cosine) as f32)
    }

    /// What is left when the tone is taken out.
    fn residue(samples: &[f32], frequency: f32, rate: u32) -> Vec<f32> {
        let (sine, cosine) = parts(samples, frequency, rate);
        let step = TAU * frequency / rate as f32;
        let angles = (0..samples.len()).map(|index| index as f32 * step);
        let tone = angles.map(|angle| sine * angle.sin() + cosine * angle.cos());
        samples.iter().zip(tone).map(|(sample, tone)| sample - tone).collect()
    }

    #[test]
    fn a_tone_keeps_its_frequency_level_and_purity_between_all_rates() {
        for rate in RATES {
            for (from, to) in [(rate, 48_000), (48_000, rate)] {
                let mut resampler = Resampler::new(from, to).unwrap();
                let mut output = Vec::new();
                // Uneven pieces: what a sound card or a network brings.
                for piece in sine(1000.0, from, 1.0).chunks(173) {
                    resampler.push(piece, &mut output);
                }
                let expected = to as usize;
                assert!(output.len() <= expected, "{from} to {to}: {} samples", output.len());
                let latency = expected - output.len();
                assert!(latency <= to as usize / 100, "{from} to {to}: {latency} samples late");
                // A whole number of periods, after the start and the uneven end.
                let middle = &output[to as usize / 5..to as usize / 5 * 4];
                let residue = Level::of(&residue(middle, 1000.0, to)).dbov();
                assert!(residue < -65, "{from} to {to}: residue {residue} dBov");
                assert_eq!(Level::of(middle).dbov(), -9, "{from} to {to}");
            }
        }
    }

    #[test]
    fn what_the_lower_rate_cannot_carry_is_taken_out() {
        let mut resampler = Resampler::new(48_000, 16_000).unwrap();
        let mut output = Vec::new();
        resampler.push(&sine(11_000.0, 48_000, 1.0), &mut output);
        assert!(Level::of(&output[1600..]).dbov() < -55);
    }

    #[test]
    fn a_clip_keeps_its_length_and_its_place() {
        for rate in RATES {
            let clip = sine(400.0, rate, 0.5);
            let converted = resample(&clip, rate, 48_000).unwrap();
            let expected = (clip.len() * 48_000).div_ceil(rate as usize);
            assert!(converted.len().abs_diff(expected) <= 1, "{rate} Hz");
            // Its phase too, to within half a sample of the lower rate.
            let (sine, cosine) = parts(&converted[4800..19_200], 400.0, 48_000);
            let phase = cosine.atan2(sine).abs();
            let half_a_sample = TAU * 400.0 * 0.5 / rate.min(48_000) as f32;
            assert!(phase <= half_a_sample * 1.01, "{rate} Hz: {phase} > {half_a_sample}");
        }
    }

    #[test]
    fn equal_rates_change_nothing() {
        let clip = sine(440.0, 48_000, 0.1);
        let mut output = Vec::new();
        Resampler::new(48_000, 48_000).unwrap().push(&clip, &mut output);
        assert_eq!(output, clip);
        assert_eq!(resample(&clip, 48_000, 48_000), Ok(clip));
    }

    #[test]
    fn absurd_rates_are_refused() {
        assert_eq!(Resampler::new(0, 48_000).err(), Some(UnsupportedRate(0)));
        assert_eq!(Resampler::new(48_000, u32::MAX).err(), Some(UnsupportedRate(u32::MAX)));
        assert_eq!(resample(&[0.0], 999, 48_000).err(), Some(UnsupportedRate(999)));
    }
}
