//! A room with a loudspeaker, a microphone and voices, all drawn from seeds.

use std::f32::consts::TAU;

use cooee_audio::{FRAME_SAMPLES, Frame};
use realfft::RealFftPlanner;

/// Numbers between 0 and 1.
pub struct Random(u32);

impl Random {
    pub fn new(seed: u32) -> Self {
        Self(seed.wrapping_mul(2_654_435_761).wrapping_add(1))
    }

    pub fn next(&mut self) -> f32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 8) as f32 / (1 << 24) as f32
    }
}

/// Steady noise with a root mean square of `loudness`.
pub fn noise(seed: u32, seconds: usize, loudness: f32) -> Vec<f32> {
    let mut random = Random::new(seed);
    (0..seconds * 48_000).map(|_| loudness * 12.0_f32.sqrt() * (random.next() - 0.5)).collect()
}

/// Something like speech: syllables with a gliding pitch and formants, hisses and pauses.
pub fn talker(seed: u32, seconds: usize) -> Vec<f32> {
    let mut random = Random::new(seed);
    let mut samples = Vec::new();
    while samples.len() < seconds * 48_000 {
        let length = (48_000.0 * (0.08 + 0.16 * random.next())) as usize;
        let kind = random.next();
        let (pitch, glide) = (90.0 + 140.0 * random.next(), 0.8 + 0.4 * random.next());
        let formants = [300.0 + 600.0 * random.next(), 900.0 + 1600.0 * random.next(), 2800.0];
        let loudness = 0.06 + 0.12 * random.next();
        let gains: Vec<f32> = (1..40)
            .map(|number| {
                let hertz = number as f32 * pitch;
                formants.iter().map(|formant| (-(hertz - formant).abs() / 180.0).exp()).sum()
            })
            .collect();
        let (mut phase, mut before) = (0.0_f32, 0.0);
        for index in 0..length {
            let progress = index as f32 / length as f32;
            phase = (phase + pitch * (1.0 + (glide - 1.0) * progress) / 48_000.0).fract();
            let breath = random.next() - 0.5;
            let sound = if kind < 0.6 {
                let partial =
                    |(index, gain): (usize, &f32)| gain * (TAU * phase * (index + 1) as f32).sin();
                gains.iter().enumerate().map(partial).sum::<f32>() + 0.05 * breath
            } else if kind < 0.8 {
                breath - before
            } else {
                0.0
            };
            before = breath;
            samples.push(0.5 * loudness * (progress * TAU / 2.0).sin() * sound);
        }
    }
    samples.truncate(seconds * 48_000);
    samples
}

/// What the microphone of a room hears of the loudspeaker: 10 dB softer, `delay_ms` late, and
/// with a reverberation that falls by 60 dB in 250 ms.
pub fn echo(played: &[f32], delay_ms: usize, seed: u32) -> Vec<f32> {
    let mut random = Random::new(seed);
    let decay = 1000.0_f32.ln() / (0.25 * 48_000.0);
    let mut response: Vec<f32> =
        (0..12_000).map(|index| (random.next() - 0.5) * (-decay * index as f32).exp()).collect();
    response[0] = 8.0;
    let energy: f32 = response.iter().map(|tap| tap * tap).sum();
    let gain = 0.316 / energy.sqrt();
    response.iter_mut().for_each(|tap| *tap *= gain);
    response.splice(0..0, vec![0.0; delay_ms * 48]);
    convolve(played, &response)
}

/// The same as long as the input.
fn convolve(signal: &[f32], response: &[f32]) -> Vec<f32> {
    let length = (signal.len() + response.len()).next_power_of_two();
    let mut planner = RealFftPlanner::<f32>::new();
    let (forward, inverse) = (planner.plan_fft_forward(length), planner.plan_fft_inverse(length));
    let spectrum = |samples: &[f32]| {
        let mut padded = samples.to_vec();
        padded.resize(length, 0.0);
        let mut spectrum = forward.make_output_vec();
        forward.process(&mut padded, &mut spectrum).expect("the plan's own buffers");
        spectrum
    };
    let (mut product, response) = (spectrum(signal), spectrum(response));
    product.iter_mut().zip(&response).for_each(|(a, b)| *a *= *b);
    let mut convolved = inverse.make_output_vec();
    inverse.process(&mut product, &mut convolved).expect("the plan's own buffers");
    convolved.truncate(signal.len());
    convolved.iter_mut().for_each(|sample| *sample /= length as f32);
    convolved
}

/// The signal as a clock hears it that is off by so many millionths.
pub fn drifted(signal: &[f32], parts_per_million: f64) -> Vec<f32> {
    let rate = 1.0 + parts_per_million * 1e-6;
    let at = |index: i64| signal.get(index.max(0) as usize).copied().unwrap_or(0.0);
    (0..signal.len())
        .map(|index| {
            let place = index as f64 * rate;
            let (whole, x) = (place.floor() as i64, place.fract() as f32);
            let [a, b, c, d] = [-1, 0, 1, 2].map(|offset| at(whole + offset));
            // The cubic through four samples.
            let c1 = c - a / 3.0 - b / 2.0 - d / 6.0;
            let c2 = (a + c) / 2.0 - b;
            let c3 = (d - a) / 6.0 + (b - c) / 2.0;
            b + x * (c1 + x * (c2 + x * c3))
        })
        .collect()
}

pub fn sum(a: &[f32], b: &[f32]) -> Vec<f32> {
    a.iter().zip(b).map(|(a, b)| a + b).collect()
}

pub fn frames(samples: &[f32]) -> impl Iterator<Item = Frame> {
    samples.chunks_exact(FRAME_SAMPLES).map(|chunk| std::array::from_fn(|index| chunk[index]))
}

/// The power of a part, from one second to another, in dB of full scale.
pub fn loudness_db(samples: &[f32], from: f32, to: f32) -> f32 {
    let part = &samples[(from * 48_000.0) as usize..(to * 48_000.0) as usize];
    let power: f32 = part.iter().map(|sample| sample * sample).sum();
    10.0 * (power / part.len() as f32 + 1e-12).log10()
}
