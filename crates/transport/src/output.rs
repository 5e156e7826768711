//! What a transport asks of the world around it.

use crate::IncomingPacket;
use std::net::SocketAddr;

/// One output of a transport.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// Send this datagram.
    Transmit(Transmit),
    /// A media packet arrived.
    Packet(IncomingPacket),
    /// Media can flow: the first time after ICE and DTLS are done, later when a lost path came
    /// back or another one was found.
    Connected,
    /// The path to the server stopped answering. It may come back by itself; an ICE restart
    /// finds a new one sooner.
    Disconnected,
    /// The server ended the connection, or it failed for good. Make a new transport.
    Closed,
}

/// A UDP datagram to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transmit {
    /// The local address to send from, one of those given to the transport.
    pub source: SocketAddr,
    /// Where it goes.
    pub destination: SocketAddr,
    /// The datagram.
    pub contents: Vec<u8>,
}
