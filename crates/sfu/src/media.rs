//! One media packet on its way from a publisher to players.

use crate::payload::{Payload, PayloadTypes};
use crate::rewrite::{Place, SourceId};
use str0m::rtp::{ExtensionValues, RtpPacket};

/// What is forwarded of a packet.
#[derive(Clone, Debug)]
pub(crate) struct Media {
    /// Which run of sequence numbers it belongs to.
    pub source: SourceId,
    /// Its place there.
    pub place: Place,
    /// Whether it is the first after silence.
    pub marker: bool,
    /// Whether it is the first packet of a key frame.
    pub begins_key_frame: bool,
    /// Loudness and voice activity; all else in the header is between two ends.
    pub extensions: ExtensionValues,
    /// What it carries.
    pub payload: Payload,
}

impl Media {
    /// Takes a packet from a publisher. `None` if it is malformed.
    pub fn new(source: SourceId, packet: RtpPacket, publisher: PayloadTypes) -> Option<Self> {
        let header = packet.header;
        let payload = Payload::new(header.payload_type, packet.payload, publisher)?;
        Some(Self {
            begins_key_frame: payload.begins_key_frame(),
            source,
            place: Place { sequence: *packet.seq_no, timestamp: header.timestamp },
            marker: header.marker,
            extensions: ExtensionValues {
                audio_level: header.ext_vals.audio_level,
                voice_activity: header.ext_vals.voice_activity,
                ..ExtensionValues::default()
            },
            payload,
        })
    }
}
