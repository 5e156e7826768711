//! A call over a scripted network: one talker, one listener, no real time.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use cooee_audio::codec::Codec;
use cooee_audio::jitter::{Bounds, Statistics};
use cooee_audio::{
    FRAME_DURATION, Frame, Incoming, Outgoing, OutgoingConfig, Playout, ReceivedPacket, Redundancy,
    SILENCE,
};

use crate::speech::Speech;

/// What the network does to the packet sent at a time: `None` loses it.
pub type Network<'a> = &'a mut dyn FnMut(Duration) -> Option<Duration>;

/// What the listener got in one pull.
pub struct Heard {
    pub at: Duration,
    pub frame: Frame,
    pub playout: Playout,
    pub statistics: Statistics,
}

/// How a call is made.
pub struct Call {
    pub redundancy: Redundancy,
    pub bounds: Bounds,
    /// How much faster than the listener's the talker's clock runs, in millionths.
    pub drift: i64,
    pub seconds: u64,
    /// Where the listener's pulls lie between the talker's frames.
    pub pull_phase: Duration,
    /// Whether the listener pulls twice every 20 ms, as some sound devices do.
    pub pulls_in_pairs: bool,
}

impl Default for Call {
    fn default() -> Self {
        Self {
            redundancy: Redundancy::None,
            bounds: Bounds::default(),
            drift: 0,
            seconds: 20,
            pull_phase: Duration::from_micros(3_700),
            pulls_in_pairs: false,
        }
    }
}

impl Call {
    /// Makes the call and returns all that was heard.
    pub fn make(&self, codec: &dyn Codec, network: Network<'_>) -> Vec<Heard> {
        let start = start();
        let arriving = self.send(codec, network);
        let mut arriving = arriving.into_iter().peekable();
        let mut incoming = Incoming::new(codec).expect("a decoder");
        incoming.set_bounds(self.bounds);
        let mut heard = Vec::new();
        for index in 0..self.seconds * 100 {
            let index_of_time = if self.pulls_in_pairs { index / 2 * 2 } else { index };
            let at = FRAME_DURATION * index_of_time as u32 + self.pull_phase;
            while let Some(((time, _), packet)) = arriving.next_if(|((time, _), _)| *time <= at) {
                incoming.insert(start + time, packet);
            }
            let mut frame = SILENCE;
            let playout = incoming.pull(start + at, &mut frame);
            heard.push(Heard { at, frame, playout, statistics: incoming.statistics() });
        }
        heard
    }

    fn send(
        &self,
        codec: &dyn Codec,
        network: Network<'_>,
    ) -> BTreeMap<(Duration, u64), ReceivedPacket> {
        let config = OutgoingConfig {
            redundancy: self.redundancy,
            first_timestamp: u32::MAX - 96_000,
            ..OutgoingConfig::default()
        };
        let mut outgoing = Outgoing::new(codec, config).expect("an encoder");
        let mut speech = Speech::new();
        let mut sequence = 65_500;
        let mut arriving = BTreeMap::new();
        let frame_time = Duration::from_nanos((10_000_000 - 10 * self.drift) as u64);
        for index in 0..self.seconds as u32 * 100 {
            let Some(packet) = outgoing.push(&speech.frame()) else { continue };
            sequence += 1;
            let sent = frame_time * (index + 1);
            if let Some(delay) = network(sent) {
                let packet = ReceivedPacket {
                    sequence,
                    timestamp: packet.timestamp,
                    payload: packet.payload,
                    format: packet.format,
                };
                arriving.insert((sent + delay, sequence), packet);
            }
        }
        arriving
    }
}

/// Some instant to count virtual time from.
#[expect(clippy::disallowed_methods, reason = "where the virtual time starts")]
pub fn start() -> Instant {
    Instant::now()
}

/// Reproducible chance.
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number from 0 to 1, without 1.
    pub fn share(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }

    /// A delay that varies exponentially around a mean.
    pub fn exponential(&mut self, mean: Duration) -> Duration {
        mean.mul_f64(-(1.0 - self.share()).ln())
    }
}
