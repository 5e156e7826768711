//! What goes into an engine and what comes out.

use crate::{Command, Event, Reply, RequestId};
use cooee_proto::Error;
use cooee_transport::Transmit;
use std::net::SocketAddr;

/// One input of an [`Engine`](crate::Engine).
#[derive(Debug)]
pub enum Input<'a> {
    /// A call of the application. `request` comes back in [`Output::Done`] where the call has
    /// a result.
    Command {
        /// Chosen by the caller, unique among the calls under way.
        request: RequestId,
        /// The call.
        command: Command,
    },
    /// Log out, let go of everything and become useless. The outputs that follow are the last.
    Destroy,
    /// The WebSocket asked for is open.
    SocketOpened,
    /// The WebSocket received a text.
    SocketText(String),
    /// The WebSocket was closed, or could not be opened.
    SocketClosed {
        /// Why, in words for a log.
        reason: String,
    },
    /// A UDP socket received a datagram.
    Datagram {
        /// Who sent it.
        source: SocketAddr,
        /// The local address that it was sent to.
        destination: SocketAddr,
        /// What it holds.
        contents: &'a [u8],
    },
    /// The computer's network changed, or it woke from sleep.
    NetworkChanged {
        /// The addresses of the UDP sockets from this moment on.
        local_addresses: Vec<SocketAddr>,
    },
    /// The deadline has passed.
    Timeout,
}

/// One output of an [`Engine`](crate::Engine).
#[derive(Debug, PartialEq)]
pub enum Output {
    /// Open a WebSocket to the server and report it. Nothing of an older one may be handed in
    /// any more.
    OpenSocket,
    /// Send a text on the WebSocket.
    SendText(String),
    /// Close the WebSocket after the texts before were sent, and forget it.
    CloseSocket,
    /// Send a datagram.
    Transmit(Transmit),
    /// Tell the application.
    Event(Event),
    /// A call that has a result is done.
    Done {
        /// The call.
        request: RequestId,
        /// Its result.
        result: Result<Reply, Error>,
    },
}
