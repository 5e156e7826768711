//! Sound that the application pushes and pulls itself.

use cooee_audio::Frame;
use cooee_audio::resample::{FramesToPcm, PcmFormat, PcmToFrames};
use cooee_proto::{Error, ErrorCode, PublishChannel};
use rtrb::{Consumer, Producer, RingBuffer};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

const FRAMES_PER_SECOND: usize = 100;

/// How many frames may wait for the media thread: half a second.
const CAPTURE_FRAMES: usize = 50;

/// The most frames that are kept ready for the application, each of 10 ms.
const RENDER_FRAMES: usize = 10;

/// The application's side of custom audio. Each ring is opened by the call that asks for it, so
/// that the application may push right after it, and is over when the media thread lets go.
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
    wanted: Arc<AtomicUsize>,
    converter: Option<(PcmFormat, FramesToPcm)>,
}

/// The media thread's side of the rendering.
pub(crate) struct RenderFeed {
    frames: Producer<Frame>,
    wanted: Arc<AtomicUsize>,
}

impl RenderFeed {
    /// Whether a frame should be made ready: as many as the application takes at a time.
    pub fn wants_frame(&self) -> bool {
        let ready = RENDER_FRAMES - self.frames.slots();
        ready < self.wanted.load(Ordering::Relaxed)
    }

    pub fn push(&mut self, frame: Frame) {
        // It has room for all that it wants.
        let _ = self.frames.push(frame);
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl CustomAudio {
    /// Opens a channel's capture in place of an earlier one; gives the media thread's side.
    pub fn open_capture(&self, channel: PublishChannel) -> Consumer<Frame> {
        let (frames, consumer) = RingBuffer::new(CAPTURE_FRAMES);
        *locked(&self.captures[channel as usize]) = Some(CustomCapture { frames, converter: None });
        consumer
    }

    /// Opens the rendering in place of an earlier one; gives the media thread's side.
    pub fn open_render(&self) -> RenderFeed {
        let (producer, frames) = RingBuffer::new(RENDER_FRAMES);
        let wanted = Arc::new(AtomicUsize::new(1));
        *locked(&self.render) =
            Some(CustomRender { frames, wanted: wanted.clone(), converter: None });
        RenderFeed { frames: producer, wanted }
    }

    /// Opens a channel's capture, unless it is open.
    pub fn ensure_capture(&self, channel: PublishChannel) -> Option<Consumer<Frame>> {
        let is_open = locked(&self.captures[channel as usize])
            .as_ref()
            .is_some_and(|capture| !capture.frames.is_abandoned());
        (!is_open).then(|| self.open_capture(channel))
    }

    /// Opens the rendering, unless it is open.
    pub fn ensure_render(&self) -> Option<RenderFeed> {
        let is_open =
            locked(&self.render).as_ref().is_some_and(|render| !render.frames.is_abandoned());
        (!is_open).then(|| self.open_render())
    }

    /// Takes captured sound from the application.
    pub fn send(
        &self,
        samples: &[i16],
        format: PcmFormat,
        channel: PublishChannel,
    ) -> Result<(), Error> {
        let mut capture = locked(&self.captures[channel as usize]);
        drop(capture.take_if(|capture| capture.frames.is_abandoned()));
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
                // A media thread that is half a second behind loses the newest sound.
                let _ = frames.push(frame);
            }
        }
        self.ready.notify_one();
        Ok(())
    }

    /// Fills `samples` with played sound; with silence where none is ready.
    pub fn fetch(&self, samples: &mut [i16], format: PcmFormat) -> Result<(), Error> {
        let mut render = locked(&self.render);
        drop(render.take_if(|render| render.frames.is_abandoned()));
        let Some(CustomRender { frames, wanted, converter }) = &mut *render else {
            let message = "custom audio rendering is off";
            return Err(Error::new(ErrorCode::CUSTOM_RENDER_NOT_ENABLED, message));
        };
        if converter.as_ref().is_none_or(|(current, _)| *current != format) {
            *converter = Some((format, FramesToPcm::new(format)?));
        }
        let instants = samples.len() / format.channels().count();
        let taken = (instants * FRAMES_PER_SECOND).div_ceil(format.sample_rate() as usize);
        wanted.store(taken.clamp(1, RENDER_FRAMES), Ordering::Relaxed);
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
