//! The engine's thread: hands everything to the machine, and carries out what it wants.

use super::devices::{Device, DeviceNews};
use super::frame_clock::FrameClock;
use super::web_socket::{Happened, WebSocket};
use super::{CustomAudio, Order, RenderFeed, ReplyTo, Sink, Source};
use cooee_audio::device::{Capture, Playout};
use cooee_audio::{Frame, SILENCE};
use cooee_engine::{Config, Engine, Event, Input, Output, RequestId};
use cooee_net::{MediaSocket, host_addresses};
use cooee_proto::{DeviceExceptionType, DeviceType, Error, ErrorCode, PublishChannel};
use rtrb::Consumer;
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};
use tokio::sync::Notify;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::{sleep_until, timeout};
use tokio_tungstenite::tungstenite::http::Uri;

/// How often the host's addresses are compared with the ones known.
const ADDRESS_CHECK: Duration = Duration::from_secs(2);

/// How long the goodbye may take at the end.
const GOODBYE_TIME: Duration = Duration::from_millis(300);

/// Reads of the media socket in one system call: an engine plays at most a dozen streams.
const RECEIVE_BATCH: usize = 2;

pub(super) struct EventLoop {
    engine: Engine,
    events: mpsc::Sender<Event>,
    orders: UnboundedReceiver<Order>,
    replies: BTreeMap<RequestId, ReplyTo>,
    next_request: u64,

    url: Uri,
    socket: Option<WebSocket>,
    sockets_opened: u64,
    news: UnboundedReceiver<(u64, Happened)>,
    news_sender: UnboundedSender<(u64, Happened)>,

    media: MediaSocket,
    addresses: Vec<SocketAddr>,
    next_address_check: Instant,

    sources: [Source; PublishChannel::ALL.len()],
    sink: Sink,
    microphone: Device<Capture>,
    speaker: Device<Playout>,
    device_news: UnboundedReceiver<DeviceNews>,
    device_news_sender: UnboundedSender<DeviceNews>,
    device_ready: Arc<Notify>,
    custom_audio: Arc<CustomAudio>,
    clock: FrameClock,
    destroyed: bool,
}

/// What woke the loop.
enum Woken {
    Order(Option<Order>),
    Socket(u64, Happened),
    Datagrams,
    Device(DeviceNews),
    Sound,
    Time,
}

impl EventLoop {
    /// Binds the media socket. Must be called within the thread's runtime.
    pub fn new(
        mut config: Config,
        url: Uri,
        orders: UnboundedReceiver<Order>,
        events: mpsc::Sender<Event>,
        custom_audio: Arc<CustomAudio>,
    ) -> Result<Self, Error> {
        let media = bind_media()?;
        let addresses = local_addresses(&url, &media);
        config.local_addresses = addresses.clone();
        let (news_sender, news) = unbounded_channel();
        let (device_news_sender, device_news) = unbounded_channel();
        Ok(Self {
            engine: Engine::new(config, rand::random()),
            events,
            orders,
            replies: BTreeMap::new(),
            next_request: 0,
            url,
            socket: None,
            sockets_opened: 0,
            news,
            news_sender,
            media,
            addresses,
            next_address_check: Instant::now() + ADDRESS_CHECK,
            sources: [Source::Microphone, Source::Silence, Source::Silence, Source::Silence],
            sink: Sink::Speaker,
            microphone: Device::new(DeviceType::Microphone),
            speaker: Device::new(DeviceType::Speaker),
            device_news,
            device_news_sender,
            device_ready: Arc::new(Notify::new()),
            custom_audio,
            clock: FrameClock::default(),
            destroyed: false,
        })
    }

    /// Runs until the engine is destroyed.
    pub async fn run(mut self) {
        while !self.destroyed {
            self.want_devices();
            let woken = self.wait().await;
            self.handle(woken);
            self.move_sound();
            self.carry_out();
        }
        self.say_goodbye().await;
    }

