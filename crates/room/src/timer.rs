//! What the machine waits for.

use cooee_proto::{RoomId, SessionId};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

/// The reasons to wake up.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Timer {
    /// Has the session been silent for too long?
    Presence(SessionId),
    /// Do the session's rights end?
    Rights(SessionId),
    /// Tell the room its user count.
    UserCount(RoomId),
}

/// Each timer at most once, sorted by time.
#[derive(Debug, Default)]
pub(crate) struct Timers {
    due: BTreeSet<(Instant, Timer)>,
    times: BTreeMap<Timer, Instant>,
}

impl Timers {
    /// Sets or moves a timer.
    pub(crate) fn set(&mut self, timer: Timer, at: Instant) {
        self.cancel(&timer);
        self.times.insert(timer.clone(), at);
        self.due.insert((at, timer));
    }

    pub(crate) fn cancel(&mut self, timer: &Timer) {
        if let Some(at) = self.times.remove(timer) {
            self.due.remove(&(at, timer.clone()));
        }
    }

    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.due.first().map(|&(at, _)| at)
    }

    /// Takes the first timer that is due at `now`.
    pub(crate) fn pop_due(&mut self, now: Instant) -> Option<Timer> {
        if self.deadline()? > now {
            return None;
        }
        let (_, timer) = self.due.pop_first()?;
        self.times.remove(&timer);
        Some(timer)
    }
}
