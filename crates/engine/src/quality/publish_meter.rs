//! What happens to one published stream.

use super::grade::grade_of;
use super::opinion::{Impairments, opinion_score};
use super::{HEADER_BYTES, PublisherQuality, Report, Told, kilobits, rate};
use cooee_audio::control::expected_missing;
use cooee_audio::level::Meter;
use cooee_audio::{Frame, SendSettings};
use cooee_proto::StreamQualityLevel;
use std::time::{Duration, Instant};

/// What a publish's meter is not told by its frames and packets.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PublishFacts {
    /// Whether media flows.
    pub connected: bool,
    pub round_trip_time: Option<Duration>,
    /// What the server misses.
    pub uplink_loss: Option<f32>,
    /// What the server told of a listener.
    pub listener_loss: Option<f32>,
    pub settings: SendSettings,
}

/// Counts one published stream.
#[derive(Clone, Debug, Default)]
pub(crate) struct PublishMeter {
    counters: Counters,
    level: Meter,
    told: Told<Counters>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Counters {
    frames: u64,
    packets: u64,
    bytes: u64,
}

impl PublishMeter {
    /// 10 ms were captured for a stream that is sent.
    pub fn captured(&mut self, now: Instant, frame: &Frame) {
        self.told.begin(now, self.counters);
        self.counters.frames += 1;
        self.level.push(frame);
    }

    /// A packet with so many bytes of payload was sent.
    pub fn sent(&mut self, payload: usize) {
        self.counters.packets += 1;
        self.counters.bytes += payload as u64;
    }

    /// The figures since the last report; `None` before there are any.
    pub fn quality(&mut self, now: Instant, facts: &PublishFacts) -> Option<PublisherQuality> {
        let (span, before) = self.told.next(now, Report::Quality, self.counters)?;
        let Counters { frames, packets, bytes } = self.counters;
        let sent = packets - before.packets;
        let payload = bytes - before.bytes;
        Some(PublisherQuality {
            audio_capture_fps: rate(frames - before.frames, span),
            audio_send_fps: rate(sent, span),
            audio_kbps: kilobits(payload, span),
            network_kbps: kilobits(payload + sent * HEADER_BYTES, span),
            round_trip_time: facts.round_trip_time,
            packet_lost_rate: f64::from(facts.uplink_loss.unwrap_or(0.0)),
            listener_packet_lost_rate: facts.listener_loss.map(f64::from),
            level: level(sent, facts),
            sound_level: f64::from(self.level.take().sound_level()),
            protection: facts.settings,
            audio_send_bytes: bytes,
        })
    }

    /// How good the stream's way was since the last call; `None` before that can be told.
    pub fn grade(&mut self, now: Instant, facts: &PublishFacts) -> Option<StreamQualityLevel> {
        let (_, before) = self.told.next(now, Report::Network, self.counters)?;
        Some(level(self.counters.packets - before.packets, facts))
    }
}

fn level(packets: u64, facts: &PublishFacts) -> StreamQualityLevel {
    if !facts.connected {
        return StreamQualityLevel::Die;
    }
    if packets == 0 {
        return StreamQualityLevel::Unknown;
    }
    let loss = f64::from(facts.uplink_loss.unwrap_or(0.0));
    grade_of(opinion_score(Impairments {
        bits_per_second: f64::from(facts.settings.bits_per_second),
        missing: expected_missing(loss, facts.settings),
        delay: facts.round_trip_time.unwrap_or_default() / 2,
    }))
}
