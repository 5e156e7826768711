//! An open speaker.

use super::host::{Direction, device_error, failure, find};
use super::{OPEN_TIMEOUT, PERIODS_PER_SECOND, format};
use crate::Frame;
use crate::resample::ToCard;
use cooee_proto::{Error, ErrorCode};
use cpal::traits::{DeviceTrait, StreamTrait};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Instant;

/// An open speaker: push frames as long as it wants one.
pub struct Playout {
    samples: rtrb::Producer<f32>,
    card: ToCard,
    converted: Vec<f32>,
    shared: Arc<Shared>,
    device_id: String,
    // Ends the callbacks when it is dropped.
    _stream: cpal::Stream,
}

/// What the callback and the media thread both see.
struct Shared {
    /// How many samples of the device should wait in the ring.
    target: AtomicUsize,
    missed_samples: AtomicU64,
}

impl Playout {
    /// Opens the speaker with an id, or the default one.
    ///
    /// `ready` is called on a thread of the sound system each time it took something, about
    /// every 10 ms; it must not block. `failed` is called at most once, when the device is gone
    /// or refuses to go on.
    pub fn open(
        id: Option<&str>,
        ready: impl Fn() + Send + 'static,
        failed: impl FnOnce(Error) + Send + 'static,
    ) -> Result<Self, Error> {
        let device = find(Direction::Output, id)?;
        let explain = |error: cpal::Error| device_error(&error, Direction::Output);
        let device_id = device.id().map_err(explain)?.to_string();
        let supported = device.supported_output_configs().map_err(explain)?;
        let Some((config, sample_format)) = format::choose(supported, 2) else {
            let message = "the speaker has no sample format that can be converted";
            return Err(Error::new(ErrorCode::DEVICE_GENERIC, message));
        };
        let card = ToCard::new(config.sample_rate)
            .map_err(|error| Error::new(ErrorCode::DEVICE_GENERIC, error.to_string()))?;

        let period = (config.sample_rate / PERIODS_PER_SECOND) as usize;
        let (samples, consumer) = rtrb::RingBuffer::new(period * RING_PERIODS);
        let shared = Arc::new(Shared {
            target: AtomicUsize::new(period),
            missed_samples: AtomicU64::new(0),
        });
        let mut feeder = Feeder { consumer, shared: shared.clone(), period, started: false };
        let channels = usize::from(config.channels);
        let deliver = move |data: &mut cpal::Data, _: &cpal::OutputCallbackInfo| {
            feeder.feed(data, channels);
            ready();
        };
        let mut failed = Some(failed);
        let report = move |error: cpal::Error| {
            if let Some(error) = failure(&error, Direction::Output)
                && let Some(failed) = failed.take()
            {
                failed(error);
            }
        };
        let stream = device
            .build_output_stream_raw(config, sample_format, deliver, report, Some(OPEN_TIMEOUT))
            .map_err(explain)?;
        stream.play().map_err(explain)?;
        let converted = Vec::new();
        Ok(Self { samples, card, converted, shared, device_id, _stream: stream })
    }

    /// The id of the speaker, also of one that was opened as the default one.
    pub fn device_id(&self) -> &str {
        &self.device_id
    }

    /// Whether the speaker should get a frame before it takes again.
    pub fn wants_frame(&self) -> bool {
        self.waiting() < self.shared.target.load(Ordering::Relaxed)
    }

    /// How many samples of the device wait in the ring.
    fn waiting(&self) -> usize {
        self.samples.buffer().capacity() - self.samples.slots()
    }

    /// Gives it the next frame, `now` that it wants one. What does not fit is dropped: ask [`wants_frame`](Self::wants_frame).
    pub fn push(&mut self, now: Instant, frame: &Frame) {
        self.converted.clear();
        let waiting = self.waiting();
        self.card.push(now, frame, waiting, &mut self.converted);
        for sample in &self.converted {
            if self.samples.push(*sample).is_err() {
                break;
            }
        }
    }

    /// How many samples the device played as silence because none had come, after the first
    /// frame.
    pub fn missed_samples(&self) -> u64 {
        self.shared.missed_samples.load(Ordering::Relaxed)
    }
}

/// The callback's end.
struct Feeder {
    consumer: rtrb::Consumer<f32>,
    shared: Arc<Shared>,
    period: usize,
    started: bool,
}

impl Feeder {
    /// Hands the waiting samples to the device. The ring should hold what the device takes at a
    /// time; each time that was too little it should hold half a period more, up to its size.
    fn feed(&mut self, data: &mut cpal::Data, channels: usize) {
        let wanted = data.len() / channels;
        let available = self.consumer.slots();
        self.started |= available > 0;
        format::from_mono(data, channels, || self.consumer.pop().unwrap_or(0.0));

        let target = self.shared.target.load(Ordering::Relaxed);
        let missed = wanted.saturating_sub(available);
        let wished = if self.started && missed > 0 {
            self.shared.missed_samples.fetch_add(missed as u64, Ordering::Relaxed);
            target.max(wanted) + self.period / 2
        } else {
            target.max(wanted)
        };
        let most = self.period * MAX_TARGET_PERIODS;
        self.shared.target.store(wished.min(most.max(wanted)), Ordering::Relaxed);
    }
}

/// The ring has room for 160 ms.
const RING_PERIODS: usize = 16;

/// However late the media thread comes, no more than 60 ms wait.
const MAX_TARGET_PERIODS: usize = 6;
