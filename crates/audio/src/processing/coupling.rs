//! Whether what is played comes back through the microphone at all.

use crate::{FRAME_SAMPLES, Frame, SAMPLE_RATE};
use realfft::num_complex::Complex;
use realfft::{ComplexToReal, RealFftPlanner, RealToComplex};
use std::collections::VecDeque;
use std::f32::consts::{PI, TAU};
use std::sync::Arc;

/// Looks for what is played in what is captured, four times a second.
///
/// It correlates half a second of the captured sound with the second of played sound before, by
/// phase alone: an echo shows as a peak that stays at its delay, even below the voice of the
/// user. A voice alone makes small peaks here and there.
pub(super) struct Coupling {
    played: Window,
    captured: Window,
    /// Captured frames since the last look.
    frames: usize,
    found: Option<bool>,
    /// How many looks in a row should have shown an echo and did not.
    misses: usize,
    /// What the last looks saw, the oldest first.
    peaks: [Peak; 4],
    correlator: Correlator,
}

impl Coupling {
    pub fn new() -> Self {
        Self {
            played: Window::new(PLAYED_SAMPLES),
            captured: Window::new(CAPTURED_SAMPLES),
            frames: 0,
            found: None,
            misses: 0,
            peaks: [Peak::default(); 4],
            correlator: Correlator::new(),
        }
    }

    /// Whether there is an echo; `None` as long as that is not known.
    pub fn found(&self) -> Option<bool> {
        self.found
    }

    /// Begins anew.
    pub fn forget(&mut self) {
        self.found = None;
        self.misses = 0;
        self.peaks = [Peak::default(); 4];
    }

    pub fn render(&mut self, frame: &Frame) {
        self.played.push(frame);
    }

    pub fn capture(&mut self, frame: &Frame) {
        self.captured.push(frame);
        self.frames += 1;
        if self.frames >= LOOK_FRAMES {
            self.frames = 0;
            self.look();
        }
    }

    fn look(&mut self) {
        // Nothing can be learnt from silence.
        if self.played.loudness() < AUDIBLE || self.captured.loudness() < CAPTURING {
            return;
        }
        let peak = self.correlator.peak(&self.played, &self.captured);
        // The look before shares half of its sound with this one, so it does not count.
        let [first, second, third, before] = self.peaks;
        self.peaks = [second, third, before, peak];
        if [first, second, third].iter().any(|earlier| peak.agrees_with(earlier)) {
            self.found = Some(true);
            self.misses = 0;
            return;
        }
        self.misses += 1;
        let enough = if self.found.is_none() { MISSES_AT_FIRST } else { MISSES_AFTER_ECHO };
        if self.misses >= enough {
            self.found = Some(false);
        }
    }
}

/// The newest of a signal, at 8 kHz.
struct Window {
    samples: VecDeque<f32>,
    length: usize,
    /// The end of the frame before, which the filter still needs.
    before: [f32; TAPS],
    filter: [f32; TAPS],
}

impl Window {
    fn new(length: usize) -> Self {
        // A windowed sinc with its corner at 3.4 kHz.
        let corner = 3400.0 / SAMPLE_RATE as f32;
        let filter = std::array::from_fn(|index| {
            let place = index as f32 - (TAPS - 1) as f32 / 2.0;
            let hann = 0.5 - 0.5 * (TAU * (index as f32 + 0.5) / TAPS as f32).cos();
            hann * (TAU * corner * place).sin() / (PI * place)
        });
        Self { samples: VecDeque::from(vec![0.0; length]), length, before: [0.0; TAPS], filter }
    }

    fn push(&mut self, frame: &Frame) {
        let mut input = [0.0; TAPS + FRAME_SAMPLES];
        input[..TAPS].copy_from_slice(&self.before);
        input[TAPS..].copy_from_slice(frame);
        self.before.copy_from_slice(&input[FRAME_SAMPLES..]);
        for start in (0..FRAME_SAMPLES).step_by(DECIMATION) {
            let taps = self.filter.iter().zip(&input[start..]);
            self.samples.push_back(taps.map(|(tap, sample)| tap * sample).sum());
        }
        self.samples.drain(..self.samples.len() - self.length);
    }

    /// The root of the mean square.
    fn loudness(&self) -> f32 {
        let power: f32 = self.samples.iter().map(|sample| sample * sample).sum();
        (power / self.length as f32).sqrt()
    }
}

