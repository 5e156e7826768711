//! WebSockets: both ends see whole texts, in order, once.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::Instant;

/// A WebSocket between a client and the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SocketId(pub u64);

/// One end of a WebSocket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum End {
    /// The client, which opened it.
    Client,
    /// The server.
    Server,
}

impl End {
    /// The other end.
    pub fn other(self) -> Self {
        match self {
            Self::Client => Self::Server,
            Self::Server => Self::Client,
        }
    }
}

/// What an end of a WebSocket gets to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SocketEvent {
    /// It is open.
    Opened,
    /// A text arrived.
    Text(String),
    /// It was closed, broke, or could not be opened. Nothing follows.
    Closed {
        /// Why, in words for a log.
        reason: String,
    },
}

/// The network's side of a WebSocket.
pub(super) struct Socket {
    /// The client's address.
    pub(super) address: SocketAddr,
    to_client: Pipe,
    to_server: Pipe,
}

/// One direction of a WebSocket.
#[derive(Default)]
pub(super) struct Pipe {
    /// The end that events go to.
    pub(super) listener: Listener,
    /// When the last event that is on its way arrives.
    pub(super) last_arrival: Option<Instant>,
    /// What waits for a cut link to be restored.
    pub(super) waiting: VecDeque<SocketEvent>,
}

/// What an end of a WebSocket still wants to hear.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Listener {
    /// It is not open yet.
    #[default]
    Waiting,
    /// It is open.
    Open,
    /// It closed, or was told that the socket is closed.
    Gone,
}

impl Socket {
    pub(super) fn new(address: SocketAddr) -> Self {
        Self { address, to_client: Pipe::default(), to_server: Pipe::default() }
    }

    pub(super) fn pipe(&mut self, to: End) -> &mut Pipe {
        match to {
            End::Client => &mut self.to_client,
            End::Server => &mut self.to_server,
        }
    }
}
