//! One part of the processing, and how it is switched without a click.

use crate::{Frame, SAMPLE_RATE, SILENCE};
use sonora::config::{MaxProcessingRate, Pipeline};
use sonora::{AudioProcessing, Config, StreamConfig};

/// Something that is done to captured sound.
pub(super) trait Capture {
    /// What it makes of a captured frame.
    fn capture(&mut self, frame: &Frame) -> Frame;
}

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
}

impl Capture for Stage {
    fn capture(&mut self, frame: &Frame) -> Frame {
        let mut processed = SILENCE;
        let result = self.0.process_capture_f32(&[frame], &mut [&mut processed]);
        debug_assert_eq!(result, Ok(()), "48 kHz mono is supported");
        processed
    }
}

/// A part that is there while it is wanted, with a setting.
pub(super) struct Switched<T, C> {
    make: fn(T) -> C,
    current: Option<(T, C)>,
    previous: Frame,
}

impl<T: Copy + PartialEq, C: Capture> Switched<T, C> {
    pub fn new(make: fn(T) -> C) -> Self {
        Self { make, current: None, previous: SILENCE }
    }

    /// Processes a frame with a setting, or not at all. After a change the frame glides from
    /// one to the other.
    pub fn process(&mut self, wanted: Option<T>, frame: &mut Frame) {
        let input = *frame;
        if let Some((_, part)) = &mut self.current {
            *frame = part.capture(&input);
        }
        if self.current.as_ref().map(|(setting, _)| *setting) != wanted {
            self.current = wanted.map(|setting| {
                let mut part = (self.make)(setting);
                // Its output is late; without this it would begin with a hole.
                part.capture(&self.previous);
                (setting, part)
            });
            let next = self.current.as_mut().map_or(input, |(_, part)| part.capture(&input));
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
