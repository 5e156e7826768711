//! A client transport and a server on str0m, with a network of constant latency between them.

use cooee_proto::Mid;
use cooee_transport::{
    Config, Direction, Format, IncomingPacket, OfferKind, OutgoingPacket, Output, Slot, Transport,
};
use std::collections::{BTreeSet, VecDeque};
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use str0m::change::SdpOffer;
use str0m::config::DtlsVersion;
use str0m::format::Codec;
use str0m::media::Pt;
use str0m::net::{Protocol, Receive};
use str0m::rtp::{ExtensionValues, RtpPacket, RtpWrite};
use str0m::{Candidate, Event, Input, Rtc, RtcConfig};

pub const LATENCY: Duration = Duration::from_millis(20);
pub const ROUND_TRIP: Duration = Duration::from_millis(40);

pub fn address(text: &str) -> SocketAddr {
    text.parse().expect("an address")
}

pub fn home() -> SocketAddr {
    address("10.0.0.2:5000")
}

struct Datagram {
    at: Instant,
    source: SocketAddr,
    destination: SocketAddr,
    contents: Vec<u8>,
}

/// Client, server and the network between.
pub struct Pair {
    pub now: Instant,
    pub start: Instant,
    pub client: Transport,
    pub server: Rtc,
    server_address: SocketAddr,
    server_deadline: Instant,
    /// Client addresses that nothing passes to or from.
    pub cut: BTreeSet<SocketAddr>,
    /// Nothing reaches the server.
    pub cut_upstream: bool,
    /// So many of 100 datagrams are lost, each way.
    pub loss_percent: u32,
    random: u32,
    flying: VecDeque<Datagram>,
    pub slots: Vec<Slot>,
    /// Everything but datagrams that the client put out, with its time since the start.
    pub outputs: Vec<(Duration, Output)>,
    pub server_packets: Vec<RtpPacket>,
    /// Where the client sent from, newest last.
    pub client_sources: Vec<SocketAddr>,
    server_sequence: u64,
}

impl Pair {
    /// A pair that has not negotiated.
    pub fn new(local_addresses: Vec<SocketAddr>) -> Self {
        #[expect(clippy::disallowed_methods)]
        let start = Instant::now();
        let server_address = address("192.0.2.1:7870");
        Self {
            now: start,
            start,
            client: Transport::new(start, Config { local_addresses }),
            server: server(start, server_address),
            server_address,
            server_deadline: start,
            cut: BTreeSet::new(),
            cut_upstream: false,
            loss_percent: 0,
            random: 1,
            flying: VecDeque::new(),
            slots: Vec::new(),
            outputs: Vec::new(),
            server_packets: Vec::new(),
            client_sources: Vec::new(),
            server_sequence: 1,
        }
    }

    /// A connected pair with one sending and two receiving slots.
    pub fn connected() -> Self {
        let mut pair = Self::new(vec![home()]);
        pair.negotiate(OfferKind::Initial { send: 1, receive: 2 });
        pair.run_until(|pair| pair.client.is_connected());
        pair.run_for(ROUND_TRIP);
        pair
    }

    /// Offer and answer, without the time that signalling takes.
    pub fn negotiate(&mut self, kind: OfferKind) {
        let offer = self.client.offer(self.now, kind).expect("an offer");
        let answer = self.answer(&offer.sdp);
        self.client.accept_answer(self.now, &answer).expect("the answer fits");
        self.slots.extend(offer.slots);
        self.settle();
    }

    /// The server's answer to an offer.
    pub fn answer(&mut self, offer: &str) -> String {
        let offer = SdpOffer::from_sdp_string(offer).expect("the offer parses");
        let answer = self.server.sdp_api().accept_offer(offer).expect("the offer is accepted");
        self.drain_server();
        answer.to_sdp_string()
    }

    /// A server that knows nothing of the client takes the place of the old one.
    pub fn replace_server(&mut self) {
        self.server = server(self.now, self.server_address);
        self.drain_server();
    }

    pub fn sending_slot(&self) -> Mid {
        self.slot(Direction::Send)
    }

    pub fn receiving_slot(&self) -> Mid {
        self.slot(Direction::Receive)
    }

    fn slot(&self, direction: Direction) -> Mid {
        let slot = self.slots.iter().find(|slot| slot.direction == direction);
        slot.expect("such a slot").mid.clone()
    }

    /// The client sends one packet.
    pub fn client_sends(&mut self, slot: &Mid, packet: OutgoingPacket) {
        self.client.send(self.now, slot, packet).expect("the packet is sent");
        self.settle();
    }

    /// The server sends one packet on a receiving slot.
    pub fn server_sends(&mut self, slot: &Mid, timestamp: u32, payload: &[u8], format: Format) {
        let params = self.server.codec_config().params();
        let opus = params.iter().find(|params| params.spec().codec == Codec::Opus).expect("Opus");
        let payload_type: Pt = match format {
            Format::Opus => opus.pt(),
            Format::Red => opus.red().expect("RED"),
        };
        let extensions = ExtensionValues {
            audio_level: Some(-31),
            voice_activity: Some(true),
            ..ExtensionValues::default()
        };
        let sequence = self.server_sequence.into();
        self.server_sequence += 1;
        let mut api = self.server.direct_api();
        let stream = api.stream_tx_by_mid(slot.0.as_str().into(), None).expect("a stream");
        stream.write_rtp(
            RtpWrite::new(payload_type, sequence, timestamp, self.now, payload)
                .ext_vals(extensions),
        );
        self.server.handle_input(Input::Timeout(self.now)).expect("time passes");
        self.settle();
    }

