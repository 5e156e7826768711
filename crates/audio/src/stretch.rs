//! Time-stretching: plays a piece of speech a little longer or shorter without changing its
//! pitch (waveform similarity overlap-add, WSOLA).
//!
//! Speech repeats itself with every period of the voice. Where a frame is faded into what lies
//! a whole number of periods away, nobody hears that those periods were played twice or not at
//! all. [`best_match`] finds such a place by normalised cross-correlation, first at a quarter of
//! the sample rate, then precisely.

use crate::{FRAME_SAMPLES, Frame};

/// The longest shift: 15 ms, a period of 67 Hz.
pub(crate) const LONGEST_SHIFT: usize = 720;

/// The shortest shift: 2.5 ms, a period of 400 Hz.
pub(crate) const SHORTEST_SHIFT: usize = 120;

/// A place that a frame can be faded into.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Shift {
    /// How many samples away it lies.
    pub(crate) samples: usize,
    /// How much it is like the frame: 1 for the same, 0 for unlike.
    pub(crate) likeness: f32,
}

/// Where `other` is most like `frame`: `shifts` are the starts within `other` to try, which
/// holds a frame's length beyond the last of them.
fn best_match(frame: &Frame, other: &[f32], shifts: std::ops::RangeInclusive<usize>) -> Shift {
    let coarse_frame = coarse(frame);
    let coarse_other = coarse(other);
    let rough = (shifts.start().div_ceil(STEP)..=shifts.end() / STEP)
        .map(|start| measure(start * STEP, &coarse_frame, &coarse_other[start..]))
        .reduce(better);
    let around = rough.map_or(*shifts.start(), |rough| rough.samples);
    let first = around.saturating_sub(STEP - 1).max(*shifts.start());
    let last = (around + STEP - 1).min(*shifts.end());
    (first..=last)
        .map(|start| measure(start, frame, &other[start..]))
        .reduce(better)
        .unwrap_or(Shift { samples: *shifts.start(), likeness: 0.0 })
}

/// How far back of a frame, which follows `past`, the past is most like it, at most so far.
pub(crate) fn best_shift_back(past: &[f32], frame: &Frame, at_most: usize) -> Option<Shift> {
    let longest = past.len().min(at_most).min(LONGEST_SHIFT);
    if longest < SHORTEST_SHIFT {
        return None;
    }
    let mut signal = [0.0; LONGEST_SHIFT + FRAME_SAMPLES];
    signal[..longest].copy_from_slice(&past[past.len() - longest..]);
    signal[longest..][..FRAME_SAMPLES].copy_from_slice(frame);
    let signal = &signal[..longest + FRAME_SAMPLES];
    let found = best_match(frame, signal, 0..=longest - SHORTEST_SHIFT);
    Some(Shift { samples: longest - found.samples, ..found })
}

/// How far ahead of the first frame of `signal` the signal is most like it, at most so far.
pub(crate) fn best_shift_ahead(signal: &[f32], at_most: usize) -> Option<Shift> {
    let frame: &Frame = signal.first_chunk()?;
    let longest = (signal.len() - FRAME_SAMPLES).min(at_most).min(LONGEST_SHIFT);
    if longest < SHORTEST_SHIFT {
        return None;
    }
    let signal = &signal[..longest + FRAME_SAMPLES];
    Some(best_match(frame, signal, SHORTEST_SHIFT..=longest))
}

fn better(one: Shift, other: Shift) -> Shift {
    if other.likeness > one.likeness { other } else { one }
}

/// Normalised cross-correlation.
fn measure(start: usize, frame: &[f32], other: &[f32]) -> Shift {
    let (mut together, mut one, mut two) = (0.0, 0.0, 0.0);
    for (a, b) in frame.iter().zip(other) {
        together += a * b;
        one += a * a;
        two += b * b;
    }
    let energy = f32::sqrt(one * two);
    let likeness = if energy > 0.0 { together / energy } else { 1.0 };
    Shift { samples: start, likeness }
}

/// Sums of [`STEP`] samples.
fn coarse(samples: &[f32]) -> Vec<f32> {
    samples.chunks_exact(STEP).map(|samples| samples.iter().sum()).collect()
}

const STEP: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;
    use std::f32::consts::TAU;

    /// A voice with so long a period.
    fn voice(period: f32, samples: usize) -> Vec<f32> {
        let sample = |index: usize| {
            let phase = index as f32 / period * TAU;
            (1..12).map(|n| (phase * n as f32 + n as f32).sin() / n as f32).sum::<f32>() * 0.1
        };
        (0..samples).map(sample).collect()
    }

    #[test]
    fn the_period_of_a_voice_is_found() {
        for period in [150.0, 233.0, 400.0, 555.0, 700.0] {
            let voice = voice(period, 2400);
            let ahead = best_shift_ahead(&voice, LONGEST_SHIFT).unwrap();
            let periods = ahead.samples as f32 / period;
            assert!(ahead.likeness > 0.98, "{period}: {ahead:?}");
            assert!((periods - periods.round()).abs() < 0.02, "{period}: {ahead:?}");
            let frame = voice[900..].first_chunk().unwrap();
            let back = best_shift_back(&voice[..900], frame, LONGEST_SHIFT).unwrap();
            let periods = back.samples as f32 / period;
            assert!(back.likeness > 0.98, "{period}: {back:?}");
            assert!((periods - periods.round()).abs() < 0.02, "{period}: {back:?}");
        }
    }

    #[test]
    fn too_little_audio_has_no_shift() {
        assert_eq!(best_shift_ahead(&[0.1; FRAME_SAMPLES], LONGEST_SHIFT), None);
        assert_eq!(best_shift_ahead(&[0.1; 3 * FRAME_SAMPLES], SHORTEST_SHIFT - 1), None);
        assert_eq!(best_shift_back(&[], &[0.1; FRAME_SAMPLES], LONGEST_SHIFT), None);
        let shortest = best_shift_ahead(&[0.1; FRAME_SAMPLES + SHORTEST_SHIFT], LONGEST_SHIFT);
        assert_eq!(shortest.map(|it| it.samples), Some(SHORTEST_SHIFT));
    }

    #[test]
    fn noise_is_like_nothing() {
        let mut state = 1_u32;
        let noise: Vec<f32> = (0..1500)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 8) as f32 / (1 << 24) as f32 - 0.5
            })
            .collect();
        assert!(best_shift_ahead(&noise, LONGEST_SHIFT).unwrap().likeness < 0.5);
    }
}
