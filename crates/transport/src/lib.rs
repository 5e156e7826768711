//! The client's WebRTC transport: slots, ICE restart, RTP in and out, without sockets.
//!
//! A [`Transport`] is one WebRTC connection to a media shard. It is always the side that
//! offers. Its media lines are *slots*: the first offer holds a pool of them, later offers add
//! more, none is ever removed. A slot is named by its MID and keeps its SSRC, whatever stream
//! uses it.
//!
//! # Use
//!
//! ```text
//! offer(Initial) ──SDP──▶ server ──SDP──▶ accept_answer
//! handle_datagram, handle_timeout, send …  ─▶  poll until None  ─▶  deadline
//! ```
//!
//! After every call that takes `now`, drain [`Transport::poll`], then wait until
//! [`Transport::deadline`] at the latest. Nothing here reads a clock or opens a socket.
//! DTLS and ICE make their own keys from the system's randomness.

mod answer;
mod bandwidth;
mod configuration;
mod error;
mod offer;
mod output;
mod packet;
mod red;
mod slots;
mod statistics;
mod transport;

pub use error::Error;
pub use offer::{Direction, Offer, OfferKind, Slot};
pub use output::{Output, Transmit};
pub use packet::{Format, IncomingPacket, OutgoingPacket};
pub use statistics::Statistics;
pub use transport::{Config, Transport};
