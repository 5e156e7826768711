//! The receiving side of one stream: packets in, frames out.

use std::time::Instant;

use crate::codec::{Codec, CodecError, Decoder, MAX_PACKET_SAMPLES};
use crate::jitter::{Bounds, Change, JitterBuffer, LONGEST_CONCEALMENT, Piece, Statistics, Turn};
use crate::level::{Level, Meter};
use crate::pending::Pending;
use crate::splice::{self, Quietness};
use crate::{FRAME_SAMPLES, Format, Frame, ReceivedPacket, SILENCE, Volume, red};

/// Where the audio of a frame came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Playout {
    /// Nothing is there to play, and nothing is missing: silence.
    Idle,
    /// Received audio.
    Received,
    /// Audio, or silence, in place of packets that are missing.
    Concealed,
}

/// Plays one stream: a [`ReceivedPacket`] in whenever one arrives, a [`Frame`] out every 10 ms.
pub struct Incoming {
    buffer: JitterBuffer,
    decoder: Box<dyn Decoder>,
    /// Where packets are decoded to.
    decoded: Box<[f32; MAX_PACKET_SAMPLES]>,
    pending: Pending,
    quietness: Quietness,
    /// The frame before, without volume and fades.
    last: Frame,
    /// How much of the audio is heard: fades out in long gaps and in at a start.
    fade: f32,
    meter: Meter,
    volume: Volume,
    /// The volume of the frame before.
    volume_before: Volume,
}

impl Incoming {
    /// A stream with its own decoder, of which nothing has arrived.
    pub fn new(codec: &dyn Codec) -> Result<Self, CodecError> {
        Ok(Self {
            buffer: JitterBuffer::new(),
            decoder: codec.decoder()?,
            decoded: Box::new([0.0; MAX_PACKET_SAMPLES]),
            pending: Pending::new(),
            quietness: Quietness::default(),
            last: SILENCE,
            fade: 0.0,
            meter: Meter::default(),
            volume: Volume::NORMAL,
            volume_before: Volume::NORMAL,
        })
    }

    /// Takes a packet that arrived at `now`.
    pub fn insert(&mut self, now: Instant, packet: ReceivedPacket) {
        match packet.format {
            Format::Opus => {
                self.insert_newest(now, packet.sequence, packet.timestamp, packet.payload);
            }
            Format::Red => self.insert_redundant(now, packet),
        }
    }

    /// Fills `frame` with the next 10 ms, to be called every 10 ms.
    pub fn pull(&mut self, now: Instant, frame: &mut Frame) -> Playout {
        let turn = self.buffer.begin(now, self.pending.len());
        let playout = match turn {
            Turn::Play(change) => self.play(change, frame),
            Turn::Idle | Turn::Gap => {
                self.pending.clear();
                self.rest(frame);
                if turn == Turn::Idle { Playout::Idle } else { Playout::Concealed }
            }
        };
        self.meter.push(frame);
        self.volume.apply(self.volume_before, frame);
        self.volume_before = self.volume;
        playout
    }

    /// Sets how loud the stream is played.
    pub fn set_volume(&mut self, volume: Volume) {
        self.volume = volume;
    }

    /// Sets between which delays the buffer may choose.
    pub fn set_bounds(&mut self, bounds: Bounds) {
        self.buffer.set_bounds(bounds);
    }

    /// Forgets all packets, because another stream takes this one's place. Counters go on.
    ///
    /// Without this call another stream is recognised after two packets, by numbers that do
    /// not fit.
    pub fn reset(&mut self) {
        self.buffer.reset();
    }

    /// How loud the stream was since the last call, before the volume.
    pub fn take_level(&mut self) -> Level {
        self.meter.take()
    }

    /// What happened so far.
    pub fn statistics(&self) -> Statistics {
        self.buffer.statistics(self.pending.len())
    }

    fn insert_newest(
        &mut self,
        now: Instant,
        sequence: u64,
        timestamp: u32,
        payload: Vec<u8>,
    ) -> Option<i64> {
        let samples = self.decoder.samples(&payload).unwrap_or(0);
        self.buffer.insert(now, sequence, timestamp, samples, payload)
    }

    fn insert_redundant(&mut self, now: Instant, packet: ReceivedPacket) {
        let ReceivedPacket { sequence, timestamp, payload, .. } = packet;
        let Ok(split) = red::split(&payload) else {
            tracing::trace!(bytes = payload.len(), "not a redundant packet");
            return;
        };
        let newest = split.newest.payload.to_vec();
        let Some(carrier) = self.insert_newest(now, sequence, timestamp, newest) else { return };
        for copy in split.copies() {
            if copy.payload_type == split.newest.payload_type {
                let samples = self.decoder.samples(copy.payload).unwrap_or(0);
                let origin = (sequence, carrier);
                self.buffer.insert_copy(now, origin, copy.offset, samples, copy.payload);
            }
        }
    }

