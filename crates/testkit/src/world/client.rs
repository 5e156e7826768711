//! A client of a world: an engine with its network, its microphone and its ear.

use crate::network::{End, Network, SocketEvent, SocketId};
use crate::world::ear::Ear;
use cooee_audio::{FRAME_DURATION, Frame, SILENCE};
use cooee_engine::{Command, Engine, Event, Input, Output, Reply, RequestId};
use cooee_proto::{AppId, Error, PublishChannel, UpdateType};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// Makes what is captured, 10 ms at a time.
pub(crate) type Source = Box<dyn FnMut(&mut Frame)>;

/// Makes the echo of what is played, 10 ms at a time.
pub(crate) type Echo = Box<dyn FnMut(&Frame) -> Frame>;

/// An event and when it came.
#[derive(Clone, Debug, PartialEq)]
pub struct Noted {
    /// The time since the world began.
    pub at: Duration,
    /// The event.
    pub event: Event,
}

pub(crate) struct Client {
    pub(crate) app: AppId,
    pub(crate) user_id: String,
    pub(crate) has_app_sign: bool,
    pub(crate) engine: Engine,
    pub(crate) address: SocketAddr,
    pub(crate) sources: BTreeMap<PublishChannel, Source>,
    /// The room around microphone and loudspeaker, if the main channel is a microphone.
    pub(crate) echo: Option<Echo>,
    pub(crate) events: Vec<Noted>,
    pub(crate) results: BTreeMap<RequestId, Result<Reply, Error>>,
    pub(crate) ear: Ear,
    /// Plays each stream from its add to its delete, as the usual application does.
    pub(crate) plays_all: bool,
    next_request: u64,
    socket: Option<SocketId>,
    next_tick: Instant,
    /// The engine's deadline, as of the last input.
    deadline: Option<Instant>,
}

impl Client {
    pub(crate) fn new(
        app: AppId,
        user_id: &str,
        config: cooee_engine::Config,
        address: SocketAddr,
        seed: u64,
        first_tick: Instant,
    ) -> Self {
        Self {
            app,
            user_id: user_id.to_owned(),
            has_app_sign: config.app_sign.is_some(),
            engine: Engine::new(config, seed),
            address,
            sources: BTreeMap::new(),
            echo: None,
            events: Vec::new(),
            results: BTreeMap::new(),
            ear: Ear::default(),
            plays_all: false,
            next_request: 0,
            socket: None,
            next_tick: first_tick,
            deadline: None,
        }
    }

    /// When the client wants to be woken.
    pub(crate) fn deadline(&self) -> Instant {
        self.deadline.map_or(self.next_tick, |deadline| deadline.min(self.next_tick))
    }

    pub(crate) fn call(&mut self, at: At<'_>, command: Command) -> RequestId {
        let request = RequestId(self.next_request);
        self.next_request += 1;
        self.handle(at, Input::Command { request, command });
        request
    }

    pub(crate) fn take_socket_event(&mut self, at: At<'_>, socket: SocketId, event: SocketEvent) {
        if self.socket != Some(socket) {
            return;
        }
        let input = match event {
            SocketEvent::Opened => Input::SocketOpened,
            SocketEvent::Text(text) => Input::SocketText(text),
            SocketEvent::Closed { reason } => {
                self.socket = None;
                Input::SocketClosed { reason }
            }
        };
        self.handle(at, input);
    }

    /// Does what is due: the engine's timers, and every 10 ms the sound card's work.
    pub(crate) fn wake(&mut self, mut at: At<'_>) {
        if self.deadline.is_some_and(|deadline| deadline <= at.now) {
            self.handle(at.again(), Input::Timeout);
        }
        if self.next_tick > at.now {
            return;
        }
        self.next_tick += FRAME_DURATION;
        let mut played = SILENCE;
        if self.engine.wants_playout() {
            played = self.engine.playout(at.now);
            self.drain(at.again());
            self.ear.hear(at.elapsed, &played);
        }
        let echo = self.echo.as_mut().map(|echo| echo(&played));
        for channel in PublishChannel::ALL {
            if !self.engine.wants_capture(channel) {
                continue;
            }
            let mut frame = SILENCE;
            if let Some(source) = self.sources.get_mut(&channel)
                && self.engine.capture_device_enabled()
            {
                source(&mut frame);
            }
            if let Some(echo) = echo.filter(|_| channel == PublishChannel::Main) {
                frame.iter_mut().zip(echo).for_each(|(sample, echo)| *sample += echo);
                self.engine.capture_microphone(at.now, &[channel], &frame);
            } else {
                self.engine.capture(at.now, channel, &frame);
            }
            self.drain(at.again());
        }
    }

    pub(crate) fn handle(&mut self, mut at: At<'_>, input: Input<'_>) {
        self.engine.handle(at.now, input);
        for command in self.drain(at.again()) {
            self.call(at.again(), command);
        }
    }

    /// Carries out what the engine wants; the result is what the application does next.
    fn drain(&mut self, at: At<'_>) -> Vec<Command> {
        let mut commands = Vec::new();
        while let Some(output) = self.engine.poll() {
            match output {
                Output::OpenSocket => {
                    self.socket = Some(at.network.open_socket(at.now, self.address));
                }
                Output::SendText(text) => {
                    if let Some(socket) = self.socket {
                        at.network.send_text(at.now, socket, End::Client, text);
                    }
                }
                Output::CloseSocket => {
                    if let Some(socket) = self.socket.take() {
                        at.network.close_socket(at.now, socket, End::Client);
                    }
                }
                Output::Transmit(it) => {
                    at.network.transmit(at.now, it.source, it.destination, it.contents);
                }
                Output::Event(event) => {
                    if self.plays_all {
                        commands.extend(follow(&event));
                    }
                    self.events.push(Noted { at: at.elapsed, event });
                }
                Output::Done { request, result } => {
                    let before = self.results.insert(request, result);
                    assert_eq!(before, None, "a call is done once");
                }
            }
        }
        self.deadline = self.engine.deadline();
        commands
    }
}

/// What the usual application does when it hears of streams.
fn follow(event: &Event) -> Vec<Command> {
    let Event::RoomStreamUpdate { update, streams, .. } = event else { return Vec::new() };
    let stream_ids = streams.iter().map(|stream| stream.stream_id.to_string());
    let command = |stream_id| match update {
        UpdateType::Add => Command::StartPlayingStream { stream_id },
        UpdateType::Delete => Command::StopPlayingStream { stream_id },
    };
    stream_ids.map(command).collect()
}

/// When and where a client acts.
pub(crate) struct At<'a> {
    pub(crate) now: Instant,
    pub(crate) elapsed: Duration,
    pub(crate) network: &'a mut Network,
}

impl At<'_> {
    pub(crate) fn again(&mut self) -> At<'_> {
        At { now: self.now, elapsed: self.elapsed, network: self.network }
    }
}
