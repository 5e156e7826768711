//! What a shard is told once.

use std::net::SocketAddr;
use std::time::Duration;

/// The settings of a [`Shard`](crate::Shard).
#[derive(Clone, Debug)]
pub struct Config {
    /// The addresses that clients can send to, advertised as host candidates in each answer.
    /// The shell must name one of them as the destination of each datagram it hands in.
    pub addresses: Vec<SocketAddr>,
    /// How long a transport may go without an authenticated packet before it counts as dead.
    /// It must be longer than the clients' interval of consent checks.
    pub silence_timeout: Duration,
    /// Whether publishers are told what the players of their streams miss. Otherwise they hear
    /// of losses on their own uplinks alone.
    pub listener_feedback: bool,
}

impl Config {
    /// The default settings: a transport is dead after 30 s of silence, and publishers hear of
    /// their listeners' losses.
    pub fn new(addresses: Vec<SocketAddr>) -> Self {
        Self { addresses, silence_timeout: Duration::from_secs(30), listener_feedback: true }
    }
}
