//! A scripted network between one server and many clients, in virtual time.
//!
//! Each client has one interface or more, named by their addresses; each interface has a link
//! to the server. Every address that is no interface is the server's. The network carries
//! datagrams (UDP), which links may lose, delay, reorder and double, and WebSockets, whose texts
//! arrive in order or wait.
//!
//! ```
//! use cooee_testkit::network::{Arrival, Change, Link};
//! use cooee_testkit::{Clock, Network};
//! use cooee_proto::WallTime;
//! use std::time::Duration;
//!
//! let mut clock = Clock::new(WallTime(0));
//! let mut network = Network::new(1);
//! let client = "10.0.0.2:5000".parse()?;
//! let server = "192.0.2.1:7870".parse()?;
//! let link = Link::with_round_trip(Duration::from_millis(40));
//! network.apply(clock.now(), Change::Attach { address: client, link });
//!
//! network.transmit(clock.now(), client, server, b"hello".to_vec());
//! clock.advance_to(network.deadline().expect("something is on its way"));
//! assert_eq!(clock.elapsed(), Duration::from_millis(20));
//! let arrival = network.poll(clock.now()).expect("it arrived");
//! assert!(matches!(arrival, Arrival::Datagram { destination, .. } if destination == server));
//! # Ok::<(), std::net::AddrParseError>(())
//! ```
//!
//! Drain [`Network::poll`] at the time of [`Network::deadline`]. What happens at the same moment
//! happens in the order in which it was sent or scheduled. Each direction of each link draws
//! from random numbers of its own, so one client's traffic does not change another's luck.

mod change;
mod conditions;
mod direction;
mod socket;

pub use change::{Change, Traffic};
pub use conditions::{Bandwidth, Conditions, Link};
pub use socket::{End, SocketEvent, SocketId};

use change::RETRY_AFTER_RESTORE;
use direction::Direction;
use socket::{Listener, Socket};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// What a WebSocket text weighs beside itself: TLS, TCP and IP headers.
const TEXT_OVERHEAD_BYTES: usize = 60;
/// TCP's and the WebSocket's handshake take so many ways up before the server has the socket,
/// with one way down between them.
const OPENING_WAYS_UP: usize = 2;

/// Something that reaches one of the machines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// A datagram, as the receiver sees it: the server sees a client's outside address, a
    /// client its own.
    Datagram {
        /// Who sent it.
        source: SocketAddr,
        /// Who gets it.
        destination: SocketAddr,
        /// What it holds.
        contents: Vec<u8>,
    },
    /// Something happened to a WebSocket.
    Socket {
        /// Which.
        socket: SocketId,
        /// Which end gets to know it.
        end: End,
        /// What happened.
        event: SocketEvent,
    },
}

/// The network.
pub struct Network {
    seed: u64,
    interfaces: BTreeMap<SocketAddr, Interface>,
    sockets: BTreeMap<SocketId, Socket>,
    next_socket: u64,
    server_listens: bool,
    due: BTreeMap<(Instant, u64), Due>,
    next_due: u64,
}

struct Interface {
    outside: SocketAddr,
    up: Direction,
    down: Direction,
    datagrams_cut: bool,
    sockets_cut: bool,
}

/// What is going to happen.
enum Due {
    Change(Change),
    /// A datagram on the link of a client's interface.
    Datagram {
        link: SocketAddr,
        /// The outside address that it was sent from or to.
        outside: SocketAddr,
        arrival: Arrival,
    },
    Socket {
        socket: SocketId,
        end: End,
        event: SocketEvent,
        /// Whether it comes from the machine itself and needs no link.
        local: bool,
    },
}

impl Network {
    /// A network without clients. The same seed gives the same fate to the same traffic.
    pub fn new(seed: u64) -> Self {
        Self {
            seed,
            interfaces: BTreeMap::new(),
            sockets: BTreeMap::new(),
            next_socket: 0,
            server_listens: true,
            due: BTreeMap::new(),
            next_due: 0,
        }
    }

