//! How well a link works.

use std::time::Duration;

/// The two directions of a client's link.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    /// From the client to the server.
    pub up: Conditions,
    /// From the server to the client.
    pub down: Conditions,
}

impl Link {
    /// Both directions work alike.
    pub fn symmetric(conditions: Conditions) -> Self {
        Self { up: conditions, down: conditions }
    }

    /// A perfect link with this round trip time, half of it in each direction.
    pub fn with_round_trip(time: Duration) -> Self {
        Self::symmetric(Conditions { latency: time / 2, ..Conditions::default() })
    }
}

/// How well one direction of a link works. The default is perfect: no latency, no loss.
///
/// The texts of sockets feel latency, jitter and bandwidth too. A loss delays them and all that
/// follow, as TCP does: 200 ms for the first loss of a text, twice as long for each further one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Conditions {
    /// How long everything takes.
    pub latency: Duration,
    /// The mean of a further, exponentially distributed delay. It never changes the order: what
    /// is held up holds up what follows.
    pub jitter: Duration,
    /// Datagrams take up to so much longer, each by itself and evenly distributed, so that later
    /// ones overtake.
    pub spread: Duration,
    /// The share of datagrams that are lost, 0..=1, bursts included.
    pub loss: f64,
    /// How many datagrams are lost one after another; 0 and 1 mean that losses are independent.
    pub burst_length: u32,
    /// The share of datagrams that arrive late by `reorder_delay`, while others overtake.
    pub reorder: f64,
    /// How late a reordered datagram is.
    pub reorder_delay: Duration,
    /// The share of datagrams that arrive twice.
    pub duplicate: f64,
    /// How much fits through; `None` for any amount.
    pub bandwidth: Option<Bandwidth>,
}

impl Default for Conditions {
    fn default() -> Self {
        Self {
            latency: Duration::ZERO,
            jitter: Duration::ZERO,
            spread: Duration::ZERO,
            loss: 0.0,
            burst_length: 1,
            reorder: 0.0,
            reorder_delay: Duration::from_millis(30),
            duplicate: 0.0,
            bandwidth: None,
        }
    }
}

/// A bottleneck with a queue in front of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bandwidth {
    /// What passes, IP and UDP headers included.
    pub bits_per_second: u64,
    /// The longest wait in the queue; a datagram that would wait longer is lost.
    pub queue: Duration,
}
