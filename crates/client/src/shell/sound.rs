//! All sound of an engine between its machine and devices, files and the application.

use super::devices::{Device, DeviceNews};
use super::frame_clock::FrameClock;
use super::{CustomAudio, RenderFeed, Sink, Source};
use cooee_audio::device::{Capture, Playout};
use cooee_audio::{Frame, SILENCE};
use cooee_engine::{Engine, Event};
use cooee_proto::{DeviceExceptionType, DeviceType, Error, ErrorCode, PublishChannel};
use rtrb::Consumer;
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::Notify;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// What a handle asks about sound.
pub(crate) enum SoundOrder {
    /// Capture from elsewhere.
    SetSource { source: Source, channel: PublishChannel },
    /// Play elsewhere.
    SetSink(Sink),
    /// Put the application in the place of the devices. `capture` and `render` are the media
    /// thread's sides of what the handle opened; `None` where it was open.
    EnableCustomAudio {
        channel: PublishChannel,
        capture: Option<Consumer<Frame>>,
        render: Option<RenderFeed>,
    },
    /// Put the devices back in their place.
    DisableCustomAudio { channel: PublishChannel },
    /// Use another device.
    UseDevice { device_type: DeviceType, device_id: String },
}

/// What happened to sound.
pub(super) enum SoundNews {
    Device(DeviceNews),
    /// There is something to move.
    Ready,
}

/// The sources of all channels, the sink, and the devices behind them.
pub(super) struct Sound {
    sources: [Source; PublishChannel::ALL.len()],
    sink: Sink,
    microphone: Device<Capture>,
    speaker: Device<Playout>,
    device_news: UnboundedReceiver<DeviceNews>,
    device_news_sender: UnboundedSender<DeviceNews>,
    device_ready: Arc<Notify>,
    /// Whether something happened to a device since the machine was told.
    device_changed: bool,
    custom_audio: Arc<CustomAudio>,
    clock: FrameClock,
}

impl Sound {
    /// Microphone and speaker, neither of them open.
    pub fn new(custom_audio: Arc<CustomAudio>) -> Self {
        let (device_news_sender, device_news) = unbounded_channel();
        Self {
            sources: [Source::Microphone, Source::Silence, Source::Silence, Source::Silence],
            sink: Sink::Speaker,
            microphone: Device::new(DeviceType::Microphone),
            speaker: Device::new(DeviceType::Speaker),
            device_news,
            device_news_sender,
            device_ready: Arc::new(Notify::new()),
            device_changed: false,
            custom_audio,
            clock: FrameClock::default(),
        }
    }

    /// Waits until something happens; cancelling loses nothing.
    pub async fn news(&mut self) -> SoundNews {
        tokio::select! {
            Some(news) = self.device_news.recv() => SoundNews::Device(news),
            () = self.device_ready.notified() => SoundNews::Ready,
            () = self.custom_audio.ready.notified() => SoundNews::Ready,
        }
    }

    /// When [`Sound::carry`] is wanted at the latest.
    pub fn deadline(&self) -> Option<Instant> {
        self.clock.deadline()
    }

    /// Does what a handle asks; refuses to switch custom audio while it runs.
    pub fn obey(&mut self, order: SoundOrder, engine: &Engine) -> Result<(), Error> {
        match order {
            SoundOrder::SetSource { source, channel } => self.sources[channel as usize] = source,
            SoundOrder::SetSink(sink) => self.sink = sink,
            SoundOrder::EnableCustomAudio { channel, capture, render } => {
                may_switch_custom_audio(channel, engine)?;
                self.enable_custom_audio(channel, capture, render);
            }
            SoundOrder::DisableCustomAudio { channel } => {
                may_switch_custom_audio(channel, engine)?;
                self.disable_custom_audio(channel);
            }
            SoundOrder::UseDevice { device_type, device_id } => match device_type {
                DeviceType::Microphone => self.microphone.choose(device_id),
                DeviceType::Speaker => self.speaker.choose(device_id),
            },
        }
        Ok(())
    }

    /// Closes both devices in the background.
    pub fn close_devices(&mut self) {
        self.microphone.choose(String::new());
        self.speaker.choose(String::new());
    }

    /// Takes note of what happened; gives what the application is to know.
    pub fn handle(&mut self, news: SoundNews) -> Option<Event> {
        let SoundNews::Device(news) = news else { return None };
        self.device_changed = true;
        let (device_type, error) = match news {
            DeviceNews::Capture { attempt, capture } => {
                self.microphone.opened(attempt, *capture);
                return None;
            }
            DeviceNews::Playout { attempt, playout } => {
                self.speaker.opened(attempt, *playout);
                return None;
            }
            DeviceNews::Failed { attempt, device_type, error } => {
                let current = match device_type {
                    DeviceType::Microphone => self.microphone.failed(attempt),
                    DeviceType::Speaker => self.speaker.failed(attempt),
                };
                if !current {
                    return None;
                }
                (device_type, error)
            }
        };
        let device_id = match device_type {
            DeviceType::Microphone => self.microphone.id(),
            DeviceType::Speaker => self.speaker.id(),
        };
        Some(Event::LocalDeviceExceptionOccurred {
            exception: DeviceExceptionType::from(error.code),
            device: device_type,
            device_id,
            error,
        })
    }

    /// The channels that publish from the microphone.
    fn microphone_channels(&self, engine: &Engine) -> Vec<PublishChannel> {
        let mut channels = PublishChannel::ALL.to_vec();
        channels.retain(|channel| {
            let source = &self.sources[*channel as usize];
            engine.wants_capture(*channel) && matches!(source, Source::Microphone)
        });
        channels
    }

