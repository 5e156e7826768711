//! What is known of the way to the listeners.

/// What is measured about the way to the listeners, each second or so.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Report {
    /// The share of packets that got lost on the way to the server, 0..=1; `None` if unknown.
    pub uplink_loss: Option<f32>,
    /// The share of packets that a listener misses whom the others are not to suffer from, as
    /// the server tells, 0..=1; `None` if unknown. It contains the loss on the uplink.
    pub listener_loss: Option<f32>,
    /// What fits through, as [`Uplink::limit`] takes it.
    pub bits_per_second: Option<u32>,
    /// Whether more was sent in this time than fits through, so that packets waited, and were
    /// dropped where too many did.
    pub is_congested: bool,
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
    was_congested: bool,
    limit: Option<u32>,
}

impl Uplink {
    /// Nothing is known: no loss, no limit.
    pub fn new() -> Self {
        Self::default()
    }

    /// Learns from a report.
    pub fn report(&mut self, report: Report) {
        self.limit = report.bits_per_second;
        let was_congested = std::mem::replace(&mut self.was_congested, report.is_congested);
        if report.is_congested {
            // What a full queue drops is no reason to send more.
            if !was_congested {
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

    /// Learns between two reports what fits through, in bits per second with all headers; `None`
    /// if nothing limits it.
    pub fn limit(&mut self, bits_per_second: Option<u32>) {
        self.limit = bits_per_second;
    }

    /// What the network is like.
    pub fn conditions(&self) -> Conditions {
        Conditions { loss: self.loss, bits_per_second: self.limit }
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

    fn after(reports: impl IntoIterator<Item = Report>) -> Vec<Conditions> {
        let mut uplink = Uplink::new();
        let learnt = reports.into_iter().map(|report| {
            uplink.report(report);
            uplink.conditions()
        });
        learnt.collect()
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

    #[test]
    fn what_a_full_queue_drops_is_no_reason_to_send_more() {
        let narrow =
            |loss| Report { is_congested: true, bits_per_second: Some(64_000), ..lossy(loss) };
        let dropped = [lossy(0.0), narrow(0.4), narrow(0.5), narrow(0.2), lossy(0.0)];
        let learnt = after(dropped);
        assert!(learnt.iter().all(|it| it.loss < 0.01), "{learnt:?}");
        assert_eq!(learnt[1].bits_per_second, Some(64_000));
        assert_eq!(learnt[4].bits_per_second, None);
        // Losses that were there before are still expected.
        let lossy_and_narrow = [[lossy(0.2); 8], [narrow(0.6); 8]].concat();
        let expected = after(lossy_and_narrow)[15].loss;
        assert!((0.1..0.25).contains(&expected), "{expected}");
    }
}
