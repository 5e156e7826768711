//! Between a sound card's samples and the engine's frames: another rate, and another clock.

use super::card_clock::CardClock;
use super::{Resampler, UnsupportedRate};
use crate::{FRAME_DURATION, FRAME_SAMPLES, Frame, SAMPLE_RATE, SILENCE};
use std::collections::VecDeque;
use std::time::Instant;

/// What a microphone captures, as frames of the engine: 100 per second of the computer's clock,
/// however fast the card's own clock runs.
pub struct FromCard {
    clock: CardClock,
    resampler: Resampler,
    ready: VecDeque<f32>,
}

impl FromCard {
    /// For a card of so many samples per second.
    pub fn new(card_rate: u32) -> Result<Self, UnsupportedRate> {
        let resampler = Resampler::adjustable(card_rate, SAMPLE_RATE)?;
        Ok(Self { clock: CardClock::new(), resampler, ready: VecDeque::new() })
    }

    /// Takes what the card brought until `now`, in two parts as a ring has it.
    pub fn push(&mut self, now: Instant, parts: [&[f32]; 2]) {
        let before = self.ready.len();
        for part in parts {
            self.resampler.push(part, &mut self.ready);
        }
        let carried = self.ready.len() - before;
        if carried > 0 {
            let speed = self.clock.advance(now, carried, 0.0);
            self.resampler.scale(1.0 / speed);
        }
    }

