//! A codec without sound, whose decoder writes down which packets it was given.

use std::sync::{Arc, Mutex};

use cooee_audio::codec::{Codec, CodecError, Decoder, Encoder, EncoderConfig, PACKET_SAMPLES};

/// Packets carry their number; what is decoded goes to the log.
#[derive(Default)]
pub struct Numbered {
    log: Arc<Mutex<Vec<Step>>>,
}

/// What a decoder was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Decoded(u32),
    Concealed,
}

impl Numbered {
    /// What the decoders did so far.
    pub fn steps(&self) -> Vec<Step> {
        self.log.lock().expect("a log").clone()
    }

    /// The numbers of the packets decoded so far.
    pub fn decoded(&self) -> Vec<u32> {
        let number = |step| match step {
            Step::Decoded(number) => Some(number),
            Step::Concealed => None,
        };
        self.steps().into_iter().filter_map(number).collect()
    }
}

/// The packet with a number.
pub fn payload(number: u32) -> Vec<u8> {
    number.to_be_bytes().to_vec()
}

/// The packet that announces silence.
pub const PAUSE: &[u8] = &[0];

impl Codec for Numbered {
    fn encoder(&self, _: EncoderConfig) -> Result<Box<dyn Encoder>, CodecError> {
        Ok(Box::new(NumberingEncoder { next: 0 }))
    }

    fn decoder(&self) -> Result<Box<dyn Decoder>, CodecError> {
        Ok(Box::new(LoggingDecoder { log: Arc::clone(&self.log) }))
    }
}

struct NumberingEncoder {
    next: u32,
}

impl Encoder for NumberingEncoder {
    fn encode(&mut self, _: &[f32], into: &mut Vec<u8>) -> Result<(), CodecError> {
        into.clear();
        into.extend(self.next.to_be_bytes());
        self.next += 1;
        Ok(())
    }

    fn set_bitrate(&mut self, _: u32) -> Result<(), CodecError> {
        Ok(())
    }

    fn set_forward_error_correction(&mut self, _: bool) -> Result<(), CodecError> {
        Ok(())
    }

    fn set_packet_loss(&mut self, _: u8) -> Result<(), CodecError> {
        Ok(())
    }
}

struct LoggingDecoder {
    log: Arc<Mutex<Vec<Step>>>,
}

impl LoggingDecoder {
    fn note(&self, step: Step) {
        self.log.lock().expect("a log").push(step);
    }
}

impl Decoder for LoggingDecoder {
    fn samples(&self, payload: &[u8]) -> Option<usize> {
        (!payload.is_empty()).then_some(PACKET_SAMPLES)
    }

    fn decode(&mut self, payload: &[u8], samples: &mut [f32]) -> Result<usize, CodecError> {
        if let Ok(number) = payload.try_into() {
            self.note(Step::Decoded(u32::from_be_bytes(number)));
        }
        samples[..PACKET_SAMPLES].fill(0.1);
        Ok(PACKET_SAMPLES)
    }

    fn conceal(&mut self, samples: &mut [f32]) -> Result<(), CodecError> {
        self.note(Step::Concealed);
        samples.fill(0.1);
        Ok(())
    }
}
