//! Whether pictures go through to one player.
//!
//! A decoder can begin only with a key frame, and a narrow link takes no more than it can: where
//! pictures wait or queue for too long they are left out altogether, so that sound does not wait
//! behind them, and begin again with a key frame once the queue is gone. Each pause that follows
//! soon after another is longer, so that a link that is too narrow for the stream is spared its
//! key frames.

use std::time::{Duration, Instant};

/// How long the oldest packet may queue before pictures are paused.
const LONGEST_QUEUE: Duration = Duration::from_millis(400);
/// The first pause.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(4);
/// Pictures that went through for this long end the row of pauses.
const STEADY: Duration = Duration::from_secs(10);

/// The gate of one receiving slot.
#[derive(Debug)]
pub(crate) struct Gate {
    state: State,
    /// The length of the last pause in a row.
    pause: Option<Duration>,
    /// The player, or this gate, waits for a key frame.
    wants_key_frame: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Pictures go through, since then.
    Open { since: Instant },
    /// The next key frame goes through.
    Waiting,
    /// Nothing goes through until then, and until nothing is queued.
    Paused { until: Instant },
}

/// What to do with a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Passage {
    /// Leave it out.
    Dropped,
    /// Send it.
    Sent,
    /// Send it, as the first of another run.
    First,
}

impl Default for Gate {
    fn default() -> Self {
        Self { state: State::Waiting, pause: None, wants_key_frame: true }
    }
}

impl Gate {
    /// The player's decoder cannot go on.
    pub fn want_key_frame(&mut self) {
        self.wants_key_frame = true;
    }

    /// Whether the publisher should be asked for a key frame.
    pub fn wants_key_frame(&self) -> bool {
        self.wants_key_frame && !matches!(self.state, State::Paused { .. })
    }

    /// Whether a packet goes through, given since when the oldest one before it is queued.
    pub fn pass(
        &mut self,
        now: Instant,
        begins_key_frame: bool,
        queued_since: Option<Instant>,
    ) -> Passage {
        let queued = queued_since.map(|since| now.saturating_duration_since(since));
        match self.state {
            State::Open { since } if queued.is_some_and(|queued| queued > LONGEST_QUEUE) => {
                let in_a_row = now.saturating_duration_since(since) < STEADY;
                let before = self.pause.filter(|_| in_a_row);
                let pause = before.map_or(FIRST_PAUSE, |pause| (2 * pause).min(LONGEST_PAUSE));
                self.pause = Some(pause);
                self.state = State::Paused { until: now + pause };
                self.wants_key_frame = true;
            }
            State::Paused { until } if until <= now && queued.is_none() => {
                self.state = State::Waiting;
            }
            State::Open { .. } | State::Waiting | State::Paused { .. } => {}
        }
        match self.state {
            State::Open { .. } => {
                self.wants_key_frame &= !begins_key_frame;
                Passage::Sent
            }
            State::Waiting if begins_key_frame => {
                self.state = State::Open { since: now };
                self.wants_key_frame = false;
                Passage::First
            }
            State::Waiting | State::Paused { .. } => Passage::Dropped,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(time_ms: u64) -> Duration {
        Duration::from_millis(time_ms)
    }

    #[test]
    fn pictures_begin_with_a_key_frame() {
        let now = crate::test_start();
        let mut gate = Gate::default();
        assert!(gate.wants_key_frame());
        assert_eq!(gate.pass(now, false, None), Passage::Dropped);
        assert_eq!(gate.pass(now, true, None), Passage::First);
        assert!(!gate.wants_key_frame());
        assert_eq!(gate.pass(now, false, None), Passage::Sent);
        gate.want_key_frame();
        assert_eq!(gate.pass(now, false, None), Passage::Sent);
        assert!(gate.wants_key_frame());
        assert_eq!(gate.pass(now, true, None), Passage::Sent);
        assert!(!gate.wants_key_frame());
    }

    #[test]
    fn a_long_queue_pauses_for_longer_each_time() {
        let mut now = crate::test_start();
        let mut gate = Gate::default();
        let mut pauses = Vec::new();
        for _ in 0..5 {
            assert_eq!(gate.pass(now, true, None), Passage::First);
            let since = now;
            now += ms(400);
            assert_eq!(gate.pass(now, false, Some(since)), Passage::Sent);
            now += ms(1);
            assert_eq!(gate.pass(now, true, Some(since)), Passage::Dropped);
            assert!(!gate.wants_key_frame(), "nobody is asked for what would be dropped");
            let paused = now;
            while gate.pass(now, false, None) == Passage::Dropped && !gate.wants_key_frame() {
                now += ms(100);
            }
            pauses.push((now - paused).as_secs());
        }
        assert_eq!(pauses, [1, 2, 4, 4, 4]);
        // What goes well for long enough is forgiven.
        assert_eq!(gate.pass(now, true, None), Passage::First);
        now += STEADY;
        assert_eq!(gate.pass(now, false, Some(now - ms(401))), Passage::Dropped);
        assert_eq!(gate.pass(now + ms(1000), true, None), Passage::First);
    }

    #[test]
    fn a_pause_lasts_until_the_queue_is_gone() {
        let now = crate::test_start();
        let mut gate = Gate::default();
        gate.pass(now, true, None);
        gate.pass(now + ms(500), false, Some(now));
        assert_eq!(gate.pass(now + ms(5000), true, Some(now)), Passage::Dropped);
        assert_eq!(gate.pass(now + ms(5001), true, None), Passage::First);
    }
}
