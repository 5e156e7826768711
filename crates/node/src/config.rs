//! What a node can be told to do differently.

use cooee_proto::limits;
use std::time::Duration;

/// Settings of a [`crate::Node`]; the defaults serve a small server.
#[derive(Clone, Debug)]
pub struct Config {
    /// How long a silent session is kept before its user and streams are removed.
    pub heartbeat_timeout: Duration,
    /// How often clients are asked to send a heartbeat; well below the time-out.
    pub heartbeat_interval: Duration,
    /// How long a connection may stay without a session, from its opening. Idle connections cost
    /// memory and nothing else makes them go.
    pub login_timeout: Duration,
    /// How long a connection may stay after its session ended, so that a later login can use it.
    pub idle_timeout: Duration,
    /// How long a media transport is kept for a later login after its session ended.
    pub transport_timeout: Duration,
    /// How long a session that the server ended is remembered, so that its client learns the
    /// reason when it comes back. Longer than the clients' retry budget of 20 minutes.
    pub farewell_time: Duration,
    /// Requests that a connection may send at once.
    pub request_burst: u32,
    /// Requests that a connection may send per second in the long run. Above the 200 custom
    /// commands per second that the reference allows.
    pub requests_per_second: u32,
    /// Pushes kept per session for a resume. More cost memory in rooms with much news; fewer
    /// make a resume after a longer gap fall back to a snapshot, which holds no messages.
    pub kept_pushes: usize,
    /// Bytes of pushes kept per session for a resume.
    pub kept_push_bytes: usize,
    /// Longest pause that clients are asked to make before they reconnect to a server that
    /// stops; each gets another one up to this, so that they do not come back all at once.
    pub drain_spread: Duration,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            heartbeat_timeout: limits::HEARTBEAT_TIMEOUT,
            heartbeat_interval: limits::HEARTBEAT_INTERVAL,
            login_timeout: Duration::from_secs(10),
            idle_timeout: Duration::from_secs(60),
            transport_timeout: Duration::from_secs(60),
            farewell_time: Duration::from_secs(25 * 60),
            request_burst: 500,
            requests_per_second: 250,
            kept_pushes: 512,
            kept_push_bytes: 128 * 1024,
            drain_spread: Duration::from_secs(1),
        }
    }
}