    /// The next frame, if a whole one is there.
    pub fn pull(&mut self) -> Option<Frame> {
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

/// Frames of the engine as a speaker takes them, by the same clocks.
pub struct ToCard {
    clock: CardClock,
    resampler: Resampler,
    card_rate: f64,
}

impl ToCard {
    /// For a card of so many samples per second.
    pub fn new(card_rate: u32) -> Result<Self, UnsupportedRate> {
        let resampler = Resampler::adjustable(SAMPLE_RATE, card_rate)?;
        Ok(Self { clock: CardClock::new(), resampler, card_rate: f64::from(card_rate) })
    }

    /// Appends the samples of a frame, which the card wanted at `now`, while so many samples of
    /// the frames before were waiting for it.
    pub fn push(
        &mut self,
        now: Instant,
        frame: &Frame,
        waiting: usize,
        samples: &mut impl Extend<f32>,
    ) {
        let waiting = waiting as f64 / self.card_rate + FRAME_DURATION.as_secs_f64();
        let speed = self.clock.advance(now, FRAME_SAMPLES, waiting);
        self.resampler.scale(speed);
        self.resampler.push(frame, samples);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    const SECONDS: f64 = 30.0;
    const SETTLED: f64 = 20.0;
    const TONE: f64 = 1000.0;

    /// When pieces of 10 ms of a card's own clock pass, each up to 8 ms late, as threads are.
    fn pieces(rate: f64) -> impl Iterator<Item = f64> {
        let mut state = 1_u32;
        (1..).map(move |number| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let lateness = f64::from(state >> 8) / f64::from(1 << 24) * 0.008;
            f64::from(number) * 480.0 / rate + lateness
        })
    }

    fn tone(index: usize, rate: f64) -> f32 {
        (0.5 * (std::f64::consts::TAU * TONE * index as f64 / rate).sin()) as f32
    }

    /// The largest deviation from a tone of any phase: each sample follows from the two before.
    fn roughness(samples: &[f32], rate: f64) -> f32 {
        let step = 2.0 * (std::f64::consts::TAU * TONE / rate).cos() as f32;
        let expected = |it: &[f32]| (it[2] - step * it[1] + it[0]).abs();
        samples.windows(3).map(expected).fold(0.0, f32::max)
    }

    /// How often the tone rises through zero per second.
    fn frequency(samples: &[f32], rate: f64) -> f64 {
        let rises = |pair: &[f32]| pair[0] < 0.0 && pair[1] >= 0.0;
        let crossings: Vec<f64> = (samples.windows(2).enumerate())
            .filter(|(_, pair)| rises(pair))
            .map(|(index, pair)| index as f64 + f64::from(pair[0] / (pair[0] - pair[1])))
            .collect();
        let (first, last) = (crossings[0], crossings[crossings.len() - 1]);
        (crossings.len() - 1) as f64 * rate / (last - first)
    }

    fn start() -> Instant {
        #[expect(clippy::disallowed_methods, reason = "any instant is as good")]
        Instant::now()
    }

    /// A microphone whose clock is wrong by so many parts per million.
    fn captures(error: f64) {
        let (start, rate) = (start(), 48_000.0 * (1.0 + error * 1e-6));
        let mut card = FromCard::new(48_000).unwrap();
        let (mut captured, mut sound, mut worst) = (0, Vec::new(), [0.0_f64; 2]);
        for at in pieces(rate).take_while(|at| *at < SECONDS) {
            let piece: Vec<f32> = (captured..captured + 480).map(|it| tone(it, rate)).collect();
            captured += 480;
            card.push(start + Duration::from_secs_f64(at), [&piece, &[]]);
            while let Some(frame) = card.pull() {
                sound.extend_from_slice(&frame);
            }
            let fill = sound.len() as f64 / 48_000.0 - at;
            let is_settled = usize::from(at > SETTLED);
            worst[is_settled] = worst[is_settled].max(fill.abs());
        }
        let heard = frequency(&sound[(SETTLED * 48_000.0) as usize..], 48_000.0);
        let roughness = roughness(&sound[4800..], 48_000.0);
        println!("{error} ppm: off by {worst:?} s, {heard} Hz, roughness {roughness}");
        assert!(worst[0] < 0.05 && worst[1] < 0.03, "the frames keep time: {worst:?}");
        assert!((heard / TONE - 1.0).abs() < 200e-6, "{heard} Hz");
        assert!(roughness < 0.003, "{roughness}");
    }

    /// A speaker whose clock is wrong by so many parts per million.
    fn plays(error: f64) {
        let (start, rate) = (start(), 48_000.0 * (1.0 + error * 1e-6));
        let mut card = ToCard::new(48_000).unwrap();
        let (mut pushed, mut ring, mut played) = (0, VecDeque::new(), Vec::new());
        let (mut worst, mut fullest) = ([0.0_f64; 2], 0);
        for at in pieces(rate).take_while(|at| *at < SECONDS) {
            // One piece waits while the next is made ready.
            while ring.len() < 2 * FRAME_SAMPLES {
                let frame = std::array::from_fn(|index| tone(pushed + index, 48_000.0));
                pushed += FRAME_SAMPLES;
                let waiting = ring.len();
                card.push(start + Duration::from_secs_f64(at), &frame, waiting, &mut ring);
            }
            fullest = fullest.max(ring.len());
            played.extend(ring.drain(..480));
            let fill = pushed as f64 / 48_000.0 - at;
            let is_settled = usize::from(at > SETTLED);
            worst[is_settled] = worst[is_settled].max(fill.abs());
        }
        let heard = frequency(&played[(SETTLED * rate) as usize..], rate);
        let roughness = roughness(&played[4800..], rate);
        println!("{error} ppm: off by {worst:?} s, {heard} Hz, roughness {roughness}");
        assert!(worst[0] < 0.05 && worst[1] < 0.03, "the frames keep time: {worst:?}");
        assert!(fullest < 3 * FRAME_SAMPLES + 20, "{fullest}");
        assert!((heard / TONE - 1.0).abs() < 200e-6, "{heard} Hz");
        assert!(roughness < 0.003, "{roughness}");
    }

    #[test]
    fn a_microphone_that_is_a_little_fast_or_slow_keeps_time() {
        [-500.0, 0.0, 500.0].into_iter().for_each(captures);
    }

    #[test]
    fn a_microphone_that_is_far_off_keeps_time() {
        [-5000.0, 5000.0].into_iter().for_each(captures);
    }

    #[test]
    fn a_speaker_that_is_a_little_fast_or_slow_keeps_time() {
        [-500.0, 0.0, 500.0].into_iter().for_each(plays);
    }

    #[test]
    fn a_speaker_that_is_far_off_keeps_time() {
        [-5000.0, 5000.0].into_iter().for_each(plays);
    }

    #[test]
    fn a_card_that_stood_still_is_not_caught_up_with() {
        let start = start();
        let mut card = FromCard::new(48_000).unwrap();
        let mut frames = [0; 2];
        for piece in 0..2000 {
            // It stands still for 2 s in the middle.
            let stop = Duration::from_secs(if piece < 1000 { 0 } else { 2 });
            card.push(start + Duration::from_millis(10 * piece) + stop, [&[0.0; 480], &[]]);
            while card.pull().is_some() {
                frames[usize::from(piece >= 1000)] += 1;
            }
        }
        assert!(frames.iter().all(|count| (998..=1002_u32).contains(count)), "{frames:?}");
    }
}
