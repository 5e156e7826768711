//! What arrivals tell of a link: how long packets queue in front of it, and how fast it empties
//! the queue.

use crate::flight::Arrival;
use crate::smooth::Smooth;
use std::time::{Duration, Instant};

/// For how long the fastest packet, and the shortest round trip, are remembered, at least.
const MEMORY: Duration = Duration::from_secs(5);
/// Packets that took this much longer than the fastest queued.
const QUEUED: i64 = 10_000;
/// Over how long the rate of a queue is measured.
const LONGEST_RUN: Duration = Duration::from_millis(400);
/// Over how long a rate is measured at least: clients note arrivals a little late.
const SHORTEST_SPAN: Duration = Duration::from_millis(20);
/// How fast varying delays become usual: much more slowly than a queue grows.
const GETS_USED: Duration = Duration::from_secs(3);
/// How slowly it is forgotten that delays were long for no reason.
const FORGETS: Duration = Duration::from_secs(10);
/// For how long such a delay is fresh.
const FRESH: Duration = Duration::from_secs(1);

/// The link to one client.
#[derive(Debug, Default)]
pub(super) struct Link {
    /// The way of the fastest packet, in microseconds: between two clocks, so that only
    /// differences mean something.
    fastest: Least<i64>,
    round_trip: Least<Duration>,
    /// How much longer than the fastest the two newest arrivals took, in microseconds.
    newest: [i64; 2],
    run: Option<Run>,
    /// When the newest packet came, by the client's clock.
    newest_at: Option<Instant>,
    /// What came with the newest report, in bytes per second.
    delivered: Option<f64>,
    /// The average queue that was none to worry about.
    average: Smooth,
    /// The longest delay that was no queue, and when it was.
    unexplained: Option<(Instant, Duration)>,
}

/// Packets that queued, one after the other.
#[derive(Clone, Copy, Debug)]
struct Run {
    /// When the last before them came, by the client's clock.
    began: Instant,
    ended: Instant,
    bytes: usize,
}

impl Link {
    /// Takes the arrivals of a report in their order.
    pub fn arrived(&mut self, now: Instant, arrivals: &[Arrival]) {
        if let Some(newest) = arrivals.last() {
            let before = self.newest_at.replace(newest.arrived_at);
            self.delivered = before.and_then(|before| {
                let bytes: usize = arrivals.iter().map(|arrival| arrival.bytes).sum();
                let span = newest.arrived_at.saturating_duration_since(before);
                (span >= SHORTEST_SPAN).then(|| bytes as f64 / span.as_secs_f64())
            });
        }
        for arrival in arrivals {
            let way = micros(arrival.arrived_at, arrival.sent_at);
            let longer = way - self.fastest.least(now, way);
            self.newest = [self.newest[1], longer];
            match &mut self.run {
                Some(run)
                    if longer >= QUEUED
                        && arrival.arrived_at.saturating_duration_since(run.began)
                            <= LONGEST_RUN =>
                {
                    run.ended = arrival.arrived_at;
                    run.bytes += arrival.bytes;
                }
                run => {
                    let began = arrival.arrived_at;
                    *run = Some(Run { began, ended: began, bytes: 0 });
                }
            }
        }
    }

    /// How long packets queue: the less of the two newest.
    pub fn queue(&self) -> Duration {
        let [one, other] = self.newest;
        Duration::from_micros(one.min(other).max(0) as u64)
    }

    /// What of that is usual, since delays vary.
    pub fn usual_queue(&self, now: Instant) -> Duration {
        Duration::from_secs_f32(2.0 * self.average.value()) + self.unexplained(now)
    }

    fn unexplained(&self, now: Instant) -> Duration {
        self.unexplained.map_or(Duration::ZERO, |(at, delay)| {
            let age = now.saturating_duration_since(at);
            delay.mul_f32((-age.as_secs_f32() / FORGETS.as_secs_f32()).exp())
        })
    }

    /// The queue is none to worry about.
    pub fn settle(&mut self, now: Instant, queue: Duration) {
        self.average.follow(now, queue.as_secs_f32(), GETS_USED, GETS_USED);
    }

    /// Packets came that late although there was nothing to queue for.
    pub fn get_used(&mut self, now: Instant, delay: Duration) {
        self.unexplained = Some((now, delay.max(self.unexplained(now))));
    }

    /// Whether that was just before.
    pub fn is_getting_used(&self, now: Instant) -> bool {
        self.unexplained.is_some_and(|(at, _)| now.saturating_duration_since(at) <= FRESH)
    }

    /// The shortest round trip lately, of this one and those before.
    pub fn round_trip(&mut self, now: Instant, newest: Duration) -> Duration {
        self.round_trip.least(now, newest)
    }

    /// How many bytes per second the link let through with the newest report. It can carry more.
    pub fn delivered(&self) -> Option<f64> {
        self.delivered
    }

    /// How many bytes per second the link lets through while packets queue in front of it.
    pub fn capacity(&self) -> Option<f64> {
        let run = self.run.filter(|run| run.bytes > 0 && run.ended > run.began)?;
        Some(run.bytes as f64 / run.ended.saturating_duration_since(run.began).as_secs_f64())
    }
}

fn micros(to: Instant, from: Instant) -> i64 {
    let forth = to.saturating_duration_since(from).as_micros() as i64;
    forth - from.saturating_duration_since(to).as_micros() as i64
}

/// The least value of the last seconds.
#[derive(Debug)]
struct Least<T> {
    /// Since when the first of the two is taken.
    since: Option<Instant>,
    values: [Option<T>; 2],
}

impl<T> Default for Least<T> {
    fn default() -> Self {
        Self { since: None, values: [None, None] }
    }
}

impl<T: Copy + Ord> Least<T> {
    /// Takes a value; returns the least of it and of those before.
    fn least(&mut self, now: Instant, value: T) -> T {
        let since = *self.since.get_or_insert(now);
        if now.saturating_duration_since(since) > MEMORY {
            self.since = Some(now);
            self.values = [None, self.values[0]];
        }
        let [newer, older] = &mut self.values;
        let newest = newer.map_or(value, |before| before.min(value));
        *newer = Some(newest);
        older.map_or(newest, |before| before.min(newest))
    }
}
