//! How much may go to a client whose link has just become narrow.
//!
//! An estimate of what a link carries takes its time to follow, while each packet of a picture
//! that is too many keeps the sound waiting behind it. So the brake looks at each of the client's
//! reports about arrivals (every 50 ms or so) for the queue in front of the link: how much longer
//! packets took than the fastest ones lately, and how long others are overdue. If that is much,
//! nothing but sound goes out until what is on the way has left the queue; then pictures go on at
//! a little less than what the link let through meanwhile, one packet at a time, and faster
//! again while no queue forms. A link that never had a queue is not limited at all.
//!
//! Delays that vary are no queue: what counts is the least of the newest arrivals, in a burst
//! the last one, and on top of what is usual for the link.

mod link;

use crate::arrivals::Arrivals;
use crate::flight::{self, Flight};
use link::Link;
use std::time::{Duration, Instant};

/// The queue that is borne, on top of the usual: a packet of 1200 bytes takes 32 ms of a link of
/// 300 kbit/s, and that alone is no queue.
const LONGEST_QUEUE: Duration = Duration::from_millis(40);
/// From here on there may be a queue. Pictures wait for the next report, and if that says the
/// same, there is one.
const SUSPICIOUS_QUEUE: Duration = Duration::from_millis(15);
/// There is one at once if all that is on the way will queue for so long, by what the link let
/// through just before.
const LONGEST_EXPECTED: Duration = Duration::from_millis(100);
/// As long as nothing that queued has arrived, a packet of so many bytes may be all that did not
/// get through.
const PACKET_BYTES: f64 = 1_200.0;
/// What pictures and sound together get of what the link lets through: the rest drains the queue.
const SHARE: f64 = 0.9;
/// The slowest that the brake makes it, in bytes per second (40 kbit/s).
const SLOWEST: f64 = 5_000.0;
/// From here on the brake is off, in bytes per second (20 Mbit/s).
const FASTEST: f64 = 2_500_000.0;
/// It is off too if no picture had to wait for so long.
const FORGIVEN: Duration = Duration::from_secs(30);
/// How long it takes, besides the round trip, until reports show what the brake did: two of them.
const REACTION: Duration = Duration::from_millis(100);
/// A queue at no more than this multiple of a rate that went well is not due to the rate.
const GROWN: f64 = 1.1;
/// Unless the link lets through no more than this share of it.
const NARROWER: f64 = 0.8;
/// How fast the rate grows after a queue, as a share of itself in a second: twice as fast with
/// each second, so that what the link carried a moment ago is tried with care, and a link that is
/// wide again is used soon.
const FIRST_GROWTH: f64 = 0.04;
const FASTEST_GROWTH: f64 = 2.0;

/// The brake of one transport.
#[derive(Debug)]
pub(crate) struct Brake {
    flight: Flight,
    link: Link,
    limit: Option<Limit>,
    /// Pictures wait until then, or for the next report, since there may be a queue.
    held_until: Option<Instant>,
    reported_at: Instant,
}

/// A rate that holds for all packets, though only pictures wait for it.
#[derive(Clone, Copy, Debug)]
struct Limit {
    /// Bytes per second.
    rate: f64,
    /// Bytes that were sent, or queue, beyond what the rate allows, at that time.
    debt: f64,
    at: Instant,
    /// The rate that it began with.
    first_rate: f64,
    /// When the queue was found.
    since: Instant,
    /// Until when what was done about it cannot show.
    settles_at: Instant,
    /// When pictures waited for it.
    felt_at: Instant,
}

impl Brake {
    /// A brake that is off.
    pub fn new(now: Instant) -> Self {
        Self {
            flight: Flight::new(now),
            link: Link::default(),
            limit: None,
            held_until: None,
            reported_at: now,
        }
    }

    /// A datagram leaves for the client; its transport-wide sequence number has this extension.
    pub fn sent(&mut self, now: Instant, datagram: &[u8], extension: u8) {
        if !flight::is_media(datagram) {
            return;
        }
        self.flight.sent(now, datagram, extension);
        if let Some(limit) = &mut self.limit {
            limit.advance(now);
            limit.debt += flight::bytes_on_the_link(datagram) as f64;
        }
    }

    /// Whether the brake is on at all.
    pub fn is_on(&self) -> bool {
        self.limit.is_some() || self.held_until.is_some()
    }

    /// The rate that the link is held to, in bytes per second.
    pub fn rate(&self) -> Option<f64> {
        self.limit.map(|limit| limit.rate)
    }

    /// When a packet of a picture may go out.
    pub fn free_at(&mut self, now: Instant) -> Instant {
        let held_until = self.held_until.filter(|until| *until > now).unwrap_or(now);
        let Some(limit) = &mut self.limit else { return held_until };
        limit.advance(now);
        let free_at = limit.drained_at();
        if free_at > now {
            limit.felt_at = now;
        }
        free_at.max(held_until)
    }

