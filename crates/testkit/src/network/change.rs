//! What a script can do to the network.

use super::Link;
use std::net::SocketAddr;
use std::time::Duration;

/// A change of the network. `address` names the interface of a client by the address that the
/// client itself knows.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// A client has a further interface.
    Attach {
        /// Its address.
        address: SocketAddr,
        /// How well it is connected.
        link: Link,
    },
    /// An interface is gone for good, with all that is on its way. Nobody is told: its
    /// WebSockets are silently dead. A client that moves gets another one attached.
    Detach {
        /// Its address.
        address: SocketAddr,
    },
    /// A link becomes better or worse. What is on its way is not touched.
    Link {
        /// Whose link.
        address: SocketAddr,
        /// How well it works from this moment on.
        link: Link,
    },
    /// Nothing passes any more. Datagrams are lost; the texts of WebSockets wait, and nobody is
    /// told; an attempt to open a WebSocket is refused.
    Cut {
        /// Whose link.
        address: SocketAddr,
        /// What does not pass.
        traffic: Traffic,
    },
    /// What was cut passes again. The texts that waited arrive in their order.
    Restore {
        /// Whose link.
        address: SocketAddr,
        /// What passes again.
        traffic: Traffic,
    },
    /// All WebSockets of a client break, and both ends are told: a cut that the operating
    /// systems have noticed. Texts on their way are lost.
    BreakSockets {
        /// Whose WebSockets.
        address: SocketAddr,
        /// What both ends are told.
        reason: String,
    },
    /// The address translator in front of an interface forgets its mapping: the server sees
    /// datagrams come from another address, and what it sends to the old one is lost.
    Rebind {
        /// The interface.
        address: SocketAddr,
        /// What the server sees from this moment on.
        outside: SocketAddr,
    },
    /// The server's process dies or comes back. When it dies all WebSockets break, after a
    /// latency; while it is away new ones are refused and datagrams to it are lost.
    Server {
        /// Whether it listens.
        listens: bool,
    },
}

/// What a cut concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Traffic {
    /// UDP only: media stops while signalling goes on.
    Datagrams,
    /// WebSockets only: signalling stops while media goes on.
    Sockets,
    /// Everything.
    All,
}

impl Traffic {
    pub(super) fn has_datagrams(self) -> bool {
        matches!(self, Self::Datagrams | Self::All)
    }

    pub(super) fn has_sockets(self) -> bool {
        matches!(self, Self::Sockets | Self::All)
    }
}

/// How long after a cut link is restored TCP tries again.
pub(super) const RETRY_AFTER_RESTORE: Duration = Duration::from_millis(200);
