//! When to try again.

use std::time::Duration;

const FIRST: Duration = Duration::from_millis(200);
const LONGEST: Duration = Duration::from_secs(8);

/// The pause before try number `attempt` (0 for the first one after a loss). `jitter01` is a
/// random number in 0..=1; the pause is that share of a span that doubles with each attempt
/// from 200 ms to 8 s, so that many clients of one server do not come back in step.
pub fn delay(attempt: u32, jitter01: f64) -> Duration {
    let span = FIRST.saturating_mul(2_u32.saturating_pow(attempt)).min(LONGEST);
    span.mul_f64(jitter01.clamp(0.0, 1.0))
}
