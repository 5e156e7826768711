//! What fits through the uplink, told by when each packet arrived.

mod arrivals;
#[cfg(test)]
mod tests;

use arrivals::{Arrival, Arrivals};
use std::collections::VecDeque;
use std::time::Instant;

/// Estimates what the uplink passes from transport-wide feedback, which tells when each packet
/// arrived (draft-holmer-rmcat-transport-wide-cc-extensions-01).
///
/// Where more is sent than fits through, a queue grows, and with it the time that packets take.
/// Packets that waited come out of the queue at the link's rate, so their arrivals tell it. Loss
/// alone tells nothing. The clocks of the two sides need not agree: only what packets take
/// beyond the fastest of the last 10 to 20 seconds counts.
pub(crate) struct Bandwidth {
    start: Instant,
    /// What is on the way, the oldest first.
    sent: VecDeque<Sent>,
    packets_sent: u64,
    has_feedback: bool,
    arrivals: Arrivals,
    /// In bits per second, like the ceiling: above that one a queue grew.
    limit: f64,
    ceiling: Option<f64>,
    draining: bool,
    /// When packets were sent that told of a queue, and those that were looked at last.
    lowered_at: f64,
    evaluated_at: f64,
}

/// A packet that was sent, so many seconds after the start.
#[derive(Clone, Copy)]
struct Sent {
    sequence: u64,
    at: f64,
    /// With all headers; 0 once its arrival is known.
    bits: f64,
}

impl Bandwidth {
    /// Nothing is known.
    pub(crate) fn new(start: Instant) -> Self {
        Self {
            start,
            sent: VecDeque::new(),
            packets_sent: 0,
            has_feedback: false,
            arrivals: Arrivals::default(),
            limit: BEGINNING,
            ceiling: None,
            draining: false,
            lowered_at: f64::NEG_INFINITY,
            evaluated_at: 0.0,
        }
    }

    /// The instant that [`Bandwidth::feedback`] counts arrivals from.
    pub(crate) fn start(&self) -> Instant {
        self.start
    }

    /// The number of the newest packet.
    pub(crate) fn newest(&self) -> u64 {
        self.sent.back().map_or(0, |sent| sent.sequence)
    }

    /// A packet of so many bytes with all headers was sent, with the low bits of its
    /// transport-wide number.
    pub(crate) fn sent(&mut self, now: Instant, sequence: u16, bytes: usize) {
        self.packets_sent += 1;
        let at = now.saturating_duration_since(self.start).as_secs_f64();
        let step = match self.sent.back() {
            Some(last) => u64::from(sequence.wrapping_sub(last.sequence as u16)),
            None => u64::from(sequence),
        };
        let sequence = self.newest() + step;
        self.sent.push_back(Sent { sequence, at, bits: 8.0 * bytes as f64 });
        if self.sent.len() > MOST_ON_THE_WAY {
            self.sent.pop_front();
        }
    }

    /// The other side told which packets arrived, and when by its clock, which began anywhere;
    /// `None` for those that did not.
    pub(crate) fn feedback(&mut self, packets: impl Iterator<Item = (u64, Option<Instant>)>) {
        // More than a message can name.
        for (sequence, arrived) in packets.take(usize::from(u16::MAX)) {
            let found = self.sent.binary_search_by_key(&sequence, |sent| sent.sequence);
            let (Ok(index), Some(arrived)) = (found, arrived) else { continue };
            // It stays in the list, because numbers are counted on from the newest.
            let bits = std::mem::take(&mut self.sent[index].bits);
            if bits == 0.0 {
                continue;
            }
            let arrived = arrived.saturating_duration_since(self.start).as_secs_f64();
            let sent = self.sent[index].at;
            self.arrivals.push(Arrival { sequence, sent, arrived, bits });
            self.has_feedback = true;
        }
        self.evaluate();
    }

    /// What was learnt holds no longer.
    pub(crate) fn path_changed(&mut self) {
        self.arrivals.forget();
        self.ceiling = None;
        self.draining = false;
    }

