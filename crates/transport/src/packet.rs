//! Media packets, as the audio machines see them.

use cooee_proto::Mid;
use std::time::Instant;

/// How a payload is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// One Opus packet (RFC 7587).
    Opus,
    /// An Opus packet with redundant copies of earlier ones (RFC 2198).
    Red,
}

/// A media packet to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutgoingPacket {
    /// Media time in ticks of 48 kHz; wraps around.
    pub timestamp: u32,
    /// The payload. With [`Format::Red`] the blocks' payload type bits are filled in by
    /// the transport, so that the audio machine need not know negotiated numbers.
    pub payload: Vec<u8>,
    /// How the payload is packed.
    pub format: Format,
    /// The level in dBov, 0 to -127 (RFC 6464); `None` sends no level.
    pub audio_level: Option<i8>,
    /// Whether the level belongs to speech; sent with the level only.
    pub voice_activity: bool,
    /// Whether this is the first packet after silence (RFC 7587).
    pub marker: bool,
}

/// A media packet that arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncomingPacket {
    /// The slot that it came on.
    pub mid: Mid,
    /// The sequence number extended beyond 16 bits, so that it never wraps around.
    pub sequence: u64,
    /// Media time in ticks of 48 kHz; wraps around.
    pub timestamp: u32,
    /// The payload; empty for padding that keeps a path alive.
    pub payload: Vec<u8>,
    /// How the payload is packed.
    pub format: Format,
    /// The level in dBov, 0 to -127, if the sender told one.
    pub audio_level: Option<i8>,
    /// Whether the level belongs to speech, if the sender told.
    pub voice_activity: Option<bool>,
    /// Whether this is the first packet after silence.
    pub marker: bool,
    /// When the datagram arrived.
    pub arrived: Instant,
}
