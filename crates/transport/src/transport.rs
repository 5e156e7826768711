//! The transport machine.

use crate::{Error, Offer, OfferKind, OutgoingPacket, Output, Statistics};
use cooee_proto::Mid;
use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::Instant;

/// What a transport is made with.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// The addresses of the local UDP sockets: host candidates. May be empty and follow with
    /// `local_addresses_changed`. An unspecified address (0.0.0.0) is ignored.
    pub local_addresses: Vec<SocketAddr>,
}

/// One WebRTC connection to the server.
pub struct Transport {
    outputs: VecDeque<Output>,
}

impl Transport {
    /// A transport that has not offered yet.
    pub fn new(_now: Instant, _config: Config) -> Self {
        Self { outputs: VecDeque::new() }
    }

    /// Makes an offer. Only one offer may be unanswered at a time: a second one is refused
    /// with [`Error::OfferPending`] and leaves the first as it was.
    pub fn offer(&mut self, _now: Instant, _kind: OfferKind) -> Result<Offer, Error> {
        Err(Error::NotConnected)
    }

    /// Applies the server's answer to the pending offer. A bad answer is an error, rolls the
    /// offer back and changes nothing else.
    pub fn accept_answer(&mut self, _now: Instant, _sdp: &str) -> Result<(), Error> {
        Err(Error::NoOfferPending)
    }

    /// Forgets the pending offer, whose answer will not come; its slots never existed.
    pub fn rollback(&mut self) {}

    /// Takes a datagram that a local socket received. `destination` is that socket's address.
    /// What cannot be understood is ignored.
    pub fn handle_datagram(
        &mut self,
        _now: Instant,
        _source: SocketAddr,
        _destination: SocketAddr,
        _contents: &[u8],
    ) {
    }

    /// Tells that the time of [`Transport::deadline`] has come.
    pub fn handle_timeout(&mut self, _now: Instant) {}

    /// Replaces the set of local addresses, after the network changed. Follow with an offer of
    /// [`OfferKind::RestartIce`] to move to a new one at once.
    pub fn local_addresses_changed(&mut self, _now: Instant, _addresses: Vec<SocketAddr>) {}

    /// Sends a media packet on a sending slot. The transport numbers the packets.
    pub fn send(
        &mut self,
        _now: Instant,
        _slot: &Mid,
        _packet: OutgoingPacket,
    ) -> Result<(), Error> {
        Err(Error::NotConnected)
    }

    /// Tells the server that the connection ends. Drain [`Transport::poll`] once more.
    pub fn close(&mut self, _now: Instant) {}

    /// The next output; drain until `None` after every call that takes `now`.
    pub fn poll(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// When [`Transport::handle_timeout`] is due; `None` if never.
    pub fn deadline(&self) -> Option<Instant> {
        None
    }

    /// Whether media can flow.
    pub fn is_connected(&self) -> bool {
        false
    }

    /// When the newest media packet arrived: food for a watchdog that notices a dead path
    /// long before ICE does.
    pub fn last_packet_received(&self) -> Option<Instant> {
        None
    }

    /// What was measured.
    pub fn statistics(&self) -> Statistics {
        Statistics::default()
    }
}
