//! The seam to the registry, which knows who holds a userID or a streamID in the whole app.

use cooee_proto::{SessionId, StreamId, UserId};

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
/// The machine has at most one unanswered claim for an id at any time.
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
