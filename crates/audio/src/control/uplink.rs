//! What is known of the way to the listeners.

use std::time::{Duration, Instant};

use super::capacity::Capacity;

/// What is measured about the way to the listeners, each second or so.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Report {
    /// The share of packets that got lost on the way to the server, 0..=1; `None` if unknown.
    pub uplink_loss: Option<f32>,
    /// The share of packets that a listener misses whom the others are not to suffer from, as
    /// the server tells, 0..=1; `None` if unknown. It contains the loss on the uplink.
    pub listener_loss: Option<f32>,
    /// To the server and back; `None` if unknown.
    pub round_trip_time: Option<Duration>,
    /// What fits through by somebody else's estimate, in bits per second with all headers.
    pub bits_per_second: Option<u32>,
    /// What was sent since the last report, in bits with all headers.
    pub bits_sent: u64,
}

/// What the network is like.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Conditions {
    /// The share of packets to expect to be lost, 0..=1.
    pub loss: f32,
    /// What fits through, in bits per second with all headers; `None` if nothing limits it.
    pub bits_per_second: Option<u32>,
}

/// Learns what the network is like: quickly for the worse, slowly for the better.
#[derive(Clone, Debug, Default)]
pub struct Uplink {
    loss: f32,
    /// The loss of the last reports, the oldest first: what was known before a queue filled up.
    before: [f32; REMEMBERED],
    /// How many reports in a row told of no loss.
    calm_reports: usize,
    capacity: Capacity,
    reported_at: Option<Instant>,
    estimate: Option<u32>,
}

impl Uplink {
    /// Nothing is known: no loss, no limit.
    pub fn new() -> Self {
        Self::default()
    }

    /// Learns from a report.
    pub fn report(&mut self, now: Instant, report: Report) {
        let before = self.reported_at.replace(now).unwrap_or(now);
        let since = now.saturating_duration_since(before);
        if since.is_zero() {
            return self.capacity.learn_path(report.round_trip_time);
        }
        self.estimate = report.bits_per_second;
        let was_full = self.capacity.is_full();
        let sent = report.bits_sent as f64 / since.as_secs_f64();
        let uplink_loss = report.uplink_loss.unwrap_or(0.0).clamp(0.0, 1.0);
        self.capacity.report(since, sent, f64::from(uplink_loss), report.round_trip_time);
        if self.capacity.is_full() {
            // What a full queue drops is no reason to send more.
            if !was_full {
                self.loss = self.loss.min(self.before[0]);
            }
            return;
        }
        let known = [report.uplink_loss, report.listener_loss].into_iter().flatten();
        let Some(loss) = known.reduce(f32::max) else { return };
        let loss = loss.clamp(0.0, 1.0);
        self.calm_reports = if loss < CALM { self.calm_reports + 1 } else { 0 };
        let weight = match loss > self.loss {
            true => RISE,
            // Random losses make no such pause: it was an outage, and it is over.
            false if self.calm_reports >= CALM_REPORTS => FALL_IN_CALM,
            false => FALL,
        };
        self.loss += (loss - self.loss) * weight;
        self.before.rotate_left(1);
        self.before[REMEMBERED - 1] = self.loss;
    }

    /// What the network is like.
    pub fn conditions(&self) -> Conditions {
        let limits = [self.capacity.bits_per_second(), self.estimate];
        Conditions { loss: self.loss, bits_per_second: limits.into_iter().flatten().min() }
    }
}

/// How much of a report of more loss is believed.
const RISE: f32 = 0.5;

/// How much of a report of less loss is believed.
const FALL: f32 = 0.08;

/// A report of less loss tells of none.
const CALM: f32 = 0.005;

/// So many reports without loss follow an outage; of 50 packets in each of them one would be
/// lost where 3 % are, as good as always.
const CALM_REPORTS: usize = 3;

/// How much of a report of less loss is believed after so many without any.
const FALL_IN_CALM: f32 = 0.5;

/// How many reports pass before a full queue is noticed.
const REMEMBERED: usize = 5;

#[cfg(test)]
mod tests {
    use super::*;

    #[expect(clippy::disallowed_methods, reason = "where the virtual time starts")]
    fn after(reports: impl IntoIterator<Item = Report>) -> Vec<Conditions> {
        let start = Instant::now();
        let mut uplink = Uplink::new();
        uplink.report(start, Report::default());
        (1..)
            .zip(reports)
            .map(|(second, report)| {
                uplink.report(start + Duration::from_secs(second), report);
                uplink.conditions()
            })
            .collect()
    }

