//! The WebSocket, as far as a session needs to know it.

use cooee_proto::{limits, signal::Hello};
use std::time::{Duration, Instant};

/// How long the answer to an ordinary heartbeat may take before it counts as missed.
const PATIENCE: Duration = Duration::from_secs(3);
/// The same while there is reason to believe that the link is dead.
const SHORT_PATIENCE: Duration = Duration::from_secs(1);
/// Missed answers that make a link count as lost.
const MISSES: u32 = 2;

/// Where the WebSocket stands.
#[derive(Debug)]
pub(crate) enum Link {
    /// Not wanted.
    Closed,
    /// Lost; it is opened again after a pause.
    Waiting { until: Instant },
    /// Asked for; the server has not spoken yet. Given up at the deadline.
    Opening { deadline: Instant },
    /// The server said hello.
    Open { nonce: String, heartbeat: Heartbeat },
}

impl Link {
    /// The deadline for what is awaited. Heartbeats count only while logged in.
    pub(crate) fn deadline(&self, logged_in: bool) -> Option<Instant> {
        match self {
            Self::Closed => None,
            Self::Waiting { until } => Some(*until),
            Self::Opening { deadline } => Some(*deadline),
            Self::Open { heartbeat, .. } => logged_in.then(|| heartbeat.deadline()),
        }
    }
}

/// When to ask whether the server is still there, and when to believe that it is not.
#[derive(Debug)]
pub(crate) struct Heartbeat {
    interval: Duration,
    next: Instant,
    /// The question that waits for an answer; any text of the server is one.
    asked: Option<Asked>,
}

#[derive(Debug)]
struct Asked {
    deadline: Instant,
    patience: Duration,
    missed: u32,
}

/// What a heartbeat's deadline calls for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pulse {
    /// Nothing yet.
    Quiet,
    /// Send a heartbeat.
    Ask,
    /// The link is dead.
    Dead,
}

impl Heartbeat {
    pub(crate) fn new(now: Instant, hello: &Hello) -> Self {
        let (shortest, longest) = (Duration::from_secs(3), limits::HEARTBEAT_TIMEOUT);
        let interval = Duration::from_millis(hello.heartbeat_ms).clamp(shortest, longest);
        Self { interval, next: now + interval, asked: None }
    }

    /// The server sent something.
    pub(crate) fn heard(&mut self) {
        self.asked = None;
    }

    /// There is reason to doubt the link: ask at once and wait less. True if a heartbeat is to
    /// be sent.
    pub(crate) fn doubt(&mut self, now: Instant) -> bool {
        let soon = now + SHORT_PATIENCE;
        match &mut self.asked {
            Some(asked) => {
                asked.deadline = asked.deadline.min(soon);
                asked.patience = SHORT_PATIENCE;
                false
            }
            None => {
                self.asked = Some(Asked { deadline: soon, patience: SHORT_PATIENCE, missed: 0 });
                true
            }
        }
    }

    /// What is to be done now.
    pub(crate) fn pulse(&mut self, now: Instant) -> Pulse {
        match &mut self.asked {
            Some(asked) if asked.deadline > now => Pulse::Quiet,
            Some(asked) => {
                asked.missed += 1;
                asked.deadline = now + asked.patience;
                if asked.missed < MISSES { Pulse::Ask } else { Pulse::Dead }
            }
            None if self.next > now => Pulse::Quiet,
            None => {
                self.next = now + self.interval;
                self.asked =
                    Some(Asked { deadline: now + PATIENCE, patience: PATIENCE, missed: 0 });
                Pulse::Ask
            }
        }
    }

    fn deadline(&self) -> Instant {
        self.asked.as_ref().map_or(self.next, |asked| asked.deadline)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cooee_proto::WallTime;

    fn heartbeat(start: Instant, heartbeat_ms: u64) -> Heartbeat {
        let hello = Hello {
            version: 1,
            nonce: String::new(),
            time_ms: WallTime(0),
            heartbeat_ms,
            heartbeat_timeout_ms: 90_000,
        };
        Heartbeat::new(start, &hello)
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "the one start of virtual time")]
    fn two_missed_answers_are_a_dead_link() {
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let mut heartbeat = heartbeat(start, 30_000);
        assert_eq!(heartbeat.pulse(at(29)), Pulse::Quiet);
        assert_eq!(heartbeat.pulse(at(30)), Pulse::Ask);
        heartbeat.heard();
        assert_eq!(heartbeat.pulse(at(33)), Pulse::Quiet);
        assert_eq!(heartbeat.deadline(), at(60));
        assert_eq!(heartbeat.pulse(at(60)), Pulse::Ask);
        assert_eq!(heartbeat.pulse(at(63)), Pulse::Ask);
        assert_eq!(heartbeat.pulse(at(66)), Pulse::Dead);
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "the one start of virtual time")]
    fn doubt_asks_sooner() {
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let mut heartbeat = heartbeat(start, 30_000);
        assert!(heartbeat.doubt(at(5)));
        assert!(!heartbeat.doubt(at(5)), "one question is enough");
        assert_eq!(heartbeat.pulse(at(6)), Pulse::Ask);
        assert_eq!(heartbeat.pulse(at(7)), Pulse::Dead);

        let mut heartbeat = self::heartbeat(start, 30_000);
        assert_eq!(heartbeat.pulse(at(30)), Pulse::Ask);
        assert!(!heartbeat.doubt(at(30)), "the ordinary question is enough");
        assert_eq!(heartbeat.pulse(at(31)), Pulse::Ask);
        assert_eq!(heartbeat.pulse(at(32)), Pulse::Dead);
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "the one start of virtual time")]
    fn a_senseless_interval_is_bounded() {
        let start = Instant::now();
        assert_eq!(heartbeat(start, 0).deadline(), start + Duration::from_secs(3));
        assert_eq!(heartbeat(start, u64::MAX).deadline(), start + Duration::from_secs(90));
    }
}
