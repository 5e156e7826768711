//! The buffer itself: takes packets, and decides at each pull what is played.

use std::time::Instant;

use super::delays::Delays;
use super::packets::{Packet, Packets};
use super::seen::Seen;
use super::sequences::{Sequences, Verdict};
use super::slack::Slack;
use super::ticks::{Clock, Ticks, from_duration, milliseconds, to_duration};
use super::turn::{Change, Piece, Stretch, Turn};
use super::{Bounds, Statistics};
use crate::FRAME_SAMPLES;
use crate::stretch::{LONGEST_SHIFT, SHORTEST_SHIFT};

/// Holds one stream's packets and decides what is played when.
#[derive(Clone, Debug)]
pub(crate) struct JitterBuffer {
    bounds: Bounds,
    clock: Clock,
    sequences: Sequences,
    packets: Packets,
    seen: Seen,
    /// Which audio a later packet told of.
    told: Seen,
    delays: Delays,
    slack: Slack,
    state: State,
    /// The media time at which the next piece starts.
    position: Ticks,
    pulled_at: Ticks,
    /// The highest sequence number that was played.
    last_taken: Option<u64>,
    /// Whether the sender announced silence with its last packet.
    paused: bool,
    /// How much was made up since the last packet was taken.
    missing: Ticks,
    /// Whether the delay is below its target, as of this turn.
    short: bool,
    /// How much decoded audio is left over each time a packet is taken, below a frame. What is
    /// taken follows in steps of a frame however the delay is changed.
    left_over: Ticks,
    wish: Option<Wish>,
    /// When the delay was changed last.
    changed_at: Ticks,
    /// Until when a start is corrected by a jump rather than in steps.
    settling_until: Ticks,
    /// Until when the delay of a stream's beginning is brought down without waiting for pauses.
    young_until: Ticks,
    statistics: Statistics,
}

/// After so much concealment there is nothing left to continue: what follows is silence.
pub(crate) const LONGEST_CONCEALMENT: Ticks = milliseconds(120);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Nothing came yet.
    Idle,
    /// Packets came, and their time has not.
    Starting,
    Playing,
    /// Playing stopped for want of packets.
    Starved,
}

/// A change of the delay that waits for a good moment.
#[derive(Clone, Copy, Debug)]
struct Wish {
    direction: Direction,
    since: Ticks,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Direction {
    Longer,
    Shorter,
}

impl JitterBuffer {
    pub(crate) fn new() -> Self {
        Self {
            bounds: Bounds::default(),
            clock: Clock::default(),
            sequences: Sequences::new(),
            packets: Packets::default(),
            seen: Seen::new(),
            told: Seen::new(),
            delays: Delays::new(),
            slack: Slack::new(),
            state: State::Idle,
            position: 0,
            pulled_at: 0,
            last_taken: None,
            paused: false,
            missing: 0,
            short: false,
            left_over: 0,
            wish: None,
            changed_at: 0,
            settling_until: 0,
            young_until: 0,
            statistics: Statistics::default(),
        }
    }

    pub(crate) fn set_bounds(&mut self, bounds: Bounds) {
        self.bounds = bounds;
    }

    /// Forgets the stream. The next packet starts another.
    pub(crate) fn reset(&mut self) {
        self.sequences.end();
        self.forget();
    }

    /// Takes a packet of so many samples, 0 for padding. Answers with its media time if
    /// redundant copies that came with it are of use.
    pub(crate) fn insert(
        &mut self,
        now: Instant,
        sequence: u64,
        timestamp: u32,
        samples: usize,
        payload: Vec<u8>,
    ) -> Option<Ticks> {
        let now = self.clock.ticks(now);
        self.statistics.received_packets += 1;
        let start = match self.sequences.judge(sequence, timestamp) {
            Verdict::Fresh(start) => start,
            Verdict::Restart(start) => {
                self.forget();
                start
            }
            Verdict::Duplicate => {
                self.statistics.duplicate_packets += 1;
                return None;
            }
            Verdict::Implausible => return None,
        };
        if samples == 0 {
            return None;
        }
        let packet = Packet { samples, sequence, is_copy: false, payload };
        let is_first = self.state == State::Idle;
        if is_first || self.state == State::Starved && !self.is_late(start, &packet) {
            self.delays.pause();
            self.state = State::Starting;
        }
        self.arrived(now, start, packet);
        (!is_first).then_some(start)
    }

