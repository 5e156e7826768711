//! Time that passes only when told to.

use cooee_proto::WallTime;
use std::time::{Duration, Instant};

/// A virtual clock: what machines take for monotonic time and for wall time.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    start: Instant,
    now: Instant,
    wall_start: WallTime,
}

impl Clock {
    /// A clock that stands at this wall time.
    pub fn new(wall: WallTime) -> Self {
        // `Instant` can only be made by asking the system once; its value plays no part.
        #[expect(clippy::disallowed_methods)]
        let start = Instant::now();
        Self { start, now: start, wall_start: wall }
    }

    /// The monotonic time.
    pub fn now(&self) -> Instant {
        self.now
    }

    /// The wall time.
    pub fn wall(&self) -> WallTime {
        WallTime(self.wall_start.0 + self.elapsed().as_millis() as u64)
    }

    /// The time since the clock was made.
    pub fn elapsed(&self) -> Duration {
        self.now - self.start
    }

    /// Moves on to a moment; one that has passed changes nothing.
    pub fn advance_to(&mut self, moment: Instant) {
        self.now = self.now.max(moment);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_times_pass_together_and_never_backwards() {
        let mut clock = Clock::new(WallTime(1_000));
        let start = clock.now();
        clock.advance_to(start + Duration::from_millis(250));
        clock.advance_to(start);
        assert_eq!(clock.elapsed(), Duration::from_millis(250));
        assert_eq!(clock.wall(), WallTime(1_250));
    }
}
