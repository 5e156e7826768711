//! What a shard counts.

use std::net::SocketAddr;
use std::time::Duration;

/// Counters of one stream, since its first `Publish`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StreamStatistics {
    /// Media packets that came from the publisher.
    pub packets_received: u64,
    /// Their payload bytes.
    pub bytes_received: u64,
    /// Packets that were lost on the way from the publisher: gaps in its sequence numbers that
    /// were not filled later.
    pub packets_lost: u64,
    /// Packets from the publisher that were not forwarded: empty, late beyond the window, or
    /// malformed.
    pub packets_dropped: u64,
    /// Packets sent to players, summed over them.
    pub packets_sent: u64,
    /// Their payload bytes.
    pub bytes_sent: u64,
    /// How many slots play the stream.
    pub players: usize,
}

/// Counters of one transport, since its `Connect`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TransportStatistics {
    /// Datagrams taken for this transport.
    pub datagrams_received: u64,
    /// Their bytes.
    pub bytes_received: u64,
    /// Datagrams sent by this transport.
    pub datagrams_sent: u64,
    /// Their bytes.
    pub bytes_sent: u64,
    /// Media packets that were not sent because the transport was not connected.
    pub packets_dropped: u64,
    /// Where media is sent, once known.
    pub remote_address: Option<SocketAddr>,
    /// How long ago the last authenticated packet came.
    pub silent_for: Duration,
}

/// Counters of a whole shard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ShardStatistics {
    /// Live transports.
    pub transports: usize,
    /// Known streams.
    pub streams: usize,
    /// Addresses that datagrams are demultiplexed by.
    pub addresses: usize,
    /// Datagrams handed in.
    pub datagrams_received: u64,
    /// Datagrams that were no STUN, DTLS, RTP or RTCP at all.
    pub datagrams_malformed: u64,
    /// Well-formed datagrams that belong to no transport.
    pub datagrams_unknown: u64,
    /// Datagrams put out.
    pub datagrams_sent: u64,
}
