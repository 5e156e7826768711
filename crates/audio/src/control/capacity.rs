//! How much fits through, learnt from a queue that fills up.

use std::time::Duration;

/// Watches the round trip: where more is sent than fits through, a queue grows, and with it the
/// round trip. Then what still arrives is what fits through.
///
/// The limit falls at once and rises slowly. Where a queue was met before, it waits for a minute
/// and then rises more slowly still.
#[derive(Clone, Debug, Default)]
pub(super) struct Capacity {
    /// The shortest round trip that was seen. It grows slowly, because paths change.
    shortest: Option<Duration>,
    /// The last round trips.
    recent: [Option<Duration>; RECENT],
    full: bool,
    /// How long ago the limit was lowered.
    calm: Duration,
    limit: Option<f64>,
    /// Above it a queue filled up.
    ceiling: f64,
}

impl Capacity {
    /// Takes the round trip of a network on which nothing was sent yet.
    pub(super) fn learn_path(&mut self, round_trip: Option<Duration>) {
        self.shortest = [self.shortest, round_trip].into_iter().flatten().min();
    }

    /// Takes what was measured in the time since the last report.
    pub(super) fn report(
        &mut self,
        since: Duration,
        sent: f64,
        loss: f64,
        round_trip: Option<Duration>,
    ) {
        self.recent.rotate_left(1);
        self.recent[RECENT - 1] = round_trip;
        let shortest = self.shortest.map(|it| it + since.mul_f64(AGEING));
        self.shortest = [shortest, round_trip].into_iter().flatten().min();
        self.calm += since;
        let queue = self.queue();
        let newest =
            round_trip.unwrap_or_default().saturating_sub(self.shortest.unwrap_or_default());
        self.full = queue > FULL || newest > OVERFULL && loss > DROPPING;
        if self.full && (self.limit.is_none() || self.calm >= PATIENCE) {
            let arrived = sent * (1.0 - loss);
            let share = if queue.max(newest) > OVERFULL { DRAIN } else { BACK_OFF };
            self.ceiling = self.limit.map_or(arrived, |limit| limit.min(arrived).max(sent * 0.9));
            let lower = arrived * share;
            self.limit = Some(self.limit.map_or(lower, |limit| lower.min(limit)).max(LEAST));
            self.calm = Duration::ZERO;
        } else if !self.full
            && self.calm >= PATIENCE
            && let Some(limit) = self.limit
        {
            let growth = if limit < NEAR * self.ceiling {
                QUICK
            } else if self.calm > LONG_PATIENCE {
                CAREFUL
            } else {
                0.0
            };
            let higher = limit * (1.0 + growth * since.as_secs_f64());
            // What was never tried is not known to fit.
            let higher = higher.min((sent * MOST_UNTRIED).max(limit));
            self.limit = (higher < NO_LIMIT).then_some(higher);
        }
    }

    /// Whether a queue stands.
    pub(super) fn is_full(&self) -> bool {
        self.full
    }

    /// What fits through; `None` if nothing is known to limit it.
    pub(super) fn bits_per_second(&self) -> Option<u32> {
        self.limit.map(|limit| limit as u32)
    }

    /// The wait that none of the last round trips escaped.
    fn queue(&self) -> Duration {
        let known = self.recent.iter().filter(|it| it.is_some()).count();
        let Some(least) = self.recent.iter().flatten().min() else { return Duration::ZERO };
        if known < RECENT {
            return Duration::ZERO;
        }
        least.saturating_sub(self.shortest.unwrap_or_default())
    }
}

/// How many round trips in a row have to be long: one alone may be jitter.
const RECENT: usize = 3;

/// A wait that is a queue: two long packets on a narrow link are none.
const FULL: Duration = Duration::from_millis(110);

/// A wait that has to be got rid of.
const OVERFULL: Duration = Duration::from_millis(200);

/// By how much of the time that passes the shortest round trip grows.
const AGEING: f64 = 0.0005;

/// The loss that confirms a queue on first sight.
const DROPPING: f64 = 0.1;

/// How long to wait after the limit was lowered.
const PATIENCE: Duration = Duration::from_secs(4);

/// How long to stay below the rate at which a queue filled up: trying it again costs a queue.
const LONG_PATIENCE: Duration = Duration::from_secs(60);

/// Which share of what arrives to send when a queue stands.
const BACK_OFF: f64 = 0.85;

/// The same when it is long.
const DRAIN: f64 = 0.7;

/// How much the limit grows in a second.
const QUICK: f64 = 0.03;

/// The same where a queue was met before.
const CAREFUL: f64 = 0.005;

/// From which share of the ceiling on to be careful.
const NEAR: f64 = 0.88;

/// How much more than what is sent is believed to fit through.
const MOST_UNTRIED: f64 = 1.5;

/// The lowest limit: what the sparsest sending takes.
const LEAST: f64 = 16_000.0;

/// A limit above this is none for speech.
const NO_LIMIT: f64 = 400_000.0;
