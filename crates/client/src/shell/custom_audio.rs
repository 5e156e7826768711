//! Sound that the application pushes and pulls itself.

use cooee_audio::Frame;
use cooee_audio::resample::{FramesToPcm, PcmFormat, PcmToFrames};
use cooee_proto::{Error, ErrorCode, PublishChannel};
use rtrb::{Consumer, Producer, RingBuffer};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// How many frames may wait for the media thread: half a second.
const CAPTURE_FRAMES: usize = 50;

/// How many frames are kept ready for the application: each adds 10 ms of delay.
const RENDER_FRAMES: usize = 1;

/// The application's side of custom audio.
#[derive(Default)]
pub(crate) struct CustomAudio {
    captures: [Mutex<Option<CustomCapture>>; PublishChannel::ALL.len()],
    render: Mutex<Option<CustomRender>>,
    /// Wakes the media thread when something was pushed or pulled.
    pub ready: Notify,
}

struct CustomCapture {
    frames: Producer<Frame>,
    converter: Option<(PcmFormat, PcmToFrames)>,
}

struct CustomRender {
    frames: Consumer<Frame>,
    converter: Option<(PcmFormat, FramesToPcm)>,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl CustomAudio {
    /// Opens a channel's capture; gives the media thread's side of it.
    pub fn open_capture(&self, channel: PublishChannel) -> Consumer<Frame> {
        let (frames, consumer) = RingBuffer::new(CAPTURE_FRAMES);
        *locked(&self.captures[channel as usize]) = Some(CustomCapture { frames, converter: None });
        consumer
    }

    pub fn close_capture(&self, channel: PublishChannel) {
        *locked(&self.captures[channel as usize]) = None;
    }

    /// Opens the rendering; gives the media thread's side of it.
    pub fn open_render(&self) -> Producer<Frame> {
        let (producer, frames) = RingBuffer::new(RENDER_FRAMES);
        *locked(&self.render) = Some(CustomRender { frames, converter: None });
        producer
    }

    pub fn close_render(&self) {
        *locked(&self.render) = None;
    }

    /// Takes captured sound from the application.
    pub fn send(
        &self,
        samples: &[i16],
        format: PcmFormat,
        channel: PublishChannel,
    ) -> Result<(), Error> {
        let mut capture = locked(&self.captures[channel as usize]);
        let Some(CustomCapture { frames, converter }) = &mut *capture else {
            let message = format!("custom audio capture is off for channel {channel:?}");
            return Err(Error::new(ErrorCode::CUSTOM_CAPTURE_NOT_ENABLED, message));
        };
        if converter.as_ref().is_none_or(|(current, _)| *current != format) {
            *converter = Some((format, PcmToFrames::new(format)?));
        }
        if let Some((_, converter)) = converter {
            converter.push(samples);
            while let Some(frame) = converter.pop() {
                // Nobody publishes if the ring is full: the newest sound is dropped.
                let _ = frames.push(frame);
            }
        }
        self.ready.notify_one();
        Ok(())
    }

    /// Fills `samples` with played sound; with silence where none is ready.
    pub fn fetch(&self, samples: &mut [i16], format: PcmFormat) -> Result<(), Error> {
        let mut render = locked(&self.render);
        let Some(CustomRender { frames, converter }) = &mut *render else {
            let message = "custom audio rendering is off";
            return Err(Error::new(ErrorCode::CUSTOM_RENDER_NOT_ENABLED, message));
        };
        if converter.as_ref().is_none_or(|(current, _)| *current != format) {
            *converter = Some((format, FramesToPcm::new(format)?));
        }
        let mut filled = 0;
        if let Some((_, converter)) = converter {
            loop {
                filled += converter.pop(&mut samples[filled..]);
                if filled == samples.len() {
                    break;
                }
                match frames.pop() {
                    Ok(frame) => converter.push(&frame),
                    Err(_) => break,
                }
            }
        }
        samples[filled..].fill(0);
        self.ready.notify_one();
        Ok(())
    }
}
