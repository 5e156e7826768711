//! Streams that ended lately, for those who ask what became of one.

use cooee_proto::{AppId, StreamId, WallTime};
use cooee_room::Fact;
use std::collections::BTreeMap;

/// Streams that are remembered; the one that ended longest ago gives way.
const MOST: usize = 10_000;

/// The streams that ended last.
#[derive(Debug, Default)]
pub(crate) struct EndedStreams {
    streams: BTreeMap<(AppId, StreamId), Ended>,
    in_order: BTreeMap<u64, (AppId, StreamId)>,
    last: u64,
}

#[derive(Debug)]
struct Ended {
    place: u64,
    created: WallTime,
    closed: WallTime,
}

impl EndedStreams {
    /// Takes what happened; only ends of streams count.
    pub(crate) fn note(&mut self, app: AppId, wall: WallTime, fact: &Fact) {
        let Fact::StreamClosed { stream, .. } = fact else { return };
        self.last += 1;
        let key = (app, stream.stream_id.clone());
        let ended = Ended { place: self.last, created: stream.created, closed: wall };
        if let Some(before) = self.streams.insert(key.clone(), ended) {
            self.in_order.remove(&before.place);
        }
        self.in_order.insert(self.last, key);
        if self.in_order.len() > MOST
            && let Some((_, oldest)) = self.in_order.pop_first()
        {
            self.streams.remove(&oldest);
        }
    }

    /// When the last life of a stream began and ended.
    pub(crate) fn get(&self, app: AppId, stream: &StreamId) -> Option<(WallTime, WallTime)> {
        let ended = self.streams.get(&(app, stream.clone()))?;
        Some((ended.created, ended.closed))
    }

    /// The app is gone.
    pub(crate) fn forget_app(&mut self, app: AppId) {
        self.streams.retain(|(of, _), _| *of != app);
        self.in_order.retain(|_, (of, _)| *of != app);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cooee_proto::{RoomId, StreamDeleteReason, User, UserId};
    use cooee_room::{RoomName, StreamName};

    #[test]
    fn the_last_ones_are_remembered() {
        let mut ended = EndedStreams::default();
        let stream = |number: usize| StreamId::new(format!("s{number}")).unwrap();
        let mut end = |number: usize, at: u64| {
            let room = RoomName {
                room_id: RoomId::new("r").unwrap(),
                room_session_id: "1".to_owned(),
                created: WallTime(0),
            };
            let stream = StreamName {
                room,
                stream_id: stream(number),
                stream_session_id: "2".to_owned(),
                user: User::from_id(UserId::new("u").unwrap()),
                created: WallTime(at - 1),
            };
            let reason = StreamDeleteReason::Stopped;
            ended.note(AppId(1), WallTime(at), &Fact::StreamClosed { stream, reason, update: 1 });
        };
        end(0, 1);
        end(1, 2);
        end(0, 3);
        (2..MOST + 1).for_each(|number| end(number, 9));
        let times = |number| ended.get(AppId(1), &stream(number));
        assert_eq!(times(0), Some((WallTime(2), WallTime(3))), "its last life");
        assert_eq!(times(1), None, "the oldest");
        assert_eq!(times(MOST), Some((WallTime(8), WallTime(9))));
        assert_eq!(ended.get(AppId(2), &stream(0)), None);
        ended.forget_app(AppId(1));
        assert!(ended.streams.is_empty() && ended.in_order.is_empty());
    }
}
