//! The 10 ms clock for sound that no sound card drives.

use cooee_audio::FRAME_DURATION;
use std::time::{Duration, Instant};

/// A process that was stopped for longer than this does not make up for lost frames.
const MOST_LAG: Duration = Duration::from_millis(200);

/// Ticks every 10 ms while it runs.
#[derive(Debug, Default)]
pub(crate) struct FrameClock {
    next: Option<Instant>,
}

impl FrameClock {
    /// Runs, with the first tick at once, or stops.
    pub fn run(&mut self, now: Instant, running: bool) {
        self.next = running.then(|| self.next.unwrap_or(now));
    }

    pub fn deadline(&self) -> Option<Instant> {
        self.next
    }

    /// Whether another tick is due; call until false.
    pub fn tick(&mut self, now: Instant) -> bool {
        match &mut self.next {
            Some(next) if *next <= now => {
                if now - *next > MOST_LAG {
                    *next = now;
                }
                *next += FRAME_DURATION;
                true
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ticks(clock: &mut FrameClock, now: Instant) -> usize {
        std::iter::from_fn(|| clock.tick(now).then_some(())).count()
    }

    #[test]
    fn ticks_every_10_ms_and_forgets_a_long_stop() {
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let mut clock = FrameClock::default();
        assert_eq!(ticks(&mut clock, start), 0);
        clock.run(start, true);
        assert_eq!(ticks(&mut clock, start), 1);
        assert_eq!(ticks(&mut clock, at(9)), 0);
        assert_eq!(ticks(&mut clock, at(35)), 3);
        assert_eq!(ticks(&mut clock, at(5000)), 1);
        clock.run(at(5000), false);
        assert_eq!(ticks(&mut clock, at(6000)), 0);
    }
}
