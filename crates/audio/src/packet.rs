//! Audio packets on their way between this crate and the transport.

/// How a payload is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// One Opus packet (RFC 7587).
    Opus,
    /// An Opus packet with redundant copies of earlier ones (RFC 2198).
    Red,
}

/// A packet to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncodedPacket {
    /// Media time of the first sample in ticks of 48 kHz; wraps around.
    pub timestamp: u32,
    /// The payload. With [`Format::Red`] the blocks' payload types are left 0 for the
    /// transport, which knows the negotiated numbers.
    pub payload: Vec<u8>,
    /// How the payload is packed.
    pub format: Format,
    /// The level of the packet's audio in dBov, 0 to -127 (RFC 6464).
    pub audio_level: i8,
    /// Whether the packet is loud enough to be speech.
    pub voice_activity: bool,
    /// Whether this is the first packet of the stream (RFC 7587).
    pub marker: bool,
}

/// A packet that arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceivedPacket {
    /// The sequence number, extended beyond 16 bits, so that it never wraps around.
    pub sequence: u64,
    /// Media time of the first sample in ticks of 48 kHz; wraps around.
    pub timestamp: u32,
    /// The payload; empty for padding.
    pub payload: Vec<u8>,
    /// How the payload is packed.
    pub format: Format,
}
