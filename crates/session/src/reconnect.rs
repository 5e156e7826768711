//! When to try again, and how long to wait for what was tried.

use crate::random::Random;
use std::time::{Duration, Instant};

const FIRST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(8);
const FIRST_PATIENCE: Duration = Duration::from_secs(3);
const LONGEST_PATIENCE: Duration = Duration::from_secs(12);

/// The pause before try number `attempt` (0 for the first one after a loss), in whole
/// milliseconds. `jitter01` is a random number in 0..=1; the pause is that share of a span that
/// doubles with each attempt from 200 ms to 8 s, so that many clients of one server do not come
/// back in step.
pub fn delay(attempt: u32, jitter01: f64) -> Duration {
    let span = FIRST_PAUSE.saturating_mul(2_u32.saturating_pow(attempt)).min(LONGEST_PAUSE);
    let share = span.as_millis() as f64 * jitter01.clamp(0.0, 1.0);
    Duration::from_millis(share.round() as u64)
}

/// How long a WebSocket may take until its `hello`, at try number `attempt`: 3 s at first,
/// later up to 12 s, so that a slow network gets its chance.
pub fn patience(attempt: u32) -> Duration {
    FIRST_PATIENCE.saturating_mul(2_u32.saturating_pow(attempt / 2)).min(LONGEST_PATIENCE)
}

/// The tries of one thing since it last worked.
#[derive(Debug, Default)]
pub(crate) struct Retry {
    attempt: u32,
    at: Option<Instant>,
}

impl Retry {
    /// Counts a failure and draws the pause before the next try.
    pub(crate) fn pause(&mut self, random: &mut Random) -> Duration {
        let pause = delay(self.attempt, random.next01());
        self.attempt = self.attempt.saturating_add(1);
        pause
    }

    /// Counts a failure; the next try comes after a pause.
    pub(crate) fn later(&mut self, now: Instant, random: &mut Random) {
        self.at = Some(now + self.pause(random));
    }

    /// Forgets all failures.
    pub(crate) fn reset(&mut self) {
        *self = Self::default();
    }

    /// How many tries failed.
    pub(crate) fn attempt(&self) -> u32 {
        self.attempt
    }

    /// Whether a pause is over, or none was asked for.
    pub(crate) fn is_due(&self, now: Instant) -> bool {
        self.at.is_none_or(|at| at <= now)
    }

    /// When the pause is over, while it lasts.
    pub(crate) fn deadline(&self, now: Instant) -> Option<Instant> {
        self.at.filter(|&at| at > now)
    }
}
