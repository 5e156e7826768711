//! What the processing of captured sound costs: microseconds of CPU per 10 ms, for each part
//! and all together, while someone is heard and the user talks.

#![expect(clippy::disallowed_methods, reason = "a measurement looks at the clock")]

use cooee_audio::processing::{EchoMode, NoiseMode, Processing, ProcessingConfig};
use cooee_audio::{FRAME_SAMPLES, Frame};
use std::time::Instant;

const SECONDS: usize = 20;

fn main() {
    let nothing = ProcessingConfig::default();
    let echo = Some(EchoMode::Aggressive);
    let noise = Some(NoiseMode::Medium);
    let everything =
        ProcessingConfig { high_pass: true, echo, cancel_without_echo: true, noise, gain: true };
    let rows = [
        ("nothing", nothing),
        ("high-pass filter", ProcessingConfig { high_pass: true, ..nothing }),
        ("echo cancelling", ProcessingConfig { echo, cancel_without_echo: true, ..nothing }),
        ("noise suppression", ProcessingConfig { noise, ..nothing }),
        ("gain control", ProcessingConfig { gain: true, ..nothing }),
        ("everything", everything),
    ];
    for (name, config) in rows {
        println!("processing: {name}: {:.1} µs per 10 ms", cost(config));
    }
}

/// The best of three runs.
fn cost(config: ProcessingConfig) -> f64 {
    (0..3).map(|_| run(config)).fold(f64::INFINITY, f64::min)
}

fn run(config: ProcessingConfig) -> f64 {
    let played = warble(1, SECONDS);
    let captured = warble(2, SECONDS);
    let mut processing = Processing::new(config);
    let start = Instant::now();
    for (played, captured) in played.iter().zip(captured) {
        let mut captured = captured;
        processing.render(played);
        processing.capture(&mut captured);
        std::hint::black_box(captured);
    }
    start.elapsed().as_secs_f64() * 1e6 / (SECONDS * 100) as f64
}

/// Noise that swells four times a second, as loud as a voice.
fn warble(seed: u32, seconds: usize) -> Vec<Frame> {
    let mut state = seed;
    let frame = |index: usize| {
        let swell = 0.5 - 0.5 * (std::f32::consts::TAU * index as f32 / 25.0).cos();
        let mut frame = [0.0; FRAME_SAMPLES];
        frame.fill_with(|| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            0.3 * swell * ((state >> 8) as f32 / (1 << 23) as f32 - 1.0)
        });
        frame
    };
    (0..seconds * 100).map(frame).collect()
}