    /// Takes a redundant copy that came with the packet at `carrier`, whose sequence number
    /// was `sequence`.
    pub(crate) fn insert_copy(
        &mut self,
        now: Instant,
        (sequence, carrier): (u64, Ticks),
        offset: u32,
        samples: usize,
        payload: &[u8],
    ) {
        let now = self.clock.ticks(now);
        let start = carrier - Ticks::from(offset);
        let distance = u64::from(offset) / samples.max(1) as u64;
        let sequence = sequence.saturating_sub(distance.max(1));
        // Most copies are of packets that came, so the payload is copied for the others only.
        if samples > 0 && self.seen.is_new(start) {
            let payload = payload.to_vec();
            self.arrived(now, start, Packet { samples, sequence, is_copy: true, payload });
        }
    }

    /// Whether the packet right before the one at `carrier` has not come, copies included.
    pub(crate) fn is_missing_before(&self, carrier: Ticks, samples: usize) -> bool {
        (1..=FURTHEST_TOLD).any(|back| self.seen.is_new(carrier - back * samples as Ticks))
    }

    /// Tells that the packet at `carrier` tells of so much audio before it.
    pub(crate) fn told(&mut self, now: Instant, carrier: Ticks, samples: usize, reach: usize) {
        let now = self.clock.ticks(now);
        for back in 1..=FURTHEST_TOLD.min(reach as Ticks / samples.max(1) as Ticks) {
            let start = carrier - back * samples as Ticks;
            if self.seen.is_new(start) && self.told.note(start) {
                self.delays.observe(now, now - start, samples);
            }
        }
    }

    /// The packets that wait beyond what is missing, which may tell of it: how far away they
    /// are, and what they hold.
    pub(crate) fn later(&self) -> impl Iterator<Item = (usize, &[u8])> {
        let after = self.packets.after(self.position);
        let own = after.filter(|(_, packet)| !packet.is_copy);
        own.map(|(start, packet)| ((start - self.position) as usize, packet.payload.as_slice()))
    }

    /// Tells that so many missing samples were made from what a later packet tells.
    pub(crate) fn reconstructed(&mut self, samples: usize) {
        self.position += samples as Ticks;
        self.missing = 0;
        self.statistics.reconstructed_samples += samples as u64;
    }

    /// Begins the next 10 ms. `pending` is how much decoded audio has not been played.
    pub(crate) fn begin(&mut self, now: Instant, pending: usize) -> Turn {
        let now = self.clock.ticks(now);
        if now - self.pulled_at > LONGEST_PULL_PAUSE {
            self.slack.clear();
        }
        self.pulled_at = now;
        let change = match self.state {
            State::Playing => self.steer(now, pending as Ticks),
            State::Starting => {
                if !self.start(now) {
                    return self.wait();
                }
                Change::Jump
            }
            State::Idle | State::Starved => return self.wait(),
        };
        self.statistics.played_samples += FRAME_SAMPLES as u64;
        Turn::Play(change)
    }

    /// Takes the next piece out. What is [`Piece::Missing`] is to be answered by
    /// [`concealed`](Self::concealed).
    pub(crate) fn take(&mut self) -> Piece {
        let Some((start, packet)) = self.packets.take(self.position) else {
            let next = self.packets.next_start(self.position);
            let missing = next.map_or(usize::MAX, |next| (next - self.position) as usize);
            return Piece::Missing(missing);
        };
        let skip = (self.position - start) as usize;
        self.position = start + packet.samples as Ticks;
        self.packets.drop_before(self.position);
        self.last_taken = self.last_taken.max(Some(packet.sequence));
        self.paused = packet.payload.len() <= LONGEST_PAUSE_PAYLOAD;
        self.missing = 0;
        self.statistics.taken_packets += 1;
        self.statistics.recovered_packets += u64::from(packet.is_copy);
        Piece::Received { payload: packet.payload, samples: packet.samples, skip }
    }