    /// Changes the network.
    pub fn apply(&mut self, now: Instant, change: Change) {
        match change {
            Change::Attach { address, link } => self.attach(address, link),
            Change::Detach { address } => {
                self.cut(address, Traffic::All);
                self.interfaces.remove(&address);
            }
            Change::Link { address, link } => {
                if let Some(interface) = self.interfaces.get_mut(&address) {
                    interface.up.conditions = link.up;
                    interface.down.conditions = link.down;
                }
            }
            Change::Cut { address, traffic } => self.cut(address, traffic),
            Change::Restore { address, traffic } => self.restore(now, address, traffic),
            Change::BreakSockets { address, reason } => {
                for socket in self.sockets_of(Some(address)) {
                    self.break_socket(now, socket, &reason);
                }
            }
            Change::Rebind { address, outside } => {
                if let Some(interface) = self.interfaces.get_mut(&address) {
                    interface.outside = outside;
                }
            }
            Change::Server { listens } => {
                self.server_listens = listens;
                if !listens {
                    self.server_dies(now);
                }
            }
        }
    }

    /// Changes the network at a later moment.
    pub fn schedule(&mut self, at: Instant, change: Change) {
        self.plan(at, Due::Change(change));
    }

    /// Sends a datagram. `source` is an interface's address, or the server's with an interface's
    /// outside address as the `destination`; anything else leads nowhere.
    pub fn transmit(
        &mut self,
        now: Instant,
        source: SocketAddr,
        destination: SocketAddr,
        contents: Vec<u8>,
    ) {
        let (link, outside, arrivals, source, destination) =
            if let Some(interface) = self.interfaces.get_mut(&source) {
                if interface.datagrams_cut || !self.server_listens {
                    return;
                }
                let arrivals = interface.up.datagram(now, contents.len());
                (source, interface.outside, arrivals, interface.outside, destination)
            } else {
                let mut interfaces = self.interfaces.iter_mut();
                let found = interfaces.find(|(_, interface)| interface.outside == destination);
                let Some((&inside, interface)) = found else { return };
                if interface.datagrams_cut {
                    return;
                }
                let arrivals = interface.down.datagram(now, contents.len());
                (inside, interface.outside, arrivals, source, inside)
            };
        for at in arrivals {
            let arrival = Arrival::Datagram { source, destination, contents: contents.clone() };
            self.plan(at, Due::Datagram { link, outside, arrival });
        }
    }

    /// How long what an interface sends now waits in front of its uplink's bottleneck.
    pub fn uplink_queue(&self, now: Instant, address: SocketAddr) -> Duration {
        self.interfaces.get(&address).map_or(Duration::ZERO, |interface| interface.up.queue(now))
    }

    /// Opens a WebSocket from a client's interface to the server. Both ends get `Opened`, the
    /// server after 1.5 and the client after 2 round trips; or the client gets `Closed`.
    pub fn open_socket(&mut self, now: Instant, address: SocketAddr) -> SocketId {
        let socket = SocketId(self.next_socket);
        self.next_socket += 1;
        let mut open = Socket::new(address);
        let reachable =
            self.interfaces.get(&address).is_some_and(|interface| !interface.sockets_cut);
        if !reachable || !self.server_listens {
            open.pipe(End::Server).listener = Listener::Gone;
            self.sockets.insert(socket, open);
            self.tell(now, socket, End::Client, "connection refused");
            return socket;
        }
        self.sockets.insert(socket, open);
        let mut at = now;
        for way in 1..OPENING_WAYS_UP * 2 - 1 {
            let end = if way % 2 == 1 { End::Server } else { End::Client };
            at = self.segment(at, address, end, 0);
        }
        self.push(at, socket, End::Server, SocketEvent::Opened);
        socket
    }

    /// Sends a text from one end of a WebSocket to the other.
    pub fn send_text(&mut self, now: Instant, socket: SocketId, from: End, text: String) {
        self.push(now, socket, from.other(), SocketEvent::Text(text));
    }

