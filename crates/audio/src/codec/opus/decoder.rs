//! Packets to audio.

use std::ffi::c_int;
use std::ptr::NonNull;

use opusic_sys as sys;

use super::deep_redundancy::DeepRedundancy;
use super::{CHANNELS, check, count};
use crate::codec::{CodecError, Decoder, MAX_PACKET_SAMPLES};
use crate::{FRAME_SAMPLES, SAMPLE_RATE};

/// The least decoder complexity that turns deep PLC on. More would only cost.
const DEEP_CONCEALMENT: c_int = 5;

pub(super) struct OpusDecoder {
    state: NonNull<sys::OpusDecoder>,
    /// Made when the first packet is missing.
    deep_redundancy: Option<DeepRedundancy>,
}

// SAFETY: as for the encoder.
unsafe impl Send for OpusDecoder {}

impl OpusDecoder {
    pub(super) fn new() -> Result<Self, CodecError> {
        let mut error: c_int = 0;
        // SAFETY: `error` is valid for writing; the other arguments are plain numbers.
        let state = unsafe { sys::opus_decoder_create(SAMPLE_RATE as i32, CHANNELS, &mut error) };
        check("make a decoder", error)?;
        let state = NonNull::new(state)
            .ok_or(CodecError::Opus { action: "make a decoder", number: sys::OPUS_ALLOC_FAIL })?;
        let decoder = Self { state, deep_redundancy: None };
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

    fn reach(&mut self, payload: &[u8]) -> usize {
        if self.deep_redundancy.is_none() {
            self.deep_redundancy = DeepRedundancy::new().ok();
        }
        self.deep_redundancy.as_mut().map_or(0, |it| it.reach(payload))
    }

    fn reconstruct(
        &mut self,
        payload: &[u8],
        distance: usize,
        samples: &mut [f32],
    ) -> Result<(), CodecError> {
        if self.reach(payload) == 0 || !samples.len().is_multiple_of(FRAME_SAMPLES) {
            return self.conceal(samples);
        }
        let action = "use deep redundancy";
        let bad = CodecError::Opus { action, number: sys::OPUS_BAD_ARG };
        let Some(redundancy) = &mut self.deep_redundancy else { return Err(bad) };
        let contents = redundancy.contents()?;
        for (index, part) in samples.chunks_mut(FRAME_SAMPLES).enumerate() {
            let left = distance.saturating_sub(index * FRAME_SAMPLES);
            // SAFETY: the state is alive; `contents` points to what `redundancy` owns, which
            // was processed; `part` has room for as many mono samples as told.
            let answer = unsafe {
                sys::opus_decoder_dred_decode_float(
                    self.state.as_ptr(),
                    contents,
                    i32::try_from(left).map_err(|_| bad)?,
                    part.as_mut_ptr(),
                    part.len() as i32,
                )
            };
            check(action, answer)?;
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
