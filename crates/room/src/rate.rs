//! How often something may happen.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

const WINDOW: Duration = Duration::from_secs(1);

/// Counts what happened in the last second.
#[derive(Debug, Default)]
pub(crate) struct Rate {
    times: VecDeque<Instant>,
}

impl Rate {
    /// Whether one more may happen at `now`, with at most `limit` in any second.
    pub(crate) fn allows(&mut self, now: Instant, limit: u32) -> bool {
        while self.times.front().is_some_and(|&time| now.duration_since(time) >= WINDOW) {
            self.times.pop_front();
        }
        self.times.len() < limit as usize
    }

    /// Counts one. Ask [`Rate::allows`] first, which bounds what is kept.
    pub(crate) fn count(&mut self, now: Instant) {
        self.times.push_back(now);
    }
}
