//! The transport's pool of slots.

use crate::{Direction, Slot, SlotCount};
use cooee_proto::{Mid, limits};
use std::collections::VecDeque;

/// Which slots the transport has and which of them are free. The slot that has been free for
/// longest is taken first, so that no late packet of its former stream is heard in the next.
#[derive(Debug, Default)]
pub(crate) struct Slots {
    total: SlotCount,
    free_send: VecDeque<Mid>,
    free_receive: VecDeque<Mid>,
    free_send_video: VecDeque<Mid>,
    free_receive_video: VecDeque<Mid>,
}

impl Slots {
    pub(crate) fn add(&mut self, slots: Vec<Slot>) {
        for Slot { mid, direction } in slots {
            match direction {
                Direction::Send => self.total.send += 1,
                Direction::Receive => self.total.receive += 1,
                Direction::SendVideo => self.total.send_video += 1,
                Direction::ReceiveVideo => self.total.receive_video += 1,
            }
            self.free(direction).push_back(mid);
        }
    }

    pub(crate) fn take(&mut self, direction: Direction) -> Option<Mid> {
        self.free(direction).pop_front()
    }

    pub(crate) fn give_back(&mut self, direction: Direction, mid: Mid) {
        self.free(direction).push_back(mid);
    }

    /// How many slots to add so that this many more streams find one; `None` for none.
    pub(crate) fn growth(&self, missing: SlotCount) -> Option<SlotCount> {
        let SlotCount { send, receive, send_video, receive_video } = self.total;
        let growth = SlotCount {
            send: grow(send, missing.send, limits::PUBLISH_CHANNELS),
            receive: grow(receive, missing.receive, limits::PLAYS),
            send_video: grow(send_video, missing.send_video, limits::PUBLISH_CHANNELS),
            receive_video: grow(receive_video, missing.receive_video, limits::PLAYS),
        };
        (growth != SlotCount::default()).then_some(growth)
    }

    fn free(&mut self, direction: Direction) -> &mut VecDeque<Mid> {
        match direction {
            Direction::Send => &mut self.free_send,
            Direction::Receive => &mut self.free_receive,
            Direction::SendVideo => &mut self.free_send_video,
            Direction::ReceiveVideo => &mut self.free_receive_video,
        }
    }
}

/// The first offer's slots: the configured ones, doubled until there is one for each stream.
pub(crate) fn initial(configured: SlotCount, streams: SlotCount) -> SlotCount {
    let fit = |configured: usize, streams: usize, limit| {
        configured + grow(configured, streams.saturating_sub(configured), limit)
    };
    SlotCount {
        send: fit(configured.send, streams.send, limits::PUBLISH_CHANNELS),
        receive: fit(configured.receive, streams.receive, limits::PLAYS),
        send_video: fit(configured.send_video, streams.send_video, limits::PUBLISH_CHANNELS),
        receive_video: fit(configured.receive_video, streams.receive_video, limits::PLAYS),
    }
}

/// Doubling, never one by one: each renegotiation costs a round trip.
fn grow(total: usize, missing: usize, limit: usize) -> usize {
    let mut grown = total;
    while grown < total + missing && grown < limit {
        grown = (2 * grown).max(1);
    }
    grown.min(limit).saturating_sub(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(send: usize, receive: usize) -> SlotCount {
        SlotCount { send, receive, ..SlotCount::default() }
    }

    #[test]
    fn the_pool_doubles_up_to_the_limits() {
        let rows = [
            // (total, missing, growth)
            (count(1, 2), count(0, 0), None),
            (count(1, 2), count(0, 1), Some(count(0, 2))),
            (count(1, 2), count(1, 0), Some(count(1, 0))),
            (count(1, 2), count(3, 5), Some(count(3, 6))),
            (count(2, 8), count(1, 1), Some(count(2, 4))),
            (count(0, 0), count(1, 1), Some(count(1, 1))),
            (count(4, 12), count(1, 1), None),
        ];
        for (total, missing, growth) in rows {
            let slots = Slots { total, ..Slots::default() };
            assert_eq!(slots.growth(missing), growth, "{missing:?} missing of {total:?}");
        }
    }

    #[test]
    fn the_first_offer_has_room_for_the_streams_that_wait() {
        assert_eq!(initial(count(1, 2), count(0, 0)), count(1, 2));
        assert_eq!(initial(count(1, 2), count(2, 5)), count(2, 8));
        assert_eq!(initial(count(1, 2), count(4, 12)), count(4, 12));
    }

    #[test]
    fn the_slot_that_was_free_for_longest_is_taken_first() {
        let mid = |name: &str| Mid(name.to_owned());
        let slot = |name: &str| Slot { mid: mid(name), direction: Direction::Receive };
        let mut slots = Slots::default();
        slots.add(vec![slot("1"), slot("2")]);
        assert_eq!(slots.take(Direction::Receive), Some(mid("1")));
        slots.give_back(Direction::Receive, mid("1"));
        assert_eq!(slots.take(Direction::Receive), Some(mid("2")));
        assert_eq!(slots.take(Direction::Receive), Some(mid("1")));
        assert_eq!(slots.take(Direction::Receive), None);
        assert_eq!(slots.take(Direction::Send), None);
    }
}
