//! The transport machine.

use crate::answer::{self, Expected, Server};
use crate::bandwidth::Bandwidth;
use crate::configuration::{self, PayloadTypes};
use crate::packet::Format;
use crate::slots::Slots;
use crate::statistics::Meter;
use crate::{
    Direction, Error, IncomingPacket, Offer, OfferKind, OutgoingPacket, Output, Slot, Statistics,
    Transmit, red,
};
use cooee_proto::Mid;
use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use str0m::change::SdpPendingOffer;
use str0m::media::{Direction as MediaDirection, MediaKind};
use str0m::net::{self, Protocol, Receive};
use str0m::rtp::rtcp::Rtcp;
use str0m::rtp::{ExtensionValues, RawPacket, RtpPacket, RtpWrite};
use str0m::{Candidate, Event, IceConnectionState, Input, Rtc};

/// What a transport is made with.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// The addresses of the local UDP sockets: host candidates. May be empty and follow with
    /// `local_addresses_changed`. Addresses that nobody can send from, such as 0.0.0.0, are
    /// ignored.
    pub local_addresses: Vec<SocketAddr>,
}

/// One WebRTC connection to the server.
///
/// # Order
///
/// `Initial` offer → its answer → any number of `Grow` and `RestartIce` offers, one at a time.
/// Everything else may be called at any time; what cannot be done is an error value.
///
/// # A lost path
///
/// ICE checks the path 1.25 times a second and gives it up after 2.3 to 3.1 s without an answer:
/// that is [`Output::Disconnected`], unless something still arrives. Then it takes three such
/// rounds: on a very lossy path all checks of one may be lost. The transport goes on looking
/// for a path from every local address, so a path that comes back is found without an ICE
/// restart; a restart is what makes the *server* send to a new address at once. An owner that
/// wants to act sooner watches [`Transport::last_heard`] and says [`Transport::doubt_path`].
pub struct Transport {
    rtc: Rtc,
    state: State,
    path: Path,
    /// How often ICE gave up the path since it last had one.
    rounds_lost: u32,
    local_addresses: Vec<SocketAddr>,
    slots: Slots,
    pending: Option<Pending>,
    server: Option<Server>,
    payload_types: PayloadTypes,
    meter: Meter,
    bandwidth: Bandwidth,
    last_packet_received: Option<Instant>,
    /// When the newest datagram came from the server, whatever it was.
    last_heard: Option<Instant>,
    /// When the newest media packet was sent or received.
    last_media: Option<Instant>,
    deadline: Option<Instant>,
    outputs: VecDeque<Output>,
}

/// How far the connection got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// No answer yet.
    New,
    /// ICE and DTLS are at work for the first time.
    Connecting,
    /// Keys are agreed.
    Secured,
    /// It ended.
    Closed,
}

/// What is known of the way to the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Path {
    /// ICE has a pair of addresses that works.
    Found,
    /// So it has, but the owner heard nothing of the server for too long.
    Doubted,
    /// ICE has none, or none any more.
    Missing,
}

/// An offer that is not answered yet.
struct Pending {
    changes: SdpPendingOffer,
    slots: Vec<Slot>,
    restarts_ice: bool,
}

/// While something came within this time, a path that ICE gave up may only be lossy.
const ALIVE: Duration = Duration::from_secs(1);
/// So often in a row ICE gives up a path that something still arrives on, before it is believed: the
/// way to the server may be dead while the way back is not.
const ROUNDS_DOUBTED: u32 = 3;
/// str0m may ask for the next time-out at once; after so many in a row it has to wait for
/// [`TIMER_RESOLUTION`], so that a fault there cannot stop time.
const TIMEOUTS_AT_ONCE: usize = 8;
/// The shortest wait that [`Transport::deadline`] asks for.
const TIMER_RESOLUTION: Duration = Duration::from_millis(1);
/// RTCP reports are sent until so long after the newest media packet. str0m makes them for ever,
/// but an idle client's would tell the server nothing, at a cost for each.
const REPORTS_AFTER_MEDIA: Duration = Duration::from_secs(5);
/// What SRTP (RFC 7714), UDP and IPv4 add to a packet, in bytes.
const OVERHEAD: usize = 16 + 8 + 20;
/// str0m sends one check per call and spaces them by 50 ms; so many first checks are sent
/// together, so that a client with several interfaces does not wait for the right one.
const FIRST_CHECKS_AT_ONCE: usize = 16;

