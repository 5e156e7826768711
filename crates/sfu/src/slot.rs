//! A media line of a transport and what uses it.

use crate::StreamHandle;
use crate::gate::Gate;
use crate::held::Held;
use crate::rewrite::Rewriter;
use crate::smooth::Smooth;
use str0m::rtp::Ssrc;

/// A slot, seen from the client.
#[derive(Debug, Default)]
pub(crate) struct Slot {
    /// Whether pictures go on it, else sound.
    pub is_video: bool,
    /// Whether the client can send on it.
    pub sends: bool,
    /// The SSRC that the client receives on it, if it can.
    pub receives: Option<Ssrc>,
    /// The stream that comes from the client on it.
    pub publishing: Option<StreamHandle>,
    /// The stream that goes to the client on it.
    pub playing: Option<StreamHandle>,
    /// Joins the streams played on it to one.
    pub rewriter: Rewriter,
    /// Lets pictures through to the client.
    pub gate: Gate,
    /// What of them waits for the link.
    pub held: Held,
    /// The share of the played stream that the client reports as missing.
    pub reported_loss: Smooth,
    /// Its newest report's jitter, in RTP time units.
    pub reported_jitter: u32,
    /// The jitter of what comes from the client on it, in RTP time units.
    pub arrival_jitter: u32,
    /// Payload bytes sent to the client on it since the last figures.
    pub bytes_sent: u64,
}

impl Slot {
    /// RTP time units of a second: of Opus (RFC 7587 §4.1), or of VP8 and H.264 (RFC 7741 §6.1,
    /// RFC 6184 §8.1).
    pub fn clock_rate(&self) -> f64 {
        if self.is_video { 90_000.0 } else { 48_000.0 }
    }

    /// The client plays another stream on it, or none: what it reported was about the one before.
    pub fn set_playing(&mut self, stream: Option<StreamHandle>) -> Option<StreamHandle> {
        if self.playing != stream {
            (self.reported_loss, self.reported_jitter, self.gate) = Default::default();
            self.held = Held::default();
            self.bytes_sent = 0;
        }
        std::mem::replace(&mut self.playing, stream)
    }

    /// The client asks for a key frame, unless it does so only because one is not there yet.
    pub fn want_key_frame(&mut self) {
        if !self.held.has_key_frame() {
            self.gate.want_key_frame();
        }
    }

    /// Whether the publisher should be asked for a key frame: it would wait behind what is held.
    pub fn wants_key_frame(&self) -> bool {
        self.is_video && self.gate.wants_key_frame() && self.held.is_empty()
    }
}