    async fn wait(&mut self) -> Woken {
        let deadline = [self.engine.deadline(), self.clock.deadline()]
            .into_iter()
            .flatten()
            .fold(self.next_address_check, Instant::min);
        tokio::select! {
            order = self.orders.recv() => Woken::Order(order),
            Some((number, happened)) = self.news.recv() => Woken::Socket(number, happened),
            _ = self.media.readable() => Woken::Datagrams,
            Some(news) = self.device_news.recv() => Woken::Device(news),
            () = self.device_ready.notified() => Woken::Sound,
            () = self.custom_audio.ready.notified() => Woken::Sound,
            () = sleep_until(deadline.into()) => Woken::Time,
        }
    }

    fn handle(&mut self, woken: Woken) {
        let now = Instant::now();
        match woken {
            Woken::Order(order) => self.obey(now, order.unwrap_or(Order::Destroy)),
            Woken::Socket(number, happened) => {
                if self.socket.as_ref().is_some_and(|socket| socket.number == number) {
                    let input = match happened {
                        Happened::Opened => Input::SocketOpened,
                        Happened::Text(text) => Input::SocketText(text),
                        Happened::Closed(reason) => {
                            self.socket = None;
                            Input::SocketClosed { reason }
                        }
                    };
                    self.engine.handle(now, input);
                }
            }
            Woken::Datagrams => {
                let engine = &mut self.engine;
                let received = self.media.receive(|source, destination, contents| {
                    engine.handle(now, Input::Datagram { source, destination, contents });
                });
                if let Err(error) = received {
                    tracing::debug!(%error, "the media socket refused to receive");
                }
            }
            Woken::Device(news) => self.handle_device(news),
            Woken::Sound | Woken::Time => {}
        }
        if self.engine.deadline().is_some_and(|deadline| deadline <= now) {
            self.engine.handle(now, Input::Timeout);
        }
        if self.next_address_check <= now {
            self.next_address_check = now + ADDRESS_CHECK;
            if local_addresses(&self.url, &self.media) != self.addresses {
                self.network_changed(now);
            }
        }
    }

    fn obey(&mut self, now: Instant, order: Order) {
        match order {
            Order::Call { command, reply } => {
                self.next_request += 1;
                let request = RequestId(self.next_request);
                if let Some(reply) = reply {
                    self.replies.insert(request, reply);
                }
                self.engine.handle(now, Input::Command { request, command });
            }
            Order::Inspect(look) => look(&self.engine),
            Order::Report { function, error } => {
                self.tell(Event::DebugError { function, error });
            }
            Order::SetSource { source, channel } => self.sources[channel as usize] = source,
            Order::SetSink(sink) => self.sink = sink,
            Order::EnableCustomAudio { channel, capture, render } => {
                self.enable_custom_audio(channel, capture, render);
            }
            Order::DisableCustomAudio { channel } => self.disable_custom_audio(channel),
            Order::UseDevice { device_type, device_id } => match device_type {
                DeviceType::Microphone => self.microphone.choose(device_id),
                DeviceType::Speaker => self.speaker.choose(device_id),
            },
            Order::NetworkChanged => self.network_changed(now),
            Order::Destroy => {
                self.engine.handle(now, Input::Destroy);
                self.destroyed = true;
            }
        }
    }

    fn network_changed(&mut self, now: Instant) {
        self.addresses = local_addresses(&self.url, &self.media);
        let local_addresses = self.addresses.clone();
        self.engine.handle(now, Input::NetworkChanged { local_addresses });
    }

    fn enable_custom_audio(
        &mut self,
        channel: PublishChannel,
        capture: Option<Consumer<Frame>>,
        render: Option<RenderFeed>,
    ) {
        if !self.may_switch_custom_audio(channel) {
            return;
        }
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
        if self.may_switch_custom_audio(channel) {
            self.sources[channel as usize] = match channel {
                PublishChannel::Main => Source::Microphone,
                PublishChannel::Aux | PublishChannel::Third | PublishChannel::Fourth => {
                    Source::Silence
                }
            };
            self.sink = Sink::Speaker;
        }
    }

    fn may_switch_custom_audio(&self, channel: PublishChannel) -> bool {
        let runs = self.engine.wants_capture(channel) || self.engine.wants_playout();
        if runs {
            let message = "custom audio was switched while publishing or playing";
            let error = Error::new(ErrorCode::CUSTOM_AUDIO_TOO_LATE, message);
            self.tell(Event::DebugError { function: "enable_custom_audio_io", error });
        }
        !runs
    }

