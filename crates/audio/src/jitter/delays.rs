//! Which delay is worth waiting for.

use std::collections::VecDeque;

use super::ticks::{Ticks, milliseconds};

/// Learns from the transits of recent packets which delay to aim at.
///
/// A longer delay makes fewer packets late, and hurts a conversation by itself. The target
/// is the delay at which the sum of both is least, where being late weighs [`COST_OF_BEING_LATE`] by its
/// share: 1 % late weighs 25 ms. With exponential jitter of 20 ms that is
/// about the 99th percentile; a single late packet or a single outage, however long, stays
/// without effect; and copies that arrive one packet later than a lost original buy their delay
/// once about 1 % are lost.
///
/// The target rises at once. It falls slowly, to the highest one that was of use a while ago.
#[derive(Clone, Debug)]
pub(super) struct Delays {
    /// When the last packets arrived and what their transits were, in order of arrival.
    recent: VecDeque<Arrival>,
    /// The same, sorted.
    sorted: Vec<Ticks>,
    /// What was known before the pause that may turn out to have changed nothing.
    shelved: VecDeque<Arrival>,
    target: Ticks,
    /// The highest target that was of use lately, and when it was.
    needed: Ticks,
    needed_at: Ticks,
    decayed_at: Ticks,
}

#[derive(Clone, Copy, Debug)]
struct Arrival {
    at: Ticks,
    transit: Ticks,
}

impl Delays {
    pub(super) fn new() -> Self {
        Self {
            recent: VecDeque::with_capacity(MOST),
            sorted: Vec::with_capacity(MOST),
            shelved: VecDeque::with_capacity(MOST),
            target: FIRST_TARGET,
            needed: 0,
            needed_at: -HOLD,
            decayed_at: 0,
        }
    }

    /// Learns the transit of a packet of so many samples that arrived for the first time.
    pub(super) fn observe(&mut self, now: Ticks, transit: Ticks, samples: usize) {
        let fastest_before = self.fastest().unwrap_or(transit);
        self.forget_before(now - WINDOW);
        self.remember(Arrival { at: now, transit });
        self.unshelve(transit);
        let fastest = self.fastest().unwrap_or(transit);
        // When only the zero moved up, the moment to play at has not changed.
        let zero_moved = (fastest_before - fastest).min(0);
        let held = self.target + zero_moved;
        let best = self.best(samples as Ticks);
        let decay = self.decay(now, held - best);
        self.needed += zero_moved;
        if best >= self.needed || now - self.needed_at > HOLD {
            self.needed = best;
            self.needed_at = now;
        }
        let enough = if held - best > FAR_TOO_LONG { best } else { self.needed };
        self.target = enough.max(held - decay);
    }

    /// The transit of the fastest recent packet.
    pub(super) fn fastest(&self) -> Option<Ticks> {
        self.sorted.first().copied()
    }

    /// How much longer than the fastest packet took to wait for the others.
    pub(super) fn target(&self) -> Ticks {
        self.target
    }

    /// Begins anew after a pause, after which transits may be anything. When one of the next
    /// packets is about as fast as those before, it was the network that paused, and the
    /// transits from before count again. The target stays and goes on falling slowly.
    pub(super) fn pause(&mut self) {
        self.shelved.clear();
        std::mem::swap(&mut self.shelved, &mut self.recent);
        self.sorted.clear();
    }

    /// Forgets all transits, because those to come cannot be compared with them.
    pub(super) fn restart(&mut self) {
        self.pause();
        self.shelved.clear();
    }

    fn forget_before(&mut self, time: Ticks) {
        while let Some(oldest) = self.recent.front()
            && (oldest.at < time || self.recent.len() >= MOST)
        {
            let transit = oldest.transit;
            self.recent.pop_front();
            let index = self.sorted.partition_point(|other| *other < transit);
            self.sorted.remove(index);
        }
    }

    fn remember(&mut self, arrival: Arrival) {
        self.recent.push_back(arrival);
        let index = self.sorted.partition_point(|other| *other < arrival.transit);
        self.sorted.insert(index, arrival.transit);
    }

    fn unshelve(&mut self, transit: Ticks) {
        let shelved = self.shelved.iter().map(|arrival| arrival.transit);
        let Some(fastest) = shelved.min() else { return };
        if transit <= fastest + SAME_PATH {
            self.sorted.clear();
            let since = std::mem::take(&mut self.recent);
            let before = std::mem::take(&mut self.shelved);
            before.into_iter().chain(since).for_each(|arrival| self.remember(arrival));
        } else if self.recent.len() > LONGEST_BURST {
            self.shelved.clear();
        }
    }

    /// The delay with the least cost. A window that is not full yet counts as filled up with
    /// fast packets.
    fn best(&self, samples: Ticks) -> Ticks {
        let fastest = self.fastest().unwrap_or_default();
        let cost = samples * COST_OF_BEING_LATE / WINDOW;
        // A packet that is late alone need not be followed by another.
        let later = (0..self.sorted.len() as Ticks).rev();
        let later = later.map(|later| if later == 1 { 0 } else { later });
        let delays = self.sorted.iter().map(|transit| transit - fastest);
        delays
            .zip(later)
            .min_by_key(|(delay, later)| delay + later * cost)
            .map_or(0, |(delay, _)| delay)
    }

