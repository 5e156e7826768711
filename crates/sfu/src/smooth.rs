//! A measured figure without its noise.

use std::time::{Duration, Instant};

/// An exponential average over samples at any times, which may follow rises faster than falls.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Smooth {
    newest: Option<(Instant, f32)>,
}

impl Smooth {
    /// Takes a sample; returns the average. The first sample is the average.
    pub fn follow(&mut self, now: Instant, sample: f32, rise: Duration, fall: Duration) -> f32 {
        let value = match self.newest {
            None => sample,
            Some((at, value)) => {
                let time = if sample > value { rise } else { fall };
                let elapsed = now.saturating_duration_since(at).as_secs_f32();
                let kept = (-elapsed / time.as_secs_f32()).exp();
                sample + (value - sample) * kept
            }
        };
        self.newest = Some((now, value));
        value
    }

    /// The average, 0 before the first sample.
    pub fn value(&self) -> f32 {
        self.newest.map_or(0.0, |(_, value)| value)
    }

    /// The average unless its newest sample is older than this.
    pub fn fresh(&self, now: Instant, age: Duration) -> Option<f32> {
        let (at, value) = self.newest?;
        (now.saturating_duration_since(at) <= age).then_some(value)
    }
}
