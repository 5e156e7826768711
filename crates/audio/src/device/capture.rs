//! An open microphone.

use super::host::{Direction, device_error, failure, find};
use super::{OPEN_TIMEOUT, format};
use crate::Frame;
use crate::resample::FromCard;
use cooee_proto::{Error, ErrorCode};
use cpal::traits::{DeviceTrait, StreamTrait};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

/// An open microphone: pull its frames whenever it is ready.
pub struct Capture {
    samples: rtrb::Consumer<f32>,
    card: FromCard,
    lost_samples: Arc<AtomicU64>,
    device_id: String,
    // Ends the callbacks when it is dropped.
    _stream: cpal::Stream,
}

impl Capture {
    /// Opens the microphone with an id, or the default one.
    ///
    /// `ready` is called on a thread of the sound system about every 10 ms, when there is
    /// something to pull; it must not block. `failed` is called at most once, when the device
    /// is gone or refuses to go on.
    pub fn open(
        id: Option<&str>,
        ready: impl Fn() + Send + 'static,
        failed: impl FnOnce(Error) + Send + 'static,
    ) -> Result<Self, Error> {
        let device = find(Direction::Input, id)?;
        let explain = |error: cpal::Error| device_error(&error, Direction::Input);
        let device_id = device.id().map_err(explain)?.to_string();
        let supported = device.supported_input_configs().map_err(explain)?;
        let Some((config, sample_format)) = format::choose(supported, 1) else {
            let message = "the microphone has no sample format that can be converted";
            return Err(Error::new(ErrorCode::DEVICE_GENERIC, message));
        };
        let card = FromCard::new(config.sample_rate)
            .map_err(|error| Error::new(ErrorCode::DEVICE_GENERIC, error.to_string()))?;

        let (mut producer, samples) =
            rtrb::RingBuffer::new(config.sample_rate as usize / RINGS_PER_SECOND);
        let lost_samples = Arc::new(AtomicU64::new(0));
        let lost = lost_samples.clone();
        let channels = usize::from(config.channels);
        let period = (config.sample_rate / super::PERIODS_PER_SECOND) as usize;
        let mut since_ready = 0;
        let deliver = move |data: &cpal::Data, _: &cpal::InputCallbackInfo| {
            format::to_mono(data, channels, |sample| {
                since_ready += 1;
                if producer.push(sample).is_err() {
                    lost.fetch_add(1, Ordering::Relaxed);
                }
            });
            // Some systems deliver half a millisecond at a time.
            if since_ready >= period {
                since_ready = 0;
                ready();
            }
        };
        let mut failed = Some(failed);
        let report = move |error: cpal::Error| {
            if let Some(error) = failure(&error, Direction::Input)
                && let Some(failed) = failed.take()
            {
                failed(error);
            }
        };
        let stream = device
            .build_input_stream_raw(config, sample_format, deliver, report, Some(OPEN_TIMEOUT))
            .map_err(explain)?;
        stream.play().map_err(explain)?;
        Ok(Self { samples, card, lost_samples, device_id, _stream: stream })
    }

    /// The id of the microphone, also of one that was opened as the default one.
    pub fn device_id(&self) -> &str {
        &self.device_id
    }

    /// The next frame, if a whole one has arrived until `now`.
    pub fn pull(&mut self, now: Instant) -> Option<Frame> {
        let available = self.samples.slots();
        if available > 0
            && let Ok(chunk) = self.samples.read_chunk(available)
        {
            let (first, second) = chunk.as_slices();
            self.card.push(now, [first, second]);
            chunk.commit_all();
        }
        self.card.pull()
    }

    /// How many samples of the device were lost because nobody pulled for 200 ms.
    pub fn lost_samples(&self) -> u64 {
        self.lost_samples.load(Ordering::Relaxed)
    }
}

/// The ring holds 200 ms.
const RINGS_PER_SECOND: usize = 5;