    /// How far a target that is too long by so much may fall since the last call.
    fn decay(&mut self, now: Ticks, too_long: Ticks) -> Ticks {
        let since = (now - self.decayed_at) / DECAY_DIVISOR * DECAY_DIVISOR;
        self.decayed_at += since;
        let since = since.clamp(0, LONGEST_DECAY);
        since / DECAY_DIVISOR + (too_long - FAR_TOO_LONG).max(0) * since / DECAY_TIME
    }
}

/// How long packets are remembered: 5 seconds, and never more than [`MOST`].
const WINDOW: Ticks = milliseconds(5_000);

/// How many packets are remembered at the most.
const MOST: usize = 512;

/// How much delay is as bad as being late all the time.
const COST_OF_BEING_LATE: Ticks = milliseconds(2_500);

/// How much slower than before a packet may be on what is still the same path.
const SAME_PATH: Ticks = milliseconds(20);

/// After so many packets a pause has changed the path for good.
const LONGEST_BURST: usize = 128;

/// The target before anything is known: a first word should not be torn on a common network.
const FIRST_TARGET: Ticks = milliseconds(20);

/// A target that is not needed any more stays for so long: each change is heard a little.
const HOLD: Ticks = milliseconds(5000);

/// A target that is longer than needed by more than this falls at once, and faster.
const FAR_TOO_LONG: Ticks = milliseconds(100);

/// The target falls by one tick in so many: 25 ms in a second.
const DECAY_DIVISOR: Ticks = 40;

/// Beside that, a target that is far too long falls by a share of what is too long, with this
/// time constant: the queue of a bottleneck may have left half a second.
const DECAY_TIME: Ticks = milliseconds(2_000);

/// The target falls at once, after a pause, by what it falls in this time.
const LONGEST_DECAY: Ticks = milliseconds(200);

#[cfg(test)]
mod tests {
    use super::*;

    /// Feeds transits in milliseconds, one each 20 ms, and returns the target in milliseconds.
    fn target_after(delays: &mut Delays, transits: impl IntoIterator<Item = i64>) -> i64 {
        for transit in transits {
            let now = delays.decayed_at + milliseconds(20);
            delays.observe(now, milliseconds(transit), 960);
        }
        delays.target() / milliseconds(1)
    }

    #[test]
    fn a_clean_link_needs_no_delay() {
        assert_eq!(target_after(&mut Delays::new(), (0..100).map(|_| 70)), 0);
    }

    #[test]
    fn rises_within_a_second_and_falls_slowly() {
        let mut delays = Delays::new();
        target_after(&mut delays, (0..300).map(|_| 0));
        let jittery = || (0..50).map(|index| if index % 10 == 0 { 60 } else { 0 });
        assert!(target_after(&mut delays, jittery()) < 60);
        assert_eq!(target_after(&mut delays, jittery()), 60);
        assert_eq!(target_after(&mut delays, (0..100).map(|_| 0)), 60);
        assert_eq!(target_after(&mut delays, (0..650).map(|_| 0)), 0);
    }

    #[test]
    fn an_outage_that_ends_in_a_burst_is_no_jitter() {
        let mut delays = Delays::new();
        target_after(&mut delays, (0..300).map(|_| 0));
        assert_eq!(target_after(&mut delays, (0..50).map(|index| 1000 - 20 * index)), 0);
        assert_eq!(target_after(&mut delays, (0..300).map(|_| 0)), 0);
    }

    #[test]
    fn outages_that_repeat_are_jitter() {
        let mut delays = Delays::new();
        let outage = || (0..10).map(|index| 200 - 20 * index);
        target_after(&mut delays, (0..300).map(|_| 0));
        for _ in 0..2 {
            delays.pause();
            target_after(&mut delays, outage());
            target_after(&mut delays, (0..90).map(|_| 0));
        }
        delays.pause();
        target_after(&mut delays, outage());
        assert!(target_after(&mut delays, [0]) > 100);
    }

    #[test]
    fn a_pause_of_the_sender_leaves_no_trace() {
        let mut delays = Delays::new();
        target_after(&mut delays, (0..300).map(|_| 0));
        delays.pause();
        assert_eq!(target_after(&mut delays, (0..300).map(|_| 5000)), 0);
    }

    #[test]
    fn copies_buy_their_delay_when_packets_get_lost() {
        let lossy = |each: i64| (0..300).map(move |index| if index % each == 0 { 20 } else { 0 });
        assert_eq!(target_after(&mut Delays::new(), lossy(20)), 20);
        assert_eq!(target_after(&mut Delays::new(), lossy(150)), 0);
    }

    #[test]
    fn a_faster_or_slower_path_moves_the_zero() {
        let mut delays = Delays::new();
        target_after(&mut delays, (0..300).map(|_| 50));
        assert_eq!(
            target_after(&mut delays, (0..50).map(|_| 0)),
            50,
            "until the slow ones are forgotten"
        );
        target_after(&mut delays, (0..700).map(|_| 0));
        assert_eq!((delays.fastest(), delays.target()), (Some(0), 0));
        assert_eq!(target_after(&mut delays, (0..50).map(|_| 80)), 80);
        assert_eq!(target_after(&mut delays, (0..256).map(|_| 80)), 0);
    }
}
