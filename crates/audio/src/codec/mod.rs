//! Speech codecs: Opus, and the traits that let a test put something cheaper in its place.

#[allow(unsafe_code)]
mod opus;

pub use opus::OpusCodec;

/// Samples in the shortest packet that Cooee sends: 20 ms. The others are multiples of it.
pub const PACKET_SAMPLES: usize = 960;

/// Samples in the longest packet that Cooee sends: 60 ms.
pub const MAX_SENT_SAMPLES: usize = 3 * PACKET_SAMPLES;

/// Samples in the longest packet that a peer may send: 120 ms (RFC 6716).
pub const MAX_PACKET_SAMPLES: usize = 5760;

/// Makes encoders and decoders.
pub trait Codec: Send + Sync {
    /// A new encoder.
    fn encoder(&self, config: EncoderConfig) -> Result<Box<dyn Encoder>, CodecError>;

    /// A new decoder.
    fn decoder(&self) -> Result<Box<dyn Decoder>, CodecError>;
}

/// Turns audio into packets.
pub trait Encoder: Send {
    /// Encodes 20, 40 or 60 ms of samples, and puts the packet in place of what `payload` held.
    fn encode(&mut self, samples: &[f32], payload: &mut Vec<u8>) -> Result<(), CodecError>;

    /// Aims at another bitrate from the next packet on.
    fn set_bitrate(&mut self, bits_per_second: u32) -> Result<(), CodecError>;

    /// Turns in-band forward error correction on or off.
    fn set_forward_error_correction(&mut self, on: bool) -> Result<(), CodecError>;

    /// Tells how many percent of the packets the listeners lose.
    fn set_packet_loss(&mut self, percent: u8) -> Result<(), CodecError>;

    /// Lets packets tell of so many frames of 10 ms before them; 0 for none, as at the start.
    /// The bits come out of the bitrate. Without an expected packet loss nothing is told.
    fn set_deep_redundancy(&mut self, _frames: u8) -> Result<(), CodecError> {
        Ok(())
    }

    /// Takes out of a packet what it tells of the audio before it.
    fn strip(&self, _payload: &mut Vec<u8>) {}
}

/// Turns packets into audio.
pub trait Decoder: Send {
    /// How many samples a packet holds; `None` if it is no packet of this codec.
    fn samples(&self, payload: &[u8]) -> Option<usize>;

    /// Decodes a packet into the front of `samples` and tells how many it wrote.
    /// [`MAX_PACKET_SAMPLES`] are always enough.
    fn decode(&mut self, payload: &[u8], samples: &mut [f32]) -> Result<usize, CodecError>;

    /// Fills all of `samples`, whole multiples of 10 ms, with a continuation of what came
    /// before, because the packet that belongs there is missing.
    fn conceal(&mut self, samples: &mut [f32]) -> Result<(), CodecError>;

    /// How many samples before its own a packet tells of; 0 if of none.
    fn reach(&mut self, _payload: &[u8]) -> usize {
        0
    }

    /// Fills all of `samples`, whole multiples of 10 ms, with what a later packet tells of
    /// them. They begin `distance` samples before that packet's own.
    fn reconstruct(
        &mut self,
        _payload: &[u8],
        _distance: usize,
        samples: &mut [f32],
    ) -> Result<(), CodecError> {
        self.conceal(samples)
    }
}

/// How an encoder starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EncoderConfig {
    /// The bitrate aimed at. Default: 48 kbit/s.
    pub bits_per_second: u32,
    /// How much work to put into quality, 0 to 10. Default: 9, at 0.2 ms of a core per packet.
    pub complexity: u8,
    /// In-band forward error correction. Default: off, because RED does better.
    pub forward_error_correction: bool,
    /// The packet loss to expect in percent. Default: 0.
    pub packet_loss: u8,
}

impl Default for EncoderConfig {
    fn default() -> Self {
        Self {
            bits_per_second: 48_000,
            complexity: 9,
            forward_error_correction: false,
            packet_loss: 0,
        }
    }
}

/// A codec refused what it was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodecError {
    /// The codec library answered with an error number.
    #[error("Opus could not {action}: error {number}")]
    Opus {
        /// What was tried.
        action: &'static str,
        /// The number libopus answered (`OPUS_BAD_ARG` is -1, `OPUS_INVALID_PACKET` is -4).
        number: i32,
    },
    /// The number of samples is not one the codec handles.
    #[error("{samples} samples given, expected {expected}")]
    Length {
        /// How many samples there were.
        samples: usize,
        /// What would have been right.
        expected: &'static str,
    },
}