    /// Takes the client's report about arrivals.
    pub fn report(&mut self, now: Instant, report: &Arrivals) {
        let arrivals = self.flight.report(report);
        let Some(newest) = arrivals.iter().map(|arrival| arrival.sent_at).max() else { return };
        self.link.arrived(now, &arrivals);
        let round_trip = self.link.round_trip(now, now.saturating_duration_since(newest));
        let overdue = self.overdue(now, newest).saturating_sub(round_trip);
        let usual = self.link.usual_queue(now);
        let queue = self.link.queue().max(overdue);
        self.correct(now, round_trip);
        let is_long = queue > LONGEST_QUEUE + usual;
        let is_suspect = queue > SUSPICIOUS_QUEUE + usual;
        let is_expected = self.expected_queue(round_trip) > LONGEST_EXPECTED + usual;
        if is_long || is_suspect && (is_expected || self.held_until.is_some()) {
            self.held_until = None;
            self.brake(now, queue, round_trip);
        } else {
            self.held_until = is_suspect.then(|| now + REACTION);
            self.link.settle(now, queue);
            self.grow(now);
        }
        self.reported_at = now;
    }

    /// How long what is on the way will have queued, if the link goes on as slowly as it lets
    /// the packets through that do queue.
    fn expected_queue(&self, round_trip: Duration) -> Duration {
        let Some(capacity) = self.link.capacity() else { return Duration::ZERO };
        let way = Duration::from_secs_f64(self.flight.bytes() as f64 / capacity);
        way.saturating_sub(round_trip)
    }

    /// How long a packet is on the way that was sent after the newest that arrived. One alone
    /// may be lost or late for itself: the second oldest counts.
    fn overdue(&self, now: Instant, newest: Instant) -> Duration {
        let sent_at = self.flight.sent_at(1).filter(|sent_at| *sent_at >= newest);
        sent_at.map_or(Duration::ZERO, |sent_at| now.saturating_duration_since(sent_at))
    }

    fn brake(&mut self, now: Instant, queue: Duration, round_trip: Duration) {
        let before = self.limit.map(|limit| limit.rate);
        let known = self.link.capacity().or(before);
        let capacity = known.unwrap_or_else(|| PACKET_BYTES / queue.as_secs_f64());
        if let Some(limit) = &self.limit {
            if now < limit.settles_at {
                return;
            }
            let has_grown = limit.rate > GROWN * limit.first_rate;
            // Where less is sent than the rate allows, what arrives says nothing about the link.
            let is_narrower = self.link.is_getting_used(now)
                && limit.felt_at >= self.reported_at
                && capacity < NARROWER * limit.rate;
            if !has_grown && !is_narrower {
                // So much went through without a queue before: the delay has another cause.
                self.link.get_used(now, queue);
                return;
            }
            // If the rate is not to blame after all, such delays become usual by and by.
            self.link.get_used(now, queue / 2);
        }
        let rate = (SHARE * capacity).max(SLOWEST);
        let debt = self.queued(rate, round_trip);
        let mut limit = Limit {
            rate,
            debt,
            at: now,
            first_rate: rate,
            since: now,
            settles_at: now,
            felt_at: now,
        };
        limit.settles_at = limit.drained_at() + round_trip + REACTION;
        self.limit = Some(limit);
    }

    /// What is learnt after the brake was put on: the link let through at least so much, and no
    /// more than what is on the way can queue.
    fn correct(&mut self, now: Instant, round_trip: Duration) {
        let Some(mut limit) = self.limit.filter(|limit| now < limit.settles_at) else { return };
        let delivered = self.link.delivered().unwrap_or_default();
        limit.advance(now);
        limit.rate = limit.rate.max(SHARE * delivered);
        limit.first_rate = limit.rate;
        limit.debt = limit.debt.min(self.queued(limit.rate, round_trip));
        limit.settles_at = limit.settles_at.min(limit.drained_at() + round_trip + REACTION);
        self.limit = Some(limit).filter(|limit| limit.rate <= FASTEST);
    }

    /// How many bytes queue in front of a link of this rate.
    fn queued(&self, rate: f64, round_trip: Duration) -> f64 {
        (self.flight.bytes() as f64 - rate * round_trip.as_secs_f64()).max(0.0)
    }

    /// No queue formed since the report before.
    fn grow(&mut self, now: Instant) {
        let Some(limit) = &mut self.limit else { return };
        if limit.felt_at >= self.reported_at {
            limit.advance(now);
            let age = now.saturating_duration_since(limit.since).as_secs_f64();
            let elapsed = now.saturating_duration_since(self.reported_at).min(REACTION);
            let growth = (FIRST_GROWTH * age.exp2()).min(FASTEST_GROWTH);
            limit.rate *= 1.0 + growth * elapsed.as_secs_f64();
        }
        let is_forgiven = now.saturating_duration_since(limit.felt_at) > FORGIVEN;
        if is_forgiven || limit.rate > FASTEST {
            self.limit = None;
        }
    }
}

impl Limit {
    /// When nothing more goes out than what the rate allows.
    fn drained_at(&self) -> Instant {
        self.at + Duration::from_secs_f64(self.debt / self.rate)
    }

    /// Pays off what the time since then allows.
    fn advance(&mut self, now: Instant) {
        let elapsed = now.saturating_duration_since(self.at).as_secs_f64();
        self.debt = (self.debt - elapsed * self.rate).max(0.0);
        self.at = self.at.max(now);
    }
}

#[cfg(test)]
mod tests;
