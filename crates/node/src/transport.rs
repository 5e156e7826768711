//! Media transports as signalling knows them: whose they are, and the secret to use them again.

use crate::{ShardId, keys::same_secret, session::Asker};
use cooee_proto::{AppId, SessionId, UserId};
use std::collections::BTreeMap;

/// One client's media transport.
#[derive(Debug)]
pub(crate) struct Transport {
    pub(crate) key: String,
    pub(crate) app: AppId,
    pub(crate) user: UserId,
    pub(crate) shard: ShardId,
    /// The session that uses it; without one it is closed after a while.
    pub(crate) owner: Option<SessionId>,
}

/// All transports of a node.
#[derive(Debug, Default)]
pub(crate) struct Transports(BTreeMap<SessionId, Transport>);

impl Transports {
    pub(crate) fn insert(&mut self, id: SessionId, transport: Transport) {
        self.0.insert(id, transport);
    }

    pub(crate) fn get(&self, id: SessionId) -> Option<&Transport> {
        self.0.get(&id)
    }

    pub(crate) fn get_mut(&mut self, id: SessionId) -> Option<&mut Transport> {
        self.0.get_mut(&id)
    }

    pub(crate) fn remove(&mut self, id: SessionId) -> Option<Transport> {
        self.0.remove(&id)
    }

    /// Whether this user may use the transport again, with the key that came with it.
    pub(crate) fn may_reuse(&self, id: SessionId, key: &str, app: AppId, user: &UserId) -> bool {
        self.0.get(&id).is_some_and(|transport| {
            let same_key = same_secret(&transport.key, key);
            same_key && transport.app == app && transport.user == *user
        })
    }

    /// The transports of an app.
    pub(crate) fn of_app(&self, app: AppId) -> Vec<SessionId> {
        let of_app = self.0.iter().filter(|(_, transport)| transport.app == app);
        of_app.map(|(&id, _)| id).collect()
    }
}

/// An SDP offer that a media thread has not answered.
#[derive(Debug)]
pub(crate) struct PendingOffer {
    pub(crate) session: SessionId,
    pub(crate) transport: SessionId,
    pub(crate) purpose: OfferPurpose,
}

/// What to do with the answer to an offer.
#[derive(Debug)]
pub(crate) enum OfferPurpose {
    /// It makes the transport of a login.
    Login,
    /// It changes a session's transport.
    Change(Asker),
    /// It makes a transport that takes the place of the session's own.
    Replace(Asker),
}

impl OfferPurpose {
    /// Who waits for the answer, beside a login, which waits for more.
    pub(crate) fn asker(&self) -> Option<Asker> {
        match *self {
            Self::Login => None,
            Self::Change(asker) | Self::Replace(asker) => Some(asker),
        }
    }
}