    fn play(&mut self, change: Change, frame: &mut Frame) -> Playout {
        let playout = match change {
            Change::Keep => self.produce(frame),
            Change::Jump => self.jump(frame),
            Change::Insert { anyway } => self.insert_frame(anyway, frame),
            Change::Remove { anyway } => self.remove_frame(anyway, frame),
        };
        self.last = *frame;
        self.quietness.learn(frame);
        let before = self.fade;
        self.fade = match playout {
            Playout::Concealed => fade(self.buffer.missing()),
            Playout::Received | Playout::Idle => 1.0,
        };
        splice::glide(frame, before, self.fade);
        playout
    }

    /// The frame after a jump, joined to the frame before.
    fn jump(&mut self, frame: &mut Frame) -> Playout {
        self.pending.clear();
        if self.fade == 0.0 {
            return self.produce(frame);
        }
        let mut before = SILENCE;
        self.make_up(&mut before);
        let playout = self.produce(frame);
        *frame = splice::crossfade(&before, frame);
        playout
    }

    /// Plays a frame that leads from the one before back to its end, so that it is as if
    /// time had stood still for 10 ms.
    fn insert_frame(&mut self, anyway: bool, frame: &mut Frame) -> Playout {
        let playout = self.produce(frame);
        if playout == Playout::Received && (anyway || self.quietness.is_quiet(frame)) {
            self.pending.untake();
            *frame = splice::crossfade(frame, &self.last);
            self.buffer.inserted();
        }
        playout
    }

    /// Plays a frame that leads from the next frame to the one after it.
    fn remove_frame(&mut self, anyway: bool, frame: &mut Frame) -> Playout {
        let playout = self.produce(frame);
        if !anyway && !self.quietness.is_quiet(frame) {
            return playout;
        }
        let mut after = SILENCE;
        let playout = self.produce(&mut after);
        *frame = splice::crossfade(frame, &after);
        self.buffer.removed();
        playout
    }

    /// A frame of what comes next, received or made up.
    fn produce(&mut self, frame: &mut Frame) -> Playout {
        let mut playout =
            if self.pending.len() > 0 { Playout::Received } else { Playout::Concealed };
        while self.pending.len() < FRAME_SAMPLES {
            match self.buffer.take() {
                Piece::Received { payload, samples, skip } => {
                    if self.decode(&payload, samples, skip) {
                        playout = Playout::Received;
                    }
                }
                Piece::Missing(samples) => {
                    let samples = samples.min(FRAME_SAMPLES - self.pending.len());
                    let mut made_up = SILENCE;
                    self.make_up(&mut made_up);
                    self.pending.push(&made_up[..samples]);
                    self.buffer.concealed(samples);
                }
            }
        }
        self.pending.take(frame);
        playout
    }

    /// Decodes a packet and tells whether that was possible.
    fn decode(&mut self, payload: &[u8], samples: usize, skip: usize) -> bool {
        match self.decoder.decode(payload, &mut self.decoded[..]) {
            Ok(count) => {
                splice::bring_in_range(&mut self.decoded[..count]);
                self.pending.push(&self.decoded[skip.min(count)..count]);
                true
            }
            Err(error) => {
                tracing::debug!(%error, "a packet could not be decoded");
                for _ in (skip..samples).step_by(FRAME_SAMPLES) {
                    let mut made_up = SILENCE;
                    self.make_up(&mut made_up);
                    self.pending.push(&made_up);
                    self.buffer.undecodable(FRAME_SAMPLES);
                }
                false
            }
        }
    }

    /// Continues what was played last, as long as that makes sense.
    fn make_up(&mut self, frame: &mut Frame) {
        if self.buffer.missing() < LONGEST_CONCEALMENT && self.decoder.conceal(frame).is_ok() {
            splice::bring_in_range(frame);
        } else {
            *frame = SILENCE;
        }
    }

    /// Silence, after a fade if there was something to hear.
    fn rest(&mut self, frame: &mut Frame) {
        *frame = SILENCE;
        if self.fade > 0.0 {
            self.make_up(frame);
            splice::glide(frame, self.fade, 0.0);
            self.fade = 0.0;
        }
        self.last = SILENCE;
    }
}

/// How much of concealed audio to hear when so much was made up.
fn fade(missing: i64) -> f32 {
    let left = (LONGEST_CONCEALMENT - missing) as f32;
    (left / (LONGEST_CONCEALMENT - FADE_AFTER) as f32).clamp(0.0, 1.0)
}

/// How much is made up at full loudness: 40 ms.
const FADE_AFTER: i64 = 1920;
