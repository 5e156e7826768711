//! When which transport wants to be woken.

use cooee_proto::SessionId;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

/// One timer for each transport. A timer is only ever moved forwards when it fires: media puts
/// deadlines off with every packet, and moving them each time would cost more than a spare wake.
#[derive(Debug, Default)]
pub(crate) struct Timers {
    order: BTreeSet<(Instant, SessionId)>,
    set: BTreeMap<SessionId, Instant>,
}

impl Timers {
    /// Makes sure that the transport is woken at this time at the latest.
    pub fn want(&mut self, id: SessionId, at: Instant) {
        let set = self.set.entry(id).or_insert(at);
        if *set > at {
            self.order.remove(&(*set, id));
            *set = at;
        }
        if *set == at {
            self.order.insert((at, id));
        }
    }

    /// The transport is gone.
    pub fn cancel(&mut self, id: SessionId) {
        if let Some(at) = self.set.remove(&id) {
            self.order.remove(&(at, id));
        }
    }

    /// The earliest time anything is wanted.
    pub fn first(&self) -> Option<Instant> {
        self.order.first().map(|(at, _)| *at)
    }

    /// Takes a timer that is due.
    pub fn take_due(&mut self, now: Instant) -> Option<SessionId> {
        let (at, id) = *self.order.first()?;
        if at > now {
            return None;
        }
        self.cancel(id);
        Some(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn the_earliest_wish_of_each_transport_counts() {
        let start = crate::test_start();
        let at = |time_ms| start + Duration::from_millis(time_ms);
        let mut timers = Timers::default();
        timers.want(SessionId(1), at(50));
        timers.want(SessionId(2), at(40));
        timers.want(SessionId(1), at(30));
        timers.want(SessionId(1), at(90));
        assert_eq!(timers.first(), Some(at(30)));
        assert_eq!(timers.take_due(at(29)), None);
        assert_eq!(timers.take_due(at(45)), Some(SessionId(1)));
        assert_eq!(timers.take_due(at(45)), Some(SessionId(2)));
        assert_eq!(timers.take_due(at(45)), None);
        assert_eq!(timers.first(), None);
    }

    #[test]
    fn a_cancelled_timer_never_fires() {
        let start = crate::test_start();
        let mut timers = Timers::default();
        timers.want(SessionId(1), start);
        timers.cancel(SessionId(1));
        assert_eq!(timers.take_due(start), None);
    }
}
