//! When packets arrived, and what that tells of the link.

use std::collections::VecDeque;

/// A packet that arrived; times in seconds, of two clocks that need not agree.
#[derive(Clone, Copy)]
pub(super) struct Arrival {
    pub(super) sequence: u64,
    pub(super) sent: f64,
    pub(super) arrived: f64,
    /// With all headers.
    pub(super) bits: f64,
}

impl Arrival {
    fn took(&self) -> f64 {
        self.arrived - self.sent
    }
}

/// The packets that arrived of late, in the order of their arrival.
#[derive(Default)]
pub(super) struct Arrivals {
    recent: VecDeque<Known>,
    /// The fastest of this period, and of the one before.
    fastest: [Option<Fastest>; 2],
    period_began: f64,
    /// How unevenly packets arrive, in seconds.
    unevenness: f64,
}

/// A packet beside the one that arrived before it.
#[derive(Clone, Copy)]
struct Known {
    packet: Arrival,
    /// For how long at least it waited for that one, in seconds.
    waited: f64,
    /// The time since then, if that one was also the one sent before, in seconds.
    gap: Option<f64>,
}

#[derive(Clone, Copy)]
struct Fastest {
    took: f64,
    bits: f64,
}

impl Arrivals {
    pub(super) fn push(&mut self, packet: Arrival) {
        if let Some(fastest) = self.fastest()
            && (packet.took() - fastest.took).abs() > OTHER_CLOCK
        {
            self.forget();
        }
        if packet.sent - self.period_began > PERIOD {
            self.period_began = packet.sent;
            self.fastest = [None, self.fastest[0]];
        }
        if self.fastest[0].is_none_or(|fastest| packet.took() < fastest.took) {
            self.fastest[0] = Some(Fastest { took: packet.took(), bits: packet.bits });
        }
        let mut before = self.recent.iter().rev().map(|known| known.packet);
        let (last, last_but_one) = (before.next(), before.next());
        if let (Some(last), Some(last_but_one)) = (last, last_but_one) {
            // A queue that grows evenly is not uneven.
            let bend = (packet.took() - 2.0 * last.took() + last_but_one.took()).abs();
            self.unevenness += (bend - self.unevenness) * UNEVENNESS_WEIGHT;
        }
        let waited = last.map_or(0.0, |last| last.arrived - packet.sent - self.fastest_took());
        let follows = last.filter(|last| last.sequence + 1 == packet.sequence);
        let gap = follows.map(|last| packet.arrived - last.arrived);
        self.recent.push_back(Known { packet, waited, gap });
        while self.recent.front().is_some_and(|it| packet.sent - it.packet.sent > REMEMBERED)
            || self.recent.len() > MOST_RECENT
        {
            self.recent.pop_front();
        }
    }

    /// Forgets all, because the path is another one.
    pub(super) fn forget(&mut self) {
        *self = Self { unevenness: self.unevenness, ..Self::default() };
    }

    /// The one that arrived last.
    pub(super) fn newest(&self) -> Option<Arrival> {
        self.recent.back().map(|known| known.packet)
    }

    /// The wait in seconds that none of the last packets escaped; `None` before there are some.
    pub(super) fn queue(&self) -> Option<f64> {
        let newest = self.newest()?;
        let last = self.recent.iter().rev().map(|known| known.packet).enumerate();
        let last = last.take_while(|(index, packet)| {
            *index < LOOK_AT_LEAST || newest.sent - packet.sent < LOOK_BACK
        });
        let took = last.map(|(_, packet)| packet.took()).fold(f64::INFINITY, f64::min);
        (self.recent.len() >= LOOK_AT_LEAST).then(|| took - self.fastest_took())
    }

    /// The wait in seconds above which packets queue; less is how unevenly they arrive.
    pub(super) fn full(&self) -> f64 {
        FULL + self.unevenness * UNEVENNESS_SHARE
    }

