//! The safe wrapper around libopus: the only unsafe code of the client.
//!
//! libopus 1.6 is built with its neural networks. A decoder of complexity 5 or more conceals
//! lost packets with them ("deep PLC"); the classic way sounds like a robot after 20 ms.

use std::ffi::c_int;
use std::ptr::NonNull;

use opusic_sys as sys;

use super::{
    Codec, CodecError, Decoder, Encoder, EncoderConfig, MAX_PACKET_SAMPLES, PACKET_SAMPLES,
};
use crate::SAMPLE_RATE;

/// Opus at 48 kHz mono: voice mode, packets of 20 ms, deep packet loss concealment.
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

/// The least decoder complexity that turns deep PLC on. More would only cost.
const DEEP_CONCEALMENT: c_int = 5;

/// The longest packet of 20 ms that Opus makes (RFC 6716 §3.2.1: 1275 bytes and the TOC byte).
const MAX_PAYLOAD: usize = 1276;

struct OpusEncoder {
    state: NonNull<sys::OpusEncoder>,
    input: [f32; PACKET_SAMPLES],
    output: [u8; MAX_PAYLOAD],
}

// SAFETY: the state is plain memory without ties to the thread that made it, and it is
// reached through `&mut self` alone.
unsafe impl Send for OpusEncoder {}

impl OpusEncoder {
    fn new(config: EncoderConfig) -> Result<Self, CodecError> {
        let mut error: c_int = 0;
        // SAFETY: `error` is valid for writing; the other arguments are plain numbers.
        let state = unsafe {
            sys::opus_encoder_create(
                SAMPLE_RATE as i32,
                CHANNELS,
                sys::OPUS_APPLICATION_VOIP,
                &mut error,
            )
        };
        check("make an encoder", error)?;
        let state = NonNull::new(state)
            .ok_or(CodecError::Opus { action: "make an encoder", number: sys::OPUS_ALLOC_FAIL })?;
        let mut encoder = Self { state, input: [0.0; PACKET_SAMPLES], output: [0; MAX_PAYLOAD] };
        encoder.control(
            "set the complexity",
            sys::OPUS_SET_COMPLEXITY_REQUEST,
            config.complexity.into(),
        )?;
        encoder.control(
            "set the signal type",
            sys::OPUS_SET_SIGNAL_REQUEST,
            sys::OPUS_SIGNAL_VOICE,
        )?;
        encoder.set_bitrate(config.bits_per_second)?;
        encoder.set_forward_error_correction(config.forward_error_correction)?;
        encoder.set_packet_loss(config.packet_loss)?;
        Ok(encoder)
    }

    fn control(
        &mut self,
        action: &'static str,
        request: c_int,
        value: c_int,
    ) -> Result<(), CodecError> {
        // SAFETY: the state is alive, and each request passed here takes one `opus_int32` by value.
        let answer = unsafe { sys::opus_encoder_ctl(self.state.as_ptr(), request, value) };
        check(action, answer)
    }
}

impl Encoder for OpusEncoder {
    fn encode(&mut self, samples: &[f32], payload: &mut Vec<u8>) -> Result<(), CodecError> {
        if samples.len() != PACKET_SAMPLES {
            return Err(CodecError::Length { samples: samples.len(), expected: "960" });
        }
        for (input, sample) in self.input.iter_mut().zip(samples) {
            // libopus converts to integers: what is no number must not reach it.
            *input = if sample.is_finite() { sample.clamp(-1.0, 1.0) } else { 0.0 };
        }
        // SAFETY: the state is alive; `input` holds as many mono samples as told and `output`
        // as many bytes as told, and both stay borrowed during the call.
        let answer = unsafe {
            sys::opus_encode_float(
                self.state.as_ptr(),
                self.input.as_ptr(),
                PACKET_SAMPLES as c_int,
                self.output.as_mut_ptr(),
                MAX_PAYLOAD as i32,
            )
        };
        let length = count("encode", answer)?;
        payload.clear();
        payload.extend_from_slice(&self.output[..length]);
        Ok(())
    }

    fn set_bitrate(&mut self, bits_per_second: u32) -> Result<(), CodecError> {
        let bitrate = c_int::try_from(bits_per_second).unwrap_or(c_int::MAX);
        self.control("set the bitrate", sys::OPUS_SET_BITRATE_REQUEST, bitrate)
    }

