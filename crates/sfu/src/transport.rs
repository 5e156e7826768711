//! One client's connection: a str0m instance, its slots, and the path its media takes.

mod pictures;

use self::pictures::Pictures;
use crate::context::Context;
use crate::demultiplex::{self, Check, Packet};
use crate::feedback::Reception;
use crate::media::Media;
use crate::offer::{self, Offer};
use crate::payload::PayloadTypes;
use crate::reports::{self, Loss};
use crate::rewrite::Rewriter;
use crate::slot::Slot;
use crate::smooth::Smooth;
use crate::{Datagram, Output, Peer, TransportStatistics};
use cooee_proto::Error;
use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use str0m::media::{MediaKind, Mid};
use str0m::net::{DatagramRecv, Protocol, Receive, Transmit};
use str0m::rtp::{RtpPacket, RtpWrite, Ssrc};
use str0m::stats::MediaEgressStats;
use str0m::{Event, Input, Reason, Rtc};

/// The most addresses that one client is recognised by; the oldest goes first.
const MOST_ADDRESSES: usize = 8;
/// The shortest wait between two wakes. str0m may ask to be woken at once, again and again; one
/// transport must not hold up the others.
const TIMER_RESOLUTION: Duration = Duration::from_millis(1);
/// How fast reported losses are averaged; a second of one stream holds only 50 packets.
const LOSS_AVERAGE: Duration = Duration::from_secs(2);
/// How long the loss of the path is believed. Feedback about it comes ten times a second.
const PATH_REPORT_LIFE: Duration = Duration::from_secs(4);
/// How long a receiver report is believed. Browsers send one every 5 s or so.
const RECEIVER_REPORT_LIFE: Duration = Duration::from_secs(12);
/// How often the congestion control of a transport without pictures is looked after: it has
/// nothing to do, but asks for it every few milliseconds.
const IDLE_CONTROL: Duration = Duration::from_millis(200);
/// How often in a row str0m may ask to be woken at once.
const MOST_WAKES: usize = 200;

/// The server's side of one client's connection.
#[derive(Debug)]
pub(crate) struct Transport {
    rtc: Rtc,
    slots: BTreeMap<Mid, Slot>,
    payload_types: Option<PayloadTypes>,
    /// Once a slot can play pictures.
    pictures: Option<Pictures>,
    /// The username fragment that the client's checks name.
    fragment: String,
    /// The sources of verified checks, oldest first.
    addresses: VecDeque<SocketAddr>,
    /// Where media goes: the source of the newest verified check with USE-CANDIDATE.
    path: Option<Path>,
    state: State,
    /// When the newest authenticated packet came, or the transport was made.
    heard_at: Instant,
    /// When str0m wants to be woken.
    next_timeout: Instant,
    /// The share of packets that are lost on the way to the client, from its feedback about
    /// all packets of the transport, where it gives any.
    path_loss: Smooth,
    /// What the client is told to have lost of what it sends.
    told_losses: Vec<Loss>,
    /// The time to the client and back, as its newest report tells it.
    round_trip: Option<Duration>,
    statistics: TransportStatistics,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// ICE or DTLS is not complete. Holds when the transport was made.
    Connecting { since: Instant },
    /// Media can flow.
    Connected,
    /// The client closed the connection, or it failed for good.
    Closed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Path {
    local: SocketAddr,
    remote: SocketAddr,
}

/// What came of something that was done to a transport.
#[derive(Default)]
pub(crate) struct Outcome {
    /// The transport has just become connected.
    pub connected: bool,
    /// This address has just been verified as the client's.
    pub verified: Option<SocketAddr>,
    /// Media packets and the slots that they came on.
    pub packets: Vec<(Mid, RtpPacket)>,
    /// Receiving slots whose client asks for a key frame.
    pub key_frames: Vec<Mid>,
}

impl Transport {
    /// Makes the server's side from a client's first offer, with the SDP answer.
    pub fn connect(
        now: Instant,
        context: &Context,
        peer: Peer,
        offer: Offer,
        outputs: &mut VecDeque<Output>,
    ) -> Result<(Self, String), Error> {
        let mut transport = Self {
            rtc: context.rtc(now, peer),
            slots: BTreeMap::new(),
            payload_types: None,
            pictures: None,
            fragment: String::new(),
            addresses: VecDeque::new(),
            path: None,
            state: State::Connecting { since: now },
            heard_at: now,
            next_timeout: now,
            path_loss: Smooth::default(),
            told_losses: Vec::new(),
            round_trip: None,
            statistics: TransportStatistics::default(),
        };
        let answer = transport.accept(now, offer, outputs)?;
        Ok((transport, answer))
    }

