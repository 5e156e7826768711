//! The media shard: WebRTC transports, slots and fan-out, without sockets.
//!
//! A [`Shard`] is the whole truth of one media thread. Its shell owns one UDP port, feeds the
//! shard datagrams, commands and the passing of time, and sends what it puts out.
//!
//! Words: a *transport* is one client's ICE and DTLS-SRTP connection; a *slot* is one
//! pre-negotiated media line of it, named by its media identification tag (MID); a *stream* is
//! what somebody publishes on a sending slot and others play on receiving slots. Sending and
//! receiving are meant from the client's side.

mod config;
mod input;
mod output;
mod shard;
mod statistics;

pub use config::Config;
pub use input::{Command, Input, Peer, StreamHandle};
pub use output::{Datagram, Event, Output};
pub use shard::Shard;
pub use statistics::{ShardStatistics, StreamStatistics, TransportStatistics};
