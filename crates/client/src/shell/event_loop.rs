//! The engine's thread: hands everything to the machine, and carries out what it wants.

use super::local_addresses::{bind_media, local_addresses};
use super::sound::{Sound, SoundNews};
use super::web_socket::{Happened, WebSocket};
use super::{CustomAudio, Order, ReplyTo};
use cooee_engine::{Config, Engine, Event, Input, Output, RequestId};
use cooee_net::MediaSocket;
use cooee_proto::Error;
use rustls::ClientConfig;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::{sleep_until, timeout};
use tokio_tungstenite::tungstenite::http::Uri;

/// How often the host's addresses are compared with the ones known.
const ADDRESS_CHECK: Duration = Duration::from_secs(2);

/// How long the goodbye may take at the end.
const GOODBYE_TIME: Duration = Duration::from_millis(300);

pub(super) struct EventLoop {
    engine: Engine,
    events: mpsc::Sender<Event>,
    orders: UnboundedReceiver<Order>,
    replies: BTreeMap<RequestId, ReplyTo>,
    next_request: u64,

    url: Uri,
    tls: Option<Arc<ClientConfig>>,
    socket: Option<WebSocket>,
    sockets_opened: u64,
    news: UnboundedReceiver<(u64, Happened)>,
    news_sender: UnboundedSender<(u64, Happened)>,

    media: MediaSocket,
    addresses: Vec<SocketAddr>,
    next_address_check: Instant,

    sound: Sound,
    destroyed: bool,
}

/// What woke the loop.
enum Woken {
    Order(Option<Order>),
    Socket(u64, Happened),
    Datagrams,
    Sound(SoundNews),
    Time,
}

impl EventLoop {
    /// Binds the media socket. Must be called within the thread's runtime.
    pub fn new(
        mut config: Config,
        url: Uri,
        tls: Option<Arc<ClientConfig>>,
        orders: UnboundedReceiver<Order>,
        events: mpsc::Sender<Event>,
        custom_audio: Arc<CustomAudio>,
    ) -> Result<Self, Error> {
        let media = bind_media()?;
        let addresses = local_addresses(&url, &media);
        config.local_addresses = addresses.clone();
        let (news_sender, news) = unbounded_channel();
        Ok(Self {
            engine: Engine::new(config, rand::random()),
            events,
            orders,
            replies: BTreeMap::new(),
            next_request: 0,
            url,
            tls,
            socket: None,
            sockets_opened: 0,
            news,
            news_sender,
            media,
            addresses,
            next_address_check: Instant::now() + ADDRESS_CHECK,
            sound: Sound::new(custom_audio),
            destroyed: false,
        })
    }

    /// Runs until the engine is destroyed.
    pub async fn run(mut self) {
        while !self.destroyed {
            self.sound.want_devices(&self.engine);
            let woken = self.wait().await;
            self.handle(woken);
            if let Some(event) = self.sound.carry(Instant::now(), &mut self.engine) {
                self.tell(event);
            }
            self.carry_out();
        }
        self.say_goodbye().await;
    }

    async fn wait(&mut self) -> Woken {
        let deadline = [self.engine.deadline(), self.sound.deadline()]
            .into_iter()
            .flatten()
            .fold(self.next_address_check, Instant::min);
        tokio::select! {
            order = self.orders.recv() => Woken::Order(order),
            Some((number, happened)) = self.news.recv() => Woken::Socket(number, happened),
            _ = self.media.readable() => Woken::Datagrams,
            news = self.sound.news() => Woken::Sound(news),
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
            Woken::Sound(news) => {
                let events = self.sound.handle(now, news);
                events.into_iter().for_each(|event| self.tell(event));
            }
            Woken::Time => {}
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
            Order::Sound(order) => {
                if let Err(error) = self.sound.obey(order, &self.engine) {
                    let function = "enable_custom_audio_io";
                    self.tell(Event::DebugError { function, error });
                }
            }
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

    /// Carries out what the machine wants.
    fn carry_out(&mut self) {
        while let Some(output) = self.engine.poll() {
            match output {
                Output::OpenSocket => {
                    self.sockets_opened += 1;
                    let (number, news) = (self.sockets_opened, self.news_sender.clone());
                    let (url, tls) = (self.url.clone(), self.tls.clone());
                    self.socket = Some(WebSocket::open(number, url, tls, news));
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
        self.sound.close_devices();
        let Self { mut news, news_sender, socket, sockets_opened, .. } = self;
        drop((news_sender, socket));
        if sockets_opened > 0 {
            // Ends when the last socket's task dropped its sender.
            let _ = timeout(GOODBYE_TIME, async { while news.recv().await.is_some() {} }).await;
        }
    }
}