    /// One end closes a WebSocket. It hears no more of it; the other end gets what was sent
    /// before and then `Closed`.
    pub fn close_socket(&mut self, now: Instant, socket: SocketId, by: End) {
        let Some(open) = self.sockets.get_mut(&socket) else { return };
        open.pipe(by).listener = Listener::Gone;
        let reason = "closed by the other end".to_owned();
        self.push(now, socket, by.other(), SocketEvent::Closed { reason });
    }

    /// The next thing that has arrived by `now`; drain it until `None`.
    pub fn poll(&mut self, now: Instant) -> Option<Arrival> {
        loop {
            let due = self.due.first_entry()?;
            let at = due.key().0;
            if at > now {
                return None;
            }
            match due.remove() {
                Due::Change(change) => self.apply(at, change),
                Due::Datagram { outside, arrival, link } => {
                    let interface = self.interfaces.get(&link);
                    // The translator knows nothing of a mapping that it forgot.
                    let arrives = match &arrival {
                        Arrival::Datagram { destination, .. } if *destination == link => {
                            interface.is_some_and(|interface| interface.outside == outside)
                        }
                        _ => self.server_listens,
                    };
                    if arrives {
                        return Some(arrival);
                    }
                }
                Due::Socket { socket, end, event, .. } => {
                    if let Some(arrival) = self.reach(at, socket, end, event) {
                        return Some(arrival);
                    }
                }
            }
        }
    }

    /// When [`Network::poll`] has something to do.
    pub fn deadline(&self) -> Option<Instant> {
        self.due.keys().next().map(|(at, _)| *at)
    }

    fn attach(&mut self, address: SocketAddr, link: Link) {
        // Numbers of its own for each direction of each interface, by its address.
        let mut seed = self.seed;
        for byte in address.to_string().bytes() {
            seed = (seed ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3);
        }
        let interface = Interface {
            outside: address,
            up: Direction::new(link.up, seed),
            down: Direction::new(link.down, !seed),
            datagrams_cut: false,
            sockets_cut: false,
        };
        self.interfaces.insert(address, interface);
    }

    fn cut(&mut self, address: SocketAddr, traffic: Traffic) {
        let Some(interface) = self.interfaces.get_mut(&address) else { return };
        interface.datagrams_cut |= traffic.has_datagrams();
        interface.sockets_cut |= traffic.has_sockets();
        let mut flying = BTreeMap::new();
        for (key, due) in std::mem::take(&mut self.due) {
            match due {
                Due::Datagram { link, .. } if link == address && traffic.has_datagrams() => {}
                Due::Socket { socket, end, event, local: false }
                    if traffic.has_sockets() && self.is_of(socket, address) =>
                {
                    if let Some(socket) = self.sockets.get_mut(&socket) {
                        socket.pipe(end).waiting.push_back(event);
                    }
                }
                due => {
                    flying.insert(key, due);
                }
            }
        }
        self.due = flying;
    }

    fn restore(&mut self, now: Instant, address: SocketAddr, traffic: Traffic) {
        let Some(interface) = self.interfaces.get_mut(&address) else { return };
        interface.datagrams_cut &= !traffic.has_datagrams();
        interface.sockets_cut &= !traffic.has_sockets();
        if interface.sockets_cut {
            return;
        }
        for socket in self.sockets_of(Some(address)) {
            for end in [End::Client, End::Server] {
                let open = self.sockets.get_mut(&socket);
                let waiting = open.map(|open| std::mem::take(&mut open.pipe(end).waiting));
                for event in waiting.into_iter().flatten() {
                    self.push(now + RETRY_AFTER_RESTORE, socket, end, event);
                }
            }
        }
    }

    fn server_dies(&mut self, now: Instant) {
        for socket in self.sockets_of(None) {
            let Some(open) = self.sockets.get_mut(&socket) else { continue };
            open.pipe(End::Server).listener = Listener::Gone;
            let reason = "connection reset by the server".to_owned();
            self.push(now, socket, End::Client, SocketEvent::Closed { reason });
        }
    }

    /// The sockets of one interface or of all.
    fn sockets_of(&self, address: Option<SocketAddr>) -> Vec<SocketId> {
        let all = self.sockets.iter();
        let those = all.filter(|(_, socket)| address.is_none_or(|it| it == socket.address));
        those.map(|(socket, _)| *socket).collect()
    }