impl Transport {
    /// A transport that has not offered yet.
    pub fn new(now: Instant, config: Config) -> Self {
        let rtc = configuration::webrtc().build(now);
        let mut transport = Self {
            payload_types: PayloadTypes::of(&rtc),
            rtc,
            state: State::New,
            path: Path::Missing,
            rounds_lost: 0,
            local_addresses: Vec::new(),
            slots: Slots::default(),
            pending: None,
            server: None,
            meter: Meter::default(),
            bandwidth: Bandwidth::new(now),
            last_packet_received: None,
            last_heard: None,
            last_media: None,
            deadline: None,
            outputs: VecDeque::new(),
        };
        transport.local_addresses_changed(now, config.local_addresses);
        transport
    }

    /// Makes an offer. Only one offer may be unanswered at a time: a second one is refused
    /// with [`Error::OfferPending`] and leaves the first as it was.
    pub fn offer(&mut self, now: Instant, kind: OfferKind) -> Result<Offer, Error> {
        self.check_offer(kind)?;
        let restarts_ice = kind == OfferKind::RestartIce;
        let mut slots = Vec::new();
        let mut api = self.rtc.sdp_api();
        match kind {
            OfferKind::Initial { send, receive } | OfferKind::Grow { send, receive } => {
                let sending =
                    std::iter::repeat_n((Direction::Send, MediaDirection::SendOnly), send);
                let receiving = (Direction::Receive, MediaDirection::RecvOnly);
                for (direction, media) in sending.chain(std::iter::repeat_n(receiving, receive)) {
                    let mid = api.add_media(MediaKind::Audio, media, None, None, None);
                    slots.push(Slot { mid: Mid(mid.to_string()), direction });
                }
            }
            OfferKind::RestartIce => {
                // The candidates are given again after the answer; before, they would be
                // checked with the old credentials.
                api.ice_restart(false);
            }
        }
        let (offer, changes) = api.apply().ok_or(Error::NoSlots)?;
        self.pending = Some(Pending { changes, slots: slots.clone(), restarts_ice });
        self.advance(now);
        Ok(Offer { sdp: offer.to_sdp_string(), slots })
    }

    /// Applies the server's answer to the pending offer. A bad answer is an error, rolls the
    /// offer back and changes nothing else.
    pub fn accept_answer(&mut self, now: Instant, sdp: &str) -> Result<(), Error> {
        if self.state == State::Closed {
            return Err(Error::Closed);
        }
        let pending = self.pending.take().ok_or(Error::NoOfferPending)?;
        let all_slots = [self.slots.offered(), &pending.slots].concat();
        let expected = Expected {
            slots: &all_slots,
            server: self.server.as_ref(),
            restarts_ice: pending.restarts_ice,
        };
        let (answer, server) = answer::check(sdp, &expected).map_err(Error::Answer)?;

        if let Err(error) = self.rtc.sdp_api().accept_answer(pending.changes, answer) {
            // What could be wrong was checked before, so it is unknown how far str0m came.
            self.end();
            return Err(Error::Answer(error.to_string()));
        }
        self.server = Some(server);
        self.drop_unused_senders(&pending.slots);
        self.slots.add(pending.slots);
        self.payload_types = PayloadTypes::of(&self.rtc);
        if pending.restarts_ice {
            for address in self.local_addresses.clone() {
                self.add_candidate(address);
            }
        }
        if self.state == State::New {
            self.state = State::Connecting;
        }
        self.advance(now);
        self.check_paths(now);
        Ok(())
    }

    /// Forgets the pending offer, which the server refused or never saw; its slots never
    /// existed. Where the server may have applied it and only the answer was lost, send the
    /// same offer again instead: the server's lines would no longer match a different one.
    pub fn rollback(&mut self) {
        self.pending = None;
    }

    /// Takes a datagram that a local socket received. `destination` is that socket's address.
    /// What cannot be understood is ignored.
    pub fn handle_datagram(
        &mut self,
        now: Instant,
        source: SocketAddr,
        destination: SocketAddr,
        contents: &[u8],
    ) {
        if self.state == State::Closed {
            return;
        }
        self.meter.received(contents.len());
        let Ok(receive) = Receive::new(Protocol::Udp, source, destination, contents) else {
            return;
        };
        self.feed(now, Input::Receive(now, receive));
        if self.server.as_ref().is_some_and(|server| server.is_at(source)) {
            self.heard(now);
        }
        if self.deadline.is_some_and(|deadline| deadline <= now) {
            self.advance(now);
        }
    }

