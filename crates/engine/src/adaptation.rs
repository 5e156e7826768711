//! Fits what is sent to the network.

use cooee_audio::SendSettings;
use cooee_audio::control::{Conditions, Report, Uplink, choose};
use cooee_transport as transport;
use std::time::{Duration, Instant};

/// What is known of the uplink, and what follows for the streams that are sent.
#[derive(Default)]
pub(crate) struct Adaptation {
    uplink: Uplink,
    reported_at: Option<Instant>,
    /// What the transport had sent at that time.
    bits_sent: u64,
}

impl Adaptation {
    /// Whether it is time for [`Adaptation::report`].
    pub fn is_due(&self, now: Instant) -> bool {
        self.reported_at.is_none_or(|at| now.saturating_duration_since(at) >= INTERVAL)
    }

    /// Learns from what the transport measured and what the server told of the listeners.
    pub fn report(
        &mut self,
        now: Instant,
        statistics: &transport::Statistics,
        listener_loss: Option<f32>,
    ) {
        let headers = statistics.packets_sent * HEADER_BYTES;
        let bits_sent = 8 * (statistics.bytes_sent + headers);
        let report = Report {
            uplink_loss: statistics.remote_loss,
            listener_loss,
            round_trip_time: statistics.round_trip_time,
            bits_per_second: None,
            // Another transport counts from zero.
            bits_sent: bits_sent.checked_sub(self.bits_sent).unwrap_or(bits_sent),
        };
        self.uplink.report(now, report);
        self.bits_sent = bits_sent;
        self.reported_at = Some(now);
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

/// IPv4 and UDP.
const HEADER_BYTES: u64 = 28;