    fn handle_device(&mut self, news: DeviceNews) {
        let (device_type, error) = match news {
            DeviceNews::Capture { attempt, capture } => {
                return self.microphone.opened(attempt, *capture);
            }
            DeviceNews::Playout { attempt, playout } => {
                return self.speaker.opened(attempt, *playout);
            }
            DeviceNews::Failed { attempt, device_type, error } => {
                let current = match device_type {
                    DeviceType::Microphone => self.microphone.failed(attempt),
                    DeviceType::Speaker => self.speaker.failed(attempt),
                };
                if !current {
                    return;
                }
                (device_type, error)
            }
        };
        let device_id = match device_type {
            DeviceType::Microphone => self.microphone.id(),
            DeviceType::Speaker => self.speaker.id(),
        };
        self.tell(Event::LocalDeviceExceptionOccurred {
            exception: DeviceExceptionType::from(error.code),
            device: device_type,
            device_id,
            error,
        });
    }

    /// The channels that publish from the microphone.
    fn microphone_channels(&self) -> impl Iterator<Item = PublishChannel> + '_ {
        PublishChannel::ALL.into_iter().filter(|channel| {
            let source = &self.sources[*channel as usize];
            self.engine.wants_capture(*channel) && matches!(source, Source::Microphone)
        })
    }

    /// Opens the devices that are needed, closes the others, and runs the clock for the rest.
    fn want_devices(&mut self) {
        let wants_microphone =
            self.engine.capture_device_enabled() && self.microphone_channels().next().is_some();
        let wants_speaker = self.engine.wants_playout() && matches!(self.sink, Sink::Speaker);
        let (ready, news) = (&self.device_ready, &self.device_news_sender);
        self.microphone.want_capture(wants_microphone, ready, news);
        self.speaker.want_playout(wants_speaker, ready, news);

        let microphone_is_open = self.microphone.open().is_some();
        let clocked_source = PublishChannel::ALL.into_iter().any(|channel| {
            let source = &self.sources[channel as usize];
            let silent_microphone = matches!(source, Source::Microphone) && !microphone_is_open;
            self.engine.wants_capture(channel) && (source.is_clocked() || silent_microphone)
        });
        let silent_speaker = matches!(self.sink, Sink::Speaker) && self.speaker.open().is_none();
        let clocked_sink =
            self.engine.wants_playout() && (self.sink.is_clocked() || silent_speaker);
        self.clock.run(Instant::now(), clocked_source || clocked_sink);
    }

    /// Moves all sound that can be moved.
    fn move_sound(&mut self) {
        let now = Instant::now();
        while self.clock.tick(now) {
            self.clocked_frame(now);
        }
        if let Some(microphone) = self.microphone.open() {
            let frames: Vec<_> = std::iter::from_fn(|| microphone.pull()).collect();
            let channels: Vec<_> = self.microphone_channels().collect();
            for frame in &frames {
                for channel in &channels {
                    self.engine.capture(now, *channel, frame);
                }
            }
        }
        for channel in PublishChannel::ALL {
            if let Source::Custom(frames) = &mut self.sources[channel as usize] {
                while let Ok(frame) = frames.pop() {
                    self.engine.capture(now, channel, &frame);
                }
            }
        }
        if !self.engine.wants_playout() {
            return;
        }
        match &mut self.sink {
            Sink::Speaker => {
                if let Some(speaker) = self.speaker.open() {
                    while speaker.wants_frame() {
                        speaker.push(&self.engine.playout(now));
                    }
                }
            }
            Sink::Custom(feed) => {
                while feed.wants_frame() {
                    feed.push(self.engine.playout(now));
                }
            }
            Sink::WavFile(_) | Sink::Nowhere => {}
        }
    }

    /// 10 ms of every source and sink that the clock drives.
    fn clocked_frame(&mut self, now: Instant) {
        let microphone_is_open = self.microphone.open().is_some();
        for channel in PublishChannel::ALL {
            if !self.engine.wants_capture(channel) {
                continue;
            }
            let source = &mut self.sources[channel as usize];
            let frame = match source {
                Source::Microphone if microphone_is_open => continue,
                Source::Custom(_) => continue,
                Source::Microphone => SILENCE,
                Source::Samples { .. } | Source::Silence => source.next_clocked(),
            };
            self.engine.capture(now, channel, &frame);
        }
        let silent_speaker = matches!(self.sink, Sink::Speaker) && self.speaker.open().is_none();
        if self.engine.wants_playout() && (self.sink.is_clocked() || silent_speaker) {
            let frame = self.engine.playout(now);
            if let Err(error) = self.sink.push_clocked(&frame) {
                self.sink = Sink::Nowhere;
                let message = format!("the WAV file cannot be written: {error}");
                let error = Error::new(ErrorCode::DEVICE_GENERIC, message);
                self.tell(Event::DebugError { function: "set_audio_sink", error });
            }
        }
    }

    /// Carries out what the machine wants.
    fn carry_out(&mut self) {
        while let Some(output) = self.engine.poll() {
            match output {
                Output::OpenSocket => {
                    self.sockets_opened += 1;
                    let (number, url) = (self.sockets_opened, self.url.clone());
                    self.socket = Some(WebSocket::open(number, url, self.news_sender.clone()));
                }
                Output::SendText(text) => {
                    if let Some(socket) = &self.socket {
                        socket.send(text);
                    }
                }
                Output::CloseSocket => self.socket = None,
                Output::Transmit(transmit) => {
                    let (source, destination) = (transmit.source.ip(), transmit.destination);
                    let sent = self.media.send(source, destination, &transmit.contents);
                    if let Err(error) = sent {
                        // A candidate pair that the network does not connect: ICE finds another.
                        tracing::trace!(%error, %destination, "a datagram was not sent");
                    }
                }
                Output::Event(event) => self.tell(event),
                Output::Done { request, result } => {
                    if let Some(reply) = self.replies.remove(&request) {
                        reply(result);
                    }
                }
            }
        }
    }

    fn tell(&self, event: Event) {
        // The callback thread ends only after this one.
        let _ = self.events.send(event);
    }

    /// Waits until the last texts were sent and the WebSocket is closed.
    async fn say_goodbye(mut self) {
        self.microphone.choose(String::new());
        self.speaker.choose(String::new());
        let Self { mut news, news_sender, socket, sockets_opened, .. } = self;
        drop((news_sender, socket));
        if sockets_opened > 0 {
            // Ends when the last socket's task dropped its sender.
            let _ = timeout(GOODBYE_TIME, async { while news.recv().await.is_some() {} }).await;
        }
    }
}

