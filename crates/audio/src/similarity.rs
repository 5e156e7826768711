//! How much of a clip is in a recording: the check that a listener heard what was said.
//!
//! [`compare`] finds the delay by cross-correlation and then correlates the log-mel
//! spectrograms of both: which bands are loud at which time, close to what an ear tells apart.
//! Gain, a codec and a jitter buffer leave it nearly alone; missing or other speech does not.

use crate::SAMPLE_RATE;
use realfft::RealFftPlanner;
use std::f32::consts::TAU;
use std::time::Duration;

/// What a comparison found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Comparison {
    /// From 0 for silence or other speech to 1 for the same. What comes through a good call is
    /// above 0.9; with a quarter of it missing it is below.
    pub similarity: f32,
    /// The sample of the recording at which the clip begins; negative if it begins earlier.
    pub offset_samples: i64,
}

impl Comparison {
    /// The time from the start of the recording to the clip; `None` if the clip begins earlier.
    pub fn delay(&self) -> Option<Duration> {
        let samples = u64::try_from(self.offset_samples).ok()?;
        Some(Duration::from_nanos(samples * 1_000_000_000 / u64::from(SAMPLE_RATE)))
    }
}

/// Looks for a clip in a recording, both 48 kHz mono. The delay may wander by 100 ms within the
/// recording, as a jitter buffer lets it.
pub fn compare(clip: &[f32], recording: &[f32]) -> Comparison {
    let offset_samples = offset(clip, recording);
    let analyser = Analyser::new();
    let expected = analyser.spectrogram(clip, 0, windows(clip.len()));
    let slack = (2 * MAX_WANDER) as usize;
    let start = offset_samples - MAX_WANDER * HOP as i64;
    let heard = analyser.spectrogram(recording, start, expected.len() + slack);
    let similarity = correlation(&expected, &straighten(&expected, &heard)).max(0.0);
    Comparison { similarity, offset_samples }
}

/// Where the recording resembles the clip most, by cross-correlation.
fn offset(clip: &[f32], recording: &[f32]) -> i64 {
    let length = (clip.len() + recording.len()).next_power_of_two().max(2);
    let mut planner = RealFftPlanner::<f32>::new();
    let forward = planner.plan_fft_forward(length);
    let spectrum = |samples: &[f32]| {
        let mut padded = forward.make_input_vec();
        padded[..samples.len()].copy_from_slice(samples);
        let mut spectrum = forward.make_output_vec();
        forward.process(&mut padded, &mut spectrum).expect(PLANNED);
        spectrum
    };
    let mut product = spectrum(recording);
    for (product, clip) in product.iter_mut().zip(spectrum(clip)) {
        *product *= clip.conj();
    }
    // The first and the last bin of a real signal are real; rounding must not hide that.
    let last = product.len() - 1;
    product[0].im = 0.0;
    product[last].im = 0.0;
    let backward = planner.plan_fft_inverse(length);
    let mut correlation = backward.make_output_vec();
    backward.process(&mut product, &mut correlation).expect(PLANNED);

    let mut best = 0;
    for (index, value) in correlation.iter().enumerate() {
        if *value > correlation[best] {
            best = index;
        }
    }
    // The correlation is circular: its far end holds the negative offsets.
    if best > recording.len() { best as i64 - length as i64 } else { best as i64 }
}

/// The logarithmic energy of each band in one window.
type Bands = [f32; BANDS];

/// Computes log-mel spectrograms.
struct Analyser {
    fft: std::sync::Arc<dyn realfft::RealToComplex<f32>>,
    window: Vec<f32>,
    /// For each bin of the transform: the band whose peak lies at or below it, and the share of
    /// the bin's energy that belongs to the next band.
    bins: Vec<Option<(usize, f32)>>,
}

impl Analyser {
    fn new() -> Self {
        let fft = RealFftPlanner::<f32>::new().plan_fft_forward(WINDOW);
        let hann = |index| 0.5 - 0.5 * (TAU * index as f32 / WINDOW as f32).cos();
        let mel = |hertz: f32| 1127.0 * (1.0 + hertz / 700.0).ln();
        let width = (mel(HIGHEST_HERTZ) - mel(LOWEST_HERTZ)) / (BANDS - 1) as f32;
        let bins = (0..=WINDOW / 2).map(|bin| {
            let hertz = bin as f32 * SAMPLE_RATE as f32 / WINDOW as f32;
            let position = (mel(hertz) - mel(LOWEST_HERTZ)) / width;
            let inside = (0.0..(BANDS - 1) as f32).contains(&position);
            inside.then(|| (position as usize, position.fract()))
        });
        Self { fft, window: (0..WINDOW).map(hann).collect(), bins: bins.collect() }
    }

