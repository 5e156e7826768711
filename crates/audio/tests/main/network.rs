//! A call over a scripted network: one talker, one listener, no real time.

use std::collections::BTreeMap;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use cooee_audio::codec::OpusCodec;
use cooee_audio::jitter::{Bounds, Statistics};
use cooee_audio::{
    EncodedPacket, FRAME_DURATION, Frame, Incoming, Outgoing, OutgoingConfig, Playout,
    ReceivedPacket, SILENCE, SendSettings,
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
    /// How many copies a packet carries, 0 or 1.
    pub copies: u8,
    /// Whether packets tell of the audio before them; goes without copies.
    pub tells: bool,
    pub bounds: Bounds,
    /// How much faster than the listener's the talker's clock runs, in millionths.
    pub drift: i64,
    /// At most [`LONGEST_CALL`].
    pub seconds: u64,
    /// Where the listener's pulls lie between the talker's frames.
    pub pull_phase: Duration,
    /// Whether the listener pulls twice every 20 ms, as some sound devices do.
    pub pulls_in_pairs: bool,
}

/// How many seconds the talker can talk.
pub const LONGEST_CALL: u64 = 40;

impl Default for Call {
    fn default() -> Self {
        Self {
            copies: 0,
            tells: false,
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
    pub fn make(&self, network: Network<'_>) -> Vec<Heard> {
        let start = start();
        let mut arriving = self.send(network).into_iter().peekable();
        let mut incoming = Incoming::new(&OpusCodec).expect("a decoder");
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

    /// The packets that come through, by the time at which they do.
    fn send(&self, network: Network<'_>) -> BTreeMap<(Duration, u64), ReceivedPacket> {
        let packet_time = Duration::from_nanos((20_000_000 - 20 * self.drift) as u64);
        let count = self.seconds as usize * 50;
        let mut arriving = BTreeMap::new();
        for (number, packet) in (1..).zip(&packets(self.copies, self.tells)[..count]) {
            let sent = packet_time * number;
            let sequence = 65_500 + u64::from(number);
            if let Some(delay) = network(sent) {
                let packet = ReceivedPacket {
                    sequence,
                    timestamp: packet.timestamp,
                    payload: packet.payload.clone(),
                    format: packet.format,
                };
                arriving.insert((sent + delay, sequence), packet);
            }
        }
        arriving
    }
}

/// What the talker says, encoded once for all calls. The timestamps wrap around after 2 seconds.
fn packets(copies: u8, tells: bool) -> &'static [EncodedPacket] {
    static ENCODED: [OnceLock<Vec<EncodedPacket>>; 3] = [const { OnceLock::new() }; 3];
    let cell = &ENCODED[if tells { 2 } else { usize::from(copies) }];
    cell.get_or_init(|| {
        let first_timestamp = u32::MAX - 96_000;
        let (deep_redundancy, packet_loss) = if tells { (20, 20) } else { (0, 0) };
        let settings =
            SendSettings { copies, deep_redundancy, packet_loss, ..SendSettings::default() };
        let config = OutgoingConfig { settings, first_timestamp };
        let mut outgoing = Outgoing::new(&OpusCodec, config).expect("an encoder");
        let mut speech = Speech::new();
        (0..LONGEST_CALL * 100).filter_map(|_| outgoing.push(&speech.frame())).collect()
    })
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
