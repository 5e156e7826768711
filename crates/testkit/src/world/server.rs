//! The server of a world: a node and its media thread's shard, side by side.

use crate::network::{End, Network, SocketEvent, SocketId};
use cooee_node::{AppRecord, ConnectionId, Input, Node, Output, ShardId};
use cooee_proto::WallTime;
use cooee_sfu::{self as sfu, Shard};
use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::Instant;

/// The moment of an input, on both clocks.
#[derive(Clone, Copy)]
pub(crate) struct Moment {
    pub(crate) now: Instant,
    pub(crate) wall: WallTime,
}

/// A running server.
pub(crate) struct Server {
    pub(crate) node: Node,
    pub(crate) shard: Shard,
    /// How many transports completed their DTLS handshake.
    pub(crate) handshakes: u64,
    /// How many SDP offers changed a transport.
    pub(crate) changes: u64,
}

impl Server {
    pub(crate) fn new(config: cooee_node::Config, address: SocketAddr, seed: [u8; 32]) -> Self {
        let shard = Shard::new(sfu::Config::new(vec![address]));
        Self { node: Node::new(config, seed), shard, handshakes: 0, changes: 0 }
    }

    pub(crate) fn deadline(&self) -> Option<Instant> {
        [self.node.deadline(), self.shard.deadline()].into_iter().flatten().min()
    }

    pub(crate) fn store_app(&mut self, at: Moment, network: &mut Network, record: AppRecord) {
        self.tell_node(at, network, Input::AppStored(record));
    }

    pub(crate) fn drain(&mut self, at: Moment, network: &mut Network) {
        self.tell_node(at, network, Input::Drain);
    }

    /// Lets both machines do what is due.
    pub(crate) fn wake(&mut self, at: Moment, network: &mut Network) {
        if self.node.deadline().is_some_and(|deadline| deadline <= at.now) {
            self.tell_node(at, network, Input::Timeout);
        }
        if self.shard.deadline().is_some_and(|deadline| deadline <= at.now) {
            self.tell_shard(at, network, sfu::Input::Timeout);
        }
    }

    pub(crate) fn take_datagram(
        &mut self,
        at: Moment,
        network: &mut Network,
        source: SocketAddr,
        destination: SocketAddr,
        contents: &[u8],
    ) {
        let datagram = sfu::Input::Datagram { source, destination, contents };
        self.tell_shard(at, network, datagram);
    }

    pub(crate) fn take_socket_event(
        &mut self,
        at: Moment,
        network: &mut Network,
        socket: SocketId,
        event: SocketEvent,
    ) {
        let connection = ConnectionId(socket.0);
        let input = match event {
            SocketEvent::Opened => {
                Input::ConnectionOpened { connection, origin: None, address: None }
            }
            SocketEvent::Text(text) => Input::Text { connection, text },
            SocketEvent::Closed { .. } => Input::ConnectionClosed { connection },
        };
        self.tell_node(at, network, input);
    }

    fn tell_shard(&mut self, at: Moment, network: &mut Network, input: sfu::Input<'_>) {
        self.shard.handle(at.now, input);
        let events = self.drain_shard(at, network);
        self.carry(at, network, events);
    }

    fn tell_node(&mut self, at: Moment, network: &mut Network, input: Input) {
        self.carry(at, network, VecDeque::from([input]));
    }

    /// Tells the node all this, and all that follows from it.
    fn carry(&mut self, at: Moment, network: &mut Network, mut inputs: VecDeque<Input>) {
        while let Some(input) = inputs.pop_front() {
            self.node.handle(at.now, at.wall, input);
            while let Some(output) = self.node.poll() {
                match output {
                    Output::Send { connection, text } => {
                        network.send_text(at.now, SocketId(connection.0), End::Server, text);
                    }
                    Output::Close { connection } => {
                        network.close_socket(at.now, SocketId(connection.0), End::Server);
                    }
                    // Nobody operates this server.
                    Output::Operated { .. } | Output::Notice(_) => {}
                    Output::Shard { shard: _, command } => {
                        let is_change = matches!(command, sfu::Command::Offer { .. });
                        self.changes += u64::from(is_change);
                        self.shard.handle(at.now, sfu::Input::Command(command));
                        inputs.extend(self.drain_shard(at, network));
                    }
                }
            }
        }
    }

    fn drain_shard(&mut self, at: Moment, network: &mut Network) -> VecDeque<Input> {
        let mut events = VecDeque::new();
        while let Some(output) = self.shard.poll() {
            match output {
                sfu::Output::Transmit(sfu::Datagram { source, destination, contents }) => {
                    network.transmit(at.now, source, destination, contents);
                }
                sfu::Output::Event(event) => {
                    self.handshakes += u64::from(matches!(event, sfu::Event::Connected { .. }));
                    events.push_back(Input::Shard { shard: ShardId(0), event });
                }
            }
        }
        events
    }
}
