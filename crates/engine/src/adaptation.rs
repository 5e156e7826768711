//! Fits what is sent to the network.

use cooee_audio::SendSettings;
use cooee_audio::control::{Conditions, Report, Uplink, choose};
use cooee_transport::Transport;
use std::time::{Duration, Instant};

/// What is known of the uplink, and what follows for the streams that are sent.
#[derive(Default)]
pub(crate) struct Adaptation {
    uplink: Uplink,
    reported_at: Option<Instant>,
    /// What fits through, as it was acted on.
    limit: Option<u32>,
}

impl Adaptation {
    /// Learns from what the transport measured and what the server told of the listeners, about
    /// once a second, and what fits through at once. The result is whether to send in another
    /// way.
    pub fn learn(
        &mut self,
        now: Instant,
        transport: &Transport,
        listener_loss: impl FnOnce() -> Option<f32>,
    ) -> bool {
        let limit = transport.bits_per_second();
        let is_due =
            self.reported_at.is_none_or(|at| now.saturating_duration_since(at) >= INTERVAL);
        if is_due {
            self.reported_at = Some(now);
            self.uplink.report(Report {
                uplink_loss: transport.statistics().remote_loss,
                listener_loss: listener_loss(),
                bits_per_second: limit,
                is_congested: transport.is_congested(),
            });
        } else if matters(self.limit, limit) {
            self.uplink.limit(limit);
        } else {
            return false;
        }
        self.limit = limit;
        true
    }

    /// Forgets everything: there is another path.
    pub fn reset(&mut self) {
        *self = Self::default();
    }

    /// How to send one of so many streams, of which the application wants this bitrate.
    pub fn settings(&self, streams: usize, wanted: u32, before: SendSettings) -> SendSettings {
        let Conditions { loss, bits_per_second } = self.uplink.conditions();
        let share = bits_per_second.map(|bits| bits / u32::try_from(streams.max(1)).unwrap_or(1));
        choose(Conditions { loss, bits_per_second: share }, wanted, before)
    }
}

/// How often the transport learns of loss.
const INTERVAL: Duration = Duration::from_secs(1);

/// Whether to send in another way because of another limit.
fn matters(before: Option<u32>, limit: Option<u32>) -> bool {
    let known = |bits: Option<u32>| f64::from(bits.unwrap_or(u32::MAX));
    let change = known(limit) / known(before).max(1.0);
    !(LESS..=MORE).contains(&change)
}

/// Which share of the limit before is little enough to act on it before it is time.
const LESS: f64 = 0.97;

/// The same for one that is larger.
const MORE: f64 = 1.06;
