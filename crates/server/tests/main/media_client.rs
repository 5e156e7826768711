//! The media side of a client: a `cooee_transport::Transport` on a UDP socket.

use crate::client::PATIENCE;
use cooee_proto::Mid;
use cooee_transport::{
    Config, Direction, Format, IncomingPacket, OfferKind, OutgoingPacket, Output, Transport,
};
use std::{
    collections::BTreeSet,
    net::{IpAddr, SocketAddr},
    time::Instant,
};
use tokio::net::UdpSocket;

pub struct MediaClient {
    pub transport: Transport,
    pub offer: String,
    sending: Mid,
    receiving: Mid,
    socket: UdpSocket,
    local: SocketAddr,
    /// Where something was sent to.
    asked: BTreeSet<SocketAddr>,
    /// What a translator (NAT) in front of the server does: its public address, and its own.
    pub translated: Option<(IpAddr, IpAddr)>,
}

impl MediaClient {
    pub async fn new() -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let local = socket.local_addr().unwrap();
        let now = Instant::now();
        let mut transport = Transport::new(now, Config { local_addresses: vec![local] });
        let offer = transport.offer(now, OfferKind::Initial { send: 1, receive: 2 }).unwrap();
        let slot = |direction| {
            let mut slots = offer.slots.iter();
            slots.find(|slot| slot.direction == direction).unwrap().mid.clone()
        };
        let (sending, receiving) = (slot(Direction::Send), slot(Direction::Receive));
        Self {
            transport,
            offer: offer.sdp,
            sending,
            receiving,
            socket,
            local,
            asked: BTreeSet::new(),
            translated: None,
        }
    }

    pub fn sending(&self) -> Mid {
        self.sending.clone()
    }

    pub fn receiving(&self) -> Mid {
        self.receiving.clone()
    }

    pub fn accept(&mut self, answer: &str) {
        self.transport.accept_answer(Instant::now(), answer).unwrap();
    }

    pub fn send(&mut self, timestamp: u32) {
        let packet = OutgoingPacket {
            timestamp,
            payload: vec![0xf8, 1, 2, 3],
            format: Format::Opus,
            audio_level: Some(-20),
            voice_activity: true,
            marker: false,
        };
        self.transport.send(Instant::now(), &self.sending, packet).unwrap();
    }

    /// Runs until this is true of an output.
    async fn run_until<T>(&mut self, mut is_it: impl FnMut(Output) -> Option<T>) -> T {
        let end = tokio::time::Instant::now() + PATIENCE;
        let mut buffer = [0; 2000];
        loop {
            while let Some(output) = self.transport.poll() {
                if let Output::Transmit(transmit) = &output {
                    let (contents, mut destination) = (&transmit.contents, transmit.destination);
                    if let Some((public, own)) = self.translated {
                        assert_eq!(destination.ip(), public);
                        destination.set_ip(own);
                    }
                    self.asked.insert(destination);
                    self.socket.send_to(contents, destination).await.unwrap();
                }
                if let Some(found) = is_it(output) {
                    return found;
                }
            }
            let deadline = self.transport.deadline().map_or(end, Into::into);
            tokio::select! {
                received = self.socket.recv_from(&mut buffer) => {
                    let (length, mut source) = received.unwrap();
                    // A firewall lets nothing else in.
                    assert!(self.asked.contains(&source), "{source} was not asked");
                    if let Some((public, own)) = self.translated {
                        assert_eq!(source.ip(), own);
                        source.set_ip(public);
                    }
                    let (now, contents) = (Instant::now(), &buffer[..length]);
                    self.transport.handle_datagram(now, source, self.local, contents);
                }
                () = tokio::time::sleep_until(deadline) => {
                    assert!(deadline < end, "it happens in time");
                    self.transport.handle_timeout(Instant::now());
                }
            }
        }
    }

    pub async fn connect(&mut self) {
        self.run_until(|output| (output == Output::Connected).then_some(())).await;
    }

    pub async fn packet(&mut self) -> IncomingPacket {
        self.run_until(|output| match output {
            Output::Packet(packet) => Some(packet),
            _ => None,
        })
        .await
    }

    /// Keeps the connection alive and sends a packet each 20 ms, for ever.
    pub async fn talk(&mut self) {
        for number in 0_u32.. {
            self.send(number * 960);
            let pause = tokio::time::sleep(std::time::Duration::from_millis(20));
            tokio::select! {
                () = pause => {}
                () = self.run_until(|_| None) => {}
            }
        }
    }
}
