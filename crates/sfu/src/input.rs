//! What goes into a shard.

use cooee_proto::{Mid, SessionId};
use std::net::SocketAddr;

/// One input of a [`Shard`](crate::Shard).
#[derive(Clone, Debug)]
pub enum Input<'a> {
    /// Do this.
    Command(Command),
    /// This datagram arrived.
    Datagram {
        /// Who sent it; an IPv4 address in its own form, not mapped into IPv6.
        source: SocketAddr,
        /// Which of [`Config::addresses`](crate::Config::addresses) it was sent to.
        destination: SocketAddr,
        /// What it holds.
        contents: &'a [u8],
    },
    /// The deadline has passed.
    Timeout,
}

/// What the node tells a shard to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Make a transport from a client's first SDP offer; answered by
    /// [`Event::Answered`](crate::Event::Answered). A transport of the same name is replaced,
    /// and what was bound to its slots is unbound.
    Connect {
        /// The name of the new transport.
        transport: SessionId,
        /// Comes back in the answer.
        request: u64,
        /// What the client is.
        peer: Peer,
        /// The SDP offer.
        offer: String,
    },
    /// Change a transport by a further SDP offer: more slots, or an ICE restart; answered by
    /// [`Event::Answered`](crate::Event::Answered). What is bound to slots stays bound.
    Offer {
        /// The transport.
        transport: SessionId,
        /// Comes back in the answer.
        request: u64,
        /// The SDP offer.
        offer: String,
    },
    /// Forget a transport and free all it holds; the client is told by a DTLS close.
    Close {
        /// The transport.
        transport: SessionId,
    },
    /// A client's sending slot carries this stream. Naming another slot or transport moves the
    /// stream; its players go on without a break in their sequence numbers.
    Publish {
        /// The stream, named by the node.
        stream: StreamHandle,
        /// Whose slot.
        transport: SessionId,
        /// A sending slot of that transport.
        slot: Mid,
    },
    /// The stream ended; all its plays end with it.
    Unpublish {
        /// The stream.
        stream: StreamHandle,
    },
    /// Send a stream to a client's receiving slot; another stream on that slot makes way. The
    /// stream need not be published yet, and the transport need not be connected yet.
    Play {
        /// The stream.
        stream: StreamHandle,
        /// Whose slot.
        transport: SessionId,
        /// A receiving slot of that transport.
        slot: Mid,
    },
    /// Somebody watches, or nobody does: whether [`Event::Figures`](crate::Event::Figures) are
    /// told.
    Watch(bool),
    /// Stop sending a stream to a client.
    Unplay {
        /// The stream.
        stream: StreamHandle,
        /// The client's transport.
        transport: SessionId,
    },
}

/// A stream as the node names it to its shards: unique among the node's live streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StreamHandle(pub u64);

/// What kind of client a transport belongs to. It decides the DTLS version, so that SRTP gets an
/// AEAD cipher, which is several times cheaper to seal and open than the alternative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Peer {
    /// Cooee's own SDK: DTLS 1.3, which also takes one round trip less.
    Native,
    /// A browser: DTLS 1.2. With 1.3 the server takes the first SRTP profile that the client
    /// lists, and browsers list AES-CM with HMAC-SHA1 first.
    Browser,
}
