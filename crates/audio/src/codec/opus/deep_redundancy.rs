//! What a packet tells of the audio before it (DRED, draft-ietf-mlcodec-opus-dred).

use std::ffi::c_int;
use std::ptr::NonNull;

use opusic_sys as sys;

use super::check;
use crate::SAMPLE_RATE;
use crate::codec::CodecError;

/// Reads deep redundancy, and keeps that of the packet it read last.
pub(super) struct DeepRedundancy {
    reader: NonNull<sys::OpusDREDDecoder>,
    contents: NonNull<sys::OpusDRED>,
    /// The packet that `contents` came from.
    packet: Vec<u8>,
    /// How many samples before the packet `contents` begins.
    reach: usize,
    /// Whether `contents` is ready to make audio of, which costs more than to read it.
    processed: bool,
}

// SAFETY: both states are plain memory without ties to the thread that made them, and they are
// reached through `&mut self` alone.
unsafe impl Send for DeepRedundancy {}

impl DeepRedundancy {
    pub(super) fn new() -> Result<Self, CodecError> {
        let mut error: c_int = 0;
        // SAFETY: `error` is valid for writing.
        let reader = unsafe { sys::opus_dred_decoder_create(&mut error) };
        let out_of_memory = CodecError::Opus { action: ACTION, number: sys::OPUS_ALLOC_FAIL };
        let reader = NonNull::new(reader).ok_or(out_of_memory)?;
        // SAFETY: `error` is valid for writing.
        let contents = unsafe { sys::opus_dred_alloc(&mut error) };
        let Some(contents) = NonNull::new(contents) else {
            // SAFETY: the reader came from `opus_dred_decoder_create`, and nobody else has it.
            unsafe { sys::opus_dred_decoder_destroy(reader.as_ptr()) };
            return Err(out_of_memory);
        };
        Ok(Self { reader, contents, packet: Vec::new(), reach: 0, processed: false })
    }

    /// How many samples before a packet its deep redundancy begins; 0 if it has none.
    pub(super) fn reach(&mut self, packet: &[u8]) -> usize {
        if self.packet == packet {
            return self.reach;
        }
        self.packet.clear();
        self.packet.extend_from_slice(packet);
        self.processed = false;
        let mut end: c_int = 0;
        // SAFETY: both states are alive; `packet` holds as many bytes as told; `end` is valid
        // for writing.
        let answer = unsafe {
            sys::opus_dred_parse(
                self.reader.as_ptr(),
                self.contents.as_ptr(),
                packet.as_ptr(),
                i32::try_from(packet.len()).unwrap_or(0),
                SAMPLE_RATE as i32,
                SAMPLE_RATE as i32,
                &mut end,
                1,
            )
        };
        self.reach = usize::try_from(answer).unwrap_or(0);
        self.reach
    }

    /// What the packet that was read last tells, ready to make audio of.
    pub(super) fn contents(&mut self) -> Result<*const sys::OpusDRED, CodecError> {
        let contents = self.contents.as_ptr();
        if !self.processed {
            // SAFETY: both states are alive, and libopus allows source and target to be one.
            let answer =
                unsafe { sys::opus_dred_process(self.reader.as_ptr(), contents, contents) };
            check(ACTION, answer)?;
            self.processed = true;
        }
        Ok(contents)
    }
}

const ACTION: &str = "read deep redundancy";

impl Drop for DeepRedundancy {
    fn drop(&mut self) {
        // SAFETY: the states came from `opus_dred_alloc` and `opus_dred_decoder_create`, and
        // nobody uses them after this.
        unsafe {
            sys::opus_dred_free(self.contents.as_ptr());
            sys::opus_dred_decoder_destroy(self.reader.as_ptr());
        }
    }
}
