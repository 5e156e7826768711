//! A shard, clients, and a network between them, in virtual time.

use crate::client::{Client, Datagram, Kind};
use cooee_proto::{Mid, SessionId};
use cooee_sfu::{Command, Config, Event, Input, Output, Peer, Shard, StreamHandle};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use str0m::config::DtlsVersion;

/// How much longer than the latency a datagram takes that is sent at this time.
pub type Delay = Box<dyn FnMut(Instant, &Datagram) -> Duration>;

pub struct World {
    pub began: Instant,
    pub now: Instant,
    pub shard: Shard,
    pub clients: BTreeMap<u64, Client>,
    pub events: Vec<Event>,
    /// One way.
    pub latency: Duration,
    /// Answers whether a datagram is lost.
    pub loses: Box<dyn FnMut(&Datagram) -> bool>,
    /// Links that take no more than a rate.
    pub narrow: Vec<Narrow>,
    pub delay: Delay,
    wire: BTreeMap<(Instant, u64), Datagram>,
    sent: u64,
}

/// A bottleneck with a queue in front of it that drops what it cannot hold.
pub struct Narrow {
    pub to: SocketAddr,
    pub bits_per_second: u64,
    pub free_at: Instant,
}

impl Narrow {
    /// What the queue holds.
    const QUEUE: Duration = Duration::from_millis(300);

    /// How long a datagram takes, if the queue takes it.
    fn pass(&mut self, now: Instant, bytes: usize) -> Option<Duration> {
        let begins = self.free_at.max(now);
        if begins - now > Self::QUEUE {
            return None;
        }
        let bits = (bytes as u64 + 28) * 8;
        self.free_at = begins + Duration::from_micros(bits * 1_000_000 / self.bits_per_second);
        Some(self.free_at - now)
    }
}

pub fn server_address() -> SocketAddr {
    "192.0.2.1:7870".parse().unwrap()
}

pub fn client_address(client: u64) -> SocketAddr {
    SocketAddr::from(([198, 51, 100, client as u8], 40_000 + client as u16))
}

/// Where virtual time begins.
#[expect(clippy::disallowed_methods, reason = "a test needs one instant to count from")]
pub fn start() -> Instant {
    Instant::now()
}

impl World {
    pub fn new() -> Self {
        let now = start();
        Self {
            began: now,
            now,
            shard: Shard::new(Config::new(vec![server_address()])),
            clients: BTreeMap::new(),
            events: Vec::new(),
            latency: Duration::from_millis(10),
            loses: Box::new(|_| false),
            narrow: Vec::new(),
            delay: Box::new(|_, _| Duration::ZERO),
            wire: BTreeMap::new(),
            sent: 0,
        }
    }

    /// A world with connected clients 0, 1, … of these kinds, each with 1 sending and 2
    /// receiving slots.
    pub fn with_clients(kinds: &[Kind]) -> Self {
        let mut world = Self::new();
        world.fill(kinds);
        world
    }

    /// Adds such clients.
    pub fn fill(&mut self, kinds: &[Kind]) {
        for (id, kind) in kinds.iter().enumerate() {
            self.join(id as u64, *kind);
        }
        self.run(Duration::from_millis(500));
        for (id, client) in &self.clients {
            assert!(client.connected_at.is_some(), "client {id} is connected");
        }
    }

    /// Adds a client and connects it, without letting time pass.
    pub fn join(&mut self, id: u64, kind: Kind) {
        self.clients.insert(id, Client::new(self.now, client_address(id), kind));
        self.connect(id, kind);
    }

    /// Connects a client that was added.
    pub fn connect(&mut self, id: u64, kind: Kind) {
        let offer = self.client(id).offer(1, 2);
        let peer = if kind.dtls == DtlsVersion::Dtls13 { Peer::Native } else { Peer::Browser };
        let transport = SessionId(id);
        self.command(Command::Connect { transport, request: 1, peer, offer });
        self.accept(id);
    }

    /// Sends a further offer to the shard and its answer to the client.
    pub fn renegotiate(&mut self, id: u64, offer: String) {
        self.command(Command::Offer { transport: SessionId(id), request: 2, offer });
        self.accept(id);
    }

    /// Gives the client the answer that the shard has just put out.
    pub fn accept(&mut self, id: u64) {
        let Some(Event::Answered { transport, result, .. }) = self.events.pop() else {
            panic!("no answer");
        };
        assert_eq!(transport, SessionId(id));
        let answer = result.expect("the offer is accepted");
        let now = self.now;
        self.client(id).accept(now, &answer);
        self.collect();
    }

    pub fn client(&mut self, id: u64) -> &mut Client {
        self.clients.get_mut(&id).expect("a known client")
    }

    pub fn command(&mut self, command: Command) {
        self.shard.handle(self.now, Input::Command(command));
        self.collect();
    }

    /// The client's first sending slot carries the stream.
    pub fn publish(&mut self, stream: u64, id: u64) {
        let slot = Mid(self.client(id).sending[0].to_string());
        let stream = StreamHandle(stream);
        self.command(Command::Publish { stream, transport: SessionId(id), slot });
    }

    /// The client's n-th receiving slot plays the stream.
    pub fn play(&mut self, stream: u64, id: u64, slot: usize) {
        let slot = Mid(self.client(id).receiving[slot].to_string());
        let stream = StreamHandle(stream);
        self.command(Command::Play { stream, transport: SessionId(id), slot });
    }

