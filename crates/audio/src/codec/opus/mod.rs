//! The safe wrapper around libopus: the only unsafe code of the client.
//!
//! libopus 1.6 is built with its neural networks. A decoder of complexity 5 or more conceals
//! lost packets with them ("deep PLC"); the classic way sounds like a robot after 20 ms. And a
//! packet may carry a coarse description of the audio before it (deep redundancy, DRED), from
//! which the same networks make audio that is far better than concealment.

mod decoder;
mod deep_redundancy;
mod encoder;

use std::ffi::c_int;

use decoder::OpusDecoder;
use encoder::OpusEncoder;

use super::{Codec, CodecError, Decoder, Encoder, EncoderConfig};

/// Opus at 48 kHz mono: voice mode, deep packet loss concealment, deep redundancy on request.
#[derive(Clone, Copy, Debug, Default)]
pub struct OpusCodec;

impl Codec for OpusCodec {
    fn encoder(&self, config: EncoderConfig) -> Result<Box<dyn Encoder>, CodecError> {
        Ok(Box::new(OpusEncoder::new(config)?))
    }

    fn decoder(&self) -> Result<Box<dyn Decoder>, CodecError> {
        Ok(Box::new(OpusDecoder::new()?))
    }
}

const CHANNELS: c_int = 1;

fn check(action: &'static str, answer: c_int) -> Result<(), CodecError> {
    count(action, answer).map(drop)
}

/// libopus answers with a count, or with a negative error number.
fn count(action: &'static str, answer: c_int) -> Result<usize, CodecError> {
    usize::try_from(answer).map_err(|_| CodecError::Opus { action, number: answer })
}
