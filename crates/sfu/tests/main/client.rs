//! A client made of str0m alone.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use str0m::change::{SdpAnswer, SdpPendingOffer};
use str0m::config::DtlsVersion;
use str0m::format::Codec;
use str0m::media::{Direction, KeyframeRequestKind, MediaKind, Mid};
use str0m::net::{DatagramRecv, Protocol, Receive};
use str0m::rtp::{ExtensionValues, RtpPacket, RtpWrite};
use str0m::{Candidate, Event, Input, Output, Rtc, RtcConfig};

/// What distinguishes one client from another.
#[derive(Clone, Copy)]
pub struct Kind {
    pub dtls: DtlsVersion,
    pub red: bool,
    /// Whether candidates stand in the offer.
    pub gathers_first: bool,
}

impl Kind {
    pub const NATIVE: Self = Self { dtls: DtlsVersion::Dtls13, red: true, gathers_first: false };
    pub const BROWSER: Self = Self { dtls: DtlsVersion::Dtls12, red: true, gathers_first: true };
    pub const WITHOUT_RED: Self =
        Self { dtls: DtlsVersion::Dtls12, red: false, gathers_first: false };
}

/// A datagram with its ends.
pub struct Datagram {
    pub source: SocketAddr,
    pub destination: SocketAddr,
    pub contents: Vec<u8>,
}

pub struct Client {
    pub rtc: Rtc,
    /// Of its network interfaces, the preferred first.
    pub addresses: Vec<SocketAddr>,
    pub sending: Vec<Mid>,
    pub receiving: Vec<Mid>,
    /// Lines of pictures.
    pub sending_video: Vec<Mid>,
    pub receiving_video: Vec<Mid>,
    pub received: Vec<(Mid, RtpPacket)>,
    pub transmits: VecDeque<Datagram>,
    pub connected_at: Option<Instant>,
    pub closed: bool,
    /// What the server reported to have lost of what it sends, with the time.
    pub reported_losses: Vec<(Instant, f32)>,
    /// Round trips that followed from the reports.
    pub round_trips: Vec<Duration>,
    /// When the server asked for a key frame.
    pub key_frames_asked: Vec<Instant>,
    /// Datagrams that it could not take.
    pub refused: usize,
    pub deadline: Instant,
    pending: Option<SdpPendingOffer>,
    next_sequence: u64,
    next_video_sequence: u64,
    gathers_first: bool,
}

impl Client {
    pub fn new(now: Instant, address: SocketAddr, kind: Kind) -> Self {
        let mut config = RtcConfig::new();
        // As Cooee's own client: a dead path is noticed after seconds.
        config.set_initial_stun_rto(Duration::from_millis(200));
        config.set_max_stun_rto(Duration::from_millis(1000));
        config.set_max_stun_retransmits(4);
        let rtc = config
            .set_rtp_mode(true)
            .set_stats_interval(Some(Duration::from_secs(1)))
            .set_rtcp_report_interval_audio(Duration::from_secs(1))
            .set_dtls_version(kind.dtls)
            .clear_codecs()
            .enable_opus(true, kind.red)
            .enable_vp8(true)
            .build(now);
        Self {
            rtc,
            addresses: vec![address],
            sending: Vec::new(),
            receiving: Vec::new(),
            sending_video: Vec::new(),
            receiving_video: Vec::new(),
            received: Vec::new(),
            transmits: VecDeque::new(),
            connected_at: None,
            closed: false,
            reported_losses: Vec::new(),
            round_trips: Vec::new(),
            key_frames_asked: Vec::new(),
            refused: 0,
            deadline: now,
            pending: None,
            next_sequence: 1000,
            next_video_sequence: 5000,
            gathers_first: kind.gathers_first,
        }
    }

    /// An offer with further slots.
    pub fn offer(&mut self, send: usize, receive: usize) -> String {
        if self.gathers_first {
            self.gather();
        }
        let mut api = self.rtc.sdp_api();
        for _ in 0..send {
            let mid = api.add_media(MediaKind::Audio, Direction::SendOnly, None, None, None);
            self.sending.push(mid);
        }
        for _ in 0..receive {
            let mid = api.add_media(MediaKind::Audio, Direction::RecvOnly, None, None, None);
            self.receiving.push(mid);
        }
        let (offer, pending) = api.apply().expect("there are changes");
        self.pending = Some(pending);
        offer.to_sdp_string()
    }

    /// An offer with further lines of pictures.
    pub fn offer_video(&mut self, send: usize, receive: usize) -> String {
        let mut api = self.rtc.sdp_api();
        for _ in 0..send {
            let mid = api.add_media(MediaKind::Video, Direction::SendOnly, None, None, None);
            self.sending_video.push(mid);
        }
        for _ in 0..receive {
            let mid = api.add_media(MediaKind::Video, Direction::RecvOnly, None, None, None);
            self.receiving_video.push(mid);
        }
        let (offer, pending) = api.apply().expect("there are changes");
        self.pending = Some(pending);
        offer.to_sdp_string()
    }

