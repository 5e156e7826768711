//! The book of unanswered requests.

use crate::RequestId;
use cooee_proto::{PublishChannel, StreamId};
use std::{collections::BTreeMap, time::Instant};

/// Why a request was sent, and so what its answer means.
#[derive(PartialEq, Eq)]
pub(crate) enum Purpose {
    Login { reuses_transport: bool },
    Resume,
    Heartbeat,
    Offer,
    Publish { channel: PublishChannel },
    Play { stream_id: StreamId },
    End(Ending),
    RenewToken { previous: String },
    MicState { channel: PublishChannel },
    CameraState { channel: PublishChannel },
    StreamExtraInfo { channel: PublishChannel, change: Option<ExtraInfoChange> },
    RoomCall { call: RequestId, kind: RoomCall },
}

/// A call that changes the extra info of a live stream.
#[derive(PartialEq, Eq)]
pub(crate) struct ExtraInfoChange {
    pub(crate) call: RequestId,
    pub(crate) from: String,
    pub(crate) to: String,
}

/// What the server is told to end.
#[derive(PartialEq, Eq)]
pub(crate) enum Ending {
    Unpublish(StreamId),
    Unplay(StreamId),
}

impl Ending {
    pub(crate) fn stream_id(&self) -> &StreamId {
        match self {
            Self::Unpublish(stream_id) | Self::Unplay(stream_id) => stream_id,
        }
    }
}

/// The calls whose result is the server's answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RoomCall {
    ExtraInfo,
    Broadcast,
    Barrage,
    Command,
}

/// Each request leaves the book exactly once: answered, timed out, or lost with its socket.
#[derive(Default)]
pub(crate) struct Requests {
    last_id: u64,
    pending: BTreeMap<u64, Pending>,
}

struct Pending {
    purpose: Purpose,
    deadline: Option<Instant>,
}

impl Requests {
    /// Enters a request; `deadline` is when it counts as unanswered, `None` for never.
    pub(crate) fn add(&mut self, purpose: Purpose, deadline: Option<Instant>) -> u64 {
        self.last_id += 1;
        self.pending.insert(self.last_id, Pending { purpose, deadline });
        self.last_id
    }

    /// A number for a request whose answer does not matter.
    pub(crate) fn add_forgotten(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }

    /// Takes the request that an answer belongs to; `None` for late and repeated answers.
    pub(crate) fn take(&mut self, id: u64) -> Option<Purpose> {
        self.pending.remove(&id).map(|pending| pending.purpose)
    }

    /// Takes a request that is overdue.
    pub(crate) fn take_expired(&mut self, now: Instant) -> Option<(u64, Purpose)> {
        let expired = |pending: &Pending| pending.deadline.is_some_and(|deadline| deadline <= now);
        let id = self.pending.iter().find(|(_, pending)| expired(pending)).map(|(&id, _)| id)?;
        self.take(id).map(|purpose| (id, purpose))
    }

    /// Takes all requests, in the order they were sent.
    pub(crate) fn take_all(&mut self) -> BTreeMap<u64, Purpose> {
        let pending = std::mem::take(&mut self.pending);
        pending.into_iter().map(|(id, pending)| (id, pending.purpose)).collect()
    }

    /// Whether a request with such a purpose is unanswered.
    pub(crate) fn any(&self, test: impl Fn(&Purpose) -> bool) -> bool {
        self.pending.values().any(|pending| test(&pending.purpose))
    }

    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.pending.values().filter_map(|pending| pending.deadline).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "the one start of virtual time")]
    fn a_request_leaves_the_book_once() {
        let start = Instant::now();
        let deadline = start + Duration::from_secs(1);
        let mut requests = Requests::default();
        let first = requests.add(Purpose::Resume, Some(deadline));
        let second = requests.add(Purpose::Heartbeat, None);
        assert_eq!(requests.deadline(), Some(deadline));
        assert!(requests.take_expired(start).is_none());
        assert!(requests.take_expired(deadline) == Some((first, Purpose::Resume)));
        assert!(requests.take(first).is_none());
        assert!(requests.take_expired(deadline).is_none());
        assert!(requests.take_all() == BTreeMap::from([(second, Purpose::Heartbeat)]));
        assert!(requests.take(second).is_none());
    }
}