    fn set_forward_error_correction(&mut self, on: bool) -> Result<(), CodecError> {
        self.control("set error correction", sys::OPUS_SET_INBAND_FEC_REQUEST, on.into())
    }

    fn set_packet_loss(&mut self, percent: u8) -> Result<(), CodecError> {
        let percent = c_int::from(percent.min(100));
        self.control("set the packet loss", sys::OPUS_SET_PACKET_LOSS_PERC_REQUEST, percent)
    }
}

impl Drop for OpusEncoder {
    fn drop(&mut self) {
        // SAFETY: the state came from `opus_encoder_create`, and nobody uses it after this.
        unsafe { sys::opus_encoder_destroy(self.state.as_ptr()) }
    }
}

struct OpusDecoder {
    state: NonNull<sys::OpusDecoder>,
}

// SAFETY: as for the encoder.
unsafe impl Send for OpusDecoder {}

impl OpusDecoder {
    fn new() -> Result<Self, CodecError> {
        let mut error: c_int = 0;
        // SAFETY: `error` is valid for writing; the other arguments are plain numbers.
        let state = unsafe { sys::opus_decoder_create(SAMPLE_RATE as i32, CHANNELS, &mut error) };
        check("make a decoder", error)?;
        let state = NonNull::new(state)
            .ok_or(CodecError::Opus { action: "make a decoder", number: sys::OPUS_ALLOC_FAIL })?;
        let decoder = Self { state };
        // SAFETY: the state is alive, and this request takes one `opus_int32` by value.
        let answer = unsafe {
            sys::opus_decoder_ctl(
                state.as_ptr(),
                sys::OPUS_SET_COMPLEXITY_REQUEST,
                DEEP_CONCEALMENT,
            )
        };
        check("turn deep concealment on", answer)?;
        Ok(decoder)
    }

    /// Decodes `payload`, or conceals if there is none.
    fn fill(
        &mut self,
        action: &'static str,
        payload: Option<&[u8]>,
        samples: &mut [f32],
    ) -> Result<usize, CodecError> {
        let (data, length) = match payload {
            Some(payload) => (payload.as_ptr(), payload.len()),
            None => (std::ptr::null(), 0),
        };
        let length = i32::try_from(length)
            .map_err(|_| CodecError::Opus { action, number: sys::OPUS_BAD_ARG })?;
        let room = samples.len().min(MAX_PACKET_SAMPLES);
        // SAFETY: the state is alive; `data` is null (which asks for concealment) or holds
        // `length` bytes; `samples` has room for as many mono samples as told.
        let answer = unsafe {
            sys::opus_decode_float(
                self.state.as_ptr(),
                data,
                length,
                samples.as_mut_ptr(),
                room as c_int,
                0,
            )
        };
        count(action, answer)
    }
}

impl Decoder for OpusDecoder {
    fn samples(&self, payload: &[u8]) -> Option<usize> {
        let length = i32::try_from(payload.len()).ok()?;
        // SAFETY: `payload` holds `length` bytes, and libopus looks at the first two only
        // after comparing with `length`.
        let answer = unsafe {
            sys::opus_packet_get_nb_samples(payload.as_ptr(), length, SAMPLE_RATE as i32)
        };
        usize::try_from(answer).ok().filter(|samples| *samples > 0)
    }

    fn decode(&mut self, payload: &[u8], samples: &mut [f32]) -> Result<usize, CodecError> {
        if payload.is_empty() {
            // libopus would take an empty packet for a lost one.
            return Err(CodecError::Opus { action: "decode", number: sys::OPUS_INVALID_PACKET });
        }
        self.fill("decode", Some(payload), samples)
    }

    fn conceal(&mut self, samples: &mut [f32]) -> Result<(), CodecError> {
        for part in samples.chunks_mut(MAX_PACKET_SAMPLES) {
            self.fill("conceal", None, part)?;
        }
        Ok(())
    }
}

impl Drop for OpusDecoder {
    fn drop(&mut self) {
        // SAFETY: the state came from `opus_decoder_create`, and nobody uses it after this.
        unsafe { sys::opus_decoder_destroy(self.state.as_ptr()) }
    }
}

fn check(action: &'static str, answer: c_int) -> Result<(), CodecError> {
    count(action, answer).map(drop)
}

/// libopus answers with a count, or with a negative error number.
fn count(action: &'static str, answer: c_int) -> Result<usize, CodecError> {
    usize::try_from(answer).map_err(|_| CodecError::Opus { action, number: answer })
}
