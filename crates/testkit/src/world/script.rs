//! What happens to the network and to the server of a world.

use crate::network::{Change, Link, Traffic};
use crate::world::server::Server;
use crate::world::{ClientId, LATENCY, SERVER_ADDRESS, World};
use cooee_engine::Input;
use std::net::SocketAddr;

impl World {
    /// Changes how well a client is connected.
    pub fn set_link(&mut self, client: ClientId, link: Link) {
        let address = self.client(client).address;
        self.change_network(Change::Link { address, link });
    }

    /// Nothing of this traffic of a client passes any more, and nobody is told.
    pub fn cut(&mut self, client: ClientId, traffic: Traffic) {
        let address = self.client(client).address;
        self.change_network(Change::Cut { address, traffic });
    }

    /// Ends a cut.
    pub fn restore(&mut self, client: ClientId, traffic: Traffic) {
        let address = self.client(client).address;
        self.change_network(Change::Restore { address, traffic });
    }

    /// A client's WebSockets break, and both ends are told.
    pub fn break_sockets(&mut self, client: ClientId) {
        let address = self.client(client).address;
        let reason = "connection reset".to_owned();
        self.change_network(Change::BreakSockets { address, reason });
    }

    /// A client's address translator forgets it: the server sees another address, and the
    /// client knows nothing of it.
    pub fn rebind(&mut self, client: ClientId) {
        let address = self.client(client).address;
        let outside = self.new_address();
        self.change_network(Change::Rebind { address, outside });
    }

    /// A client moves to another network, and notices.
    pub fn move_to_another_network(&mut self, client: ClientId) {
        let former = self.client(client).address;
        let address = self.new_address();
        self.change_network(Change::Detach { address: former });
        let link = Link::with_round_trip(2 * LATENCY);
        self.change_network(Change::Attach { address, link });
        self.client_mut(client).address = address;
        let input = Input::NetworkChanged { local_addresses: vec![address] };
        self.with_client(client, |client, at| client.handle(at, input));
    }

    /// A client's engine is destroyed.
    pub fn destroy(&mut self, client: ClientId) {
        self.with_client(client, |client, at| client.handle(at, Input::Destroy));
    }

    /// The server dies at once and forgets everything.
    pub fn stop_server(&mut self) {
        self.server = None;
        self.change_network(Change::Server { listens: false });
    }

    /// Starts a server that knows the apps and nothing else.
    pub fn start_server(&mut self) {
        let seed = self.random.bytes();
        let mut server = Server::new(self.node_config.clone(), SERVER_ADDRESS, seed);
        let at = self.moment();
        self.change_network(Change::Server { listens: true });
        for record in self.apps.values() {
            server.store_app(at, &mut self.network, record.clone());
        }
        self.server = Some(server);
    }

    /// The server tells its clients that it is about to stop.
    pub fn drain_server(&mut self) {
        let at = self.moment();
        if let Some(server) = &mut self.server {
            server.drain(at, &mut self.network);
        }
    }

    /// The address that a client itself knows.
    pub fn address(&self, client: ClientId) -> SocketAddr {
        self.client(client).address
    }

    /// Changes the network.
    pub fn change_network(&mut self, change: Change) {
        self.network.apply(self.clock.now(), change);
    }
}
