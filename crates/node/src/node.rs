//! The machine itself: what it holds, and where each input goes.

use crate::{
    AppRecord, AuthMode, Config, ConnectionId, Input, Output, ShardId,
    connection::Connection,
    farewells::Farewells,
    keys::Keys,
    operations::{Bans, EndedStreams, Watching},
    registry::Registry,
    session::{Asker, Session},
    streams::Streams,
    timers::{Timer, Timers},
    transport::{PendingOffer, Transports},
};
use cooee_proto::{
    AppId, Error, ErrorCode, SessionId, StreamDeleteReason, WallTime, limits,
    signal::{self, ClientMessage, Event, Hello, ServerMessage},
};
use cooee_room::KickTarget;
use serde_json::Value;
use std::{
    collections::{BTreeMap, VecDeque},
    net::IpAddr,
    time::{Duration, Instant},
};
use tracing::{debug, info, warn};

/// The server without its sockets.
///
/// One [`Input`], then [`Node::poll`] until `None`, then the next; [`Input::Timeout`] when
/// [`Node::deadline`] has passed.
pub struct Node {
    pub(crate) config: Config,
    pub(crate) keys: Keys,
    pub(crate) apps: BTreeMap<AppId, App>,
    pub(crate) registry: Registry,
    pub(crate) connections: BTreeMap<ConnectionId, Connection>,
    pub(crate) sessions: BTreeMap<SessionId, Session>,
    pub(crate) farewells: Farewells,
    pub(crate) transports: Transports,
    pub(crate) offers: BTreeMap<u64, PendingOffer>,
    pub(crate) streams: Streams,
    pub(crate) timers: Timers,
    pub(crate) bans: Bans,
    pub(crate) ended_streams: EndedStreams,
    pub(crate) watching: Watching,
    outputs: VecDeque<Output>,
    last_number: u64,
    is_draining: bool,
}

/// One app with its rooms.
pub(crate) struct App {
    pub(crate) record: AppRecord,
    pub(crate) rooms: cooee_room::App,
}

/// When an input happens, on both clocks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moment {
    pub(crate) now: Instant,
    pub(crate) wall: WallTime,
}

impl Node {
    /// A node without apps. All names and secrets that it gives out follow from `seed`, which
    /// therefore must be random and secret.
    pub fn new(config: Config, seed: [u8; 32]) -> Self {
        Self {
            config,
            keys: Keys::new(seed),
            apps: BTreeMap::new(),
            registry: Registry::default(),
            connections: BTreeMap::new(),
            sessions: BTreeMap::new(),
            farewells: Farewells::default(),
            transports: Transports::default(),
            offers: BTreeMap::new(),
            streams: Streams::default(),
            timers: Timers::default(),
            bans: Bans::default(),
            ended_streams: EndedStreams::default(),
            watching: Watching::default(),
            outputs: VecDeque::new(),
            last_number: 0,
            is_draining: false,
        }
    }

    /// Takes one input. Drain [`Node::poll`] before the next.
    ///
    /// What was due before the input happens before it.
    pub fn handle(&mut self, now: Instant, wall: WallTime, input: Input) {
        let at = Moment { now, wall };
        debug_assert!(self.outputs.is_empty(), "outputs are drained before the next input");
        self.run_timers(at);
        match input {
            Input::AppStored(record) => self.store_app(record),
            Input::AppRemoved(app) => self.remove_app(at, app),
            Input::ConnectionOpened { connection, origin, address } => {
                self.open_connection(at, connection, origin.is_some(), address);
            }
            Input::Text { connection, text } => self.take_text(at, connection, &text),
            Input::ConnectionClosed { connection } => self.lose_connection(at, connection),
            Input::Shard { shard, event } => self.take_media_event(at, shard, event),
            Input::Operate { request, operation } => self.operate(at, request, operation),
            Input::Drain => self.drain(at),
            Input::Timeout => {}
        }
    }

