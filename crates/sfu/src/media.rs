//! One media packet on its way from a publisher to players.

use crate::red;
use crate::rewrite::{Place, SourceId};
use std::sync::Arc;
use str0m::format::{Codec, CodecConfig};
use str0m::media::Pt;
use str0m::rtp::{ExtensionValues, RtpPacket};

/// The payload types that a transport negotiated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PayloadTypes {
    /// Plain Opus.
    pub opus: Pt,
    /// Opus with redundancy, if the client takes it.
    pub red: Option<Pt>,
}

impl PayloadTypes {
    /// What is in a transport's negotiated codecs; `None` without Opus.
    pub fn of(codecs: &CodecConfig) -> Option<Self> {
        let opus = codecs.find(|params| params.spec().codec == Codec::Opus)?;
        Some(Self { opus: opus.pt(), red: opus.red() })
    }
}

/// A packet as it came, and the forms of its payload that players needed so far.
pub(crate) struct Media {
    /// Which run of sequence numbers it belongs to.
    pub source: SourceId,
    /// Its place there.
    pub place: Place,
    /// Whether it is the first after silence.
    pub marker: bool,
    /// Loudness and voice activity.
    pub extensions: ExtensionValues,
    payload: Payload,
    /// The last form made of a redundant payload, for the next player that needs the same.
    made: Option<(PayloadTypes, Pt, Arc<[u8]>)>,
}

enum Payload {
    Empty,
    Opus(Arc<[u8]>),
    Red { whole: Arc<[u8]>, opus: Pt },
}

impl Media {
    /// Takes a packet from a publisher. `None` if it is malformed.
    pub fn new(source: SourceId, packet: RtpPacket, types: PayloadTypes) -> Option<Self> {
        let header = packet.header;
        let payload = if Some(header.payload_type) == types.red && !packet.payload.is_empty() {
            let (_, primary) = red::primary(&packet.payload)?;
            if primary.is_empty() {
                Payload::Empty
            } else {
                Payload::Red { whole: packet.payload, opus: types.opus }
            }
        } else if packet.payload.is_empty() {
            Payload::Empty
        } else {
            Payload::Opus(packet.payload)
        };
        Some(Self {
            source,
            place: Place { sequence: *packet.seq_no, timestamp: header.timestamp },
            marker: header.marker,
            extensions: ExtensionValues {
                audio_level: header.ext_vals.audio_level,
                voice_activity: header.ext_vals.voice_activity,
                ..ExtensionValues::default()
            },
            payload,
            made: None,
        })
    }

    /// Whether there is nothing to hear in it: padding that keeps a path alive.
    pub fn is_empty(&self) -> bool {
        matches!(self.payload, Payload::Empty)
    }

    /// The payload and its type for a player.
    pub fn payload_for(&mut self, player: PayloadTypes) -> Option<(Pt, Arc<[u8]>)> {
        let (whole, opus) = match &self.payload {
            Payload::Empty => return None,
            Payload::Opus(payload) => return Some((player.opus, payload.clone())),
            Payload::Red { whole, opus } => (whole, *opus),
        };
        if let Some((types, payload_type, payload)) = &self.made
            && *types == player
        {
            return Some((*payload_type, payload.clone()));
        }
        let (payload_type, payload) = match player.red {
            Some(red) if opus == player.opus => (red, whole.clone()),
            Some(red) => (red, red::with_payload_type(whole, *opus, *player.opus)?.into()),
            None => (player.opus, red::primary(whole)?.1.into()),
        };
        self.made = Some((player, payload_type, payload.clone()));
        Some((payload_type, payload))
    }
}