    /// Opens the devices that are needed, closes the others, and runs the clock for the rest.
    pub fn want_devices(&mut self, engine: &Engine) {
        let wants_microphone =
            engine.capture_device_enabled() && !self.microphone_channels(engine).is_empty();
        let wants_speaker = engine.wants_playout() && matches!(self.sink, Sink::Speaker);
        let (ready, news) = (&self.device_ready, &self.device_news_sender);
        self.microphone.want_capture(wants_microphone, ready, news);
        self.speaker.want_playout(wants_speaker, ready, news);

        let microphone_is_open = self.microphone.open().is_some();
        let clocked_source = PublishChannel::ALL.into_iter().any(|channel| {
            let source = &self.sources[channel as usize];
            let silent_microphone = matches!(source, Source::Microphone) && !microphone_is_open;
            engine.wants_capture(channel) && (source.is_clocked() || silent_microphone)
        });
        let silent_speaker = matches!(self.sink, Sink::Speaker) && self.speaker.open().is_none();
        let clocked_sink = engine.wants_playout() && (self.sink.is_clocked() || silent_speaker);
        self.clock.run(Instant::now(), clocked_source || clocked_sink);
    }

    /// Carries all sound that can be carried; gives what went wrong with a file.
    pub fn carry(&mut self, now: Instant, engine: &mut Engine) -> Option<Event> {
        if std::mem::take(&mut self.device_changed) {
            engine.sound_device_changed();
        }
        let mut problem = None;
        while self.clock.tick(now) {
            self.capture_clocked(now, engine);
            problem = self.play_clocked(now, engine).or(problem);
        }
        if let Some(microphone) = self.microphone.open() {
            let frames: Vec<_> = std::iter::from_fn(|| microphone.pull()).collect();
            let channels = self.microphone_channels(engine);
            for frame in &frames {
                engine.capture_microphone(now, &channels, frame);
            }
        }
        for channel in PublishChannel::ALL {
            if let Source::Custom(frames) = &mut self.sources[channel as usize] {
                while let Ok(frame) = frames.pop() {
                    engine.capture(now, channel, &frame);
                }
            }
        }
        if !engine.wants_playout() {
            return problem;
        }
        match &mut self.sink {
            Sink::Speaker => {
                if let Some(speaker) = self.speaker.open() {
                    while speaker.wants_frame() {
                        speaker.push(&engine.playout(now));
                    }
                }
            }
            Sink::Custom(feed) => {
                while feed.wants_frame() {
                    feed.push(engine.playout(now));
                }
            }
            Sink::WavFile(_) | Sink::Nowhere => {}
        }
        problem
    }

    /// 10 ms of every source that the clock drives.
    fn capture_clocked(&mut self, now: Instant, engine: &mut Engine) {
        let microphone_is_open = self.microphone.open().is_some();
        for channel in PublishChannel::ALL {
            if !engine.wants_capture(channel) {
                continue;
            }
            let source = &mut self.sources[channel as usize];
            let frame = match source {
                Source::Microphone if microphone_is_open => continue,
                Source::Custom(_) => continue,
                Source::Microphone => SILENCE,
                Source::Samples { .. } | Source::Silence => source.next_clocked(),
            };
            engine.capture(now, channel, &frame);
        }
    }

    /// 10 ms for a sink that the clock drives.
    fn play_clocked(&mut self, now: Instant, engine: &mut Engine) -> Option<Event> {
        let silent_speaker = matches!(self.sink, Sink::Speaker) && self.speaker.open().is_none();
        if !engine.wants_playout() || !(self.sink.is_clocked() || silent_speaker) {
            return None;
        }
        let frame = engine.playout(now);
        let error = self.sink.push_clocked(&frame).err()?;
        self.sink = Sink::Nowhere;
        let message = format!("the WAV file cannot be written: {error}");
        let error = Error::new(ErrorCode::DEVICE_GENERIC, message);
        Some(Event::DebugError { function: "set_audio_sink", error })
    }

    fn enable_custom_audio(
        &mut self,
        channel: PublishChannel,
        capture: Option<Consumer<Frame>>,
        render: Option<RenderFeed>,
    ) {
        let source = &mut self.sources[channel as usize];
        if let Some(capture) = capture {
            *source = Source::Custom(capture);
        } else if !matches!(source, Source::Custom(_)) {
            *source = Source::Custom(self.custom_audio.open_capture(channel));
        }
        if let Some(render) = render {
            self.sink = Sink::Custom(render);
        } else if !matches!(self.sink, Sink::Custom(_)) {
            self.sink = Sink::Custom(self.custom_audio.open_render());
        }
    }

    fn disable_custom_audio(&mut self, channel: PublishChannel) {
        self.sources[channel as usize] = match channel {
            PublishChannel::Main => Source::Microphone,
            PublishChannel::Aux | PublishChannel::Third | PublishChannel::Fourth => Source::Silence,
        };
        self.sink = Sink::Speaker;
    }
}

/// Custom audio can only be switched while it has nothing to do.
fn may_switch_custom_audio(channel: PublishChannel, engine: &Engine) -> Result<(), Error> {
    if engine.wants_capture(channel) || engine.wants_playout() {
        let message = "custom audio was switched while publishing or playing";
        return Err(Error::new(ErrorCode::CUSTOM_AUDIO_TOO_LATE, message));
    }
    Ok(())
}
