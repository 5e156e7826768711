//! One part of the audio processing module, and how it is switched without a click.

use crate::{Frame, SAMPLE_RATE, SILENCE};
use sonora::config::{MaxProcessingRate, Pipeline};
use sonora::{AudioProcessing, Config, StreamConfig};

/// An audio processing module that does one thing. Each has a module of its own because
/// changing one thing in a module starts everything in it anew.
pub(super) struct Stage(Box<AudioProcessing>);

impl Stage {
    /// A stage for 48 kHz mono.
    pub fn new(config: Config) -> Self {
        let pipeline = Pipeline {
            maximum_internal_processing_rate: MaxProcessingRate::Rate48kHz,
            ..Pipeline::default()
        };
        let stream = StreamConfig::new(SAMPLE_RATE, 1);
        let module = AudioProcessing::builder()
            .config(Config { pipeline, ..config })
            .capture_config(stream)
            .render_config(stream)
            .build();
        Self(Box::new(module))
    }

    /// Shows it what is played.
    pub fn render(&mut self, frame: &Frame) {
        let mut unchanged = SILENCE;
        let shown = self.0.process_render_f32(&[frame], &mut [&mut unchanged]);
        debug_assert_eq!(shown, Ok(()), "48 kHz mono is supported");
    }

    /// What it makes of a captured frame.
    pub fn capture(&mut self, frame: &Frame) -> Frame {
        let mut processed = SILENCE;
        let result = self.0.process_capture_f32(&[frame], &mut [&mut processed]);
        debug_assert_eq!(result, Ok(()), "48 kHz mono is supported");
        processed
    }
}

/// A stage that is there while it is wanted, with a setting.
pub(super) struct Switched<T> {
    make: fn(T) -> Stage,
    current: Option<(T, Stage)>,
    previous: Frame,
}

impl<T: Copy + PartialEq> Switched<T> {
    pub fn new(make: fn(T) -> Stage) -> Self {
        Self { make, current: None, previous: SILENCE }
    }

    /// Processes a frame with a setting, or not at all. After a change the frame glides from
    /// one to the other.
    pub fn process(&mut self, wanted: Option<T>, frame: &mut Frame) {
        let input = *frame;
        if let Some((_, stage)) = &mut self.current {
            *frame = stage.capture(&input);
        }
        if self.current.as_ref().map(|(setting, _)| *setting) != wanted {
            self.current = wanted.map(|setting| {
                let mut stage = (self.make)(setting);
                // Its output is late; without this it would begin with a hole.
                stage.capture(&self.previous);
                (setting, stage)
            });
            let next = self.current.as_mut().map_or(input, |(_, stage)| stage.capture(&input));
            glide(frame, &next);
        }
        self.previous = input;
    }
}

/// Goes from one frame to another while it lasts.
pub(super) fn glide(frame: &mut Frame, next: &Frame) {
    let length = frame.len() as f32;
    for (index, (sample, next)) in frame.iter_mut().zip(next).enumerate() {
        *sample += (next - *sample) * (index as f32 / length);
    }
}
