//! How a stream is sent.

use crate::codec::PACKET_SAMPLES;

/// How much audio is in a packet.
///
/// Each packet costs headers of about 65 bytes, which is 26 kbit/s with packets of 20 ms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PacketLength {
    /// 20 ms.
    #[default]
    Short,
    /// 40 ms.
    Medium,
    /// 60 ms.
    Long,
}

impl PacketLength {
    /// All lengths, the shortest first.
    pub const ALL: [Self; 3] = [Self::Short, Self::Medium, Self::Long];

    /// How many samples that is.
    pub fn samples(self) -> usize {
        PACKET_SAMPLES * (self as usize + 1)
    }
}

/// How a stream is sent: what may change from packet to packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SendSettings {
    /// What the encoder may spend, deep redundancy included, copies and headers not.
    pub bits_per_second: u32,
    /// How much audio is in a packet.
    pub packet_length: PacketLength,
    /// Of how many packets before it a packet carries copies, at most [`MAX_SENT_COPIES`]. Each
    /// costs the bits of a packet, and its use costs the listeners the delay of a packet.
    pub copies: u8,
    /// Of how many frames of 10 ms before it a packet tells ([`Encoder::set_deep_redundancy`]).
    ///
    /// [`Encoder::set_deep_redundancy`]: crate::codec::Encoder::set_deep_redundancy
    pub deep_redundancy: u8,
    /// The packet loss, in percent, that the encoder is to expect.
    pub packet_loss: u8,
}

/// The most copies in a packet.
pub const MAX_SENT_COPIES: u8 = 4;

impl Default for SendSettings {
    /// 48 kbit/s in packets of 20 ms, each with a copy of the one before.
    fn default() -> Self {
        Self {
            bits_per_second: 48_000,
            packet_length: PacketLength::Short,
            copies: 1,
            deep_redundancy: 0,
            packet_loss: 0,
        }
    }
}