    /// The spectrogram of so many windows from one sample on. Outside of the samples is silence;
    /// so is all that is much quieter than the loudest band.
    fn spectrogram(&self, samples: &[f32], start: i64, windows: usize) -> Vec<Bands> {
        let mut input = self.fft.make_input_vec();
        let mut spectrum = self.fft.make_output_vec();
        let mut spectrogram = Vec::with_capacity(windows);
        for index in 0..windows {
            let first = start + (index * HOP) as i64;
            for ((value, weight), at) in input.iter_mut().zip(&self.window).zip(first..) {
                let sample = usize::try_from(at).ok().and_then(|at| samples.get(at));
                *value = sample.map_or(0.0, |sample| sample * weight);
            }
            self.fft.process(&mut input, &mut spectrum).expect(PLANNED);
            let mut bands = [0.0; BANDS];
            for (bin, place) in spectrum.iter().zip(&self.bins) {
                if let Some((band, share)) = *place {
                    bands[band] += (1.0 - share) * bin.norm_sqr();
                    bands[band + 1] += share * bin.norm_sqr();
                }
            }
            spectrogram.push(bands);
        }
        let peak = spectrogram.iter().flatten().fold(0.0_f32, |peak, band| peak.max(*band));
        let floor = (peak * FLOOR).max(f32::MIN_POSITIVE);
        for band in spectrogram.iter_mut().flatten() {
            *band = band.max(floor).ln();
        }
        spectrogram
    }
}

/// How many whole windows fit into so many samples.
fn windows(samples: usize) -> usize {
    samples.checked_sub(WINDOW).map_or(0, |rest| rest / HOP + 1)
}

/// Puts each half second of `heard`, which has [`MAX_WANDER`] windows more at both ends, where
/// it fits `expected` best.
fn straighten(expected: &[Bands], heard: &[Bands]) -> Vec<Bands> {
    let distance = |a: &[Bands], b: &[Bands]| -> f32 {
        a.iter().flatten().zip(b.iter().flatten()).map(|(a, b)| (a - b).powi(2)).sum()
    };
    let mut straight = Vec::with_capacity(expected.len());
    for (index, piece) in expected.chunks(PIECE).enumerate() {
        let at = |wander: i64| {
            let start = index * PIECE + (MAX_WANDER + wander) as usize;
            &heard[start..start + piece.len()]
        };
        let mut best = 0;
        for wander in -MAX_WANDER..=MAX_WANDER {
            if distance(piece, at(wander)) < distance(piece, at(best)) {
                best = wander;
            }
        }
        straight.extend_from_slice(at(best));
    }
    straight
}

/// The correlation coefficient of two spectrograms of one length; 0 if one is constant.
fn correlation(a: &[Bands], b: &[Bands]) -> f32 {
    let mean = |bands: &[Bands]| {
        let count = (bands.len() * BANDS).max(1);
        bands.iter().flatten().map(|band| f64::from(*band)).sum::<f64>() / count as f64
    };
    let (mean_a, mean_b) = (mean(a), mean(b));
    let (mut product, mut square_a, mut square_b) = (0.0, 0.0, 0.0);
    for (a, b) in a.iter().flatten().zip(b.iter().flatten()) {
        let (a, b) = (f64::from(*a) - mean_a, f64::from(*b) - mean_b);
        product += a * b;
        square_a += a * a;
        square_b += b * b;
    }
    let scale = (square_a * square_b).sqrt();
    if scale > 1e-6 { (product / scale) as f32 } else { 0.0 }
}

const PLANNED: &str = "the buffers come from the plan";

/// Samples in one window: 25 ms.
const WINDOW: usize = 1200;

/// Samples from one window to the next: 10 ms.
const HOP: usize = 480;

/// Bands of equal width in mel, peaks from the lowest to the highest frequency of speech.
const BANDS: usize = 40;
const LOWEST_HERTZ: f32 = 100.0;
const HIGHEST_HERTZ: f32 = 7600.0;

/// What is 60 dB below the loudest band counts as silence.
const FLOOR: f32 = 1e-6;

/// Windows that are put in place together: half a second.
const PIECE: usize = 50;