    /// Tells that so many samples were made up.
    pub(crate) fn concealed(&mut self, samples: usize) {
        self.count_concealed(samples);
        self.missing += samples as Ticks;
        if self.short {
            // Waiting for the packet lengthens the delay, which is wanted anyway.
            self.changed_by(samples as Ticks);
            self.statistics.inserted_samples += samples as u64;
        } else {
            self.position += samples as Ticks;
        }
        if self.missing >= LONGEST_CONCEALMENT && self.packets.is_empty() {
            self.state = State::Starved;
        }
    }

    /// Tells that a packet could not be decoded; [`undecodable`](Self::undecodable) follows.
    pub(crate) fn refused(&mut self) {
        self.statistics.undecodable_packets += 1;
    }

    /// Tells that samples of a packet were made up, because it could not be decoded.
    pub(crate) fn undecodable(&mut self, samples: usize) {
        self.count_concealed(samples);
        self.missing += samples as Ticks;
    }

    /// How much was made up since the last packet.
    pub(crate) fn missing(&self) -> Ticks {
        self.missing
    }

    /// Tells that so many samples were played again, as the turn had proposed.
    pub(crate) fn lengthened(&mut self, samples: usize) {
        self.statistics.inserted_samples += samples as u64;
        self.stretched_by(samples as Ticks);
    }

    /// Tells that so many samples were left out, as the turn had proposed.
    pub(crate) fn shortened(&mut self, samples: usize) {
        self.statistics.removed_samples += samples as u64;
        self.stretched_by(-(samples as Ticks));
    }

    /// What happened so far; `pending` as in [`begin`](Self::begin).
    pub(crate) fn statistics(&self, pending: usize) -> Statistics {
        let waiting = self.packets.end().map_or(0, |end| end - self.position);
        Statistics {
            lost_packets: self.sequences.lost(),
            target_delay: to_duration(self.target()),
            buffered: to_duration(waiting + pending as Ticks),
            ..self.statistics
        }
    }

    fn forget(&mut self) {
        self.packets.clear();
        self.seen.clear();
        self.told.clear();
        self.delays.restart();
        self.slack.clear();
        self.state = State::Idle;
        self.last_taken = None;
        self.paused = false;
        self.missing = 0;
        self.wish = None;
    }

    fn arrived(&mut self, now: Ticks, start: Ticks, packet: Packet) {
        if self.seen.note(start) {
            self.delays.observe(now, now - start, packet.samples);
        }
        let late = if self.is_late(start, &packet) {
            u64::from(!packet.is_copy)
        } else {
            self.packets.insert(start, packet)
        };
        self.statistics.late_packets += late;
    }

    fn is_late(&self, start: Ticks, packet: &Packet) -> bool {
        match self.state {
            State::Idle => false,
            State::Playing => start + packet.samples as Ticks <= self.position,
            // The position means nothing when the sender may have paused as well.
            State::Starting | State::Starved => Some(packet.sequence) <= self.last_taken,
        }
    }

    fn target(&self) -> Ticks {
        let (min, max) = (from_duration(self.bounds.min()), from_duration(self.bounds.max()));
        self.delays.target().clamp(min, max)
    }

    /// The media time to play at `now`, if all is as it should be.
    fn due(&self, now: Ticks) -> Option<Ticks> {
        Some(now - self.delays.fastest()? - self.target() - MARGIN)
    }

    /// Where to go on playing to have the right delay at once.
    fn landing(&self, now: Ticks) -> Option<Ticks> {
        let due = self.due(now)?;
        match self.packets.last_at(due) {
            Some((start, end)) if due < end => {
                let frame = FRAME_SAMPLES as Ticks;
                Some(start + (due - start) / frame * frame)
            }
            _ => self.packets.next_start(due),
        }
    }

