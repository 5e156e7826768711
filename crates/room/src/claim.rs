//! The seam to the registry, which knows who holds a userID or a streamID in the whole app.

use cooee_proto::{SessionId, StreamId, UserId};
use std::collections::{BTreeMap, VecDeque};

/// Numbers a claim, so that its answer can be told from others. Never used twice by a machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClaimId(pub u64);

/// The fencing token of a grant: of two grants of the same id the later has the higher epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Epoch(pub u64);

/// What is claimed from the registry, and released to it.
///
/// The registry
/// - answers each claim once, with a grant or a refusal, at any later time;
/// - grants a user always, unless it cannot work: the newest login takes the userID over;
/// - grants a stream only while nobody holds it, and refuses with `STREAM_ID_LIVE` otherwise;
/// - performs the claims and releases of one id in the order in which they were emitted;
/// - ignores a release whose epoch is not that of the present holder.
///
/// The machine has at most one unanswered claim for an id at any time. So it needs no word of
/// who held a user before: that is the member it has, or a session of another node, which
/// hears of it there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Claim {
    /// That this session is the user.
    User {
        /// Unique within the app.
        user_id: UserId,
        /// Who wants it.
        session: SessionId,
    },
    /// That this session publishes the stream.
    Stream {
        /// Unique within the app.
        stream_id: StreamId,
        /// Who wants it.
        session: SessionId,
    },
}

impl Claim {
    fn id(&self) -> Id {
        match self {
            Self::User { user_id, .. } => Id::User(user_id.clone()),
            Self::Stream { stream_id, .. } => Id::Stream(stream_id.clone()),
        }
    }
}

/// The unanswered claims, and those that wait until another claim of the same id is answered.
#[derive(Debug, Default)]
pub(crate) struct Claims {
    last: u64,
    unanswered: BTreeMap<ClaimId, Id>,
    queues: BTreeMap<Id, Queue>,
}

/// A claim whose answer came.
#[derive(Debug)]
pub(crate) struct Answered {
    pub(crate) what: Claim,
    /// Whether the claimant still wants it.
    pub(crate) wanted: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Id {
    User(UserId),
    Stream(StreamId),
}

#[derive(Debug)]
struct Queue {
    unanswered: Claim,
    wanted: bool,
    waiting: VecDeque<Claim>,
}

impl Claims {
    /// Wants something. Gives the claim to emit, unless one of the same id is unanswered.
    #[must_use]
    pub(crate) fn want(&mut self, what: Claim) -> Option<(ClaimId, Claim)> {
        match self.queues.get_mut(&what.id()) {
            Some(queue) => {
                queue.waiting.push_back(what);
                None
            }
            None => Some(self.start(what, VecDeque::new())),
        }
    }

    /// No longer wants what is unanswered or waits; a grant will have to be released.
    pub(crate) fn withdraw(&mut self, what: &Claim) {
        let Some(queue) = self.queues.get_mut(&what.id()) else { return };
        match queue.waiting.iter().position(|waiting| waiting == what) {
            Some(place) => drop(queue.waiting.remove(place)),
            None if queue.unanswered == *what => queue.wanted = false,
            None => {}
        }
    }

    /// Takes an answered claim, and those that wait for the same id. `None` if no such claim
    /// is unanswered.
    pub(crate) fn answer(&mut self, claim: ClaimId) -> Option<(Answered, VecDeque<Claim>)> {
        let id = self.unanswered.remove(&claim)?;
        let queue = self.queues.remove(&id).expect("an unanswered claim has a queue");
        Some((Answered { what: queue.unanswered, wanted: queue.wanted }, queue.waiting))
    }

    /// Goes on with those that waited. Gives the claim to emit.
    #[must_use]
    pub(crate) fn go_on(&mut self, mut waiting: VecDeque<Claim>) -> Option<(ClaimId, Claim)> {
        let what = waiting.pop_front()?;
        Some(self.start(what, waiting))
    }

    fn start(&mut self, what: Claim, waiting: VecDeque<Claim>) -> (ClaimId, Claim) {
        self.last += 1;
        let claim = ClaimId(self.last);
        self.unanswered.insert(claim, what.id());
        let queue = Queue { unanswered: what.clone(), wanted: true, waiting };
        self.queues.insert(what.id(), queue);
        (claim, what)
    }
}
