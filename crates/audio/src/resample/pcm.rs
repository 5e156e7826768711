//! Between 16-bit PCM of the application's rate and layout and frames of 48 kHz mono.

use super::Resampler;
use crate::{FRAME_SAMPLES, Frame, SAMPLE_RATE, SILENCE};
use cooee_proto::{Error, ErrorCode};
use std::collections::VecDeque;

/// How many samples one instant has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Channels {
    /// One.
    #[default]
    Mono,
    /// Two, left before right.
    Stereo,
}

impl Channels {
    /// 1 or 2.
    pub fn count(self) -> usize {
        match self {
            Self::Mono => 1,
            Self::Stereo => 2,
        }
    }
}

/// The layout of an application's PCM: interleaved signed 16-bit samples.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PcmFormat {
    sample_rate: u32,
    channels: Channels,
}

impl PcmFormat {
    /// A layout with one of the rates of [`PcmFormat::SAMPLE_RATES`]; any other is refused with
    /// 1012010.
    pub fn new(sample_rate: u32, channels: Channels) -> Result<Self, Error> {
        if !Self::SAMPLE_RATES.contains(&sample_rate) {
            let message = format!("a sample rate of {sample_rate} Hz is not supported");
            return Err(Error::new(ErrorCode::CUSTOM_AUDIO_SAMPLE_RATE, message));
        }
        Ok(Self { sample_rate, channels })
    }

    /// The rates in Hz that the reference allows.
    pub const SAMPLE_RATES: [u32; 7] = [8000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000];

    /// Samples per second of each channel.
    pub fn sample_rate(self) -> u32 {
        self.sample_rate
    }

    /// Mono or stereo.
    pub fn channels(self) -> Channels {
        self.channels
    }
}

/// Turns the PCM that an application pushes into frames.
pub struct PcmToFrames {
    channels: Channels,
    resampler: Resampler,
    mono: Vec<f32>,
    ready: VecDeque<f32>,
}

impl PcmToFrames {
    /// A converter for one layout.
    pub fn new(format: PcmFormat) -> Result<Self, Error> {
        let resampler = resampler(format.sample_rate, SAMPLE_RATE)?;
        Ok(Self { channels: format.channels, resampler, mono: Vec::new(), ready: VecDeque::new() })
    }

    /// Takes any number of instants. Stereo becomes mono by the mean of both sides. What waits
    /// for more than [`MAX_WAITING_SAMPLES`] is dropped, the oldest first.
    pub fn push(&mut self, samples: &[i16]) {
        self.mono.clear();
        let instants = samples.chunks_exact(self.channels.count());
        self.mono.extend(instants.map(|instant| {
            let sum: f32 = instant.iter().map(|sample| f32::from(*sample)).sum();
            sum / instant.len() as f32 / FULL_SCALE
        }));
        self.resampler.push(&self.mono, &mut self.ready);
        drop_oldest(&mut self.ready);
    }

    /// The next frame, once it is whole.
    pub fn pop(&mut self) -> Option<Frame> {
        if self.ready.len() < FRAME_SAMPLES {
            return None;
        }
        let mut frame = SILENCE;
        for (sample, ready) in frame.iter_mut().zip(self.ready.drain(..FRAME_SAMPLES)) {
            *sample = ready;
        }
        Some(frame)
    }
}

/// Turns frames into the PCM that an application pulls.
pub struct FramesToPcm {
    channels: Channels,
    resampler: Resampler,
    ready: VecDeque<f32>,
}

impl FramesToPcm {
    /// A converter for one layout.
    pub fn new(format: PcmFormat) -> Result<Self, Error> {
        let resampler = resampler(SAMPLE_RATE, format.sample_rate)?;
        Ok(Self { channels: format.channels, resampler, ready: VecDeque::new() })
    }

    /// Takes the next frame. What nobody pops for more than [`MAX_WAITING_SAMPLES`] is dropped,
    /// the oldest first.
    pub fn push(&mut self, frame: &Frame) {
        self.resampler.push(frame, &mut self.ready);
        drop_oldest(&mut self.ready);
    }

    /// Fills the front of `samples` with what is ready, and tells how many it wrote. Both sides
    /// of stereo are the same.
    pub fn pop(&mut self, samples: &mut [i16]) -> usize {
        let channels = self.channels.count();
        let instants = (samples.len() / channels).min(self.ready.len());
        let ready = self.ready.drain(..instants);
        for (instant, sample) in samples.chunks_exact_mut(channels).zip(ready) {
            instant.fill(to_i16(sample));
        }
        instants * channels
    }
}

/// At most this many samples wait, a second at 48 kHz, if one side is faster than the other.
pub const MAX_WAITING_SAMPLES: usize = 48_000;

const FULL_SCALE: f32 = 32_768.0;

/// A sample between -1 and 1 in 16 bits; what is louder is clipped.
pub(crate) fn to_i16(sample: f32) -> i16 {
    // The cast saturates at both ends and turns what is no number into 0.
    (sample * FULL_SCALE).round() as i16
}

