//! A token bucket: how much a peer may ask for in a stretch of time.

use std::time::{Duration, Instant};

/// Refills evenly up to `burst`; each spending lowers it.
#[derive(Debug)]
pub(crate) struct Budget {
    burst: f64,
    per_second: f64,
    left: f64,
    updated: Instant,
}

impl Budget {
    pub(crate) fn new(now: Instant, burst: u32, per_second: u32) -> Self {
        let burst = f64::from(burst);
        Self { burst, per_second: f64::from(per_second), left: burst, updated: now }
    }

    /// Takes `amount`, or nothing where less is left.
    pub(crate) fn spend(&mut self, now: Instant, amount: f64) -> bool {
        let elapsed = now.checked_duration_since(self.updated).unwrap_or(Duration::ZERO);
        self.updated = self.updated.max(now);
        self.left = (self.left + elapsed.as_secs_f64() * self.per_second).min(self.burst);
        let enough = self.left >= amount;
        if enough {
            self.left -= amount;
        }
        enough
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "a test needs one start")]
mod tests {
    use super::*;

    #[test]
    fn a_burst_passes_and_then_the_rate_holds() {
        let start = Instant::now();
        let mut budget = Budget::new(start, 3, 2);
        let passed = (0..5).filter(|_| budget.spend(start, 1.0)).count();
        assert_eq!(passed, 3);
        let later = start + Duration::from_millis(500);
        assert!(budget.spend(later, 1.0));
        assert!(!budget.spend(later, 1.0));
        let much_later = start + Duration::from_secs(60);
        let passed = (0..5).filter(|_| budget.spend(much_later, 1.0)).count();
        assert_eq!(passed, 3);
    }
}