    /// Answers an offer. Slots that exist keep what is bound to them.
    pub fn accept(
        &mut self,
        now: Instant,
        offer: Offer,
        outputs: &mut VecDeque<Output>,
    ) -> Result<String, Error> {
        let answer = self.rtc.sdp_api().accept_offer(offer.sdp).map_err(offer::refused)?;
        self.payload_types = PayloadTypes::of(self.rtc.codec_config());
        self.fragment = self.rtc.direct_api().local_ice_credentials().ufrag;
        for mid in offer.mids {
            let Some(media) = self.rtc.media(mid) else { continue };
            let is_video = media.kind() == MediaKind::Video;
            if media.disabled() {
                continue;
            }
            // str0m's direction is the server's.
            let direction = media.direction();
            let ssrc = self.rtc.direct_api().stream_tx_by_mid(mid, None).map(|tx| tx.ssrc());
            let slot = self.slots.entry(mid).or_insert_with(|| Slot {
                is_video,
                rewriter: if is_video { Rewriter::for_video() } else { Rewriter::default() },
                ..Slot::default()
            });
            slot.sends = direction.is_receiving();
            slot.receives = ssrc.filter(|_| direction.is_sending());
        }
        self.control_pictures(now);
        self.wake(now, outputs);
        Ok(offer.wishes.apply(&answer.to_sdp_string()))
    }

    /// Takes a datagram that was found to be for this transport.
    pub fn receive(
        &mut self,
        now: Instant,
        source: SocketAddr,
        destination: SocketAddr,
        contents: &[u8],
        packet: &Packet<'_>,
        outputs: &mut VecDeque<Output>,
    ) -> Outcome {
        self.statistics.datagrams_received += 1;
        self.statistics.bytes_received += contents.len() as u64;
        let Ok(parsed) = DatagramRecv::try_from(contents) else { return Outcome::default() };
        let receive = Receive { proto: Protocol::Udp, source, destination, contents: parsed };
        let input = Input::Receive(now, receive);
        let (taken, reports) = match &self.pictures {
            Some(_) => reports::overhearing(|| self.rtc.handle_input(input)),
            None => (self.rtc.handle_input(input), Vec::new()),
        };
        if let Err(error) = taken {
            // Anybody can send such a datagram under the client's address: it is no reason to
            // end the connection.
            tracing::debug!(%source, %error, "a datagram was refused");
        }
        let check = match packet {
            Packet::Check(check) => Some((check, Path { local: destination, remote: source })),
            Packet::Dtls | Packet::Media => None,
        };
        let outcome = self.drain(now, check, outputs);
        self.heed(now, reports, outputs);
        if outcome.verified.is_some() || !outcome.packets.is_empty() {
            self.heard_at = now;
        }
        outcome
    }

    /// Lets time pass.
    pub fn wake(&mut self, now: Instant, outputs: &mut VecDeque<Output>) -> Outcome {
        let outcome = self.turn(now, outputs);
        self.release(now, outputs);
        outcome
    }

    /// Lets str0m do what is due.
    fn turn(&mut self, now: Instant, outputs: &mut VecDeque<Output>) -> Outcome {
        if let Err(error) = self.rtc.handle_input(Input::Timeout(now)) {
            tracing::debug!(%error, "a transport failed");
            self.state = State::Closed;
        }
        self.drain(now, None, outputs)
    }

    /// Sends a packet to the client on a slot; returns its bytes, or `None` if it was not sent.
    pub fn send(
        &mut self,
        now: Instant,
        slot: Mid,
        media: &mut Media,
        outputs: &mut VecDeque<Output>,
    ) -> Option<usize> {
        if self.state != State::Connected {
            self.statistics.packets_dropped += 1;
            return None;
        }
        let line = self.slots.get(&slot)?;
        let is_video = media.payload.is_video();
        if is_video != line.is_video && !media.payload.is_empty() {
            return None;
        }
        if is_video {
            return self.show(now, slot, media, outputs);
        }
        self.write(now, slot, media, false, outputs)
    }