    fn is_of(&self, socket: SocketId, address: SocketAddr) -> bool {
        self.sockets.get(&socket).is_some_and(|socket| socket.address == address)
    }

    /// Both ends get to know that a socket broke; nothing else reaches them.
    fn break_socket(&mut self, now: Instant, socket: SocketId, reason: &str) {
        self.due.retain(|_, due| !matches!(due, Due::Socket { socket: it, .. } if *it == socket));
        for end in [End::Client, End::Server] {
            self.tell(now, socket, end, reason);
        }
    }

    /// One end notices by itself that a socket is dead.
    fn tell(&mut self, at: Instant, socket: SocketId, end: End, reason: &str) {
        let event = SocketEvent::Closed { reason: reason.to_owned() };
        self.plan(at, Due::Socket { socket, end, event, local: true });
    }

    /// Sends an event to one end of a socket, behind what is on its way there.
    fn push(&mut self, at: Instant, socket: SocketId, to: End, event: SocketEvent) {
        let Some(open) = self.sockets.get_mut(&socket) else { return };
        let address = open.address;
        let cut = self.interfaces.get(&address).is_none_or(|interface| interface.sockets_cut);
        if cut {
            open.pipe(to).waiting.push_back(event);
            return;
        }
        let bytes = match &event {
            SocketEvent::Text(text) => text.len(),
            SocketEvent::Opened | SocketEvent::Closed { .. } => 0,
        };
        let arrival = self.segment(at, address, to, bytes);
        let Some(open) = self.sockets.get_mut(&socket) else { return };
        let pipe = open.pipe(to);
        let arrival = pipe.last_arrival.map_or(arrival, |last| last.max(arrival));
        pipe.last_arrival = Some(arrival);
        self.plan(arrival, Due::Socket { socket, end: to, event, local: false });
    }

    fn segment(&mut self, at: Instant, address: SocketAddr, to: End, bytes: usize) -> Instant {
        let Some(interface) = self.interfaces.get_mut(&address) else { return at };
        let direction = match to {
            End::Client => &mut interface.down,
            End::Server => &mut interface.up,
        };
        direction.segment(at, bytes + TEXT_OVERHEAD_BYTES)
    }

    /// An event reaches its end, if that still listens.
    fn reach(
        &mut self,
        at: Instant,
        socket: SocketId,
        end: End,
        event: SocketEvent,
    ) -> Option<Arrival> {
        let open = self.sockets.get_mut(&socket)?;
        let listener = std::mem::replace(
            &mut open.pipe(end).listener,
            if matches!(event, SocketEvent::Closed { .. }) {
                Listener::Gone
            } else {
                Listener::Open
            },
        );
        match (listener, &event) {
            (Listener::Gone, _) => {
                open.pipe(end).listener = Listener::Gone;
                self.forget_if_over(socket);
                return None;
            }
            (Listener::Waiting | Listener::Open, SocketEvent::Closed { .. }) => {
                self.forget_if_over(socket);
                // The server never heard of a socket that broke while it was opened.
                if end == End::Server && listener == Listener::Waiting {
                    return None;
                }
            }
            (Listener::Waiting | Listener::Open, SocketEvent::Opened) if end == End::Server => {
                self.push(at, socket, End::Client, SocketEvent::Opened);
            }
            (Listener::Waiting | Listener::Open, SocketEvent::Opened | SocketEvent::Text(_)) => {}
        }
        Some(Arrival::Socket { socket, end, event })
    }

    fn forget_if_over(&mut self, socket: SocketId) {
        let over = self.sockets.get_mut(&socket).is_some_and(|open| {
            [End::Client, End::Server].iter().all(|end| open.pipe(*end).listener == Listener::Gone)
        });
        if over {
            self.sockets.remove(&socket);
        }
    }

    fn plan(&mut self, at: Instant, due: Due) {
        self.due.insert((at, self.next_due), due);
        self.next_due += 1;
    }
}
