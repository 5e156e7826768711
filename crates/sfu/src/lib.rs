//! The media shard: WebRTC transports, slots and fan-out, without sockets.
//!
//! A [`Shard`] is the whole truth of one media thread. Its shell owns one UDP port, feeds the
//! shard datagrams, commands and the passing of time, and sends what it puts out.
//!
//! Words: a *transport* is one client's ICE and DTLS-SRTP connection; a *slot* is one
//! pre-negotiated media line of it, named by its media identification tag (MID); a *stream* is
//! what somebody publishes on a sending slot and others play on receiving slots. Sending and
//! receiving are meant from the client's side.
//!
//! # How media flows
//!
//! A datagram is matched to its transport ([`demultiplex`]), decrypted by str0m, and copied to
//! each slot that plays the stream of the slot it came on. A receiving slot keeps its SSRC for
//! life; its sequence numbers and timestamps are rewritten so that the client hears one unbroken
//! stream whatever is played on it. Redundant payloads go to the clients that negotiated them
//! and are unwrapped for the others ([`red`]). Audio is never decoded.
//!
//! Pictures are forwarded as they are, on slots of their own, to browsers. They begin with a key
//! frame wherever they begin; lost packets are sent again on request on both ways; and each
//! player's link is estimated, so that pictures are paced, wait where a queue forms in front of
//! the link, and are paused where it is too narrow for them. Sound is neither paced nor paused.
//!
//! # What publishers learn
//!
//! What players report of their downlinks is folded with the publisher's uplink into one figure
//! per stream. Native clients are told it by signalling ([`Event::StreamFeedback`]), browsers in
//! the receiver reports about their streams.
//!
//! # Where media goes
//!
//! The server is ICE-lite: it only answers connectivity checks, and knows a client's addresses
//! from them alone. All but STUN goes to the source of the newest verified check that carried
//! USE-CANDIDATE. A client that moves is followed with its first such check, or after an ICE
//! restart with the first of the new credentials.

mod arrivals;
mod brake;
mod config;
mod context;
pub mod demultiplex;
mod feedback;
mod figures;
mod flight;
mod forward;
mod gate;
mod held;
mod input;
mod media;
mod offer;
mod output;
mod payload;
mod picture;
pub mod red;
mod reports;
mod rewrite;
mod shard;
mod slot;
mod smooth;
mod statistics;
mod stream;
mod timers;
mod transport;

pub use config::Config;
pub use feedback::Feedback;
pub use figures::{Codec, Figures, PlayFigures, StreamFigures, TransportFigures};
pub use input::{Command, Input, Peer, StreamHandle};
pub use output::{Datagram, Event, Output};
pub use shard::Shard;
pub use statistics::{ShardStatistics, StreamStatistics, TransportStatistics};

/// Where the virtual time of a test begins.
#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "a test needs one instant to count from")]
fn test_start() -> std::time::Instant {
    std::time::Instant::now()
}
