//! How good a call is: the figures that the quality callbacks tell, and where they come from.
//! `docs/quality-figures.md` explains them to applications.

mod breaks;
mod figures;
mod grade;
mod opinion;
mod play_meter;
mod publish_meter;
mod timers;

pub use figures::{PlayerQuality, PublisherQuality};
pub(crate) use grade::{idle_grade, worst};
pub(crate) use play_meter::{PlayFacts, PlayMeter};
pub(crate) use publish_meter::{PublishFacts, PublishMeter};
pub(crate) use timers::QualityTimers;

use std::time::{Duration, Instant};

/// What a packet costs beside its payload: IPv4, UDP, RTP with its extensions, and the SRTP tag.
const HEADER_BYTES: u64 = 68;

/// Rates of a shorter time than this say little.
const SHORTEST_SPAN: Duration = Duration::from_secs(1);

/// For whom figures are taken: each has its own intervals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Report {
    /// The figures of a stream.
    Quality,
    /// The grade of the network.
    Network,
}

/// The counters of a stream at the last report to each.
#[derive(Clone, Copy, Debug, Default)]
struct Told<Counters> {
    at: [Option<(Instant, Counters)>; 2],
}

impl<Counters: Copy> Told<Counters> {
    /// The first intervals begin, unless they have.
    fn begin(&mut self, now: Instant, counters: Counters) {
        for told in &mut self.at {
            told.get_or_insert((now, counters));
        }
    }

    /// What was there at the last report to this one and how long ago that was; this is the next.
    fn next(
        &mut self,
        now: Instant,
        report: Report,
        counters: Counters,
    ) -> Option<(Duration, Counters)> {
        let told = self.at[report as usize].as_mut()?;
        let span = now.saturating_duration_since(told.0);
        if span < SHORTEST_SPAN {
            return None;
        }
        let (_, before) = std::mem::replace(told, (now, counters));
        Some((span, before))
    }
}

/// So many a second.
fn rate(count: u64, span: Duration) -> f64 {
    count as f64 / span.as_secs_f64()
}

/// In kbit/s.
fn kilobits(bytes: u64, span: Duration) -> f64 {
    rate(8 * bytes, span) / 1000.0
}

/// A part of a whole, 0 where there is no whole.
fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { (part as f64 / whole as f64).min(1.0) }
}
