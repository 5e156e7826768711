//! Time and media time on one axis: ticks of 48 kHz.

use std::time::{Duration, Instant};

use crate::SAMPLE_RATE;

/// A time or a time span in ticks of 48 kHz. One tick is one sample.
pub(super) type Ticks = i64;

/// So many milliseconds.
pub(super) const fn milliseconds(count: i64) -> Ticks {
    count * (SAMPLE_RATE as i64 / 1000)
}

/// A duration in ticks.
pub(super) fn from_duration(duration: Duration) -> Ticks {
    let rate = u64::from(SAMPLE_RATE);
    let part = u64::from(duration.subsec_nanos()) * rate / 1_000_000_000;
    let ticks = duration.as_secs().saturating_mul(rate).saturating_add(part);
    Ticks::try_from(ticks).unwrap_or(Ticks::MAX / 4)
}

/// Ticks as a duration; negative ones as none.
pub(super) fn to_duration(ticks: Ticks) -> Duration {
    let micros = u64::try_from(ticks).unwrap_or(0).saturating_mul(1_000_000);
    Duration::from_micros(micros / u64::from(SAMPLE_RATE))
}

/// Turns instants into ticks since the first one it saw.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Clock {
    epoch: Option<Instant>,
}

impl Clock {
    /// Ticks from the first instant to this one.
    pub(super) fn ticks(&mut self, now: Instant) -> Ticks {
        let epoch = *self.epoch.get_or_insert(now);
        from_duration(now.saturating_duration_since(epoch))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_and_durations_convert_both_ways() {
        let span = Duration::from_millis(12_345);
        assert_eq!(from_duration(span), milliseconds(12_345));
        assert_eq!(to_duration(milliseconds(12_345)), span);
        assert_eq!(to_duration(-1), Duration::ZERO);
        from_duration(Duration::MAX);
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "where a virtual time starts")]
    fn a_clock_starts_at_its_first_instant_and_never_goes_below() {
        let mut clock = Clock::default();
        let start = Instant::now();
        assert_eq!(clock.ticks(start + Duration::from_secs(1)), 0);
        assert_eq!(clock.ticks(start), 0);
        assert_eq!(clock.ticks(start + Duration::from_secs(3)), milliseconds(2000));
    }
}