    /// The server's sequence numbers jump.
    pub fn skip_sequence(&mut self, to: u64) {
        self.server_sequence = to;
    }

    /// What arrived at the client.
    pub fn packets(&self) -> Vec<&IncomingPacket> {
        let packet = |output| match output {
            &(_, Output::Packet(ref packet)) => Some(packet),
            _ => None,
        };
        self.outputs.iter().filter_map(packet).collect()
    }

    /// How often, and when first, the client said this.
    pub fn said(&self, wanted: &Output) -> (usize, Option<Duration>) {
        let mut times = self.outputs.iter().filter(|(_, output)| output == wanted);
        let first = times.next().map(|(at, _)| *at);
        (times.count() + usize::from(first.is_some()), first)
    }

    /// The client moves to other local addresses.
    pub fn client_moves(&mut self, addresses: Vec<SocketAddr>) {
        self.client.local_addresses_changed(self.now, addresses);
        self.settle();
    }

    pub fn run_for(&mut self, time: Duration) {
        let end = self.now + time;
        while self.step(end) {}
    }

    /// Runs until something holds, and fails the test after ten minutes.
    pub fn run_until(&mut self, holds: impl Fn(&Self) -> bool) {
        let end = self.now + Duration::from_secs(600);
        while !holds(self) {
            assert!(self.step(end), "it never held");
        }
    }

    /// Goes on to the next thing that happens, at most until `end`.
    fn step(&mut self, end: Instant) -> bool {
        self.settle();
        let arrival = self.flying.front().map(|datagram| datagram.at);
        let next = [arrival, self.client.deadline(), Some(self.server_deadline)];
        let next = next.into_iter().flatten().min().expect("the server has a deadline");
        if next > end {
            self.now = end;
            return false;
        }
        self.now = next;
        while self.flying.front().is_some_and(|datagram| datagram.at <= self.now) {
            let datagram = self.flying.pop_front().expect("just seen");
            self.deliver(datagram);
        }
        if self.client.deadline().is_some_and(|deadline| deadline <= self.now) {
            self.client.handle_timeout(self.now);
            self.drain_client();
        }
        if self.server_deadline <= self.now {
            self.server.handle_input(Input::Timeout(self.now)).expect("time passes");
            self.drain_server();
        }
        self.now < end
    }

    fn deliver(&mut self, datagram: Datagram) {
        let Datagram { source, destination, contents, .. } = datagram;
        if self.lost() || self.cut.contains(&source) || self.cut.contains(&destination) {
            return;
        }
        if destination == self.server_address && !self.cut_upstream {
            if let Ok(receive) = Receive::new(Protocol::Udp, source, destination, &contents) {
                let result = self.server.handle_input(Input::Receive(self.now, receive));
                result.expect("the server takes it");
            }
            self.drain_server();
        } else if destination != self.server_address {
            self.client.handle_datagram(self.now, source, destination, &contents);
            self.drain_client();
        }
    }

    fn lost(&mut self) -> bool {
        // The constants of Numerical Recipes; the high bits are random enough here.
        self.random = self.random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.random >> 16) % 100 < self.loss_percent
    }

    fn settle(&mut self) {
        self.drain_client();
        self.drain_server();
    }

    fn drain_client(&mut self) {
        while let Some(output) = self.client.poll() {
            if let Output::Transmit(transmit) = output {
                self.client_sources.push(transmit.source);
                self.fly(transmit.source, transmit.destination, transmit.contents);
            } else {
                self.outputs.push((self.now - self.start, output));
            }
        }
        let deadline = self.client.deadline();
        assert!(deadline.is_none_or(|deadline| deadline > self.now), "time must go on");
    }

    fn drain_server(&mut self) {
        // str0m may want its time-out at once; that must not stop time.
        let soonest = self.now + Duration::from_micros(1);
        loop {
            match self.server.poll_output().expect("the server works") {
                str0m::Output::Transmit(transmit) => {
                    self.fly(transmit.source, transmit.destination, transmit.contents.into());
                }
                str0m::Output::Event(Event::RtpPacket(packet)) => self.server_packets.push(packet),
                str0m::Output::Event(_) => {}
                str0m::Output::Timeout(at) => {
                    self.server_deadline = at.max(soonest);
                    return;
                }
            }
        }
    }

    fn fly(&mut self, source: SocketAddr, destination: SocketAddr, contents: Vec<u8>) {
        self.flying.push_back(Datagram { at: self.now + LATENCY, source, destination, contents });
    }
}

fn server(now: Instant, address: SocketAddr) -> Rtc {
    let mut server = RtcConfig::new()
        .clear_codecs()
        .enable_opus(true, true)
        .set_rtp_mode(true)
        .set_ice_lite(true)
        .set_dtls_version(DtlsVersion::Dtls13)
        .set_rtcp_report_interval_audio(Duration::from_secs(1))
        .build(now);
    server.add_local_candidate(Candidate::host(address, "udp").expect("a candidate"));
    server
}

/// A packet with a payload and nothing special.
pub fn packet(timestamp: u32, payload: &[u8]) -> OutgoingPacket {
    OutgoingPacket {
        timestamp,
        payload: payload.to_vec(),
        format: Format::Opus,
        audio_level: Some(-20),
        voice_activity: true,
        marker: false,
    }
}
