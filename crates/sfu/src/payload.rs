//! Payloads in the forms that different clients negotiated.

use crate::picture::{VideoCodec, VideoTypes};
use crate::{Codec as Forwarded, red};
use std::sync::Arc;
use str0m::format::{Codec, CodecConfig};
use str0m::media::Pt;

/// The payload types that a transport negotiated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PayloadTypes {
    /// Plain Opus.
    pub opus: Pt,
    /// Opus with redundancy, if the client takes it.
    pub red: Option<Pt>,
    /// Pictures.
    pub video: VideoTypes,
}

impl PayloadTypes {
    /// What is in a transport's negotiated codecs; `None` without Opus.
    pub fn of(codecs: &CodecConfig) -> Option<Self> {
        let opus = codecs.find(|params| params.spec().codec == Codec::Opus)?;
        Some(Self { opus: opus.pt(), red: opus.red(), video: VideoTypes::of(codecs) })
    }
}

/// A publisher's payload, and the form of it that was made last.
#[derive(Clone, Debug)]
pub(crate) struct Payload {
    original: Original,
    /// For the next player that needs the same.
    made: Option<(PayloadTypes, Pt, Arc<[u8]>)>,
}

#[derive(Clone, Debug)]
enum Original {
    /// Padding that keeps a path alive.
    Empty,
    Opus(Arc<[u8]>),
    Red {
        whole: Arc<[u8]>,
        /// The publisher's number for the Opus in it.
        opus: Pt,
    },
    Video {
        codec: VideoCodec,
        payload: Arc<[u8]>,
    },
}

impl Payload {
    /// Takes what a publisher sent. `None` if it is malformed or of another codec.
    pub fn new(payload_type: Pt, payload: Arc<[u8]>, publisher: PayloadTypes) -> Option<Self> {
        let original = if payload.is_empty() {
            Original::Empty
        } else if payload_type == publisher.opus {
            Original::Opus(payload)
        } else if Some(payload_type) == publisher.red {
            match red::primary(&payload)? {
                (_, []) => Original::Empty,
                (opus, _) if opus == *publisher.opus => {
                    Original::Red { whole: payload, opus: publisher.opus }
                }
                _ => return None,
            }
        } else {
            Original::Video { codec: publisher.video.codec(payload_type)?, payload }
        };
        Some(Self { original, made: None })
    }

    /// Whether it is part of a picture.
    pub fn is_video(&self) -> bool {
        matches!(self.original, Original::Video { .. })
    }

    /// What it is coded with; `None` for padding.
    pub fn codec(&self) -> Option<Forwarded> {
        Some(match self.original {
            Original::Empty => return None,
            Original::Opus(_) | Original::Red { .. } => Forwarded::Opus,
            Original::Video { codec: VideoCodec::Vp8, .. } => Forwarded::Vp8,
            Original::Video { codec: VideoCodec::H264, .. } => Forwarded::H264,
        })
    }

    /// Whether it is the first packet of a key frame.
    pub fn begins_key_frame(&self) -> bool {
        match &self.original {
            Original::Video { codec, payload } => codec.begins_key_frame(payload),
            Original::Empty | Original::Opus(_) | Original::Red { .. } => false,
        }
    }

    /// Whether there is nothing to hear or see in it.
    pub fn is_empty(&self) -> bool {
        matches!(self.original, Original::Empty)
    }

    /// The payload and its type for a player; `None` if there is nothing to send.
    pub fn for_player(&mut self, player: PayloadTypes) -> Option<(Pt, Arc<[u8]>)> {
        let (whole, opus) = match &self.original {
            Original::Empty => return None,
            Original::Opus(payload) => return Some((player.opus, payload.clone())),
            Original::Red { whole, opus } => (whole, *opus),
            Original::Video { codec, payload } => {
                return Some((player.video.payload_type(*codec)?, payload.clone()));
            }
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

#[cfg(test)]
mod tests {
    use super::*;
    use str0m::rtp::{RedEncoder, RedundantBlock};

    fn types(opus: u8, red: Option<u8>) -> PayloadTypes {
        PayloadTypes { opus: opus.into(), red: red.map(Pt::from), video: VideoTypes::default() }
    }

    fn redundant(payload_type: u8) -> Vec<u8> {
        let copy =
            RedundantBlock { pt: payload_type, timestamp_offset: 960, payload: b"old".to_vec() };
        RedEncoder::encode(payload_type, b"new", &[copy])
    }

    fn sent(payload: &mut Payload, player: PayloadTypes) -> Option<(u8, Vec<u8>)> {
        let (payload_type, payload) = payload.for_player(player)?;
        Some((*payload_type, payload.to_vec()))
    }

    #[test]
    fn plain_opus_gets_the_players_number() {
        let publisher = types(111, Some(63));
        let mut payload = Payload::new(111.into(), (*b"voice").into(), publisher).expect("Opus");
        assert_eq!(sent(&mut payload, publisher), Some((111, b"voice".to_vec())));
        assert_eq!(sent(&mut payload, types(109, None)), Some((109, b"voice".to_vec())));
    }

    #[test]
    fn each_player_gets_redundancy_in_its_own_form() {
        let publisher = types(111, Some(63));
        let mut payload =
            Payload::new(63.into(), redundant(111).into(), publisher).expect("redundant audio");
        let players = [
            (types(111, Some(63)), 63, redundant(111)),
            (types(109, Some(121)), 121, redundant(109)),
            (types(109, Some(121)), 121, redundant(109)),
            (types(109, None), 109, b"new".to_vec()),
            (types(111, Some(120)), 120, redundant(111)),
        ];
        for (player, payload_type, expected) in players {
            assert_eq!(sent(&mut payload, player), Some((payload_type, expected)));
        }
    }

    #[test]
    fn what_cannot_be_heard_is_empty_or_refused() {
        let publisher = types(111, Some(63));
        let new = |payload_type: u8, bytes: &[u8]| {
            Payload::new(payload_type.into(), bytes.into(), publisher)
        };
        assert!(new(111, b"").is_some_and(|payload| payload.is_empty()));
        assert!(new(63, b"").is_some_and(|payload| payload.is_empty()));
        assert!(new(63, &[111]).is_some_and(|payload| payload.is_empty()));
        assert!(new(63, &[13, 1]).is_none(), "redundancy around another codec");
        assert!(new(63, &[0x80 | 111, 0, 0]).is_none(), "truncated");
        assert!(new(0, b"voice").is_none(), "another codec");
    }
}
