//! When sound levels are reported.

use cooee_proto::{Error, ErrorCode};
use std::time::{Duration, Instant};

/// The intervals that may be asked for (Express §7).
const INTERVALS: std::ops::RangeInclusive<Duration> =
    Duration::from_millis(100)..=Duration::from_millis(3000);

/// The timer of the sound level callbacks; off until started.
#[derive(Debug, Default)]
pub(crate) struct SoundLevelMonitor {
    running: Option<(Duration, Instant)>,
}

impl SoundLevelMonitor {
    /// Reports after each interval from `now` on.
    pub fn start(&mut self, now: Instant, interval: Duration) -> Result<(), Error> {
        if !INTERVALS.contains(&interval) {
            let message =
                format!("interval is {} ms; 100 to 3000 ms are allowed", interval.as_millis());
            return Err(Error::new(ErrorCode::SOUND_LEVEL_INTERVAL, message));
        }
        self.running = Some((interval, now + interval));
        Ok(())
    }

    pub fn stop(&mut self) {
        self.running = None;
    }

    pub fn deadline(&self) -> Option<Instant> {
        self.running.map(|(_, due)| due)
    }

    /// Whether a report is due, once per interval; missed ones are not made up for.
    pub fn is_due(&mut self, now: Instant) -> bool {
        match &mut self.running {
            Some((interval, due)) if *due <= now => {
                while *due <= now {
                    *due += *interval;
                }
                true
            }
            _ => false,
        }
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "a test needs some instant to count from")]
mod tests {
    use super::*;

    #[test]
    fn reports_once_per_interval_and_skips_missed_ones() {
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let mut monitor = SoundLevelMonitor::default();
        assert!(!monitor.is_due(start));
        monitor.start(start, Duration::from_millis(100)).expect("an allowed interval");
        assert!(!monitor.is_due(at(99)));
        assert!(monitor.is_due(at(100)) && !monitor.is_due(at(100)));
        assert!(monitor.is_due(at(550)) && !monitor.is_due(at(599)));
        assert_eq!(monitor.deadline(), Some(at(600)));
        monitor.stop();
        assert!(!monitor.is_due(at(10_000)));
    }

    #[test]
    fn intervals_outside_the_range_are_refused() {
        for ms in [0, 99, 3001] {
            let refusal = SoundLevelMonitor::default()
                .start(Instant::now(), Duration::from_millis(ms))
                .expect_err("outside the range");
            assert_eq!(refusal.code, ErrorCode::SOUND_LEVEL_INTERVAL);
        }
    }
}
