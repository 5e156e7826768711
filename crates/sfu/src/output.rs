//! What comes out of a shard.

use crate::{Feedback, Figures, StreamHandle};
use cooee_proto::{Error, Mid, SessionId};
use std::net::SocketAddr;

/// One output of a [`Shard`](crate::Shard).
#[derive(Clone, Debug, PartialEq)]
pub enum Output {
    /// Send this.
    Transmit(Datagram),
    /// Tell the node.
    Event(Event),
}

/// A UDP datagram to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Datagram {
    /// Which of [`Config::addresses`](crate::Config::addresses) it comes from.
    pub source: SocketAddr,
    /// Who gets it.
    pub destination: SocketAddr,
    /// What it holds.
    pub contents: Vec<u8>,
}

/// What a shard tells the node.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The result of a `Connect` or `Offer`: the SDP answer, or why there is none.
    Answered {
        /// The transport.
        transport: SessionId,
        /// The number the command came with.
        request: u64,
        /// The SDP answer.
        result: Result<String, Error>,
    },
    /// A transport's ICE and DTLS are complete: media can flow.
    Connected {
        /// The transport.
        transport: SessionId,
    },
    /// A transport is gone, without a `Close`: the client closed it, or nothing authenticated
    /// came from it for [`Config::silence_timeout`](crate::Config::silence_timeout). All it
    /// held is freed and all that was bound to its slots is unbound.
    Closed {
        /// The transport.
        transport: SessionId,
    },
    /// The first packet of a stream came from its publisher; once in a stream's life.
    FirstMedia {
        /// The stream.
        stream: StreamHandle,
    },
    /// How a stream fares on its way to its players is known or changed; at most once a second.
    StreamFeedback {
        /// The stream.
        stream: StreamHandle,
        /// Its publisher's transport.
        transport: SessionId,
        /// The figures.
        feedback: Feedback,
    },
    /// How all streams and transports fare; once a second while somebody watches.
    Figures(Figures),
    /// A `Publish` or `Play` named a transport or slot that does not exist or has the wrong
    /// direction. Nothing changed.
    SlotRefused {
        /// The transport named.
        transport: SessionId,
        /// The slot named.
        slot: Mid,
        /// The stream named.
        stream: StreamHandle,
        /// What was wrong.
        error: Error,
    },
}