/// The highest peak of a correlation.
#[derive(Clone, Copy, Default)]
struct Peak {
    /// How late the captured sound is, in samples.
    delay: usize,
    /// How far it stands out, in multiples of the mean.
    height: f32,
}

impl Peak {
    /// Whether both show an echo. Voices alone make peaks, too, but not at the same place.
    fn agrees_with(&self, other: &Self) -> bool {
        self.height.min(other.height) > PROMINENT
            && self.height + other.height > TOGETHER_PROMINENT
            && self.delay.abs_diff(other.delay) <= SAME_DELAY
    }
}

struct Correlator {
    forward: Arc<dyn RealToComplex<f32>>,
    inverse: Arc<dyn ComplexToReal<f32>>,
    time: Vec<f32>,
    played: Vec<Complex<f32>>,
    captured: Vec<Complex<f32>>,
}

impl Correlator {
    fn new() -> Self {
        let mut planner = RealFftPlanner::new();
        let forward = planner.plan_fft_forward(PLAYED_SAMPLES);
        let inverse = planner.plan_fft_inverse(PLAYED_SAMPLES);
        let (played, captured) = (forward.make_output_vec(), forward.make_output_vec());
        Self { time: forward.make_input_vec(), forward, inverse, played, captured }
    }

    /// The highest peak of the correlation.
    fn peak(&mut self, played: &Window, captured: &Window) -> Peak {
        self.time.iter_mut().zip(&played.samples).for_each(|(to, from)| *to = *from);
        transform(&*self.forward, &mut self.time, &mut self.played);
        let silent = PLAYED_SAMPLES - CAPTURED_SAMPLES;
        self.time[..silent].fill(0.0);
        for (index, (to, from)) in self.time[silent..].iter_mut().zip(&captured.samples).enumerate()
        {
            let hann = 0.5 - 0.5 * (TAU * index as f32 / CAPTURED_SAMPLES as f32).cos();
            *to = *from * hann;
        }
        transform(&*self.forward, &mut self.time, &mut self.captured);
        for (index, (captured, played)) in self.captured.iter_mut().zip(&self.played).enumerate() {
            let product = *captured * played.conj();
            let size = product.norm();
            let speech = SPEECH_BINS.contains(&index) && size > f32::MIN_POSITIVE;
            *captured = if speech { product / size } else { Complex::default() };
        }
        // The first and last bins are zero, so this cannot fail.
        let transformed = self.inverse.process(&mut self.captured, &mut self.time);
        debug_assert!(transformed.is_ok());
        let delays = &self.time[..silent];
        let power: f32 = delays.iter().map(|value| value * value).sum();
        let mean = (power / silent as f32).sqrt();
        let mut peak = Peak::default();
        for (delay, value) in delays.iter().enumerate() {
            // Above a mean of nothing nothing is a number, and nothing stands out.
            let height = value.abs() / mean;
            if height > peak.height {
                peak = Peak { delay, height };
            }
        }
        peak
    }
}

fn transform(fft: &dyn RealToComplex<f32>, time: &mut [f32], spectrum: &mut [Complex<f32>]) {
    // The buffers are the plan's own, so this cannot fail.
    let transformed = fft.process(time, spectrum);
    debug_assert!(transformed.is_ok());
}

/// From 48 to 8 kHz.
const DECIMATION: usize = 6;

/// The length of the filter before the decimation.
const TAPS: usize = 48;

/// One second of played sound, so that each half second of captured sound may be half a second
/// late.
const PLAYED_SAMPLES: usize = 8192;

const CAPTURED_SAMPLES: usize = 4096;

/// From 200 Hz to 3.3 kHz.
const SPEECH_BINS: std::ops::Range<usize> = 205..3380;

/// A quarter of a second.
const LOOK_FRAMES: usize = 25;

/// A peak has to be as high as this.
const PROMINENT: f32 = 5.0;

/// Two peaks at the same place have to be as high as this together.
const TOGETHER_PROMINENT: f32 = 13.0;

/// Peaks as near as this are at the same place: a quarter of a millisecond, far more than clocks
/// drift in a second.
const SAME_DELAY: usize = 2;

/// What is played has to be louder than this, -50 dB, to be looked for.
const AUDIBLE: f32 = 0.003;

/// A microphone that gives less than this, -84 dB, is off.
const CAPTURING: f32 = 6e-5;

/// How many looks without an echo say that there is none: three seconds of played sound.
const MISSES_AT_FIRST: usize = 12;

/// Where there was one, it may only have been drowned: ten seconds.
const MISSES_AFTER_ECHO: usize = 40;