fn drop_oldest(ready: &mut VecDeque<f32>) {
    let surplus = ready.len().saturating_sub(MAX_WAITING_SAMPLES);
    ready.drain(..surplus);
}

fn resampler(from: u32, to: u32) -> Result<Resampler, Error> {
    Resampler::new(from, to)
        .map_err(|error| Error::new(ErrorCode::CUSTOM_AUDIO_SAMPLE_RATE, error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::level::Level;

    fn format(sample_rate: u32, channels: Channels) -> PcmFormat {
        PcmFormat::new(sample_rate, channels).unwrap()
    }

    fn frames(converter: &mut PcmToFrames) -> Vec<f32> {
        std::iter::from_fn(|| converter.pop()).flatten().collect()
    }

    #[test]
    fn pcm_of_48_khz_mono_comes_back_bit_by_bit() {
        let pcm: Vec<i16> = (0..4800).map(|index| (index * 13 % 65_536 - 32_768) as i16).collect();
        let mut inward = PcmToFrames::new(format(48_000, Channels::Mono)).unwrap();
        let mut outward = FramesToPcm::new(format(48_000, Channels::Mono)).unwrap();
        inward.push(&pcm);
        while let Some(frame) = inward.pop() {
            outward.push(&frame);
        }
        let mut back = vec![0; 5000];
        assert_eq!(outward.pop(&mut back), 4800);
        assert_eq!(back[..4800], pcm);
    }

    #[test]
    fn every_layout_goes_in_and_out_at_its_level() {
        for rate in PcmFormat::SAMPLE_RATES {
            for channels in [Channels::Mono, Channels::Stereo] {
                let step = std::f32::consts::TAU * 400.0 / rate as f32;
                let pcm: Vec<i16> = (0..rate as usize)
                    .flat_map(|index| {
                        let sample = to_i16(0.5 * (index as f32 * step).sin());
                        std::iter::repeat_n(sample, channels.count())
                    })
                    .collect();
                let mut inward = PcmToFrames::new(format(rate, channels)).unwrap();
                let mut outward = FramesToPcm::new(format(rate, channels)).unwrap();
                let mut level_inside = Vec::new();
                let mut back = Vec::new();
                for piece in pcm.chunks(channels.count() * 100) {
                    inward.push(piece);
                    while let Some(frame) = inward.pop() {
                        level_inside.extend(frame);
                        outward.push(&frame);
                        let mut pulled = [0; 2048];
                        let count = outward.pop(&mut pulled);
                        back.extend(
                            pulled[..count].iter().map(|sample| f32::from(*sample) / FULL_SCALE),
                        );
                    }
                }
                assert_eq!(Level::of(&level_inside[9600..]).dbov(), -9, "{rate} {channels:?}");
                assert_eq!(Level::of(&back[back.len() / 5..]).dbov(), -9, "{rate} {channels:?}");
                // Within 30 ms of all that went in has come out again.
                assert!(back.len() * 100 >= pcm.len() * 97, "{rate} {channels:?}");
            }
        }
    }

    #[test]
    fn stereo_becomes_the_mean_of_both_sides() {
        let mut inward = PcmToFrames::new(format(48_000, Channels::Stereo)).unwrap();
        inward.push(&[16_384, 0].repeat(480));
        assert_eq!(inward.pop().unwrap()[100], 0.25);
        let mut outward = FramesToPcm::new(format(48_000, Channels::Stereo)).unwrap();
        outward.push(&[0.25; FRAME_SAMPLES]);
        let mut pulled = [0; 7];
        assert_eq!(outward.pop(&mut pulled), 6);
        assert_eq!(pulled, [8192, 8192, 8192, 8192, 8192, 8192, 0]);
    }

    #[test]
    fn too_fast_a_side_costs_the_oldest_samples() {
        let mut inward = PcmToFrames::new(format(48_000, Channels::Mono)).unwrap();
        inward.push(&vec![1; MAX_WAITING_SAMPLES]);
        inward.push(&[2; 480]);
        let waiting = frames(&mut inward);
        assert_eq!(waiting.len(), MAX_WAITING_SAMPLES);
        assert_eq!(waiting[MAX_WAITING_SAMPLES - 1], 2.0 / FULL_SCALE);
    }

    #[test]
    fn other_rates_are_refused_with_their_code() {
        let error = PcmFormat::new(12_000, Channels::Mono).unwrap_err();
        assert_eq!(error.code, ErrorCode::CUSTOM_AUDIO_SAMPLE_RATE);
        assert!(error.message.contains("12000"));
    }

    #[test]
    fn loud_and_absurd_samples_are_clipped() {
        assert_eq!(to_i16(3.0), i16::MAX);
        assert_eq!(to_i16(-3.0), i16::MIN);
        assert_eq!(to_i16(f32::NAN), 0);
    }
}
