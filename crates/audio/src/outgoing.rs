//! The sending side of one stream: frames in, packets out.

use crate::codec::{Codec, CodecError, Encoder, EncoderConfig, PACKET_SAMPLES};
use crate::level::Meter;
use crate::red::{self, Block};
use crate::{EncodedPacket, FRAME_SAMPLES, Format, Frame};

/// Whether packets carry copies of earlier ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Redundancy {
    /// Each packet carries its own audio alone.
    None,
    /// Each packet carries the one before as well, at twice the bits: a lost packet costs
    /// its listeners 20 ms of delay instead of a hole.
    #[default]
    One,
}

/// How a stream is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OutgoingConfig {
    /// How the audio is encoded.
    pub encoder: EncoderConfig,
    /// Whether packets carry copies of earlier ones. Default: one.
    pub redundancy: Redundancy,
    /// The timestamp of the first packet. RFC 3550 wants it random; default 0.
    pub first_timestamp: u32,
}

/// Encodes one published stream: a [`Frame`] every 10 ms becomes an [`EncodedPacket`] every
/// 20 ms.
///
/// A muted stream is sent too: its owner pushes silence.
pub struct Outgoing {
    encoder: Box<dyn Encoder>,
    redundancy: Redundancy,
    samples: [f32; PACKET_SAMPLES],
    /// How much of `samples` is filled.
    filled: usize,
    meter: Meter,
    timestamp: u32,
    started: bool,
    newest: Vec<u8>,
    /// The packet before `newest`; empty if there was none.
    previous: Vec<u8>,
}

impl Outgoing {
    /// A stream with its own encoder.
    pub fn new(codec: &dyn Codec, config: OutgoingConfig) -> Result<Self, CodecError> {
        Ok(Self {
            encoder: codec.encoder(config.encoder)?,
            redundancy: config.redundancy,
            samples: [0.0; PACKET_SAMPLES],
            filled: 0,
            meter: Meter::default(),
            timestamp: config.first_timestamp,
            started: false,
            newest: Vec::new(),
            previous: Vec::new(),
        })
    }

    /// Takes the next 10 ms; every second call makes a packet.
    pub fn push(&mut self, frame: &Frame) -> Option<EncodedPacket> {
        self.meter.push(frame);
        self.samples[self.filled..][..FRAME_SAMPLES].copy_from_slice(frame);
        self.filled += FRAME_SAMPLES;
        if self.filled < PACKET_SAMPLES {
            return None;
        }
        self.filled = 0;
        let timestamp = self.timestamp;
        self.timestamp = timestamp.wrapping_add(PACKET_SAMPLES as u32);
        let level = self.meter.take().dbov();
        std::mem::swap(&mut self.newest, &mut self.previous);
        if let Err(error) = self.encoder.encode(&self.samples, &mut self.newest) {
            // The listeners conceal it like a lost packet.
            tracing::warn!(%error, "a packet could not be encoded");
            self.newest.clear();
            return None;
        }
        let (payload, format) = self.pack();
        let marker = !std::mem::replace(&mut self.started, true);
        Some(EncodedPacket {
            timestamp,
            payload,
            format,
            audio_level: level,
            voice_activity: level >= SPEECH_DBOV,
            marker,
        })
    }

    /// Aims at another bitrate from the next packet on.
    pub fn set_bitrate(&mut self, bits_per_second: u32) -> Result<(), CodecError> {
        self.encoder.set_bitrate(bits_per_second)
    }

    /// Tells how many percent of the packets the listeners lose.
    pub fn set_packet_loss(&mut self, percent: u8) -> Result<(), CodecError> {
        self.encoder.set_packet_loss(percent)
    }

    /// Sends copies or not, from the next packet on.
    pub fn set_redundancy(&mut self, redundancy: Redundancy) {
        self.redundancy = redundancy;
    }

    fn pack(&self) -> (Vec<u8>, Format) {
        if self.redundancy == Redundancy::None {
            return (self.newest.clone(), Format::Opus);
        }
        let copy = Block {
            payload_type: 0,
            offset: PACKET_SAMPLES as u32,
            payload: self.previous.as_slice(),
        };
        let copies = if self.previous.is_empty() { &[][..] } else { &[copy][..] };
        let mut payload = Vec::with_capacity(self.newest.len() + self.previous.len() + 8);
        red::join(0, &self.newest, copies, &mut payload);
        (payload, Format::Red)
    }
}

/// What is at least as loud as this may be speech.
const SPEECH_DBOV: i8 = -50;
