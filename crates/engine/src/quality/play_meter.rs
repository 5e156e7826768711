//! What happens to one played stream.

use super::breaks::Breaks;
use super::grade::{GOOD_BITS, grade_of};
use super::opinion::{Impairments, opinion_score};
use super::{HEADER_BYTES, PlayerQuality, Report, Told, kilobits, rate, share};
use cooee_audio::control::RECONSTRUCTED_AS_MISSING;
use cooee_audio::level::Meter;
use cooee_audio::{FRAME_SAMPLES, Frame, jitter};
use cooee_proto::{PlayerMediaEvent, StreamQualityLevel};
use std::time::{Duration, Instant};

/// What a play's meter is not told by its packets and frames.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PlayFacts {
    /// Whether media can flow.
    pub connected: bool,
    pub round_trip_time: Option<Duration>,
    pub muted: bool,
    /// The jitter buffer's figures.
    pub jitter: jitter::Statistics,
}

/// Counts one played stream.
#[derive(Clone, Debug, Default)]
pub(crate) struct PlayMeter {
    bytes: u64,
    breaks: Breaks,
    level: Meter,
    told: Told<Counters>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Counters {
    bytes: u64,
    breaks: u64,
    jitter: jitter::Statistics,
}

impl PlayMeter {
    /// A packet with so many bytes of payload came; `jitter` as before it.
    pub fn received(&mut self, now: Instant, payload: usize, jitter: jitter::Statistics) {
        self.told.begin(now, Counters { bytes: self.bytes, breaks: self.breaks.count, jitter });
        self.bytes += payload as u64;
    }

    /// 10 ms were played. Tells of a break that begins or ends with them.
    pub fn played(
        &mut self,
        frame: &Frame,
        before: &jitter::Statistics,
        after: &jitter::Statistics,
    ) -> Option<PlayerMediaEvent> {
        self.level.push(frame);
        self.breaks.played(before, after)
    }

    /// The figures since the last report; `None` before there are any.
    pub fn quality(&mut self, now: Instant, facts: &PlayFacts) -> Option<PlayerQuality> {
        let counters = self.counters(facts);
        let (span, before) = self.told.next(now, Report::Quality, counters)?;
        let jitter = &facts.jitter;
        let since = Since { before: before.jitter, after: *jitter };
        let received = since.count(|it| it.received_packets);
        let lost = since.count(|it| it.lost_packets);
        let taken = since.count(|it| it.taken_packets);
        let undecodable = since.count(|it| it.undecodable_packets);
        let played = since.count(|it| it.played_samples);
        let payload = self.bytes - before.bytes;
        let mos = since.opinion_score(facts.round_trip_time);
        let play_time = duration_of(jitter.played_samples);
        Some(PlayerQuality {
            audio_recv_fps: rate(received, span),
            audio_dejitter_fps: rate(taken, span),
            audio_decode_fps: rate(taken.saturating_sub(undecodable), span),
            audio_render_fps: rate(played / FRAME_SAMPLES as u64, span),
            audio_kbps: kilobits(payload, span),
            network_kbps: kilobits(payload + received * HEADER_BYTES, span),
            audio_break_rate: 10.0 * rate(self.breaks.count - before.breaks, span),
            mos,
            round_trip_time: facts.round_trip_time,
            packet_lost_rate: share(lost, received + lost),
            peer_to_peer_delay: since.delay(facts.round_trip_time),
            delay: jitter.current_delay,
            target_delay: jitter.target_delay,
            recovered_rate: share(since.count(|it| it.recovered_packets), received + lost),
            reconstructed_rate: share(since.count(|it| it.reconstructed_samples), played),
            concealed_rate: share(since.count(|it| it.concealed_samples), played),
            level: level(facts, mos),
            sound_level: f64::from(self.level.take().sound_level()),
            mute_audio: facts.muted,
            audio_recv_bytes: self.bytes,
            audio_cumulative_break_count: self.breaks.count,
            audio_cumulative_break_time: self.breaks.time,
            audio_cumulative_break_rate: 100.0
                * share(self.breaks.time.as_micros() as u64, play_time.as_micros() as u64),
            audio_cumulative_decode_time: play_time,
        })
    }

    /// How good the stream's way was since the last call; `None` before that can be told.
    pub fn grade(&mut self, now: Instant, facts: &PlayFacts) -> Option<StreamQualityLevel> {
        let counters = self.counters(facts);
        let (_, before) = self.told.next(now, Report::Network, counters)?;
        let since = Since { before: before.jitter, after: facts.jitter };
        Some(level(facts, since.opinion_score(facts.round_trip_time)))
    }

    fn counters(&self, facts: &PlayFacts) -> Counters {
        Counters { bytes: self.bytes, breaks: self.breaks.count, jitter: facts.jitter }
    }
}

fn level(facts: &PlayFacts, mos: Option<f64>) -> StreamQualityLevel {
    if !facts.connected {
        return StreamQualityLevel::Die;
    }
    // No audio at all is the sender's choice as long as the connection stands.
    mos.map_or(StreamQualityLevel::Unknown, grade_of)
}

/// The jitter buffer's figures of an interval.
struct Since {
    before: jitter::Statistics,
    after: jitter::Statistics,
}

impl Since {
    /// How much a counter grew. Lost packets that come late after all make theirs smaller.
    fn count(&self, counter: impl Fn(&jitter::Statistics) -> u64) -> u64 {
        counter(&self.after).saturating_sub(counter(&self.before))
    }

    /// `None` where nothing came.
    fn opinion_score(&self, round_trip_time: Option<Duration>) -> Option<f64> {
        let played = self.count(|it| it.played_samples);
        if played == 0 || self.count(|it| it.received_packets) == 0 {
            return None;
        }
        let made = |counter: fn(&jitter::Statistics) -> u64| share(self.count(counter), played);
        let missing = made(|it| it.concealed_samples)
            + RECONSTRUCTED_AS_MISSING * made(|it| it.reconstructed_samples);
        Some(opinion_score(Impairments {
            bits_per_second: GOOD_BITS,
            missing,
            delay: self.delay(round_trip_time),
        }))
    }

    /// What is known of the delay from mouth to ear.
    fn delay(&self, round_trip_time: Option<Duration>) -> Duration {
        PACKET + round_trip_time.unwrap_or_default() / 2 + self.after.current_delay
    }
}

/// The audio that a packet most often waits for before it is sent.
const PACKET: Duration = Duration::from_millis(20);

fn duration_of(samples: u64) -> Duration {
    Duration::from_micros(samples * 1000 / 48)
}
