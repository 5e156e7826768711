//! Where the sound of a channel comes from.

use super::CustomAudio;
use cooee_audio::wav::{self, WavError};
use cooee_audio::{FRAME_SAMPLES, Frame, SILENCE};
use cooee_proto::PublishChannel;
use rtrb::Consumer;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::sync::Arc;

/// What a channel captures.
#[derive(Clone, Debug, Default)]
pub enum AudioSource {
    /// The microphone: the default one, or what `use_audio_device` chose. Where it cannot be
    /// had, silence is sent.
    #[default]
    Microphone,
    /// Sound from memory, then silence: 48 kHz mono samples between -1 and 1.
    Samples {
        /// The samples.
        samples: Arc<[f32]>,
        /// Whether it begins again at its end.
        repeat: bool,
    },
    /// Silence.
    Silence,
    /// What the application pushes with `send_custom_audio_capture_pcm_data`.
    Custom,
}

impl AudioSource {
    /// A whole WAV file, of any rate and layout, read at once.
    pub fn wav_file(path: impl AsRef<Path>, repeat: bool) -> Result<Self, WavError> {
        let file = File::open(path).map_err(hound::Error::from)?;
        let samples = wav::read(BufReader::new(file))?.into();
        Ok(Self::Samples { samples, repeat })
    }

    /// Opens the application's side, where it is the application that captures.
    pub(crate) fn open(self, channel: PublishChannel, custom_audio: &CustomAudio) -> Source {
        match self {
            Self::Microphone => Source::Microphone,
            Self::Samples { samples, repeat } => Source::Samples { samples, repeat, position: 0 },
            Self::Silence => Source::Silence,
            Self::Custom => Source::Custom(custom_audio.open_capture(channel)),
        }
    }
}

/// A channel's source as the media thread reads it.
pub(crate) enum Source {
    /// The microphone, which the event loop owns.
    Microphone,
    Samples {
        samples: Arc<[f32]>,
        repeat: bool,
        position: usize,
    },
    Silence,
    Custom(Consumer<Frame>),
}

impl Source {
    /// Whether the 10 ms clock drives it, rather than a device or the application.
    pub fn is_clocked(&self) -> bool {
        match self {
            Self::Samples { .. } | Self::Silence => true,
            Self::Microphone | Self::Custom(_) => false,
        }
    }

    /// The next frame of a clocked source.
    pub fn next_clocked(&mut self) -> Frame {
        let Self::Samples { samples, repeat, position } = self else { return SILENCE };
        let mut frame = SILENCE;
        let rest = &samples[(*position).min(samples.len())..];
        let count = rest.len().min(FRAME_SAMPLES);
        frame[..count].copy_from_slice(&rest[..count]);
        *position += FRAME_SAMPLES;
        if *repeat && *position >= samples.len() {
            *position = 0;
        }
        frame
    }
}