    /// The owner heard nothing for too long: [`Output::Disconnected`] follows, and
    /// [`Output::Connected`] as soon as anything comes from the server again. Meanwhile the path
    /// goes on being used, since it may be the way back alone that is dead. Without a path this
    /// does nothing.
    pub fn doubt_path(&mut self) {
        if self.state == State::Secured && self.path == Path::Found {
            self.path = Path::Doubted;
            self.outputs.push_back(Output::Disconnected);
        }
    }

    fn heard(&mut self, now: Instant) {
        self.last_heard = Some(now);
        if self.path == Path::Doubted {
            self.path_found();
        }
    }

    /// Tells that the time of [`Transport::deadline`] has come.
    pub fn handle_timeout(&mut self, now: Instant) {
        self.advance(now);
    }

    /// Replaces the set of local addresses, after the network changed. Follow with an offer of
    /// [`OfferKind::RestartIce`], so that the server moves to a new one at once.
    pub fn local_addresses_changed(&mut self, now: Instant, addresses: Vec<SocketAddr>) {
        if self.state == State::Closed {
            return;
        }
        let before = std::mem::replace(&mut self.local_addresses, addresses);
        if before != self.local_addresses {
            self.bandwidth.path_changed();
        }
        for address in self.local_addresses.clone() {
            if !before.contains(&address) {
                self.add_candidate(address);
            }
        }
        for address in before {
            if !self.local_addresses.contains(&address) {
                self.remove_candidate(address);
            }
        }
        self.advance(now);
        self.check_paths(now);
    }

    /// Sends a media packet on a sending slot. The transport numbers the packets.
    pub fn send(&mut self, now: Instant, slot: &Mid, packet: OutgoingPacket) -> Result<(), Error> {
        match self.state {
            State::Closed => return Err(Error::Closed),
            State::New | State::Connecting => return Err(Error::NotConnected),
            State::Secured => {}
        }
        let PayloadTypes { opus, red } = self.payload_types;
        let mut payload = packet.payload;
        let payload_type = match packet.format {
            Format::Opus => opus,
            Format::Red => {
                red::set_payload_type(&mut payload, *opus);
                red.ok_or_else(|| Error::FormatNotNegotiated { mid: slot.clone(), format: "RED" })?
            }
        };
        let extensions = ExtensionValues {
            audio_level: packet.audio_level.map(|level| level.clamp(-127, 0)),
            voice_activity: Some(packet.voice_activity),
            ..ExtensionValues::default()
        };
        let sending = self.slots.sending(slot)?;
        let mid = sending.mid;
        let mut api = self.rtc.direct_api();
        let stream = api.stream_tx_by_mid(mid, None).ok_or(Error::NotASendingSlot(slot.clone()))?;
        let write =
            RtpWrite::new(payload_type, sending.next_sequence(), packet.timestamp, now, payload)
                .marker(packet.marker)
                .ext_vals(extensions);
        stream.write_rtp(write);
        self.meter.packet_sent();
        self.last_media = Some(now);
        self.advance(now);
        Ok(())
    }

    /// Tells the server that the connection ends. Drain [`Transport::poll`] once more; no
    /// `Closed` comes for what the owner asked for.
    pub fn close(&mut self, now: Instant) {
        if self.state == State::Closed {
            return;
        }
        if self.rtc.close().is_ok() {
            self.advance(now);
        }
        self.end();
    }

