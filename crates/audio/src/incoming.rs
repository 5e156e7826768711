//! The receiving side of one stream: packets in, frames out.

use std::time::Instant;

use crate::codec::{Codec, CodecError, Decoder};
use crate::jitter::{Bounds, Statistics};
use crate::level::Level;
use crate::{Frame, ReceivedPacket, SILENCE, Volume};

/// Where the audio of a frame came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Playout {
    /// Nothing is played yet, or the sender pauses: silence.
    Idle,
    /// Received audio.
    Received,
    /// Audio made up in place of packets that are missing.
    Concealed,
}

/// Plays one stream: a [`ReceivedPacket`] whenever one arrives, a [`Frame`] every 10 ms.
pub struct Incoming {
    decoder: Box<dyn Decoder>,
    volume: Volume,
}

impl Incoming {
    /// A stream with its own decoder, of which nothing has arrived.
    pub fn new(codec: &dyn Codec) -> Result<Self, CodecError> {
        Ok(Self { decoder: codec.decoder()?, volume: Volume::NORMAL })
    }

    /// Takes a packet that arrived at `now`.
    pub fn insert(&mut self, now: Instant, packet: ReceivedPacket) {
        let _ = (now, self.decoder.samples(&packet.payload));
    }

    /// Fills `frame` with the next 10 ms, to be called every 10 ms.
    pub fn pull(&mut self, now: Instant, frame: &mut Frame) -> Playout {
        let _ = now;
        *frame = SILENCE;
        self.volume.apply(self.volume, frame);
        Playout::Idle
    }

    /// Sets how loud the stream is played.
    pub fn set_volume(&mut self, volume: Volume) {
        self.volume = volume;
    }

    /// Sets between which delays the buffer may choose.
    pub fn set_bounds(&mut self, bounds: Bounds) {
        let _ = bounds;
    }

    /// Forgets all packets, because another stream takes this one's place. Statistics go on.
    pub fn reset(&mut self) {}

    /// How loud the stream was since the last call, before the volume.
    pub fn take_level(&mut self) -> Level {
        Level::SILENCE
    }

    /// What happened so far.
    pub fn statistics(&self) -> Statistics {
        Statistics::default()
    }
}