    fn lossy(loss: f32) -> Report {
        Report { uplink_loss: Some(loss), ..Report::default() }
    }

    #[test]
    fn loss_is_believed_within_seconds_and_forgotten_slowly() {
        let rising = after([lossy(0.2); 3]);
        assert!(rising[2].loss > 0.15, "{rising:?}");
        let falling = after([[lossy(0.2); 5], [lossy(0.01); 5], [lossy(0.01); 5]].concat());
        assert!(falling[9].loss > 0.08, "{falling:?}");
        assert!(after([[lossy(0.2); 5].as_slice(), &[lossy(0.01); 60]].concat())[64].loss < 0.02);
    }

    #[test]
    fn an_outage_is_forgotten_within_seconds() {
        let outage = [lossy(0.0), lossy(0.6), lossy(0.9)];
        let learnt = after([outage.as_slice(), &[lossy(0.0); 7]].concat());
        assert!(learnt[2].loss > 0.5, "{learnt:?}");
        assert!(learnt[9].loss < 0.02, "{learnt:?}");
        // Losses that come in bursts make pauses, too, but shorter ones.
        let bursts = [lossy(0.2), lossy(0.0), lossy(0.0)].repeat(10);
        assert!(after(bursts)[3..].iter().all(|it| it.loss > 0.08));
    }

    #[test]
    fn a_listener_counts_as_much_as_the_uplink() {
        let report = Report { listener_loss: Some(0.3), ..lossy(0.01) };
        assert!(after([report; 4])[3].loss > 0.25);
    }

    /// A link that passes so much and has a queue of 500 ms, and a sender that obeys.
    fn narrow(bits_per_second: f64, seconds: usize) -> (Vec<f64>, Vec<f64>) {
        let mut uplink = Uplink::new();
        #[expect(clippy::disallowed_methods, reason = "where the virtual time starts")]
        let start = Instant::now();
        let path = Some(Duration::from_millis(40));
        uplink.report(start, Report { round_trip_time: path, ..Report::default() });
        let (mut queue, mut rates, mut queues) = (0.0_f64, vec![], vec![]);
        for second in 1..=seconds as u64 {
            let limit = uplink.conditions().bits_per_second.map_or(122_000.0, f64::from);
            let sent = limit.min(122_000.0);
            let filled = queue + sent - bits_per_second;
            let dropped = (filled - bits_per_second / 2.0).max(0.0);
            queue = (filled - dropped).max(0.0);
            let wait = Duration::from_secs_f64(queue / bits_per_second);
            let report = Report {
                uplink_loss: Some((dropped / sent) as f32),
                round_trip_time: Some(Duration::from_millis(40) + wait),
                bits_sent: sent as u64,
                ..Report::default()
            };
            uplink.report(start + Duration::from_secs(second), report);
            rates.push(sent);
            queues.push(wait.as_secs_f64());
        }
        assert!(uplink.conditions().loss < 0.05, "{:?}", uplink.conditions());
        (rates, queues)
    }

    #[test]
    fn a_narrow_link_is_found_out_and_used() {
        for capacity in [32_000.0, 64_000.0, 96_000.0] {
            let (rates, queues) = narrow(capacity, 300);
            let late = &queues[20..];
            let waiting = late.iter().filter(|queue| **queue > 0.2).count();
            assert!(waiting < late.len() / 20, "{capacity}: {waiting} of {}", late.len());
            let mean = rates[20..].iter().sum::<f64>() / rates[20..].len() as f64;
            assert!(mean > 0.7 * capacity, "{capacity}: {mean}");
        }
    }

    #[test]
    fn a_wide_link_is_not_limited() {
        let report = Report {
            round_trip_time: Some(Duration::from_millis(40)),
            bits_sent: 122_000,
            ..lossy(0.3)
        };
        assert!(after([report; 60]).iter().all(|it| it.bits_per_second.is_none()));
    }

    #[test]
    fn a_round_trip_that_wobbles_is_no_queue() {
        let wobbly = |second: u64| Report {
            round_trip_time: Some(Duration::from_millis(40 + 37 * second % 160)),
            bits_sent: 122_000,
            ..lossy(0.0)
        };
        assert!(after((0..120).map(wobbly)).iter().all(|it| it.bits_per_second.is_none()));
    }
}
