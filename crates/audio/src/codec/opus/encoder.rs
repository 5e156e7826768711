//! Audio to packets.

use std::ffi::c_int;
use std::ptr::NonNull;

use opusic_sys as sys;

use super::{CHANNELS, check, count};
use crate::SAMPLE_RATE;
use crate::codec::{CodecError, Encoder, EncoderConfig, MAX_SENT_SAMPLES, PACKET_SAMPLES};

/// The longest packet to make: what fits into a datagram, and all that Opus makes of 20 ms
/// (RFC 6716 §3.2.1: 1275 bytes and the TOC byte).
const MAX_PAYLOAD: usize = 1276;

pub(super) struct OpusEncoder {
    state: NonNull<sys::OpusEncoder>,
    input: [f32; MAX_SENT_SAMPLES],
    output: [u8; MAX_PAYLOAD],
}

// SAFETY: the state is plain memory without ties to the thread that made it, and it is
// reached through `&mut self` alone.
unsafe impl Send for OpusEncoder {}

impl OpusEncoder {
    pub(super) fn new(config: EncoderConfig) -> Result<Self, CodecError> {
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
        let mut encoder = Self { state, input: [0.0; MAX_SENT_SAMPLES], output: [0; MAX_PAYLOAD] };
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
        let length = samples.len();
        if length == 0 || length > MAX_SENT_SAMPLES || !length.is_multiple_of(PACKET_SAMPLES) {
            return Err(CodecError::Length { samples: length, expected: "960, 1920 or 2880" });
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
                length as c_int,
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

    fn set_deep_redundancy(&mut self, frames: u8) -> Result<(), CodecError> {
        let frames = c_int::from(frames.min(LONGEST_REACH));
        self.control("set deep redundancy", sys::OPUS_SET_DRED_DURATION_REQUEST, frames)
    }

    fn strip(&self, payload: &mut Vec<u8>) {
        let Ok(length) = i32::try_from(payload.len()) else { return };
        // SAFETY: `payload` holds `length` bytes, which libopus rewrites in place, never longer.
        let answer = unsafe { sys::opus_packet_unpad(payload.as_mut_ptr(), length) };
        if let Ok(length) = usize::try_from(answer) {
            payload.truncate(length);
        }
    }
}

/// What libopus takes at the most: 1.04 s.
const LONGEST_REACH: u8 = 104;

impl Drop for OpusEncoder {
    fn drop(&mut self) {
        // SAFETY: the state came from `opus_encoder_create`, and nobody uses it after this.
        unsafe { sys::opus_encoder_destroy(self.state.as_ptr()) }
    }
}
