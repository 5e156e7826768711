//! How streams and transports fare at this moment, for those who watch.

use crate::stream::{SlotRef, Stream};
use crate::transport::Transport;
use crate::{Shard, StreamHandle, StreamStatistics};
use cooee_proto::SessionId;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// The time between two figures.
pub(crate) const INTERVAL: Duration = Duration::from_secs(1);

/// How all streams and transports of a shard fare.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figures {
    /// The streams, by their handles.
    pub streams: Vec<StreamFigures>,
    /// The transports, by their names.
    pub transports: Vec<TransportFigures>,
}

/// What is forwarded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Codec {
    /// Sound, with or without redundancy around it.
    Opus,
    /// Pictures.
    Vp8,
    /// Pictures.
    H264,
}

/// One stream. What counts since the figures before is 0 the first time.
#[derive(Clone, Debug, PartialEq)]
pub struct StreamFigures {
    /// The stream.
    pub stream: StreamHandle,
    /// What it is coded with; `None` until something came.
    pub codec: Option<Codec>,
    /// Pictures that came from the publisher since the figures before, per second; 0 for sound.
    pub frames_per_second: f32,
    /// The loudest packet since the figures before, in dBov, -127 to 0 (RFC 6464); `None` if
    /// none told its level.
    pub level: Option<i8>,
    /// Payload that came from the publisher since the figures before, in bits per second.
    pub bits_per_second: u64,
    /// The share of packets, 0..=1, that were lost on the way from the publisher since the
    /// figures before.
    pub loss: f32,
    /// How much the packets' travel times from the publisher vary.
    pub jitter: Duration,
    /// Who plays it.
    pub players: Vec<PlayFigures>,
}

/// One play of a stream.
#[derive(Clone, Debug, PartialEq)]
pub struct PlayFigures {
    /// The player's transport.
    pub transport: SessionId,
    /// The share of packets, 0..=1, that do not reach the player, as far as he reports.
    pub loss: f32,
    /// How much the packets' travel times to the player vary, as he reports.
    pub jitter: Duration,
    /// Payload sent to the player since the figures before, in bits per second.
    pub bits_per_second: u64,
}

/// One transport.
#[derive(Clone, Debug, PartialEq)]
pub struct TransportFigures {
    /// The transport.
    pub transport: SessionId,
    /// The time to the client and back, once its reports told it.
    pub round_trip: Option<Duration>,
}

/// What makes figures of counters.
#[derive(Debug)]
pub(crate) struct Meter {
    /// When the counters were looked at.
    since: Instant,
    /// When they are looked at next.
    due: Instant,
    streams: BTreeMap<StreamHandle, StreamStatistics>,
}

impl Meter {
    pub fn new(now: Instant) -> Self {
        Self { since: now, due: now, streams: BTreeMap::new() }
    }

    pub fn due(&self) -> Instant {
        self.due
    }
}

impl Shard {
    /// The figures at this moment; they count from the ones before.
    pub(crate) fn take_figures(&mut self, now: Instant, meter: &mut Meter) -> Figures {
        let elapsed = now.saturating_duration_since(meter.since).as_secs_f64();
        let rate = |count: u64| if elapsed > 0.0 { count as f64 / elapsed } else { 0.0 };
        let mut before = std::mem::take(&mut meter.streams);
        let (transports, streams) = self.parts();
        let mut told = Vec::new();
        for (&handle, stream) in streams {
            let before = before.remove(&handle);
            told.push(stream_figures(now, handle, stream, before, transports, rate));
            meter.streams.insert(handle, stream.statistics);
        }
        let transports = transports.iter().map(|(&transport, it)| {
            let round_trip = it.round_trip();
            TransportFigures { transport, round_trip }
        });
        let figures = Figures { streams: told, transports: transports.collect() };
        (meter.since, meter.due) = (now, now + INTERVAL);
        figures
    }
}

fn stream_figures(
    now: Instant,
    handle: StreamHandle,
    stream: &mut Stream,
    before: Option<StreamStatistics>,
    transports: &mut BTreeMap<SessionId, Transport>,
    rate: impl Fn(u64) -> f64,
) -> StreamFigures {
    let is = stream.statistics;
    let bits = |bytes: u64| (rate(bytes) * 8.0) as u64;
    let is_first = before.is_none();
    if is_first {
        stream.pictures = 0;
    }
    let before = before.unwrap_or(is);
    let received = is.packets_received.saturating_sub(before.packets_received);
    let lost = is.packets_lost.saturating_sub(before.packets_lost);
    let loss = if lost == 0 { 0.0 } else { lost as f32 / (lost + received) as f32 };
    let jitter = stream.publisher.as_ref().and_then(|publisher| {
        let SlotRef { transport, mid } = publisher.slot;
        let slot = transports.get_mut(&transport)?.slot(&mid)?;
        Some(f64::from(slot.arrival_jitter) / slot.clock_rate())
    });
    let players = stream.players.iter().filter_map(|&SlotRef { transport, mid }| {
        let player = transports.get_mut(&transport)?;
        let reception = player.reception(now, &mid);
        // The first time they are those since the play began.
        let sent = std::mem::take(&mut player.slot(&mid)?.bytes_sent);
        let bytes = if is_first { 0 } else { sent };
        let downlink = reception.downlink_loss.unwrap_or(0.0).clamp(0.0, 1.0);
        let loss = downlink.max(reception.stream_loss.unwrap_or(0.0)).min(1.0);
        let (jitter, bits_per_second) = (reception.jitter, bits(bytes));
        Some(PlayFigures { transport, loss, jitter, bits_per_second })
    });
    StreamFigures {
        stream: handle,
        codec: stream.codec,
        frames_per_second: rate(std::mem::take(&mut stream.pictures).into()) as f32,
        bits_per_second: bits(is.bytes_received.saturating_sub(before.bytes_received)),
        loss,
        jitter: Duration::from_secs_f64(jitter.unwrap_or(0.0)),
        players: players.collect(),
        level: stream.loudest.take(),
    }
}