/// A socket on all addresses, IPv6 too where the host has it.
fn bind_media() -> Result<MediaSocket, Error> {
    let any = |ip: IpAddr| SocketAddr::new(ip, 0);
    MediaSocket::bind(any(Ipv6Addr::UNSPECIFIED.into()), RECEIVE_BATCH)
        .or_else(|_| MediaSocket::bind(any(Ipv4Addr::UNSPECIFIED.into()), RECEIVE_BATCH))
        .map_err(|error| {
            let message = format!("the system refused a UDP socket: {error}");
            Error::new(ErrorCode::CANNOT_CONNECT, message)
        })
}

/// The host candidates. Loopback serves a server on this computer that listens nowhere else.
fn local_addresses(url: &Uri, media: &MediaSocket) -> Vec<SocketAddr> {
    let host = url.host().unwrap_or_default().trim_matches(['[', ']']);
    let loopback = match host.parse::<IpAddr>() {
        Ok(ip) if ip.is_loopback() => Some(ip),
        _ if host == "localhost" => Some(IpAddr::V4(Ipv4Addr::LOCALHOST)),
        _ => None,
    };
    let bound = media.local_address();
    let mut addresses: Vec<IpAddr> = host_addresses();
    if let Some(loopback) = loopback.filter(|loopback| !addresses.contains(loopback)) {
        addresses.push(loopback);
    }
    addresses
        .into_iter()
        .filter(|ip| bound.is_ipv6() || ip.is_ipv4())
        .map(|ip| SocketAddr::new(ip, bound.port()))
        .collect()
}
