//! Video payloads, as far as forwarding needs them: which codec, and where a picture begins that
//! needs none before it.

use str0m::format::{Codec, CodecConfig};
use str0m::media::Pt;
use str0m::rtp::Vp8Descriptor;

/// A codec of pictures that is forwarded, in a single layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum VideoCodec {
    /// RFC 6386, in RTP by RFC 7741.
    Vp8,
    /// H.264 constrained baseline, in RTP by RFC 6184 with packetization mode 1.
    H264,
}

/// The payload types that a transport negotiated for pictures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct VideoTypes {
    vp8: Option<Pt>,
    h264: Option<Pt>,
}

impl VideoTypes {
    /// What is in a transport's negotiated codecs.
    pub fn of(codecs: &CodecConfig) -> Self {
        let find = |codec| codecs.find(|params| params.spec().codec == codec).map(|one| one.pt());
        Self { vp8: find(Codec::Vp8), h264: find(Codec::H264) }
    }

    /// Which codec a payload type stands for.
    pub fn codec(&self, payload_type: Pt) -> Option<VideoCodec> {
        match Some(payload_type) {
            vp8 if vp8 == self.vp8 => Some(VideoCodec::Vp8),
            h264 if h264 == self.h264 => Some(VideoCodec::H264),
            _ => None,
        }
    }

    /// The payload type of a codec, if the transport negotiated it.
    pub fn payload_type(&self, codec: VideoCodec) -> Option<Pt> {
        match codec {
            VideoCodec::Vp8 => self.vp8,
            VideoCodec::H264 => self.h264,
        }
    }
}

impl VideoCodec {
    /// Whether this packet is the first of a key frame, so that a decoder can begin with it.
    pub fn begins_key_frame(self, payload: &[u8]) -> bool {
        match self {
            Self::Vp8 => Vp8Descriptor::parse(payload)
                .is_ok_and(|descriptor| descriptor.starts_keyframe(payload)),
            Self::H264 => h264_units(payload).any(|unit| matches!(unit, IDR | PARAMETERS)),
        }
    }
}

/// NAL unit types of RFC 6184 and H.264.
const IDR: u8 = 5;
const PARAMETERS: u8 = 7;
const AGGREGATE: u8 = 24;
const FRAGMENT: u8 = 28;
const TYPE_BITS: u8 = 0x1f;
const FRAGMENT_START: u8 = 0x80;

/// The types of the units that begin in a packet.
fn h264_units(payload: &[u8]) -> impl Iterator<Item = u8> + '_ {
    let kind = payload.first().map_or(0, |first| first & TYPE_BITS);
    let alone = match (kind, payload.get(1)) {
        (FRAGMENT, Some(header)) if header & FRAGMENT_START != 0 => Some(header & TYPE_BITS),
        (AGGREGATE | FRAGMENT, _) => None,
        _ => Some(kind),
    };
    let mut aggregated = if kind == AGGREGATE { &payload[1..] } else { &[] };
    let within = std::iter::from_fn(move || {
        let (length, rest) = aggregated.split_first_chunk::<2>()?;
        let length = usize::from(u16::from_be_bytes(*length));
        let unit = rest.get(..length)?;
        aggregated = &rest[length..];
        unit.first().map(|first| first & TYPE_BITS)
    });
    alone.into_iter().chain(within)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_vp8_key_frame_begins_with_its_first_packet() {
        let begins = |payload: &[u8]| VideoCodec::Vp8.begins_key_frame(payload);
        // Descriptor with S set, then a frame header whose lowest bit is clear.
        assert!(begins(&[0x10, 0x50, 1, 2]));
        assert!(!begins(&[0x10, 0x51, 1, 2]), "an interframe");
        assert!(!begins(&[0x00, 0x50, 1, 2]), "a later packet of the frame");
        // With a picture id of 15 bits.
        assert!(begins(&[0x90, 0x80, 0x81, 0x02, 0x50, 1]));
        assert!(!begins(&[]) && !begins(&[0x90]));
    }

    #[test]
    fn an_h264_key_frame_begins_with_parameters_or_an_idr_slice() {
        let begins = |payload: &[u8]| VideoCodec::H264.begins_key_frame(payload);
        assert!(begins(&[0x65, 1]), "a whole IDR slice");
        assert!(begins(&[0x67, 1]), "parameters alone");
        assert!(begins(&[0x78, 0, 2, 0x67, 1, 0, 2, 0x68, 1]), "parameters together");
        assert!(begins(&[0x7c, 0x85, 1]), "the first fragment of an IDR slice");
        assert!(!begins(&[0x7c, 0x05, 1]), "a later fragment");
        assert!(!begins(&[0x61, 1]) && !begins(&[0x7c, 0x81, 1]), "another slice");
        assert!(!begins(&[]) && !begins(&[0x7c]) && !begins(&[0x78, 0, 9, 0x67]), "cut off");
    }

    proptest! {
        #[test]
        fn any_bytes_are_read(payload in prop::collection::vec(any::<u8>(), 0..40)) {
            VideoCodec::Vp8.begins_key_frame(&payload);
            VideoCodec::H264.begins_key_frame(&payload);
        }
    }
}