    /// The next output, until `None`.
    pub fn poll(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// When the node wants [`Input::Timeout`] at the latest.
    pub fn deadline(&self) -> Option<Instant> {
        self.timers.next()
    }

    /// How many sessions there are.
    pub fn session_count(&self) -> usize {
        self.sessions.len()
    }

    fn store_app(&mut self, record: AppRecord) {
        info!(app = %record.app_id, auth = ?record.auth, strict = record.strict, "app stored");
        if record.auth == AuthMode::Open {
            warn!(app = %record.app_id, "this app is open: anyone may log in without a proof");
        }
        let rooms_config = cooee_room::Config { heartbeat_timeout: self.config.heartbeat_timeout };
        match self.apps.entry(record.app_id) {
            std::collections::btree_map::Entry::Occupied(mut app) => app.get_mut().record = record,
            std::collections::btree_map::Entry::Vacant(app) => {
                app.insert(App { record, rooms: cooee_room::App::new(rooms_config) });
            }
        }
    }

    fn remove_app(&mut self, at: Moment, app: AppId) {
        info!(%app, "app removed");
        let of_app = self.sessions.iter().filter(|(_, session)| session.app == app);
        for session in of_app.map(|(&id, _)| id).collect::<Vec<_>>() {
            let target = KickTarget::Session(session);
            let error = Error::new(ErrorCode::KICKED_BY_SERVER, format!("app {app} was removed"));
            let reason = StreamDeleteReason::Kicked;
            self.tell_rooms(at, app, cooee_room::Input::Kick { target, error, reason });
        }
        for transport in self.transports.of_app(app) {
            self.close_transport(transport);
        }
        self.apps.remove(&app);
        self.bans.forget_app(app);
        self.ended_streams.forget_app(app);
        self.timers.set(Timer::App(app), None);
    }

    fn open_connection(
        &mut self,
        at: Moment,
        id: ConnectionId,
        is_browser: bool,
        address: Option<IpAddr>,
    ) {
        debug!(connection = id.0, is_browser, "connection opened");
        if self.is_draining {
            self.close(id);
            return;
        }
        let nonce = self.keys.secret();
        let hello = Hello {
            version: signal::VERSION,
            nonce: nonce.clone(),
            time_ms: at.wall,
            heartbeat_ms: milliseconds(self.config.heartbeat_interval),
            heartbeat_timeout_ms: milliseconds(self.config.heartbeat_timeout),
        };
        let connection = Connection::new(at.now, &self.config, nonce, is_browser, address);
        self.connections.insert(id, connection);
        self.timers.set(Timer::Connection(id), Some(at.now + self.config.login_timeout));
        self.send(id, ServerMessage::Hello(hello).to_text());
    }

    fn take_text(&mut self, at: Moment, id: ConnectionId, text: &str) {
        let Some(connection) = self.connections.get_mut(&id) else { return };
        let within_rate = connection.may_request(at.now, text.len());
        let session = connection.session;
        let message = if text.len() > limits::SIGNAL_MESSAGE_BYTES {
            let most = limits::SIGNAL_MESSAGE_BYTES;
            let message = format!("a text of {} bytes came; at most {most} are read", text.len());
            Err((None, Error::new(ErrorCode::ILLEGAL_PARAMETER, message)))
        } else {
            match ClientMessage::parse(text) {
                Ok(message) if within_rate => Ok(message),
                Ok(message) => Err((Some(message.id), over_rate(&self.config))),
                Err(refused) => Err((refused.id, refused.error)),
            }
        };
        if let Some(session) = session {
            self.tell_rooms_of(at, session, cooee_room::Input::Alive { session });
        }
        match message {
            Ok(ClientMessage { id: number, request }) => {
                self.take_request(at, Asker { connection: id, id: number }, request);
            }
            Err((number, error)) => self.refuse_text(at, id, number, error),
        }
    }

    fn refuse_text(&mut self, at: Moment, id: ConnectionId, number: Option<u64>, error: Error) {
        debug!(connection = id.0, code = error.code.0, "text refused");
        self.send(id, ServerMessage::Answer { id: number, result: Err(error) }.to_text());
        let Some(connection) = self.connections.get_mut(&id) else { return };
        if !connection.may_go_on(at.now) {
            warn!(connection = id.0, "connection closed: too many texts had to be refused");
            self.drop_connection(at, id);
        }
    }

    /// Closes a connection from this side.
    pub(crate) fn drop_connection(&mut self, at: Moment, id: ConnectionId) {
        self.close(id);
        self.lose_connection(at, id);
    }

    fn lose_connection(&mut self, at: Moment, id: ConnectionId) {
        let Some(connection) = self.connections.remove(&id) else { return };
        debug!(connection = id.0, "connection closed");
        self.timers.set(Timer::Connection(id), None);
        let Some(session_id) = connection.session else { return };
        let Some(session) = self.sessions.get_mut(&session_id) else { return };
        session.connection = None;
        if session.is_logged_in() {
            self.tell_rooms_of(
                at,
                session_id,
                cooee_room::Input::LinkClosed { session: session_id },
            );
        } else {
            // Nobody knows the session's key, so nobody can resume it.
            let error = Error::new(ErrorCode::DISCONNECTED, "the connection was lost");
            self.abandon_login(at, session_id, error);
        }
    }

    fn drain(&mut self, at: Moment) {
        info!(sessions = self.sessions.len(), "draining");
        self.is_draining = true;
        let spread = milliseconds(self.config.drain_spread);
        let connections: Vec<_> =
            self.connections.iter().map(|(&id, known)| (id, known.session)).collect();
        for (id, session) in connections {
            if let Some(session) = session {
                let retry_after_ms = self.keys.below(spread + 1);
                self.push(session, Event::Draining { retry_after_ms });
            }
            self.drop_connection(at, id);
        }
    }

    fn run_timers(&mut self, at: Moment) {
        while let Some(timer) = self.timers.take_due(at.now) {
            match timer {
                Timer::App(app) => self.tell_rooms(at, app, cooee_room::Input::Timeout),
                Timer::Connection(connection) => {
                    debug!(connection = connection.0, "connection closed: no login came");
                    self.drop_connection(at, connection);
                }
                Timer::Transport(transport) => {
                    debug!(%transport, "transport closed: no login uses it");
                    self.close_transport(transport);
                }
                Timer::Watching => self.stop_watching(),
                Timer::Farewells => {
                    self.farewells.sweep(at.now);
                    self.timers.set(Timer::Farewells, self.farewells.deadline());
                }
            }
        }
    }

    /// A number that this node has not used for a request yet.
    pub(crate) fn next_number(&mut self) -> u64 {
        self.last_number += 1;
        self.last_number
    }

    /// A session or transport name that is not in use.
    pub(crate) fn next_session_id(&mut self) -> SessionId {
        loop {
            let id = self.keys.session_id();
            if !self.sessions.contains_key(&id) && self.transports.get(id).is_none() {
                return id;
            }
        }
    }

    pub(crate) fn answer(&mut self, asker: Asker, result: Result<Value, Error>) {
        if !self.connections.contains_key(&asker.connection) {
            return;
        }
        let message = ServerMessage::Answer { id: Some(asker.id), result };
        self.send(asker.connection, message.to_text());
    }

    /// Pushes to a session: at once, and again at a resume where it was missed.
    pub(crate) fn push(&mut self, session: SessionId, event: Event) {
        let Some(session) = self.sessions.get_mut(&session) else { return };
        let text = session.pushes.push(event);
        if let (Some(connection), crate::session::Stage::LoggedIn) =
            (session.connection, &session.stage)
        {
            let text = text.to_owned();
            self.outputs.push_back(Output::Send { connection, text });
        }
    }

    pub(crate) fn send(&mut self, connection: ConnectionId, text: String) {
        self.outputs.push_back(Output::Send { connection, text });
    }

    pub(crate) fn put_out(&mut self, output: Output) {
        self.outputs.push_back(output);
    }

    pub(crate) fn close(&mut self, connection: ConnectionId) {
        self.outputs.push_back(Output::Close { connection });
    }

    pub(crate) fn command(&mut self, shard: ShardId, command: cooee_sfu::Command) {
        self.outputs.push_back(Output::Shard { shard, command });
    }
}

fn over_rate(config: &Config) -> Error {
    let most = config.requests_per_second;
    let message = format!("requests come faster than {most} per second on this connection");
    Error::new(ErrorCode::SIGNAL_RATE, message)
}

pub(crate) fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