    /// Hands a packet to str0m; returns its bytes.
    fn write(
        &mut self,
        now: Instant,
        slot: Mid,
        media: &mut Media,
        begins_anew: bool,
        outputs: &mut VecDeque<Output>,
    ) -> Option<usize> {
        let slot = self.slots.get_mut(&slot)?;
        let ssrc = slot.receives?;
        if begins_anew {
            slot.rewriter.begin_anew();
        }
        let place =
            slot.rewriter.rewrite(now, media.source, media.place, media.payload.is_empty())?;
        let (payload_type, payload) = media.payload.for_player(self.payload_types?)?;
        let bytes = payload.len();
        slot.bytes_sent += bytes as u64;
        let write =
            RtpWrite::new(payload_type, place.sequence.into(), place.timestamp, now, payload)
                .marker(media.marker)
                .nackable(slot.is_video)
                .ext_vals(media.extensions.clone());
        self.rtc.direct_api().stream_tx(&ssrc)?.write_rtp(write);
        self.turn(now, outputs);
        Some(bytes)
    }

    /// Tells the client that the connection ends.
    pub fn close(&mut self, now: Instant, outputs: &mut VecDeque<Output>) {
        if self.rtc.close().is_ok() {
            self.drain(now, None, outputs);
        }
    }

    /// How the client fares with the stream that it plays on a slot.
    pub fn reception(&self, now: Instant, slot: &Mid) -> Reception {
        let Some(slot) = self.slots.get(slot) else { return Reception::default() };
        let seconds = f64::from(slot.reported_jitter) / slot.clock_rate();
        Reception {
            downlink_loss: self.path_loss.fresh(now, PATH_REPORT_LIFE),
            stream_loss: slot.reported_loss.fresh(now, RECEIVER_REPORT_LIFE),
            jitter: Duration::from_secs_f64(seconds),
        }
    }

    /// The time to the client and back, once a report told it.
    pub fn round_trip(&self) -> Option<Duration> {
        self.round_trip
    }

    /// Reports to a browser about this SSRC tell at least this loss from here on.
    pub fn tell_loss(&mut self, ssrc: Ssrc, loss: f32) {
        self.forget_told_loss(ssrc);
        self.told_losses.push(Loss::new(ssrc, loss));
    }

    /// Reports to a browser about this SSRC tell what was lost on its way to the server.
    pub fn forget_told_loss(&mut self, ssrc: Ssrc) {
        self.told_losses.retain(|told| told.ssrc != ssrc);
    }

