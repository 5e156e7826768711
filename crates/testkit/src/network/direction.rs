//! One direction of a link at work: when does something that is sent arrive?

use super::Conditions;
use crate::random::Random;
use std::time::{Duration, Instant};

/// IPv4 and UDP headers, which count for the bandwidth.
const HEADER_BYTES: usize = 28;
/// What TCP waits before it repeats a lost segment the first time.
const FIRST_RETRANSMISSION: Duration = Duration::from_millis(200);
/// TCP gives up after more losses in a row; here such a text just arrives very late.
const MOST_RETRANSMISSIONS: u32 = 6;

/// One direction of one link.
pub(super) struct Direction {
    pub(super) conditions: Conditions,
    random: Random,
    /// When the bottleneck has passed on everything that waits.
    free_at: Option<Instant>,
    /// When the last datagram that keeps its order arrives.
    last_arrival: Option<Instant>,
    /// How many more datagrams the burst of losses takes.
    burst_left: u32,
}

impl Direction {
    pub(super) fn new(conditions: Conditions, seed: u64) -> Self {
        Self {
            conditions,
            random: Random::new(seed),
            free_at: None,
            last_arrival: None,
            burst_left: 0,
        }
    }

    /// When a datagram arrives: once, twice, or not at all.
    pub(super) fn datagram(&mut self, now: Instant, bytes: usize) -> Vec<Instant> {
        let Conditions { latency, jitter, spread, duplicate, reorder, reorder_delay, .. } =
            self.conditions;
        // Every datagram draws the same numbers, whatever becomes of it.
        let lost = self.loses_datagram();
        let doubled = self.random.chance(duplicate);
        let reordered = self.random.chance(reorder);
        let jitter = self.random.exponential(jitter);
        let Some(sent) = self.pass_bottleneck(now, bytes, true) else { return Vec::new() };
        if lost {
            return Vec::new();
        }
        let arrival = sent + latency + jitter;
        let arrival = if !spread.is_zero() {
            arrival + self.random.up_to(spread)
        } else if reordered {
            arrival + reorder_delay
        } else {
            self.last_arrival.map_or(arrival, |last| last.max(arrival))
        };
        if !reordered && spread.is_zero() {
            self.last_arrival = Some(arrival);
        }
        if doubled { vec![arrival; 2] } else { vec![arrival] }
    }

    /// How long something that is sent now waits in front of the bottleneck.
    pub(super) fn queue(&self, now: Instant) -> Duration {
        self.free_at.map_or(Duration::ZERO, |free| free.saturating_duration_since(now))
    }

    /// When a segment of a reliable stream arrives, apart from the order of its stream.
    pub(super) fn segment(&mut self, now: Instant, bytes: usize) -> Instant {
        let sent = self.pass_bottleneck(now, bytes, false).unwrap_or(now);
        let mut delay = self.conditions.latency + self.random.exponential(self.conditions.jitter);
        let mut retransmission = FIRST_RETRANSMISSION;
        for _ in 0..MOST_RETRANSMISSIONS {
            if !self.random.chance(self.conditions.loss) {
                break;
            }
            delay += retransmission;
            retransmission *= 2;
        }
        sent + delay
    }

    fn loses_datagram(&mut self) -> bool {
        let loss = self.conditions.loss.clamp(0.0, 1.0);
        let length = f64::from(self.conditions.burst_length.max(1));
        // Such that bursts of that length add up to the share that is to be lost.
        let begins = self.random.chance(loss / (loss + length * (1.0 - loss)));
        if self.burst_left > 0 {
            self.burst_left -= 1;
            return true;
        }
        if begins {
            self.burst_left = self.conditions.burst_length.max(1) - 1;
        }
        begins
    }

    /// When the bottleneck has passed it on; `None` if its queue is full.
    fn pass_bottleneck(&mut self, now: Instant, bytes: usize, may_drop: bool) -> Option<Instant> {
        let Some(bandwidth) = self.conditions.bandwidth else { return Some(now) };
        let begins = self.free_at.map_or(now, |free| free.max(now));
        if may_drop && begins - now > bandwidth.queue {
            return None;
        }
        let bits = ((bytes + HEADER_BYTES) * 8) as f64;
        let takes = Duration::from_secs_f64(bits / bandwidth.bits_per_second.max(1) as f64);
        self.free_at = Some(begins + takes);
        self.free_at
    }
}