    /// Starts playing if the time has come.
    fn start(&mut self, now: Ticks) -> bool {
        let Some(due) = self.due(now) else { return false };
        let Some((oldest, end)) = self.packets.last_at(due) else { return false };
        if due - end > STALE {
            self.statistics.late_packets += self.packets.drop_before(end);
            return false;
        }
        self.position = self.landing(now).filter(|landing| *landing <= due).unwrap_or(oldest);
        self.statistics.late_packets += self.packets.drop_before(self.position);
        self.state = State::Playing;
        self.missing = 0;
        self.short = false;
        self.settling_until = now + SETTLING;
        if self.last_taken.is_none() {
            self.young_until = now + YOUTH;
        }
        self.moved(now);
        true
    }

    /// A turn without anything to play.
    fn wait(&mut self) -> Turn {
        if self.last_taken.is_none() || self.paused || self.missing >= LONGEST_GAP {
            return Turn::Idle;
        }
        self.statistics.played_samples += FRAME_SAMPLES as u64;
        self.count_concealed(FRAME_SAMPLES);
        self.missing += FRAME_SAMPLES as Ticks;
        Turn::Gap
    }

    /// Compares the delay with its target, while so much decoded audio waits.
    fn steer(&mut self, now: Ticks, pending: Ticks) -> Change {
        if pending < FRAME_SAMPLES as Ticks {
            // This is when the next packet has to be there.
            self.slack.note(now - self.position);
        }
        let position = self.position - pending;
        let frame = FRAME_SAMPLES as Ticks;
        self.left_over = pending % frame;
        let (Some(slack), Some(fastest)) = (self.slack.least(), self.delays.fastest()) else {
            return Change::Keep;
        };
        let target = self.target();
        let delay = slack - fastest;
        let excess = delay - target - MARGIN;
        self.statistics.current_delay = to_duration(delay);
        self.short = delay < target;
        if excess > self.tolerated_excess(now, target)
            && let Some(landing) = self.landing(now)
            && landing > position
        {
            self.statistics.removed_samples += (landing - position) as u64;
            self.position = landing;
            self.packets.drop_before(landing);
            self.moved(now);
            return Change::Jump;
        }
        let spare = self.left_over + excess.max(0) / frame * frame;
        let (direction, at_most) = if excess >= 0 && spare > TOLERANCE {
            (Direction::Shorter, spare)
        } else if delay < target + RESERVE {
            (Direction::Longer, -excess / frame * frame + frame - self.left_over + OVERSHOOT)
        } else {
            self.wish = None;
            return Change::Keep;
        };
        let urgent = self.short || excess > SMALL_EXCESS;
        self.change(now, position, (direction, at_most), urgent)
    }

    /// Above which excess the buffer jumps.
    fn tolerated_excess(&self, now: Ticks, target: Ticks) -> Ticks {
        let above_max = from_duration(self.bounds.max()) - target + SMALL_EXCESS;
        let usual = if now < self.settling_until { SMALL_EXCESS } else { LARGE_EXCESS };
        usual.min(above_max)
    }

    /// Asks for a change of the delay, if the audio for it is there.
    fn change(
        &mut self,
        now: Ticks,
        position: Ticks,
        (direction, at_most): (Direction, Ticks),
        urgent: bool,
    ) -> Change {
        let since = match self.wish {
            Some(wish) if wish.direction == direction => wish.since,
            _ => now,
        };
        self.wish = Some(Wish { direction, since });
        if now - self.changed_at < REST {
            return Change::Keep;
        }
        let patience = if urgent { SHORT_PATIENCE } else { LONG_PATIENCE };
        let waited = (now - since) as f32 / patience as f32;
        let small =
            direction == Direction::Shorter && at_most <= SMALLEST_EXCESS && now > self.young_until;
        if small && now - since < LONGEST_PATIENCE {
            return Change::Keep;
        }
        let likeness = if small {
            IN_PAUSES
        } else if waited < 1.0 {
            ALIKE - waited * (ALIKE - UNLIKE)
        } else {
            -1.0
        };
        let at_most = at_most.clamp(SHORTEST_SHIFT as Ticks, LONGEST_SHIFT as Ticks);
        let stretch = Stretch { likeness, at_most: at_most as usize };
        let frame = FRAME_SAMPLES as Ticks;
        let (change, needed) = match direction {
            Direction::Longer => (Change::Lengthen(stretch), frame),
            Direction::Shorter => (Change::Shorten(stretch), frame + at_most),
        };
        if self.packets.covers(self.position, position + needed) { change } else { Change::Keep }
    }