    /// Polls str0m until it has nothing to do.
    fn drain(
        &mut self,
        now: Instant,
        check: Option<(&Check<'_>, Path)>,
        outputs: &mut VecDeque<Output>,
    ) -> Outcome {
        let mut outcome = Outcome::default();
        let mut wakes = 0;
        loop {
            match reports::telling(&mut self.told_losses, || self.rtc.poll_output()) {
                // After each packet that is paced str0m asks to be woken for the next.
                Ok(str0m::Output::Timeout(at)) if at <= now && wakes < MOST_WAKES => {
                    wakes += 1;
                    if self.rtc.handle_input(Input::Timeout(now)).is_err() {
                        self.state = State::Closed;
                        break;
                    }
                }
                Ok(str0m::Output::Timeout(at)) => {
                    let least = match self.rtc.last_timeout_reason() {
                        Reason::Pacer(_)
                        | Reason::BweDelayControl
                        | Reason::BweProbeControl
                        | Reason::BweProbeEstimator
                            if self.pictures.is_none() =>
                        {
                            IDLE_CONTROL
                        }
                        _ => TIMER_RESOLUTION,
                    };
                    self.next_timeout = at.max(now + least);
                    break;
                }
                Ok(str0m::Output::Transmit(transmit)) => {
                    if let Some((check, path)) = check
                        && demultiplex::accepts(&transmit.contents, check)
                    {
                        self.verify(check, path);
                        outcome.verified = Some(path.remote);
                    }
                    if let Some(pictures) = &mut self.pictures {
                        pictures.brake.sent(now, &transmit.contents, pictures.extension);
                    }
                    outputs.push_back(Output::Transmit(self.address(transmit)));
                }
                Ok(str0m::Output::Event(event)) => self.note(now, event, &mut outcome),
                Err(error) => {
                    tracing::debug!(%error, "a transport failed");
                    self.state = State::Closed;
                    break;
                }
            }
        }
        if !self.rtc.is_alive() {
            self.state = State::Closed;
        }
        outcome
    }

    fn note(&mut self, now: Instant, event: Event, outcome: &mut Outcome) {
        match event {
            Event::Connected => {
                self.state = State::Connected;
                outcome.connected = true;
            }
            Event::Closed => self.state = State::Closed,
            Event::RtpPacket(packet) => {
                let mut api = self.rtc.direct_api();
                if let Some(stream) = api.stream_rx(&packet.header.ssrc) {
                    outcome.packets.push((stream.mid(), packet));
                }
            }
            Event::KeyframeRequest(request) => outcome.key_frames.push(request.mid),
            Event::PeerStats(statistics) => {
                self.round_trip = statistics.rtt.or(self.round_trip);
                if let Some(loss) = statistics.egress_loss_fraction {
                    self.path_loss.follow(now, loss, LOSS_AVERAGE, LOSS_AVERAGE);
                }
            }
            Event::MediaEgressStats(statistics) => self.note_report(now, &statistics),
            Event::MediaIngressStats(statistics) => {
                self.round_trip = statistics.rtt.or(self.round_trip);
                if let Some(slot) = self.slots.get_mut(&statistics.mid) {
                    slot.arrival_jitter = statistics.jitter;
                }
            }
            // str0m's own idea of the connection's health is slower than ours and moves media
            // by candidate priority; see `address`.
            _ => {}
        }
    }

    /// Takes what the client last reported of a slot.
    fn note_report(&mut self, now: Instant, statistics: &MediaEgressStats) {
        self.round_trip = statistics.rtt.or(self.round_trip);
        let Some(slot) = self.slots.get_mut(&statistics.mid) else { return };
        let (Some(loss), Some(remote)) = (statistics.loss, &statistics.remote) else { return };
        slot.reported_loss.follow(now, loss, LOSS_AVERAGE, LOSS_AVERAGE);
        slot.reported_jitter = remote.jitter;
    }

    /// A check proved to be the client's.
    fn verify(&mut self, check: &Check<'_>, path: Path) {
        if check.nominates {
            self.path = Some(path);
        }
    }

    /// Sends all but STUN on the path that the client nominated last. str0m would keep to the
    /// nominated pair of the highest priority, even where that is dead and the client has moved.
    fn address(&mut self, transmit: Transmit) -> Datagram {
        let mut datagram = Datagram {
            source: transmit.source,
            destination: transmit.destination,
            contents: transmit.contents.into(),
        };
        if let Some(path) = self.path
            && !demultiplex::is_stun(&datagram.contents)
        {
            datagram.source = path.local;
            datagram.destination = path.remote;
        }
        self.statistics.datagrams_sent += 1;
        self.statistics.bytes_sent += datagram.contents.len() as u64;
        datagram
    }

    /// Remembers a verified address; returns one that is forgotten for it.
    pub fn add_address(&mut self, address: SocketAddr) -> Option<SocketAddr> {
        self.addresses.retain(|known| *known != address);
        self.addresses.push_back(address);
        if self.addresses.len() > MOST_ADDRESSES { self.addresses.pop_front() } else { None }
    }

    /// The client's verified addresses.
    pub fn addresses(&self) -> impl Iterator<Item = SocketAddr> + '_ {
        self.addresses.iter().copied()
    }

    /// The username fragment that the client's checks name.
    pub fn fragment(&self) -> &str {
        &self.fragment
    }

    /// The negotiated payload types.
    pub fn payload_types(&self) -> Option<PayloadTypes> {
        self.payload_types
    }

    /// A slot by its name.
    pub fn slot(&mut self, mid: &Mid) -> Option<&mut Slot> {
        self.slots.get_mut(mid)
    }

    /// All slots.
    pub fn slots(&self) -> impl Iterator<Item = (&Mid, &Slot)> {
        self.slots.iter()
    }

    /// Whether media can flow.
    pub fn is_connected(&self) -> bool {
        self.state == State::Connected
    }

    /// Whether the connection has ended.
    pub fn is_closed(&self) -> bool {
        self.state == State::Closed
    }

    /// When something must be done at the latest, given how long silence is borne.
    pub fn deadline(&self, silence: Duration) -> Instant {
        let release_at = self.pictures.as_ref().and_then(|pictures| pictures.release_at);
        let next = self.next_timeout.min(self.dead_at(silence));
        release_at.map_or(next, |at| at.min(next))
    }

    /// When the transport counts as dead unless something is heard: without authenticated
    /// packets, or without completing ICE and DTLS, for too long.
    pub fn dead_at(&self, silence: Duration) -> Instant {
        match self.state {
            State::Connecting { since } => since + silence,
            State::Connected => self.heard_at + silence,
            State::Closed => self.heard_at,
        }
    }

    /// The counters.
    pub fn statistics(&self, now: Instant) -> TransportStatistics {
        TransportStatistics {
            remote_address: self.path.map(|path| path.remote),
            silent_for: now.saturating_duration_since(self.heard_at),
            ..self.statistics
        }
    }
}
