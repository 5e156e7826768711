//! One server and many clients in virtual time.

mod calls;
mod client;
mod ear;
mod script;
mod server;
mod transcript;

pub use client::Noted;

use crate::codec::StandInCodec;
use crate::network::{Arrival, Change, End, Link};
use crate::random::Random;
use crate::{Clock, Network};
use client::{At, Client};
use cooee_audio::FRAME_DURATION;
use cooee_engine::Engine;
use cooee_node::{AppRecord, AuthMode, Node, TokenExpiry};
use cooee_proto::{AppId, WallTime};
use cooee_sfu::Shard;
use cooee_token::{AppSign, ServerSecret};
use server::{Moment, Server};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A client of a [`World`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClientId(pub usize);

/// One server and many clients over a scripted [`Network`], in virtual time. The machines are
/// the real ones: only sockets, threads and sound cards are missing.
///
/// Time passes only in [`World::run_for`] and its relatives. The same seed and calls give the
/// same events, beside what depends on keys.
///
/// ```
/// use cooee_testkit::{Voice, World};
/// use cooee_proto::{AppId, PublishChannel};
/// use std::time::Duration;
///
/// let mut world = World::new(1);
/// world.add_app(AppId(1));
/// let [anna, ben] = ["anna", "ben"].map(|user| world.add_client(AppId(1), user));
/// for client in [anna, ben] {
///     world.login(client, "room").expect("an AppSign login");
/// }
/// world.speak(anna, PublishChannel::Main, Voice::new(0));
/// world.publish(anna, PublishChannel::Main, "stream-of-anna");
/// world.play(ben, "stream-of-anna");
/// world.run_for(Duration::from_secs(2));
/// assert!(world.hears(ben, Voice::new(0)));
/// assert!(!world.hears(anna, Voice::new(0)));
/// ```
pub struct World {
    clock: Clock,
    network: Network,
    random: Random,
    node_config: cooee_node::Config,
    apps: BTreeMap<AppId, AppRecord>,
    server: Option<Server>,
    clients: Vec<Client>,
    /// Addresses given out so far.
    addresses: u16,
}

impl World {
    /// A world with a server and without apps and clients.
    pub fn new(seed: u64) -> Self {
        Self::with_server(seed, cooee_node::Config::default())
    }

    /// A world whose server has other settings than the default ones.
    pub fn with_server(seed: u64, node_config: cooee_node::Config) -> Self {
        let mut random = Random::new(seed);
        let network = Network::new(random.next());
        let mut world = Self {
            clock: Clock::new(START),
            network,
            random,
            node_config,
            apps: BTreeMap::new(),
            server: None,
            clients: Vec::new(),
            addresses: 0,
        };
        world.start_server();
        world
    }

    /// Makes an app of which clients know the AppSign.
    pub fn add_app(&mut self, app_id: AppId) {
        let app_sign = AppSign::from_random(self.random.bytes());
        let server_secret = ServerSecret::from_random(self.random.bytes());
        self.store_app(AppRecord {
            app_id,
            name: format!("app {app_id}"),
            app_sign,
            server_secret,
            auth: AuthMode::default(),
            strict: false,
            on_token_expiry: TokenExpiry::default(),
        });
    }

    /// Changes an app.
    pub fn change_app(&mut self, app_id: AppId, change: impl FnOnce(&mut AppRecord)) {
        let mut record = self.app(app_id).clone();
        change(&mut record);
        self.store_app(record);
    }

    fn store_app(&mut self, record: AppRecord) {
        let at = self.moment();
        if let Some(server) = &mut self.server {
            server.store_app(at, &mut self.network, record.clone());
        }
        self.apps.insert(record.app_id, record);
    }

    /// Adds a client that knows the app's AppSign, uses the [`StandInCodec`] and is 20 ms away
    /// from the server.
    pub fn add_client(&mut self, app: AppId, user_id: &str) -> ClientId {
        self.add_client_with(app, user_id, |_| {})
    }

    /// Adds a client with other settings.
    pub fn add_client_with(
        &mut self,
        app: AppId,
        user_id: &str,
        change: impl FnOnce(&mut cooee_engine::Config),
    ) -> ClientId {
        let app_sign = self.app(app).app_sign.clone();
        let mut config = cooee_engine::Config::new(app, Some(app_sign));
        config.codec = Arc::new(StandInCodec);
        change(&mut config);
        let address = self.new_address();
        config.local_addresses = vec![address];
        let link = Link::with_round_trip(2 * LATENCY);
        self.network.apply(self.clock.now(), Change::Attach { address, link });
        let id = ClientId(self.clients.len());
        // The sound cards of different clients are not in step.
        let first_tick = self.clock.now() + FRAME_DURATION + TICK_STEP * (id.0 as u32 % 10);
        let seed = self.random.next();
        self.clients.push(Client::new(app, user_id, config, address, seed, first_tick));
        id
    }

    /// The time since the world began.
    pub fn elapsed(&self) -> Duration {
        self.clock.elapsed()
    }

    /// The wall time.
    pub fn wall(&self) -> WallTime {
        self.clock.wall()
    }

    /// Lets so much time pass.
    pub fn run_for(&mut self, duration: Duration) {
        let until = self.clock.now() + duration;
        while self.step(until) {}
    }

    /// Lets time pass until something is the case, at most so long. Tells whether it is.
    pub fn run_until(&mut self, limit: Duration, mut condition: impl FnMut(&Self) -> bool) -> bool {
        let until = self.clock.now() + limit;
        loop {
            if condition(self) {
                return true;
            }
            if !self.step(until) {
                return condition(self);
            }
        }
    }

    /// A client's engine.
    pub fn engine(&self, client: ClientId) -> &Engine {
        &self.client(client).engine
    }

    /// The server's node, while it runs.
    pub fn node(&self) -> Option<&Node> {
        self.server.as_ref().map(|server| &server.node)
    }

    /// The server's media shard, while it runs.
    pub fn shard(&self) -> Option<&Shard> {
        self.server.as_ref().map(|server| &server.shard)
    }

    /// How many DTLS handshakes the running server has completed.
    pub fn handshakes(&self) -> u64 {
        self.server.as_ref().map_or(0, |server| server.handshakes)
    }

    /// How many SDP offers changed a transport of the running server: ICE restarts and growing
    /// pools of slots.
    pub fn transport_changes(&self) -> u64 {
        self.server.as_ref().map_or(0, |server| server.changes)
    }

    /// How long what a client sends now waits in front of its uplink's bottleneck.
    pub fn uplink_queue(&self, client: ClientId) -> Duration {
        self.network.uplink_queue(self.clock.now(), self.client(client).address)
    }

    /// Moves on to the next moment at which something happens and lets it happen. False if
    /// nothing happens until the given moment, which then is the present one.
    fn step(&mut self, until: Instant) -> bool {
        let server = self.server.as_ref().and_then(Server::deadline);
        let deadlines = self.clients.iter().map(Client::deadline);
        let next = deadlines.chain(server).chain(self.network.deadline()).min();
        let Some(next) = next.filter(|next| *next <= until) else {
            self.clock.advance_to(until);
            return false;
        };
        self.clock.advance_to(next);
        self.deliver();
        let at = self.moment();
        if let Some(server) = &mut self.server {
            server.wake(at, &mut self.network);
        }
        for index in 0..self.clients.len() {
            if self.clients[index].deadline() <= at.now {
                self.with_client(ClientId(index), |client, at| client.wake(at));
            }
        }
        true
    }

    /// Hands over what has arrived, and what arrives at once in consequence.
    fn deliver(&mut self) {
        let at = self.moment();
        let mut arrivals = 0;
        while let Some(arrival) = self.network.poll(at.now) {
            arrivals += 1;
            assert!(arrivals < TOO_MANY, "machines answer each other without end: {arrival:?}");
            match arrival {
                Arrival::Datagram { source, destination, contents }
                    if destination == SERVER_ADDRESS =>
                {
                    if let Some(server) = &mut self.server {
                        let network = &mut self.network;
                        server.take_datagram(at, network, source, destination, &contents);
                    }
                }
                Arrival::Datagram { source, destination, contents } => {
                    let client = self.clients.iter().position(|it| it.address == destination);
                    let Some(client) = client.map(ClientId) else { continue };
                    let contents = &contents;
                    let input = cooee_engine::Input::Datagram { source, destination, contents };
                    self.with_client(client, |client, at| client.handle(at, input));
                }
                Arrival::Socket { socket, end: End::Server, event } => {
                    if let Some(server) = &mut self.server {
                        server.take_socket_event(at, &mut self.network, socket, event);
                    }
                }
                Arrival::Socket { socket, end: End::Client, event } => {
                    for client in (0..self.clients.len()).map(ClientId) {
                        let event = event.clone();
                        self.with_client(client, |it, at| it.take_socket_event(at, socket, event));
                    }
                }
            }
        }
    }

    fn moment(&self) -> Moment {
        Moment { now: self.clock.now(), wall: self.clock.wall() }
    }

    fn app(&self, app_id: AppId) -> &AppRecord {
        self.apps.get(&app_id).expect("the app was added")
    }

    fn client(&self, client: ClientId) -> &Client {
        &self.clients[client.0]
    }

    fn client_mut(&mut self, client: ClientId) -> &mut Client {
        &mut self.clients[client.0]
    }

    fn with_client<T>(
        &mut self,
        client: ClientId,
        act: impl FnOnce(&mut Client, At<'_>) -> T,
    ) -> T {
        let (now, elapsed) = (self.clock.now(), self.clock.elapsed());
        act(&mut self.clients[client.0], At { now, elapsed, network: &mut self.network })
    }

    fn new_address(&mut self) -> SocketAddr {
        self.addresses += 1;
        let [high, low] = self.addresses.to_be_bytes();
        SocketAddr::from(([10, 0, high, low], 5000))
    }
}

/// Where the server is.
const SERVER_ADDRESS: SocketAddr =
    SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1)), 7870);

/// The wall time at which each world begins: 2026-01-01 00:00 UTC.
const START: WallTime = WallTime(1_767_225_600_000);

/// From a client to the server, until a script says otherwise.
const LATENCY: Duration = Duration::from_millis(20);

/// By how much the sound card of a client is behind that of the client before.
const TICK_STEP: Duration = Duration::from_millis(1);

/// Arrivals in one moment that no sound machines cause.
const TOO_MANY: u32 = 100_000;
