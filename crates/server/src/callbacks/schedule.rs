//! When a callback that was not taken is tried again.

use cooee_proto::WallTime;
use std::time::Duration;

/// The waits between tries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// After the first try, the second, and so on.
    pub first: Vec<Duration>,
    /// After each further one.
    pub then: Duration,
    /// How long after its event a callback is given up, at a try that fails.
    pub give_up_after: Duration,
}

impl Default for Schedule {
    /// The documented 2, 4, 8, 16 and 32 s, then every minute for a day.
    fn default() -> Self {
        Self {
            first: [2, 4, 8, 16, 32].map(Duration::from_secs).to_vec(),
            then: Duration::from_secs(60),
            give_up_after: Duration::from_secs(24 * 3600),
        }
    }
}

impl Schedule {
    /// When to try again after so many tries that failed, the last one at this time; `None` if
    /// it is given up.
    pub(super) fn next(&self, attempts: u32, created: WallTime, now: WallTime) -> Option<WallTime> {
        if now.0.saturating_sub(created.0) >= milliseconds(self.give_up_after) {
            return None;
        }
        let wait = self.first.get(attempts.saturating_sub(1) as usize).unwrap_or(&self.then);
        Some(WallTime(now.0 + milliseconds(*wait)))
    }
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
