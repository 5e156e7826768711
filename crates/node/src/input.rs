//! What goes into a node.

use crate::{AppRecord, Operation};
use cooee_proto::AppId;
use std::{fmt, net::IpAddr};

/// A WebSocket, as the shell names it; never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConnectionId(pub u64);

/// A media thread, as the shell names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ShardId(pub u32);

/// One input of a [`crate::Node`].
#[derive(Clone)]
pub enum Input {
    /// An app exists, or was changed. Running calls go on; logins follow the record.
    AppStored(AppRecord),
    /// An app was removed: its sessions are ended.
    AppRemoved(AppId),
    /// A WebSocket was opened.
    ConnectionOpened {
        /// Its name.
        connection: ConnectionId,
        /// The `Origin` header of its request. Browsers always send one.
        origin: Option<String>,
        /// Where it comes from, if that is known.
        address: Option<IpAddr>,
    },
    /// A text arrived.
    Text {
        /// On which WebSocket.
        connection: ConnectionId,
        /// The text.
        text: String,
    },
    /// A WebSocket was closed, by whomever.
    ConnectionClosed {
        /// Which.
        connection: ConnectionId,
    },
    /// A media thread tells something.
    Shard {
        /// Which media thread.
        shard: ShardId,
        /// What it tells.
        event: cooee_sfu::Event,
    },
    /// The operator or a business server does something; answered at once by
    /// [`crate::Output::Operated`].
    Operate {
        /// Comes back in the answer.
        request: u64,
        /// What is done.
        operation: Operation,
    },
    /// The server stops: clients are told, then their WebSockets are closed.
    Drain,
    /// The deadline has passed.
    Timeout,
}

// Texts and SDP answers hold secrets, so this shows none of them.
impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AppStored(record) => f.debug_tuple("AppStored").field(record).finish(),
            Self::AppRemoved(app) => f.debug_tuple("AppRemoved").field(app).finish(),
            Self::ConnectionOpened { connection, origin, address } => f
                .debug_struct("ConnectionOpened")
                .field("connection", connection)
                .field("origin", origin)
                .field("address", address)
                .finish(),
            Self::Text { connection, text } => f
                .debug_struct("Text")
                .field("connection", connection)
                .field("bytes", &text.len())
                .finish(),
            Self::ConnectionClosed { connection } => {
                f.debug_struct("ConnectionClosed").field("connection", connection).finish()
            }
            Self::Shard { shard, .. } => {
                f.debug_struct("Shard").field("shard", shard).finish_non_exhaustive()
            }
            Self::Operate { request, .. } => {
                f.debug_struct("Operate").field("request", request).finish_non_exhaustive()
            }
            Self::Drain => f.write_str("Drain"),
            Self::Timeout => f.write_str("Timeout"),
        }
    }
}
