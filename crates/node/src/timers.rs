//! All deadlines of a node in one table.

use crate::ConnectionId;
use cooee_proto::{AppId, SessionId};
use std::{
    collections::{BTreeMap, BTreeSet},
    time::Instant,
};

/// What is due at a deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Timer {
    /// A room machine wants its time-out.
    App(AppId),
    /// A connection without a session has to log in.
    Connection(ConnectionId),
    /// A transport without a session is closed.
    Transport(SessionId),
    /// Nobody looked at how calls fare for a while.
    Watching,
    /// The memory of ended sessions is swept.
    Farewells,
}

/// The armed timers, at most one of a kind.
#[derive(Debug, Default)]
pub(crate) struct Timers {
    by_time: BTreeSet<(Instant, Timer)>,
    by_timer: BTreeMap<Timer, Instant>,
}

impl Timers {
    /// Arms the timer for `at`, or disarms it.
    pub(crate) fn set(&mut self, timer: Timer, at: Option<Instant>) {
        let old = match at {
            Some(at) => self.by_timer.insert(timer, at),
            None => self.by_timer.remove(&timer),
        };
        if old == at {
            return;
        }
        if let Some(old) = old {
            self.by_time.remove(&(old, timer));
        }
        if let Some(at) = at {
            self.by_time.insert((at, timer));
        }
    }

    /// When the first timer is due.
    pub(crate) fn next(&self) -> Option<Instant> {
        self.by_time.first().map(|&(at, _)| at)
    }

    /// Takes one timer that is due.
    pub(crate) fn take_due(&mut self, now: Instant) -> Option<Timer> {
        let &(at, timer) = self.by_time.first()?;
        if at > now {
            return None;
        }
        self.set(timer, None);
        Some(timer)
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "a test needs one start")]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn the_earliest_timer_comes_first_and_a_second_setting_replaces_the_first() {
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let (one, two) = (Timer::Connection(ConnectionId(1)), Timer::Connection(ConnectionId(2)));
        let mut timers = Timers::default();
        timers.set(one, Some(at(5)));
        timers.set(two, Some(at(3)));
        timers.set(two, Some(at(7)));
        assert_eq!(timers.next(), Some(at(5)));
        assert_eq!(timers.take_due(at(4)), None);
        assert_eq!(timers.take_due(at(9)), Some(one));
        assert_eq!(timers.take_due(at(9)), Some(two));
        assert_eq!(timers.take_due(at(9)), None);
        timers.set(one, Some(at(5)));
        timers.set(one, None);
        assert_eq!(timers.next(), None);
    }
}
