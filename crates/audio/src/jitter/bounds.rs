//! The user's limits for the delay (Express `setPlayStreamBufferIntervalRange`).

use std::time::Duration;

/// Between which delays a jitter buffer may choose. Default: 0 to 4000 ms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    min: Duration,
    max: Duration,
}

impl Bounds {
    /// The highest delay that can be asked for.
    pub const LIMIT: Duration = Duration::from_millis(4000);

    /// Limits by the rules of Express: more than 4000 ms counts as 4000 ms, and a maximum
    /// below the minimum as the minimum.
    pub fn new(min: Duration, max: Duration) -> Self {
        let min = min.min(Self::LIMIT);
        Self { min, max: max.clamp(min, Self::LIMIT) }
    }

    /// The lowest delay.
    pub fn min(self) -> Duration {
        self.min
    }

    /// The highest delay.
    pub fn max(self) -> Duration {
        self.max
    }
}

impl Default for Bounds {
    fn default() -> Self {
        Self::new(Duration::ZERO, Self::LIMIT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_follow_the_rules_of_express() {
        let bounds = |min, max| {
            let bounds = Bounds::new(Duration::from_millis(min), Duration::from_millis(max));
            (bounds.min().as_millis(), bounds.max().as_millis())
        };
        assert_eq!(bounds(20, 300), (20, 300));
        assert_eq!(bounds(0, 9000), (0, 4000));
        assert_eq!(bounds(500, 100), (500, 500));
        assert_eq!(bounds(5000, 100), (4000, 4000));
    }
}
