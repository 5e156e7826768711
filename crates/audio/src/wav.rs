//! WAV files: any of them in as 48 kHz mono, 16-bit 48 kHz mono out.

use crate::resample::{UnsupportedRate, resample, to_i16};
use crate::{FRAME_SAMPLES, Frame, SAMPLE_RATE, SILENCE};
use std::io::{Read, Seek, Write};

/// Reads a whole WAV file into 48 kHz mono samples. Several channels become their mean.
pub fn read(source: impl Read) -> Result<Vec<f32>, WavError> {
    let reader = hound::WavReader::new(source)?;
    let hound::WavSpec { channels, sample_rate, bits_per_sample, sample_format } = reader.spec();
    let interleaved: Result<Vec<f32>, hound::Error> = match sample_format {
        hound::SampleFormat::Float => reader.into_samples::<f32>().collect(),
        hound::SampleFormat::Int => {
            let full_scale = 2_f32.powi(i32::from(bits_per_sample) - 1);
            reader.into_samples::<i32>().map(|sample| Ok(sample? as f32 / full_scale)).collect()
        }
    };
    let mono: Vec<f32> = interleaved?
        .chunks_exact(usize::from(channels))
        .map(|instant| instant.iter().sum::<f32>() / f32::from(channels))
        .collect();
    Ok(resample(&mono, sample_rate, SAMPLE_RATE)?)
}

/// Cuts samples into frames; silence fills the last one.
pub fn frames(samples: &[f32]) -> impl Iterator<Item = Frame> {
    samples.chunks(FRAME_SAMPLES).map(|piece| {
        let mut frame = SILENCE;
        frame[..piece.len()].copy_from_slice(piece);
        frame
    })
}

/// Writes a WAV file while its samples come.
pub struct Writer<W: Write + Seek> {
    writer: hound::WavWriter<W>,
}

impl<W: Write + Seek> Writer<W> {
    /// Begins a file.
    pub fn new(target: W) -> Result<Self, WavError> {
        let spec = hound::WavSpec {
            channels: 1,
            sample_rate: SAMPLE_RATE,
            bits_per_sample: 16,
            sample_format: hound::SampleFormat::Int,
        };
        Ok(Self { writer: hound::WavWriter::new(target, spec)? })
    }

    /// Appends samples; what is louder than full scale is clipped.
    pub fn push(&mut self, samples: &[f32]) -> Result<(), WavError> {
        for sample in samples {
            self.writer.write_sample(to_i16(*sample))?;
        }
        Ok(())
    }

    /// Writes the final length into the header. Dropping does so too, but tells no error.
    pub fn finish(self) -> Result<(), WavError> {
        Ok(self.writer.finalize()?)
    }
}

/// A WAV file could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum WavError {
    /// The file is no WAV file that can be read, or its medium failed.
    #[error("no readable WAV file: {0}")]
    File(#[from] hound::Error),
    /// Its sample rate is absurd.
    #[error(transparent)]
    Rate(#[from] UnsupportedRate),
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::level::Level;
    use hound::{SampleFormat, WavSpec};
    use proptest::prelude::*;
    use std::io::Cursor;

    /// A second of a 500 Hz tone at -9 dBov in any layout.
    fn tone(spec: WavSpec) -> Vec<u8> {
        let mut file = Cursor::new(Vec::new());
        let mut writer = hound::WavWriter::new(&mut file, spec).unwrap();
        let step = std::f32::consts::TAU * 500.0 / spec.sample_rate as f32;
        for index in 0..spec.sample_rate {
            let sample = 0.5 * (index as f32 * step).sin();
            for _ in 0..spec.channels {
                match spec.sample_format {
                    SampleFormat::Float => writer.write_sample(sample).unwrap(),
                    SampleFormat::Int => {
                        let full_scale = ((1_u64 << (spec.bits_per_sample - 1)) - 1) as f32;
                        writer.write_sample((sample * full_scale) as i32).unwrap();
                    }
                }
            }
        }
        writer.finalize().unwrap();
        file.into_inner()
    }

    #[test]
    fn every_layout_becomes_48_khz_mono() {
        let formats = [
            (8, SampleFormat::Int),
            (16, SampleFormat::Int),
            (24, SampleFormat::Int),
            (32, SampleFormat::Int),
            (32, SampleFormat::Float),
        ];
        for (bits_per_sample, sample_format) in formats {
            for (sample_rate, channels) in [(8000, 1), (16_000, 2), (44_100, 6), (48_000, 1)] {
                let spec = WavSpec { channels, sample_rate, bits_per_sample, sample_format };
                let samples = read(tone(spec).as_slice()).unwrap();
                assert!(samples.len().abs_diff(48_000) <= 1, "{spec:?}");
                assert_eq!(Level::of(&samples[4800..43_200]).dbov(), -9, "{spec:?}");
            }
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let samples: Vec<f32> = (-500..500).map(|index| index as f32 / 512.0).collect();
        let mut file = Cursor::new(Vec::new());
        let mut writer = Writer::new(&mut file).unwrap();
        writer.push(&samples[..300]).unwrap();
        writer.push(&samples[300..]).unwrap();
        writer.finish().unwrap();
        assert_eq!(read(file.get_ref().as_slice()).unwrap(), samples);
    }

    #[test]
    fn the_last_frame_is_filled_with_silence() {
        let all: Vec<Frame> = frames(&[0.5; 500]).collect();
        assert_eq!(all.len(), 2);
        assert_eq!(all[1][19..21], [0.5, 0.0]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn damaged_files_are_errors_or_samples(at in 0_usize..60, byte: u8, cut in 0_usize..400) {
            let spec = WavSpec {
                channels: 2,
                sample_rate: 8000,
                bits_per_sample: 16,
                sample_format: SampleFormat::Int,
            };
            let mut file = tone(spec);
            file[at] = byte;
            file.truncate(444 - cut);
            let _ = read(file.as_slice());
        }
    }
}
