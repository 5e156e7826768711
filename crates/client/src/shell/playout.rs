//! Where everything that is played goes.

use super::custom_audio::{CustomAudio, RenderFeed};
use cooee_audio::Frame;
use cooee_audio::wav::{WavError, Writer};
use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

/// Where everything that is played goes.
#[derive(Default)]
pub enum AudioSink {
    /// The speaker: the default one, or what `use_audio_device` chose. Where it cannot be had,
    /// sound is dropped.
    #[default]
    Speaker,
    /// A WAV file, 48 kHz mono, complete when another sink is set or the engine ends.
    WavFile(WavFile),
    /// Nowhere; streams are received all the same.
    Nowhere,
    /// What the application pulls with `fetch_custom_audio_render_pcm_data`.
    Custom,
}

/// A WAV file that is being written.
pub struct WavFile(Writer<BufWriter<File>>);

impl AudioSink {
    /// Opens the application's side, where it is the application that plays.
    pub(crate) fn open(self, custom_audio: &CustomAudio) -> Sink {
        match self {
            Self::Speaker => Sink::Speaker,
            Self::WavFile(file) => Sink::WavFile(file),
            Self::Nowhere => Sink::Nowhere,
            Self::Custom => Sink::Custom(custom_audio.open_render()),
        }
    }

    /// Makes a WAV file, in place of one of that name.
    pub fn wav_file(path: impl AsRef<Path>) -> Result<Self, WavError> {
        let file = File::create(path).map_err(hound::Error::from)?;
        Ok(Self::WavFile(WavFile(Writer::new(BufWriter::new(file))?)))
    }
}

/// The sink as the media thread writes it.
pub(crate) enum Sink {
    /// The speaker, which the event loop owns.
    Speaker,
    WavFile(WavFile),
    Nowhere,
    Custom(RenderFeed),
}

impl Sink {
    /// Whether the 10 ms clock drives it, rather than a device or the application.
    pub fn is_clocked(&self) -> bool {
        match self {
            Self::WavFile(_) | Self::Nowhere => true,
            Self::Speaker | Self::Custom(_) => false,
        }
    }

    /// Takes a frame of the clock; says what went wrong with the file.
    pub fn push_clocked(&mut self, frame: &Frame) -> Result<(), WavError> {
        match self {
            Self::WavFile(WavFile(writer)) => writer.push(frame),
            Self::Speaker | Self::Nowhere | Self::Custom(_) => Ok(()),
        }
    }
}
