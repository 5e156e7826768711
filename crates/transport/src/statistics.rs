//! What a transport measured.

use std::collections::BTreeMap;
use std::time::Duration;
use str0m::media::Mid;
use str0m::stats::{MediaEgressStats, PeerStats};

/// Totals since the transport was made, and the newest figures of the path and the remote side.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Statistics {
    /// The round trip time of the newest check of the path; `None` before the first one is
    /// measured. Measured even where no media flows; renewed about once a second.
    pub round_trip_time: Option<Duration>,
    /// Media packets sent.
    pub packets_sent: u64,
    /// Bytes of all datagrams sent, without IP and UDP headers.
    pub bytes_sent: u64,
    /// Media packets received and decrypted.
    pub packets_received: u64,
    /// Bytes of all datagrams received, without IP and UDP headers.
    pub bytes_received: u64,
    /// The share of packets that the remote side missed between its last two reports, 0..=1:
    /// the worst of all slots that send. `None` while no report is known.
    pub remote_loss: Option<f32>,
}

/// Collects the statistics.
#[derive(Default)]
pub(crate) struct Meter {
    totals: Statistics,
    egress: BTreeMap<Mid, Egress>,
}

/// What the remote side last told of a sending slot.
#[derive(Default)]
struct Egress {
    packets: u64,
    loss: Option<f32>,
}

impl Meter {
    pub(crate) fn sent(&mut self, bytes: usize) {
        self.totals.bytes_sent += bytes as u64;
    }

    pub(crate) fn received(&mut self, bytes: usize) {
        self.totals.bytes_received += bytes as u64;
    }

    pub(crate) fn packet_sent(&mut self) {
        self.totals.packets_sent += 1;
    }

    pub(crate) fn packet_received(&mut self) {
        self.totals.packets_received += 1;
    }

    pub(crate) fn peer(&mut self, statistics: &PeerStats) {
        let pair = statistics.selected_candidate_pair.as_ref();
        if let Some(time) = pair.and_then(|pair| pair.current_round_trip_time) {
            self.totals.round_trip_time = Some(time);
        }
    }

    pub(crate) fn egress(&mut self, statistics: &MediaEgressStats) {
        let egress = self.egress.entry(statistics.mid).or_default();
        if egress.packets == statistics.packets {
            // A slot that stopped sending would else show its last loss for ever.
            egress.loss = None;
        } else if statistics.loss.is_some() {
            egress.loss = statistics.loss;
        }
        egress.packets = statistics.packets;
    }

    pub(crate) fn statistics(&self) -> Statistics {
        let losses = self.egress.values().filter_map(|egress| egress.loss);
        Statistics { remote_loss: losses.reduce(f32::max), ..self.totals }
    }
}