    /// Lets the client send a packet.
    pub fn say(&mut self, id: u64, timestamp: u32, payload: &[u8]) {
        let now = self.now;
        self.client(id).send(now, 0, timestamp, payload, false);
        self.collect();
    }

    pub fn say_red(&mut self, id: u64, timestamp: u32, payload: &[u8]) {
        let now = self.now;
        self.client(id).send(now, 0, timestamp, payload, true);
        self.collect();
    }

    /// Gives a client lines of pictures.
    pub fn add_video(&mut self, id: u64, send: usize, receive: usize) {
        let offer = self.client(id).offer_video(send, receive);
        self.renegotiate(id, offer);
        self.run(Duration::from_millis(100));
    }

    /// The client's first sending line of pictures carries the stream.
    pub fn show(&mut self, stream: u64, id: u64) {
        let slot = Mid(self.client(id).sending_video[0].to_string());
        let stream = StreamHandle(stream);
        self.command(Command::Publish { stream, transport: SessionId(id), slot });
    }

    /// The client's first receiving line of pictures plays the stream.
    pub fn watch(&mut self, stream: u64, id: u64) {
        let slot = Mid(self.client(id).receiving_video[0].to_string());
        let stream = StreamHandle(stream);
        self.command(Command::Play { stream, transport: SessionId(id), slot });
    }

    /// Lets the client send a picture of one packet.
    pub fn picture(&mut self, id: u64, timestamp: u32, payload: &[u8]) {
        self.picture_packet(id, timestamp, payload, true);
    }

    /// Lets the client send a packet of a picture.
    pub fn picture_packet(&mut self, id: u64, timestamp: u32, payload: &[u8], is_last: bool) {
        let now = self.now;
        self.client(id).send_video(now, 0, timestamp, payload, is_last);
        self.collect();
    }

    /// What the client saw on its first line of pictures.
    pub fn seen(&mut self, id: u64) -> Vec<(u64, u32, Vec<u8>)> {
        let client = self.client(id);
        let mid = client.receiving_video[0];
        let packets = client.received.iter().filter(|(at, _)| *at == mid);
        packets
            .map(|(_, packet)| (*packet.seq_no, packet.header.timestamp, packet.payload.to_vec()))
            .collect()
    }

    /// How often the event came.
    pub fn count(&self, event: &Event) -> usize {
        self.events.iter().filter(|one| *one == event).count()
    }

    /// What the client heard on a slot: sequence numbers, timestamps and payloads.
    pub fn heard(&mut self, id: u64, slot: usize) -> Vec<(u64, u32, Vec<u8>)> {
        let client = self.client(id);
        let mid = client.receiving[slot];
        let packets = client.received.iter().filter(|(at, _)| *at == mid);
        packets
            .map(|(_, packet)| (*packet.seq_no, packet.header.timestamp, packet.payload.to_vec()))
            .collect()
    }

    /// Hands the shard a datagram at once.
    pub fn inject(&mut self, source: SocketAddr, contents: &[u8]) {
        let destination = server_address();
        self.shard.handle(self.now, Input::Datagram { source, destination, contents });
        self.collect();
    }

    /// Lets everybody do what is due until the time has passed.
    pub fn run(&mut self, time: Duration) {
        self.collect();
        let end = self.now + time;
        loop {
            let next = self
                .clients
                .values()
                .map(|client| client.deadline)
                .chain(self.wire.keys().next().map(|(at, _)| *at))
                .chain(self.shard.deadline())
                .min()
                .filter(|at| *at <= end);
            let Some(next) = next else { break };
            self.now = self.now.max(next);
            self.step();
        }
        self.now = end;
    }

    fn step(&mut self) {
        let now = self.now;
        while let Some(entry) = self.wire.first_entry() {
            if entry.key().0 > now {
                break;
            }
            let datagram = entry.remove();
            if datagram.destination == server_address() {
                let Datagram { source, destination, contents } = &datagram;
                let (source, destination) = (*source, *destination);
                self.shard.handle(now, Input::Datagram { source, destination, contents });
            } else {
                let to = datagram.destination;
                if let Some(client) =
                    self.clients.values_mut().find(|one| one.addresses.contains(&to))
                {
                    client.receive(now, &datagram);
                }
            }
            self.collect();
        }
        if self.shard.deadline().is_some_and(|at| at <= now) {
            self.shard.handle(now, Input::Timeout);
        }
        for client in self.clients.values_mut().filter(|client| client.deadline <= now) {
            client.wake(now);
            if client.deadline <= now {
                client.deadline = now + Duration::from_millis(1);
            }
        }
        self.collect();
    }

    /// Puts what everybody sends on the wire.
    fn collect(&mut self) {
        let mut datagrams = Vec::new();
        while let Some(output) = self.shard.poll() {
            match output {
                Output::Transmit(datagram) => datagrams.push(Datagram {
                    source: datagram.source,
                    destination: datagram.destination,
                    contents: datagram.contents,
                }),
                Output::Event(event) => self.events.push(event),
            }
        }
        for client in self.clients.values_mut() {
            datagrams.extend(client.transmits.drain(..));
        }
        for datagram in datagrams {
            if (self.loses)(&datagram) {
                continue;
            }
            self.sent += 1;
            let mut at = self.now + self.latency + (self.delay)(self.now, &datagram);
            let to = datagram.destination;
            if let Some(narrow) = self.narrow.iter_mut().find(|it| it.to == to) {
                match narrow.pass(self.now, datagram.contents.len()) {
                    Some(wait) => at += wait,
                    None => continue,
                }
            }
            self.wire.insert((at, self.sent), datagram);
        }
    }
}
