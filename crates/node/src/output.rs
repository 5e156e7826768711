//! What comes out of a node.

use crate::{Answer, ConnectionId, Notice, ShardId};
use cooee_proto::Error;
use std::fmt;

/// One output of a [`crate::Node`].
#[derive(Clone, PartialEq)]
pub enum Output {
    /// Send a text.
    Send {
        /// On which WebSocket.
        connection: ConnectionId,
        /// The text.
        text: String,
    },
    /// Close a WebSocket after all texts before were sent. No input of it is expected after
    /// this, and none does harm.
    Close {
        /// Which.
        connection: ConnectionId,
    },
    /// An operation was performed, or refused.
    Operated {
        /// The number the operation came with.
        request: u64,
        /// What came of it.
        result: Result<Answer, Error>,
    },
    /// Something happened.
    Notice(Notice),
    /// Hand a command to a media thread.
    Shard {
        /// Which media thread.
        shard: ShardId,
        /// The command.
        command: cooee_sfu::Command,
    },
}

// Texts and SDP offers hold secrets, so this shows none of them.
impl fmt::Debug for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Send { connection, text } => f
                .debug_struct("Send")
                .field("connection", connection)
                .field("bytes", &text.len())
                .finish(),
            Self::Close { connection } => {
                f.debug_struct("Close").field("connection", connection).finish()
            }
            Self::Operated { request, result } => f
                .debug_struct("Operated")
                .field("request", request)
                .field("is_ok", &result.is_ok())
                .finish(),
            Self::Notice(notice) => f.debug_tuple("Notice").field(notice).finish(),
            Self::Shard { shard, .. } => {
                f.debug_struct("Shard").field("shard", shard).finish_non_exhaustive()
            }
        }
    }
}
