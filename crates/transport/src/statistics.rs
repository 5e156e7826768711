//! What a transport measured.

use std::time::Duration;

/// Totals since the transport was made, and the newest figures of the remote side.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Statistics {
    /// The newest round trip time, measured with RTCP; `None` before the first report.
    pub round_trip_time: Option<Duration>,
    /// Media packets sent.
    pub packets_sent: u64,
    /// Bytes of all datagrams sent, without IP and UDP headers.
    pub bytes_sent: u64,
    /// Media packets received and decrypted.
    pub packets_received: u64,
    /// Bytes of all datagrams received, without IP and UDP headers.
    pub bytes_received: u64,
    /// The share of our packets that the remote side missed between its last two reports,
    /// 0..=1, the worst of all sending slots; `None` before its first report.
    pub remote_loss: Option<f32>,
}
