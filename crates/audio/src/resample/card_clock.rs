//! How fast a sound card's clock runs, by the computer's clock.

use std::time::{Duration, Instant};

/// Steers a resampler so that 48,000 samples per second of the computer's clock lie on its side
/// of the engine, whatever the card's own clock does.
///
/// The difference between the sound that went by and the time that went by is the fill of a ring
/// that one side fills by the card's clock and the other empties by the computer's, though
/// nothing has to wait in a ring for it. A phase-locked loop of second order keeps that fill
/// around zero: a low-pass takes out that cards bring samples in pieces and threads come late;
/// what is left moves the speed, its integral is the card's error. The loop is quick for the
/// first seconds, then slow.
#[derive(Debug)]
pub(super) struct CardClock {
    origin: Option<Instant>,
    last: Option<Instant>,
    /// Seconds of engine sound since `origin`.
    carried: f64,
    /// The fill in seconds, filtered.
    fill: f64,
    /// The card's error as known so far: 0.0001 is 100 parts per million too fast.
    error: f64,
}

/// A card's samples come in uneven pieces at first; the mean fill of that time counts as none.
const WARM_UP: Duration = Duration::from_millis(500);

/// For how long the loop is quick.
const QUICK: Duration = Duration::from_secs(12);

/// The loop's natural frequency, in radians per second, at first and later.
const QUICK_LOOP: f64 = 0.4;
const SLOW_LOOP: f64 = 0.1;

/// The low-pass before the loop, in multiples of its natural frequency.
const LOW_PASS: f64 = 6.0;

/// What a fill is never, unless the card or this process stood still: then it begins at zero.
const STOOD_STILL: f64 = 0.1;

/// No card that works is further off than this; a voice is not audibly higher or lower.
pub(super) const MOST_ERROR: f64 = 0.01;

impl CardClock {
    pub fn new() -> Self {
        Self { origin: None, last: None, carried: 0.0, fill: 0.0, error: 0.0 }
    }

    /// Takes note of so many samples of the engine at 48 kHz that were carried until `now`, of
    /// which these seconds still wait for the card; gives the speed of the card, 1 where it keeps
    /// time.
    pub fn advance(&mut self, now: Instant, samples: usize, waiting: f64) -> f64 {
        let (Some(origin), Some(last)) = (self.origin, self.last) else {
            (self.origin, self.last) = (Some(now), Some(now));
            return 1.0;
        };
        self.last = Some(now);
        self.carried += samples as f64 / f64::from(crate::SAMPLE_RATE);
        let age = now.saturating_duration_since(origin);
        let step = now.saturating_duration_since(last).as_secs_f64();
        let fill = self.carried - waiting - age.as_secs_f64();
        if (fill - self.fill).abs() > STOOD_STILL {
            self.carried -= fill;
            self.fill = 0.0;
            return 1.0 + self.error;
        }
        let natural = if age < QUICK { QUICK_LOOP } else { SLOW_LOOP };
        self.fill += (fill - self.fill) * (1.0 - (-LOW_PASS * natural * step).exp());
        if age < WARM_UP {
            return 1.0;
        }
        if age.saturating_sub(Duration::from_secs_f64(step)) < WARM_UP {
            self.carried -= self.fill;
            self.fill = 0.0;
        }
        let most = -MOST_ERROR..=MOST_ERROR;
        self.error += natural * natural * self.fill * step;
        self.error = self.error.clamp(*most.start(), *most.end());
        1.0 + (self.error + 2.0 * natural * self.fill).clamp(*most.start(), *most.end())
    }
}