    /// The rate in bits per second at which packets that waited came out of the queue, usually:
    /// others may pass between them. `None` if they came in clumps, as after a disturbance: a
    /// link that is too narrow keeps them apart.
    pub(super) fn passes(&self) -> Option<f64> {
        let waited = self.recent.iter().filter(|it| it.waited > WAITED);
        let mut rates: Vec<_> = waited.filter_map(|it| Some(it.packet.bits / it.gap?)).collect();
        rates.sort_by(f64::total_cmp);
        let usual = *rates.get(rates.len() / 2)?;
        let clumped = rates.iter().filter(|&&rate| rate > usual * CLUMPED).count();
        (rates.len() >= LOOK_AT_LEAST && clumped * MOST_CLUMPS < rates.len()).then_some(usual)
    }

    /// What certainly fits through, in bits per second: large packets took hardly longer than a
    /// small one. `None` if packets are alike.
    pub(super) fn proven(&self) -> Option<f64> {
        let fastest = self.fastest()?;
        let packets = self.recent.iter().map(|known| known.packet);
        let larger = packets.filter(|it| it.bits > fastest.bits + LARGER);
        let rates: Vec<_> = larger
            .map(|it| (it.bits - fastest.bits) / (it.took() - fastest.took).max(RESOLUTION))
            .collect();
        (rates.len() >= LOOK_AT_LEAST).then(|| rates.into_iter().fold(f64::INFINITY, f64::min))
    }

    /// What was sent of late, in bits per second; what got lost was as much as what did not.
    pub(super) fn offered(&self) -> f64 {
        let Some(newest) = self.newest() else { return 0.0 };
        let packets = self.recent.iter().map(|known| known.packet);
        let (mut bits, mut count, mut oldest) = (0.0, 0.0_f64, newest.sequence);
        for packet in packets.filter(|it| newest.sent - it.sent < OFFERED_OVER) {
            bits += packet.bits;
            count += 1.0;
            oldest = oldest.min(packet.sequence);
        }
        let sent = newest.sequence.saturating_sub(oldest) as f64 + 1.0;
        bits / OFFERED_OVER * (sent / count.max(1.0)).max(1.0)
    }

    fn fastest(&self) -> Option<Fastest> {
        let known = self.fastest.into_iter().flatten();
        known.min_by(|one, other| one.took.total_cmp(&other.took))
    }

    fn fastest_took(&self) -> f64 {
        self.fastest().map_or(0.0, |fastest| fastest.took)
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.recent.len()
    }
}

/// For how long packets count, in seconds.
const REMEMBERED: f64 = 0.6;
/// So many at the most.
pub(super) const MOST_RECENT: usize = 256;

/// How long the fastest packet is remembered at least, in seconds.
const PERIOD: f64 = 10.0;

/// A packet cannot take so many seconds: the other side counts its time anew.
const OTHER_CLOCK: f64 = 10.0;

/// A wait that none of so many packets, or of those of so many seconds, escaped is a queue.
const LOOK_AT_LEAST: usize = 3;
const LOOK_BACK: f64 = 0.1;

/// The wait that is a queue, in seconds, where packets arrive evenly.
const FULL: f64 = 0.045;

/// How much longer it has to be where they do not, and how quickly that is learnt.
const UNEVENNESS_SHARE: f64 = 1.2;
const UNEVENNESS_WEIGHT: f64 = 0.06;

/// A packet that waited for so many seconds found another one before it.
const WAITED: f64 = 0.01;

/// Packets in a clump follow each other so many times as fast as usually.
const CLUMPED: f64 = 4.0;

/// More than one out of so many in clumps are no queue.
const MOST_CLUMPS: usize = 4;

/// By how many bits a packet has to be larger than another one to tell of the rate.
const LARGER: f64 = 300.0;

/// How exactly the times of packets are known, in seconds.
const RESOLUTION: f64 = 0.0005;

/// Over how many seconds is counted what was sent.
const OFFERED_OVER: f64 = 0.3;
