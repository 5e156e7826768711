//! When figures are told.

use super::Report;
use std::time::{Duration, Instant};

/// How often the figures of each stream are told.
const QUALITY: Duration = Duration::from_secs(3);

/// How often the grade of the network is told.
const NETWORK: Duration = Duration::from_secs(2);

/// The timers of the quality callbacks; they run while anything is published or played.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct QualityTimers {
    due: Option<[Instant; 2]>,
}

impl QualityTimers {
    /// Starts or stops them.
    pub fn run(&mut self, now: Instant, active: bool) {
        match (active, self.due) {
            (true, None) => self.due = Some([now + QUALITY, now + NETWORK]),
            (false, _) => self.due = None,
            (true, Some(_)) => {}
        }
    }

    pub fn deadline(&self) -> Option<Instant> {
        self.due.and_then(|due| due.into_iter().min())
    }

    /// Whether a report is due, once per interval; missed ones are not made up for.
    pub fn is_due(&mut self, now: Instant, report: Report) -> bool {
        let interval = match report {
            Report::Quality => QUALITY,
            Report::Network => NETWORK,
        };
        let Some(due) = &mut self.due else { return false };
        let due = &mut due[report as usize];
        let is_due = *due <= now;
        while *due <= now {
            *due += interval;
        }
        is_due
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "a test needs some instant to count from")]
mod tests {
    use super::*;

    #[test]
    fn they_run_while_there_is_something_to_tell() {
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let mut timers = QualityTimers::default();
        timers.run(start, false);
        assert_eq!(timers.deadline(), None);
        timers.run(start, true);
        timers.run(at(500), true);
        assert_eq!(timers.deadline(), Some(at(2000)));
        assert!(timers.is_due(at(2000), Report::Network));
        assert!(!timers.is_due(at(2000), Report::Quality));
        assert_eq!(timers.deadline(), Some(at(3000)));
        assert!(timers.is_due(at(3500), Report::Quality));
        assert!(timers.is_due(at(9000), Report::Quality), "late, and once");
        assert!(!timers.is_due(at(9000), Report::Quality));
        timers.run(at(9100), false);
        assert!(!timers.is_due(at(20_000), Report::Network));
    }
}