    /// Sends a packet of a picture on a sending line.
    pub fn send_video(
        &mut self,
        now: Instant,
        slot: usize,
        timestamp: u32,
        payload: &[u8],
        is_last: bool,
    ) {
        let sequence = self.next_video_sequence;
        self.next_video_sequence += 1;
        let vp8 = self.rtc.codec_config().find(|params| params.spec().codec == Codec::Vp8);
        let payload_type = vp8.expect("VP8 is configured").pt();
        let mid = self.sending_video[slot];
        let write = RtpWrite::new(payload_type, sequence.into(), timestamp, now, payload)
            .marker(is_last)
            .nackable(true);
        let mut api = self.rtc.direct_api();
        api.stream_tx_by_mid(mid, None).expect("a sending line").write_rtp(write);
        self.wake(now);
    }

    /// Asks the server for a key frame of what comes on a line.
    pub fn ask_key_frame(&mut self, now: Instant, slot: usize) {
        let mid = self.receiving_video[slot];
        let mut api = self.rtc.direct_api();
        let stream = api.stream_rx_by_mid(mid, None).expect("a receiving line");
        stream.request_keyframe(KeyframeRequestKind::Pli);
        self.wake(now);
    }

    /// An offer that restarts ICE from another local address.
    pub fn restart_ice(&mut self, address: SocketAddr) -> String {
        self.addresses = vec![address];
        let mut api = self.rtc.sdp_api();
        api.ice_restart(false);
        let (offer, pending) = api.apply().expect("there are changes");
        self.pending = Some(pending);
        offer.to_sdp_string()
    }

    pub fn accept(&mut self, now: Instant, answer: &str) {
        let answer = SdpAnswer::from_sdp_string(answer).expect("an answer");
        let pending = self.pending.take().expect("an offer was made");
        self.rtc.sdp_api().accept_answer(pending, answer).expect("a fitting answer");
        self.gather();
        self.wake(now);
    }

    fn gather(&mut self) {
        for address in &self.addresses {
            let candidate = Candidate::host(*address, "udp").expect("a host candidate");
            self.rtc.add_local_candidate(candidate);
        }
    }

    /// Sends a packet on a sending slot, with the next sequence number.
    pub fn send(&mut self, now: Instant, slot: usize, timestamp: u32, payload: &[u8], red: bool) {
        let sequence = self.next_sequence;
        self.next_sequence += 1;
        self.send_at(now, slot, sequence, timestamp, payload, red);
    }

    pub fn skip_sequence(&mut self, count: u64) {
        self.next_sequence += count;
    }

    pub fn send_at(
        &mut self,
        now: Instant,
        slot: usize,
        sequence: u64,
        timestamp: u32,
        payload: &[u8],
        red: bool,
    ) {
        let opus = self.rtc.codec_config().find(|params| params.spec().codec == Codec::Opus);
        let opus = *opus.expect("Opus is configured");
        let payload_type = if red { opus.red().expect("RED was negotiated") } else { opus.pt() };
        let mid = self.sending[slot];
        let extensions = ExtensionValues {
            audio_level: Some(-30),
            voice_activity: Some(true),
            ..ExtensionValues::default()
        };
        let write = RtpWrite::new(payload_type, sequence.into(), timestamp, now, payload)
            .ext_vals(extensions)
            .marker(sequence % 2 == 1);
        let mut api = self.rtc.direct_api();
        api.stream_tx_by_mid(mid, None).expect("a sending line").write_rtp(write);
        self.wake(now);
    }

    pub fn wake(&mut self, now: Instant) {
        self.rtc.handle_input(Input::Timeout(now)).expect("time passes");
        self.drain(now);
    }

    pub fn receive(&mut self, now: Instant, datagram: &Datagram) {
        let Ok(contents) = DatagramRecv::try_from(datagram.contents.as_slice()) else { return };
        let receive = Receive {
            proto: Protocol::Udp,
            source: datagram.source,
            destination: datagram.destination,
            contents,
        };
        let input = Input::Receive(now, receive);
        if self.rtc.accepts(&input) {
            self.rtc.handle_input(input).expect("the server sends well-formed datagrams");
            self.drain(now);
        } else {
            self.refused += 1;
        }
    }

    fn drain(&mut self, now: Instant) {
        loop {
            let Ok(output) = self.rtc.poll_output() else {
                self.closed = true;
                break;
            };
            match output {
                Output::Timeout(at) => {
                    self.deadline = at.max(now);
                    break;
                }
                Output::Transmit(transmit) => self.transmits.push_back(Datagram {
                    source: transmit.source,
                    destination: transmit.destination,
                    contents: transmit.contents.into(),
                }),
                Output::Event(Event::Connected) => self.connected_at = Some(now),
                Output::Event(Event::Closed) => self.closed = true,
                Output::Event(Event::KeyframeRequest(_)) => self.key_frames_asked.push(now),
                Output::Event(Event::RtpPacket(packet)) => {
                    let mut api = self.rtc.direct_api();
                    let mid = api.stream_rx(&packet.header.ssrc).expect("a known SSRC").mid();
                    self.received.push((mid, packet));
                }
                Output::Event(Event::MediaEgressStats(statistics)) => {
                    self.reported_losses.extend(statistics.loss.map(|loss| (now, loss)));
                    self.round_trips.extend(statistics.rtt);
                }
                Output::Event(_) => {}
            }
        }
    }
}
