//! All sound of an engine between its machine and devices, files and the application.

use super::devices::{Device, DeviceNews};
use super::frame_clock::FrameClock;
use super::{CustomAudio, RenderFeed, Sink, Source};
use cooee_audio::device::{Capture, Change, DeviceInfo, Direction, Inventory, Playout, Watch};
use cooee_audio::{Frame, SILENCE};
use cooee_engine::{Engine, Event};
use cooee_proto::{DeviceExceptionType, DeviceType, Error, ErrorCode, PublishChannel, UpdateType};
use rtrb::Consumer;
use std::sync::Arc;
use std::time::{Duration, Instant};
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
    /// Tell the id of the device in use.
    CurrentDevice { device_type: DeviceType, tell: TellDevice },
}

/// Takes the id of the open device.
pub(crate) type TellDevice = Box<dyn FnOnce(Option<&str>) + Send>;

/// An engine that is given other sources and sinks right after its creation never watches the
/// devices.
const WATCH_DELAY: Duration = Duration::from_millis(200);

/// When the system has no thread for the watch, it is asked again after this time.
const WATCH_RETRY: Duration = Duration::from_secs(10);

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
    watch: Option<Watch>,
    next_watch: Instant,
    inventory: Option<Arc<Inventory>>,
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
            watch: None,
            next_watch: Instant::now() + WATCH_DELAY,
            inventory: None,
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
        let next_watch = (self.watch.is_none() && self.uses_devices()).then_some(self.next_watch);
        [self.clock.deadline(), self.microphone.deadline(), self.speaker.deadline(), next_watch]
            .into_iter()
            .flatten()
            .min()
    }

    /// Whether microphone or speaker are used, or would be.
    fn uses_devices(&self) -> bool {
        let is_microphone = |source: &Source| matches!(source, Source::Microphone);
        matches!(self.sink, Sink::Speaker) || self.sources.iter().any(is_microphone)
    }

    /// Watches the devices as long as any is of interest.
    fn watch(&mut self, now: Instant) {
        if !self.uses_devices() {
            self.watch = None;
            self.inventory = None;
        } else if self.watch.is_none() && self.next_watch <= now {
            let news = self.device_news_sender.clone();
            let watch = Watch::start(move |inventory| {
                // Nobody listens only when the engine has ended.
                let _ = news.send(DeviceNews::Inventory(inventory.clone()));
            });
            self.next_watch = now + WATCH_RETRY;
            match watch {
                Ok(watch) => self.watch = Some(watch),
                Err(error) => tracing::warn!(%error, "the devices cannot be watched"),
            }
        }
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
            SoundOrder::CurrentDevice { device_type, tell } => tell(match device_type {
                DeviceType::Microphone => self.microphone.open_id(),
                DeviceType::Speaker => self.speaker.open_id(),
            }),
        }
        Ok(())
    }

    /// Closes both devices in the background.
    pub fn close_devices(&mut self) {
        self.watch = None;
        self.microphone.choose(String::new());
        self.speaker.choose(String::new());
    }

    /// Takes note of what happened; gives what the application is to know.
    pub fn handle(&mut self, now: Instant, news: SoundNews) -> Vec<Event> {
        let SoundNews::Device(news) = news else { return Vec::new() };
        match news {
            DeviceNews::Capture { attempt, capture } => {
                self.device_changed = true;
                let id = capture.device_id().to_owned();
                let opened = self.microphone.opened(attempt, *capture, &id);
                let error = self.microphone.follow(now);
                self.opened(DeviceType::Microphone, opened.then_some(id), error)
            }
            DeviceNews::Playout { attempt, playout } => {
                self.device_changed = true;
                let id = playout.device_id().to_owned();
                let opened = self.speaker.opened(attempt, *playout, &id);
                let error = self.speaker.follow(now);
                self.opened(DeviceType::Speaker, opened.then_some(id), error)
            }
            DeviceNews::Failed { attempt, device_type, error } => {
                self.device_changed = true;
                let error = match device_type {
                    DeviceType::Microphone => self.microphone.failed(now, attempt, error),
                    DeviceType::Speaker => self.speaker.failed(now, attempt, error),
                };
                error.map(|error| self.exception(device_type, error)).into_iter().collect()
            }
            DeviceNews::Inventory(inventory) => self.devices_changed(now, inventory),
        }
    }

    fn opened(&self, device: DeviceType, id: Option<String>, error: Option<Error>) -> Vec<Event> {
        let started = id.map(|device_id| Event::LocalDeviceStarted { device, device_id });
        let exception = error.map(|error| self.exception(device, error));
        started.into_iter().chain(exception).collect()
    }

    /// Devices came or went, or this is the first list of them.
    fn devices_changed(&mut self, now: Instant, inventory: Arc<Inventory>) -> Vec<Event> {
        let before = self.inventory.replace(inventory.clone());
        let changes = before.map_or(Vec::new(), |before| inventory.changes_since(&before));
        let mut events: Vec<_> = changes.into_iter().map(event_of).collect();
        let failed = [
            (DeviceType::Microphone, self.microphone.devices_changed(now, inventory.clone())),
            (DeviceType::Speaker, self.speaker.devices_changed(now, inventory)),
        ];
        for (device_type, error) in failed {
            events.extend(error.map(|error| self.exception(device_type, error)));
        }
        events
    }

    fn exception(&self, device: DeviceType, error: Error) -> Event {
        let device_id = match device {
            DeviceType::Microphone => self.microphone.id(),
            DeviceType::Speaker => self.speaker.id(),
        };
        let exception = DeviceExceptionType::from(error.code);
        Event::LocalDeviceExceptionOccurred { exception, device, device_id, error }
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
        let now = Instant::now();
        self.watch(now);
        let wants_microphone =
            engine.capture_device_enabled() && !self.microphone_channels(engine).is_empty();
        let wants_speaker = engine.wants_playout() && matches!(self.sink, Sink::Speaker);
        let (ready, news) = (&self.device_ready, &self.device_news_sender);
        self.microphone.want_capture(now, wants_microphone, ready, news);
        self.speaker.want_playout(now, wants_speaker, ready, news);

        let microphone_is_open = self.microphone.open().is_some();
        let clocked_source = PublishChannel::ALL.into_iter().any(|channel| {
            let source = &self.sources[channel as usize];
            let silent_microphone = matches!(source, Source::Microphone) && !microphone_is_open;
            engine.wants_capture(channel) && (source.is_clocked() || silent_microphone)
        });
        let silent_speaker = matches!(self.sink, Sink::Speaker) && self.speaker.open().is_none();
        let clocked_sink = engine.wants_playout() && (self.sink.is_clocked() || silent_speaker);
        self.clock.run(now, clocked_source || clocked_sink);
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
            let frames: Vec<_> = std::iter::from_fn(|| microphone.pull(now)).collect();
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
                        speaker.push(now, &engine.playout(now));
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

fn event_of(change: Change) -> Event {
    let device_type = |direction| match direction {
        Direction::Input => DeviceType::Microphone,
        Direction::Output => DeviceType::Speaker,
    };
    let came_or_went = |update, direction, device: DeviceInfo| {
        let DeviceInfo { id: device_id, name: device_name, .. } = device;
        let device = device_type(direction);
        Event::AudioDeviceStateChanged { update, device, device_id, device_name }
    };
    match change {
        Change::Added(direction, device) => came_or_went(UpdateType::Add, direction, device),
        Change::Removed(direction, device) => came_or_went(UpdateType::Delete, direction, device),
        Change::DefaultChanged(direction, id) => Event::DefaultAudioDeviceChanged {
            device: device_type(direction),
            device_id: id.unwrap_or_default(),
        },
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
