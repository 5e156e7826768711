//! One WebSocket as the node sees it.

use crate::{Config, budget::Budget};
use cooee_proto::SessionId;
use std::{net::IpAddr, time::Instant};

/// Texts that the node has to refuse before it closes a connection: a burst of them, and how
/// many per second are forgiven. A client that is merely too fast or of another version gets
/// answers that explain; one that sends garbage goes.
const REFUSALS: u32 = 50;
const REFUSALS_PER_SECOND: u32 = 1;
/// A text costs one request, and one more for each of these bytes, because reading it costs
/// time.
const BYTES_PER_REQUEST: usize = 2048;

#[derive(Debug)]
pub(crate) struct Connection {
    /// What an AppSign proof on this connection covers.
    pub(crate) nonce: String,
    /// Whether a web page opened it: only browsers send an `Origin` header.
    pub(crate) is_browser: bool,
    /// Where it comes from, if that is known.
    pub(crate) address: Option<IpAddr>,
    pub(crate) session: Option<SessionId>,
    requests: Budget,
    refusals: Budget,
}

impl Connection {
    pub(crate) fn new(
        now: Instant,
        config: &Config,
        nonce: String,
        is_browser: bool,
        address: Option<IpAddr>,
    ) -> Self {
        Self {
            nonce,
            is_browser,
            address,
            session: None,
            requests: Budget::new(now, config.request_burst, config.requests_per_second),
            refusals: Budget::new(now, REFUSALS, REFUSALS_PER_SECOND),
        }
    }

    /// Whether a text of this length is within the connection's rate.
    pub(crate) fn may_request(&mut self, now: Instant, bytes: usize) -> bool {
        self.requests.spend(now, 1.0 + (bytes / BYTES_PER_REQUEST) as f64)
    }

    /// Whether the connection may go on after a text was refused.
    pub(crate) fn may_go_on(&mut self, now: Instant) -> bool {
        self.refusals.spend(now, 1.0)
    }
}