    /// The next output; drain until `None` after every call that takes `now`.
    pub fn poll(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// When [`Transport::handle_timeout`] is due; `None` if never.
    pub fn deadline(&self) -> Option<Instant> {
        self.deadline
    }

    /// Whether media can flow, as far as is known.
    pub fn is_connected(&self) -> bool {
        self.state == State::Secured && self.path != Path::Missing
    }

    /// When the newest media packet arrived.
    pub fn last_packet_received(&self) -> Option<Instant> {
        self.last_packet_received
    }

    /// When anything came from the server's addresses last: media, reports on what is sent, or
    /// answers to the checks of the path, of which there are 1.25 a second. `None` where there is
    /// no path, or one that is doubted. Food for a watchdog that notices a dead path long before
    /// ICE does; nobody vouches for these datagrams.
    pub fn last_heard(&self) -> Option<Instant> {
        let settled = self.state == State::Secured && self.path == Path::Found;
        self.last_heard.filter(|_| settled)
    }

    /// What fits through to the server, in bits per second with all headers, by the feedback on
    /// each packet, which comes about 20 times a second; a careful guess before the first of it.
    /// `None` if nothing limits it, or the server sends no feedback.
    pub fn bits_per_second(&self) -> Option<u32> {
        self.bandwidth.bits_per_second()
    }

    /// Whether packets queued on the way to the server in the last second because more was sent
    /// than fits through.
    pub fn is_congested(&self) -> bool {
        self.bandwidth.is_congested()
    }

    /// What was measured.
    pub fn statistics(&self) -> Statistics {
        self.meter.statistics()
    }

    fn check_offer(&self, kind: OfferKind) -> Result<(), Error> {
        if self.state == State::Closed {
            return Err(Error::Closed);
        }
        if self.pending.is_some() {
            return Err(Error::OfferPending);
        }
        match (kind, self.state) {
            (OfferKind::Initial { .. }, State::New) => Ok(()),
            (OfferKind::Initial { .. }, _) => Err(Error::AlreadyNegotiated),
            (OfferKind::Grow { .. } | OfferKind::RestartIce, State::New) => {
                Err(Error::NotNegotiated)
            }
            (OfferKind::Grow { .. } | OfferKind::RestartIce, _) => Ok(()),
        }
    }

    /// Lets time pass in str0m and takes what it puts out. Everything that changes str0m ends
    /// with this: it puts nothing out without a time-out input.
    fn advance(&mut self, now: Instant) {
        for _ in 0..TIMEOUTS_AT_ONCE {
            self.feed(now, Input::Timeout(now));
            // Some things str0m wants to do at once, but with a call of their own.
            if self.deadline.is_none_or(|deadline| deadline > now) {
                return;
            }
        }
        self.deadline = Some(now + TIMER_RESOLUTION);
    }

    fn feed(&mut self, now: Instant, input: Input) {
        if let Err(error) = self.rtc.handle_input(input) {
            // Anyone can send a datagram that looks like DTLS; only str0m knows if it hurt.
            tracing::debug!(%error, "input refused");
        }
        self.drain(now);
    }

    fn drain(&mut self, now: Instant) {
        while self.rtc.is_alive() && self.state != State::Closed {
            match self.rtc.poll_output() {
                Ok(str0m::Output::Transmit(transmit)) => {
                    self.transmit(now, transmit);
                }
                Ok(str0m::Output::Event(event)) => self.handle_event(now, event),
                Ok(str0m::Output::Timeout(at)) => {
                    self.deadline = Some(at);
                    return;
                }
                Err(error) => {
                    tracing::warn!(%error, "the transport failed");
                    break;
                }
            }
        }
        self.fail();
    }

    fn transmit(&mut self, now: Instant, transmit: net::Transmit) {
        // An address that went away has no socket.
        let has_socket = self.local_addresses.contains(&transmit.source);
        let idle = self.last_media.is_none_or(|last| now > last + REPORTS_AFTER_MEDIA);
        if has_socket && !(idle && is_rtcp(&transmit.contents)) {
            self.meter.sent(transmit.contents.len());
            self.outputs.push_back(Output::Transmit(Transmit {
                source: transmit.source,
                destination: transmit.destination,
                contents: transmit.contents.into(),
            }));
        }
    }

    fn handle_event(&mut self, now: Instant, event: Event) {
        match event {
            Event::Connected => {
                self.state = State::Secured;
                if self.path == Path::Found {
                    self.outputs.push_back(Output::Connected);
                }
            }
            Event::IceConnectionStateChange(state) => match state {
                IceConnectionState::Connected | IceConnectionState::Completed => self.path_found(),
                IceConnectionState::Disconnected => self.path_lost(now),
                IceConnectionState::New | IceConnectionState::Checking => {}
            },
            Event::RtpPacket(packet) => self.handle_packet(packet),
            Event::RawPacket(packet) => self.handle_raw_packet(now, *packet),
            Event::PeerStats(statistics) => self.meter.peer(&statistics),
            Event::MediaEgressStats(statistics) => self.meter.egress(&statistics),
            Event::Closed => self.fail(),
            _ => {}
        }
    }

    fn handle_raw_packet(&mut self, now: Instant, packet: RawPacket) {
        match packet {
            RawPacket::RtpTx(header, packet) => {
                if let Some(sequence) = header.ext_vals.transport_cc {
                    self.bandwidth.sent(now, sequence, packet.len() + OVERHEAD);
                }
            }
            RawPacket::RtcpRx(Rtcp::Twcc(feedback)) => {
                let newest = self.bandwidth.newest().into();
                let packets = feedback.into_iter(self.bandwidth.start(), newest);
                let packets = packets.map(|(sequence, _, arrived)| (*sequence, arrived));
                self.bandwidth.feedback(packets);
            }
            _ => {}
        }
    }

    fn path_found(&mut self) {
        self.rounds_lost = 0;
        if self.path != Path::Found {
            self.path = Path::Found;
            if self.state == State::Secured {
                self.outputs.push_back(Output::Connected);
            }
        }
    }

    fn path_lost(&mut self, now: Instant) {
        // ICE forgot the pairs that failed; naming the server's addresses again makes it try
        // them again, and again end here if they fail.
        let candidates = self.server.iter().flat_map(|server| server.candidates.clone());
        for candidate in candidates.collect::<Vec<_>>() {
            self.rtc.add_remote_candidate(candidate);
        }
        self.rounds_lost += 1;
        // Media, or reports on what is sent.
        let alive = self.last_heard.is_some_and(|last| now < last + ALIVE);
        let has_network = !self.local_addresses.is_empty();
        let may_only_be_lossy = alive && has_network && self.rounds_lost < ROUNDS_DOUBTED;
        if !may_only_be_lossy {
            let before = std::mem::replace(&mut self.path, Path::Missing);
            if self.state == State::Secured && before == Path::Found {
                self.outputs.push_back(Output::Disconnected);
            }
        }
    }

    fn handle_packet(&mut self, packet: RtpPacket) {
        let PayloadTypes { opus, red } = self.payload_types;
        let header = &packet.header;
        let format = match header.payload_type {
            payload_type if payload_type == opus => Format::Opus,
            payload_type if Some(payload_type) == red => Format::Red,
            _ => return,
        };
        let mut api = self.rtc.direct_api();
        let Some(stream) = api.stream_rx(&header.ssrc) else { return };
        let Some(mid) = self.slots.receiving(stream.mid()) else { return };
        self.meter.packet_received();
        self.last_packet_received = Some(packet.timestamp);
        self.last_media = Some(packet.timestamp);
        if packet.payload.is_empty() {
            return;
        }
        self.outputs.push_back(Output::Packet(IncomingPacket {
            mid,
            sequence: *packet.seq_no,
            timestamp: header.timestamp,
            payload: packet.payload.to_vec(),
            format,
            audio_level: header.ext_vals.audio_level,
            voice_activity: header.ext_vals.voice_activity,
            marker: header.marker,
            arrived: packet.timestamp,
        }));
    }

    /// str0m makes a sender for every line of its own and reports on it, even if the line only
    /// receives.
    fn drop_unused_senders(&mut self, slots: &[Slot]) {
        let mut api = self.rtc.direct_api();
        for slot in slots.iter().filter(|slot| slot.direction == Direction::Receive) {
            let stream = api.stream_tx_by_mid(slot.mid.0.as_str().into(), None);
            if let Some(ssrc) = stream.map(|stream| stream.ssrc()) {
                api.remove_stream_tx(ssrc);
            }
        }
    }

    /// Sends the first check of every pair of addresses without str0m's pauses between them.
    fn check_paths(&mut self, now: Instant) {
        let remote = self.server.as_ref().map_or(0, |server| server.candidates.len());
        let pairs = self.local_addresses.len() * remote;
        for _ in 1..pairs.min(FIRST_CHECKS_AT_ONCE) {
            self.advance(now);
        }
    }

    fn add_candidate(&mut self, address: SocketAddr) {
        match Candidate::host(address, Protocol::Udp) {
            Ok(candidate) => {
                self.rtc.add_local_candidate(candidate);
            }
            Err(error) => tracing::debug!(%address, %error, "local address ignored"),
        }
    }

    fn remove_candidate(&mut self, address: SocketAddr) {
        if let Ok(candidate) = Candidate::host(address, Protocol::Udp) {
            self.rtc.direct_api().invalidate_candidate(&candidate);
        }
    }

    /// Ends the connection by no wish of the owner.
    fn fail(&mut self) {
        if self.state != State::Closed {
            self.end();
            self.outputs.push_back(Output::Closed);
        }
    }

    fn end(&mut self) {
        self.state = State::Closed;
        self.path = Path::Missing;
        self.pending = None;
        self.deadline = None;
        self.rtc.disconnect();
    }
}

/// Whether a datagram of a WebRTC connection is RTCP (RFC 5761, section 4, and RFC 7983).
fn is_rtcp(datagram: &[u8]) -> bool {
    matches!(datagram, [128..=191, 192..=223, ..])
}
