//! The sending side of one stream: frames in, packets out.

use std::collections::VecDeque;

use crate::codec::{Codec, CodecError, Encoder, EncoderConfig, MAX_SENT_SAMPLES};
use crate::level::Meter;
use crate::red::{self, Block};
use crate::{EncodedPacket, FRAME_SAMPLES, Format, Frame, MAX_SENT_COPIES, SendSettings};

/// How a stream starts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OutgoingConfig {
    /// How it is sent until [`Outgoing::adapt`] says otherwise.
    pub settings: SendSettings,
    /// The timestamp of the first packet. RFC 3550 wants it random; default 0.
    pub first_timestamp: u32,
}

/// Encodes one published stream: a [`Frame`] every 10 ms becomes an [`EncodedPacket`] every 20,
/// 40 or 60 ms.
///
/// A muted stream is sent too: its owner pushes silence.
pub struct Outgoing {
    encoder: Box<dyn Encoder>,
    settings: SendSettings,
    samples: [f32; MAX_SENT_SAMPLES],
    /// How much of `samples` is filled.
    filled: usize,
    /// How long the packet becomes that is being filled.
    length: usize,
    meter: Meter,
    timestamp: u32,
    started: bool,
    newest: Vec<u8>,
    /// The packets before `newest`, the newest of them first.
    sent: VecDeque<Sent>,
}

/// A packet that was sent, without what it told of the audio before it.
struct Sent {
    timestamp: u32,
    payload: Vec<u8>,
}

impl Outgoing {
    /// A stream with its own encoder.
    pub fn new(codec: &dyn Codec, config: OutgoingConfig) -> Result<Self, CodecError> {
        let settings = config.settings;
        let mut encoder = codec.encoder(EncoderConfig {
            bits_per_second: settings.bits_per_second,
            packet_loss: settings.packet_loss,
            ..EncoderConfig::default()
        })?;
        encoder.set_deep_redundancy(settings.deep_redundancy)?;
        Ok(Self {
            encoder,
            settings,
            samples: [0.0; MAX_SENT_SAMPLES],
            filled: 0,
            length: settings.packet_length.samples(),
            meter: Meter::default(),
            timestamp: config.first_timestamp,
            started: false,
            newest: Vec::new(),
            sent: VecDeque::with_capacity(usize::from(MAX_SENT_COPIES) + 1),
        })
    }

    /// Takes the next 10 ms; the call that fills a packet answers with it.
    pub fn push(&mut self, frame: &Frame) -> Option<EncodedPacket> {
        if self.filled == 0 {
            self.length = self.settings.packet_length.samples();
        }
        self.meter.push(frame);
        self.samples[self.filled..][..FRAME_SAMPLES].copy_from_slice(frame);
        self.filled += FRAME_SAMPLES;
        if self.filled < self.length {
            return None;
        }
        self.filled = 0;
        let timestamp = self.timestamp;
        self.timestamp = timestamp.wrapping_add(self.length as u32);
        let level = self.meter.take().dbov();
        if let Err(error) = self.encoder.encode(&self.samples[..self.length], &mut self.newest) {
            // The listeners conceal it like a lost packet.
            tracing::warn!(%error, "a packet could not be encoded");
            return None;
        }
        let (payload, format) = self.pack(timestamp);
        self.remember(timestamp);
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

    /// How the next packet is sent.
    pub fn settings(&self) -> SendSettings {
        self.settings
    }

    /// Sends otherwise from the next packet on.
    pub fn adapt(&mut self, settings: SendSettings) -> Result<(), CodecError> {
        let before = std::mem::replace(&mut self.settings, settings);
        if before.bits_per_second != settings.bits_per_second {
            self.encoder.set_bitrate(settings.bits_per_second)?;
        }
        if before.packet_loss != settings.packet_loss {
            self.encoder.set_packet_loss(settings.packet_loss)?;
        }
        if before.deep_redundancy != settings.deep_redundancy {
            self.encoder.set_deep_redundancy(settings.deep_redundancy)?;
        }
        Ok(())
    }

    fn pack(&self, timestamp: u32) -> (Vec<u8>, Format) {
        let wanted = usize::from(self.settings.copies.min(MAX_SENT_COPIES));
        if wanted == 0 {
            return (self.newest.clone(), Format::Opus);
        }
        let mut size = self.newest.len();
        let fits = |sent: &&Sent| {
            size += sent.payload.len();
            size <= LARGEST_PAYLOAD
        };
        let mut copies: Vec<_> = self.sent.iter().take(wanted).take_while(fits).collect();
        // The oldest comes first.
        copies.reverse();
        let copies: Vec<_> = copies.into_iter().map(|sent| sent.block(timestamp)).collect();
        let mut payload = Vec::new();
        red::join(0, &self.newest, &copies, &mut payload);
        (payload, Format::Red)
    }

    fn remember(&mut self, timestamp: u32) {
        let mut payload = if self.sent.len() == usize::from(MAX_SENT_COPIES) {
            self.sent.pop_back().map(|sent| sent.payload).unwrap_or_default()
        } else {
            Vec::new()
        };
        payload.clone_from(&self.newest);
        self.encoder.strip(&mut payload);
        self.sent.push_front(Sent { timestamp, payload });
    }
}

impl Sent {
    /// It as a copy in the packet with this timestamp.
    fn block(&self, timestamp: u32) -> Block<'_> {
        let offset = timestamp.wrapping_sub(self.timestamp);
        Block { payload_type: 0, offset, payload: &self.payload }
    }
}

/// What is at least as loud as this may be speech.
const SPEECH_DBOV: i8 = -50;

/// Copies are left out of a packet that would be longer: it has to fit into a datagram that
/// passes everywhere.
const LARGEST_PAYLOAD: usize = 1100;