/// By how many windows a piece may be off the common delay: 100 ms.
const MAX_WANDER: i64 = 10;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::{Codec, EncoderConfig, MAX_PACKET_SAMPLES, OpusCodec, PACKET_SAMPLES};

    /// Six seconds of something like speech: syllables of voiced sound with formants, hisses and
    /// pauses, all drawn from the seed.
    fn speech(seed: u32) -> Vec<f32> {
        let mut state = seed;
        let mut random = move || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / (1 << 24) as f32
        };
        let mut samples = Vec::new();
        while samples.len() < 6 * 48_000 {
            let length = (48_000.0 * (0.06 + 0.16 * random())) as usize;
            let kind = random();
            let pitch = 90.0 + 140.0 * random();
            let formants = [300.0 + 600.0 * random(), 900.0 + 1600.0 * random(), 2600.0];
            let loudness = 0.05 + 0.15 * random();
            let mut before = 0.0;
            for index in 0..length {
                let envelope = (TAU / 2.0 * index as f32 / length as f32).sin();
                let time = index as f32 / 48_000.0;
                let sound = if kind < 0.6 {
                    let partials = (1..40).map(|number| {
                        let hertz = number as f32 * pitch;
                        let gain: f32 = formants
                            .iter()
                            .map(|formant| (-(hertz - formant).abs() / 150.0).exp())
                            .sum();
                        gain * (TAU * hertz * time).sin()
                    });
                    partials.sum::<f32>()
                } else if kind < 0.8 {
                    let noise = random() - 0.5;
                    let hiss = noise - before;
                    before = noise;
                    hiss
                } else {
                    0.0
                };
                samples.push(loudness * envelope * sound);
            }
        }
        samples.truncate(6 * 48_000);
        samples
    }

    fn through_opus(samples: &[f32], lose_every: usize) -> Vec<f32> {
        let mut encoder = OpusCodec.encoder(EncoderConfig::default()).unwrap();
        let mut decoder = OpusCodec.decoder().unwrap();
        let mut decoded = Vec::new();
        let mut payload = Vec::new();
        let mut buffer = [0.0; MAX_PACKET_SAMPLES];
        for (index, packet) in samples.chunks_exact(PACKET_SAMPLES).enumerate() {
            encoder.encode(packet, &mut payload).unwrap();
            if index % lose_every == lose_every - 1 {
                decoder.conceal(&mut buffer[..PACKET_SAMPLES]).unwrap();
            } else {
                decoder.decode(&payload, &mut buffer).unwrap();
            }
            decoded.extend_from_slice(&buffer[..PACKET_SAMPLES]);
        }
        decoded
    }

    fn after_silence(samples: usize, clip: &[f32]) -> Vec<f32> {
        [&vec![0.0; samples], clip, &[0.0; 4800]].concat()
    }

    #[track_caller]
    fn assert_heard(comparison: Comparison) {
        assert!(comparison.similarity >= 0.9, "{comparison:?}");
    }

    #[track_caller]
    fn assert_not_heard(comparison: Comparison) {
        assert!(comparison.similarity < 0.9, "{comparison:?}");
    }

    #[test]
    fn a_clip_is_the_same_as_itself_at_its_place() {
        let clip = speech(1);
        let found = compare(&clip, &after_silence(4321, &clip));
        assert!(found.similarity > 0.999, "{found:?}");
        assert_eq!(found.offset_samples, 4321);
        assert_eq!(found.delay(), Some(Duration::from_nanos(90_020_833)));
    }

    #[test]
    fn a_clip_is_heard_through_opus_quietly_and_with_some_loss() {
        let clip = speech(1);
        let quiet: Vec<f32> = through_opus(&clip, usize::MAX).iter().map(|s| s * 0.1).collect();
        let found = compare(&clip, &after_silence(9600, &quiet));
        assert_heard(found);
        // Opus itself looks ahead by 6.5 ms.
        assert!((9600 + 300..9600 + 324).contains(&found.offset_samples), "{found:?}");
        assert_heard(compare(&clip, &after_silence(9600, &through_opus(&clip, 20))));
    }

    #[test]
    fn a_wandering_delay_is_followed() {
        let clip = speech(1);
        let (first, second) = clip.split_at(clip.len() / 2);
        let recording = [first, &[0.0; 3000], second].concat();
        assert_heard(compare(&clip, &recording));
    }

    #[test]
    fn a_clip_whose_beginning_was_missed_has_a_negative_offset() {
        let clip = speech(1);
        let found = compare(&clip, &clip[2400..]);
        assert_heard(found);
        assert_eq!(found.offset_samples, -2400);
        assert_eq!(found.delay(), None);
    }

    #[test]
    fn silence_is_not_the_clip() {
        let clip = speech(1);
        assert_eq!(compare(&clip, &[0.0; 300_000]).similarity, 0.0);
        assert_eq!(compare(&clip, &[]).similarity, 0.0);
        assert_eq!(compare(&[], &clip).similarity, 0.0);
        let hum: Vec<f32> = (0..300_000).map(|index| 0.1 * (index as f32 * 0.0065).sin()).collect();
        assert_not_heard(compare(&clip, &hum));
    }

    #[test]
    fn other_speech_is_not_the_clip() {
        let clip = speech(1);
        for seed in 2..5 {
            let found = compare(&clip, &after_silence(4800, &speech(seed)));
            assert!(found.similarity < 0.7, "{found:?}");
        }
        let backwards: Vec<f32> = clip.iter().rev().copied().collect();
        assert_not_heard(compare(&clip, &backwards));
    }

    #[test]
    fn a_clip_with_a_missing_part_is_not_the_clip() {
        let clip = speech(1);
        let length = clip.len();
        for missing in [0..length / 2, length / 2..length, 0..length / 4, length / 4 * 3..length] {
            let mut recording = clip.clone();
            recording[missing.clone()].fill(0.0);
            let found = compare(&clip, &after_silence(4800, &recording));
            assert!(found.similarity < 0.9, "{missing:?} missing: {found:?}");
            let cut: Vec<f32> = [&clip[..missing.start], &clip[missing.end..]].concat();
            let found = compare(&clip, &cut);
            assert!(found.similarity < 0.9, "{missing:?} cut: {found:?}");
        }
        let mut gaps = clip.clone();
        for gap in gaps.chunks_mut(9600) {
            gap[..2400].fill(0.0);
        }
        assert_not_heard(compare(&clip, &gaps));
    }
}