    /// What waits became longer or shorter: packets are taken later or sooner by whole frames.
    fn stretched_by(&mut self, samples: Ticks) {
        let frame = FRAME_SAMPLES as Ticks;
        let left_over = self.left_over + samples;
        self.left_over = left_over.rem_euclid(frame);
        self.changed_by(left_over.div_euclid(frame) * frame);
    }

    /// Packets are taken so much later.
    fn changed_by(&mut self, samples: Ticks) {
        self.slack.shift(samples);
        self.wish = None;
        self.changed_at = self.pulled_at;
    }

    /// Playing goes on elsewhere.
    fn moved(&mut self, now: Ticks) {
        self.slack.clear();
        self.slack.note(now - self.position);
        self.wish = None;
    }

    fn count_concealed(&mut self, samples: usize) {
        if self.paused {
            return;
        }
        let samples = samples as u64;
        self.statistics.concealed_samples += samples;
        if self.missing == 0 {
            self.statistics.concealment_events += 1;
        }
        if self.missing >= LONGEST_CONCEALMENT {
            self.statistics.silent_samples += samples;
        }
        let gap = self.missing..self.missing + samples as Ticks;
        self.statistics.audible_gaps += u64::from(gap.contains(&AUDIBLE_GAP));
    }
}

/// What is played early beyond the target, against small unevenness of pulls and clocks.
const MARGIN: Ticks = milliseconds(5);

/// When less than this is left of the margin, the delay is lengthened.
const RESERVE: Ticks = milliseconds(3);

/// How much too long the delay may stay for ever.
const TOLERANCE: Ticks = milliseconds(4);

/// What is too long by no more than this is not worth to be heard.
const SMALLEST_EXCESS: Ticks = milliseconds(10);

/// Nothing is as like as this: the delay is changed where it is quiet, or not at all.
const IN_PAUSES: f32 = 2.0;

/// By how much the delay may be lengthened too far, so that a period of the voice fits in.
const OVERSHOOT: Ticks = milliseconds(5);

/// How much audio has to be alike to be stretched at once.
const ALIKE: f32 = 0.95;

/// How much it has to be alike when patience ends.
const UNLIKE: f32 = 0.5;

/// How long the delay stays after a change: speech that is stretched without a break is heard.
const REST: Ticks = milliseconds(30);

/// So many packets back it is looked for audio that a packet tells of.
const FURTHEST_TOLD: Ticks = 5;

/// A gap that long is noticed as one.
const AUDIBLE_GAP: Ticks = milliseconds(200);

/// An excess that is corrected at leisure; above it, soon.
const SMALL_EXCESS: Ticks = milliseconds(40);

/// An excess that is corrected by a jump.
const LARGE_EXCESS: Ticks = milliseconds(200);

/// For so long after a start an excess is corrected by a jump sooner: the packets of a burst
/// that ends an outage may still be coming in.
const SETTLING: Ticks = milliseconds(500);

/// A stream begins with more delay than most networks need; for so long it is brought down
/// within speech, too.
const YOUTH: Ticks = milliseconds(4000);

/// How long to wait for a good moment when the delay is far off.
const SHORT_PATIENCE: Ticks = milliseconds(80);

/// How long to wait for a good moment otherwise.
const LONG_PATIENCE: Ticks = milliseconds(1000);

/// How long to wait for a pause when the delay is but a little too long.
const LONGEST_PATIENCE: Ticks = milliseconds(4000);

/// After such a pause between pulls nothing is known about their evenness.
const LONGEST_PULL_PAUSE: Ticks = milliseconds(100);

/// What is missing for longer is taken for a sender that stopped.
const LONGEST_GAP: Ticks = milliseconds(10_000);

/// Audio that is overdue by so much makes no start.
const STALE: Ticks = milliseconds(100);

/// A payload of at most so many bytes announces silence (RFC 6716: DTX).
const LONGEST_PAUSE_PAYLOAD: usize = 2;
