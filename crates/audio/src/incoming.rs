//! The receiving side of one stream: packets in, frames out.

use std::time::Instant;

use crate::codec::{Codec, CodecError, Decoder, MAX_PACKET_SAMPLES};
use crate::jitter::{
    Bounds, Change, JitterBuffer, LONGEST_CONCEALMENT, Piece, Statistics, Stretch, Turn,
};
use crate::level::{Level, Meter};
use crate::pending::{MOST_AHEAD, Pending};
use crate::splice::{self, Quietness};
use crate::stretch::{self, LONGEST_SHIFT};
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
            fade: 0.0,
            meter: Meter::default(),
            volume: Volume::NORMAL,
            volume_before: Volume::NORMAL,
        })
    }

    /// Takes a packet that arrived at `now`.
    pub fn insert(&mut self, now: Instant, packet: ReceivedPacket) {
        let ReceivedPacket { sequence, timestamp, payload, format } = packet;
        match format {
            Format::Opus => self.insert_packet(now, (sequence, timestamp), &payload, &[]),
            Format::Red => match red::split(&payload) {
                Ok(split) => {
                    let same =
                        |copy: &red::Block<'_>| copy.payload_type == split.newest.payload_type;
                    let copies: Vec<_> = split.copies().filter(same).collect();
                    self.insert_packet(now, (sequence, timestamp), split.newest.payload, &copies);
                }
                Err(error) => tracing::trace!(%error, "not a redundant packet"),
            },
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

    fn insert_packet(
        &mut self,
        now: Instant,
        (sequence, timestamp): (u64, u32),
        payload: &[u8],
        copies: &[red::Block<'_>],
    ) {
        let samples = self.decoder.samples(payload).unwrap_or(0);
        let inserted = self.buffer.insert(now, sequence, timestamp, samples, payload.to_vec());
        let Some(carrier) = inserted else { return };
        for copy in copies {
            let samples = self.decoder.samples(copy.payload).unwrap_or(0);
            self.buffer.insert_copy(now, (sequence, carrier), copy.offset, samples, copy.payload);
        }
        if self.buffer.is_missing_before(carrier, samples) {
            let reach = self.decoder.reach(payload);
            self.buffer.told(now, carrier, samples, reach);
        }
    }

    fn play(&mut self, change: Change, frame: &mut Frame) -> Playout {
        let playout = match change {
            Change::Keep => self.produce(frame),
            Change::Jump => self.jump(frame),
            Change::Lengthen(stretch) => self.lengthen(stretch, frame),
            Change::Shorten(stretch) => self.shorten(stretch, frame),
        };
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

    /// Plays a frame that leads from what comes next back to what was played a moment ago.
    fn lengthen(&mut self, stretch: Stretch, frame: &mut Frame) -> Playout {
        let playout = self.produce(frame);
        if playout != Playout::Received {
            return playout;
        }
        // The frame is back among the pending while its past is searched.
        self.pending.back(FRAME_SAMPLES);
        let shift = if self.quietness.is_quiet(frame) {
            Some(stretch.at_most.min(FRAME_SAMPLES).min(self.pending.past().len()))
        } else {
            stretch::best_shift_back(self.pending.past(), frame, stretch.at_most)
                .filter(|shift| shift.likeness >= stretch.likeness)
                .map(|shift| shift.samples)
        };
        if let Some(shift) = shift {
            *frame = splice::crossfade(frame, &self.pending.frame_before(shift));
            self.pending.back(shift);
            self.buffer.lengthened(shift);
        }
        self.pending.skip(FRAME_SAMPLES);
        playout
    }

    /// Plays a frame that leads from what comes next to what comes after a piece of it.
    fn shorten(&mut self, stretch: Stretch, frame: &mut Frame) -> Playout {
        let playout = self.gather(FRAME_SAMPLES + stretch.at_most.min(LONGEST_SHIFT));
        *frame = self.pending.frame_at(0);
        let shift = if self.quietness.is_quiet(frame) {
            Some(stretch.at_most.min(self.pending.len() - FRAME_SAMPLES))
        } else {
            stretch::best_shift_ahead(self.pending.waiting(), stretch.at_most)
                .filter(|shift| shift.likeness >= stretch.likeness)
                .map(|shift| shift.samples)
        };
        if let Some(shift) = shift {
            *frame = splice::crossfade(frame, &self.pending.frame_at(shift));
            self.pending.skip(shift);
            self.buffer.shortened(shift);
        }
        self.pending.skip(FRAME_SAMPLES);
        playout
    }

    /// A frame of what comes next, received or made up.
    fn produce(&mut self, frame: &mut Frame) -> Playout {
        let playout = self.gather(FRAME_SAMPLES);
        *frame = self.pending.frame_at(0);
        self.pending.skip(FRAME_SAMPLES);
        playout
    }

    /// Sees to it that so many samples are pending, received or made up.
    fn gather(&mut self, samples: usize) -> Playout {
        let mut playout =
            if self.pending.len() > 0 { Playout::Received } else { Playout::Concealed };
        while self.pending.len() < samples.min(MOST_AHEAD) {
            match self.buffer.take() {
                Piece::Received { payload, samples, skip } => {
                    if self.decode(&payload, samples, skip) {
                        playout = Playout::Received;
                    }
                }
                Piece::Missing(missing) => {
                    // A decoder that made up more than is played would go on elsewhere.
                    let count = missing.min(FRAME_SAMPLES);
                    let mut made_up = SILENCE;
                    if self.reconstruct(&mut made_up) {
                        self.buffer.reconstructed(count);
                        playout = Playout::Received;
                    } else {
                        self.make_up(&mut made_up);
                        self.buffer.concealed(count);
                    }
                    self.pending.push(&made_up[..count]);
                }
            }
        }
        playout
    }

    /// Makes what is missing of what a later packet tells; false if none tells of it.
    fn reconstruct(&mut self, frame: &mut Frame) -> bool {
        let decoder = &mut self.decoder;
        let mut later = self.buffer.later().take(MOST_TELLERS);
        let teller = later.find(|(distance, payload)| *distance <= decoder.reach(payload));
        let Some((distance, payload)) = teller else { return false };
        let done = decoder.reconstruct(payload, distance, frame).is_ok();
        splice::bring_in_range(frame);
        done
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
                self.buffer.refused();
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
    }
}

/// How much of concealed audio to hear when so much was made up.
fn fade(missing: i64) -> f32 {
    let left = (LONGEST_CONCEALMENT - missing) as f32;
    (left / (LONGEST_CONCEALMENT - FADE_AFTER) as f32).clamp(0.0, 1.0)
}

/// How many later packets are asked for what is missing. Most often the first one knows.
const MOST_TELLERS: usize = 3;

/// How much is made up at full loudness: 40 ms.
const FADE_AFTER: i64 = 1920;