    /// What may be sent, in bits per second with all headers; `None` while nothing limits it.
    pub(crate) fn bits_per_second(&self) -> Option<u32> {
        let is_silent = !self.has_feedback && self.packets_sent > PATIENCE_PACKETS;
        if is_silent || self.limit >= NO_LIMIT {
            return None;
        }
        let share = if self.draining { DRAIN } else { 1.0 };
        Some((self.limit * share).max(LEAST) as u32)
    }

    /// Whether packets queued of late because more was sent than fits through.
    pub(crate) fn is_congested(&self) -> bool {
        self.evaluated_at - self.lowered_at < CALM
    }

    fn evaluate(&mut self) {
        let Some(newest) = self.arrivals.newest() else { return };
        let since = (newest.sent - self.evaluated_at).clamp(0.0, LONGEST_STEP);
        self.evaluated_at = newest.sent;
        let Some(queue) = self.arrivals.queue() else { return };
        let full = self.arrivals.full();
        if queue > full {
            if newest.sent - self.lowered_at > HOLD
                && let Some(passes) = self.arrivals.passes()
            {
                self.lowered_at = newest.sent;
                self.ceiling = Some(passes);
                self.limit = self.limit.min(passes * BACK_OFF).max(LEAST);
            }
            self.draining = queue > LONG && self.ceiling.is_some();
        } else if queue < full / 2.0 {
            self.draining = false;
            if !self.is_congested() {
                self.raise(since);
            }
        }
    }

    /// Nothing queued for so many seconds more.
    fn raise(&mut self, since: f64) {
        let Some(ceiling) = self.ceiling else {
            let proven = self.arrivals.proven().unwrap_or_default() * PROVEN_SHARE;
            self.limit = (self.limit * (1.0 + BEGINNING_GROWTH * since)).max(proven);
            return;
        };
        let growth = if self.limit < ceiling * NEAR { QUICK } else { CAREFUL };
        let higher = self.limit * (1.0 + growth * since);
        // What was never tried is not known to fit.
        self.limit = higher.min((self.arrivals.offered() * UNTRIED).max(self.limit));
        if self.limit > ceiling * SURPASSED {
            // The link is wider by now.
            self.ceiling = None;
        }
    }
}

/// What a new path is believed to pass, in bits per second: more would flood a narrow link
/// before the first feedback comes.
const BEGINNING: f64 = 80_000.0;

/// So many packets without feedback: there is none to be had.
const PATIENCE_PACKETS: u64 = 50;

/// Packets whose arrival may be told of.
const MOST_ON_THE_WAY: usize = 1024;

/// The longest time that counts between two looks, in seconds.
const LONGEST_STEP: f64 = 0.2;

/// A queue that has to be got rid of, in seconds.
const LONG: f64 = 0.12;

/// Which share of the limit to send meanwhile.
const DRAIN: f64 = 0.7;

/// Seconds between two times that the limit is lowered.
const HOLD: f64 = 0.3;

/// Seconds from then until it is lifted.
const CALM: f64 = 1.0;

/// Which share of what passes to send.
const BACK_OFF: f64 = 0.92;

/// How much the limit grows in a second as long as no queue was ever met, whatever is sent: who
/// is silent learns nothing, and does not have to begin anew when he speaks.
const BEGINNING_GROWTH: f64 = 0.25;

/// The same after one was.
const QUICK: f64 = 0.08;

/// The same near where it was.
const CAREFUL: f64 = 0.005;

/// From which share of the ceiling on to be careful.
const NEAR: f64 = 0.9;

/// At which multiple of it the ceiling is forgotten.
const SURPASSED: f64 = 1.2;

/// Which share of a rate that was never tried is believed.
const PROVEN_SHARE: f64 = 0.5;

/// How much more than what was sent is believed to fit through.
const UNTRIED: f64 = 1.5;

/// The lowest limit: what the sparsest sending takes.
const LEAST: f64 = 16_000.0;

/// A limit above this is none for speech.
const NO_LIMIT: f64 = 400_000.0;
