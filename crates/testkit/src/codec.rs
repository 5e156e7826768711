//! A codec that costs nearly nothing and carries the [`Voice`](crate::Voice)s of a sound alone.

use crate::voice::{self, Levels};
use cooee_audio::FRAME_SAMPLES;
use cooee_audio::codec::{Codec, CodecError, Decoder, Encoder, EncoderConfig, PACKET_SAMPLES};

/// Stands in for Opus where a test asks who is heard, not how it sounds.
#[derive(Clone, Copy, Debug, Default)]
pub struct StandInCodec;

impl Codec for StandInCodec {
    fn encoder(&self, _: EncoderConfig) -> Result<Box<dyn Encoder>, CodecError> {
        Ok(Box::new(StandIn::default()))
    }

    fn decoder(&self) -> Result<Box<dyn Decoder>, CodecError> {
        Ok(Box::new(StandIn::default()))
    }
}

/// The first byte of each packet; how many times 20 ms it is long and the level of each voice
/// follow.
const MARK: u8 = 0xC0;
const HEADER_BYTES: usize = 2;
const PAYLOAD_BYTES: usize = HEADER_BYTES + size_of::<Levels>();
const MOST_LENGTHS: u8 = 6;

#[derive(Default)]
struct StandIn {
    /// What was decoded last.
    levels: Levels,
}

impl StandIn {
    fn fill(&self, samples: &mut [f32]) {
        let frame = voice::chord(&self.levels);
        for piece in samples.chunks_mut(FRAME_SAMPLES) {
            piece.copy_from_slice(&frame[..piece.len()]);
        }
    }
}

impl Encoder for StandIn {
    fn encode(&mut self, samples: &[f32], payload: &mut Vec<u8>) -> Result<(), CodecError> {
        payload.clear();
        payload.extend([MARK, (samples.len() / PACKET_SAMPLES) as u8]);
        payload.extend(voice::levels(samples));
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

impl Decoder for StandIn {
    fn samples(&self, payload: &[u8]) -> Option<usize> {
        let [MARK, lengths @ 1..=MOST_LENGTHS, ..] = payload else { return None };
        (payload.len() == PAYLOAD_BYTES).then_some(usize::from(*lengths) * PACKET_SAMPLES)
    }

    fn decode(&mut self, payload: &[u8], samples: &mut [f32]) -> Result<usize, CodecError> {
        let Some(count) = self.samples(payload) else {
            let expected = "a packet of the stand-in codec";
            return Err(CodecError::Length { samples: payload.len(), expected });
        };
        self.levels.copy_from_slice(&payload[HEADER_BYTES..]);
        self.fill(&mut samples[..count]);
        Ok(count)
    }

    fn conceal(&mut self, samples: &mut [f32]) -> Result<(), CodecError> {
        self.fill(samples);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Voice;

    #[test]
    fn voices_pass_and_garbage_is_refused() {
        let mut encoder = StandInCodec.encoder(EncoderConfig::default()).unwrap();
        let mut decoder = StandInCodec.decoder().unwrap();
        let spoken = [Voice::new(5).frame(), Voice::new(5).frame()].concat();
        let (mut payload, mut heard) = (Vec::new(), vec![0.0; PACKET_SAMPLES]);
        encoder.encode(&spoken, &mut payload).unwrap();
        assert_eq!(decoder.decode(&payload, &mut heard), Ok(PACKET_SAMPLES));
        assert_eq!(voice::levels(&heard), voice::levels(&spoken));
        assert!(decoder.decode(&payload[1..], &mut heard).is_err());
        assert_eq!(decoder.samples(b"garbage"), None);
    }
}
