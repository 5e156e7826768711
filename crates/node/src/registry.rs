//! Who holds which userID and streamID, kept in this process.
//!
//! The room machines know only the claim seam of [`cooee_room::Claim`], so this table can be
//! replaced by one that many nodes share.

use cooee_proto::{AppId, Error, ErrorCode, StreamId, UserId};
use cooee_room::{Claim, Epoch};
use std::collections::BTreeMap;

/// The claims of one node, answered at once.
#[derive(Debug, Default)]
pub(crate) struct Registry {
    users: BTreeMap<(AppId, UserId), Epoch>,
    streams: BTreeMap<(AppId, StreamId), Epoch>,
    last: u64,
}

impl Registry {
    /// A user's newest session always wins; a stream's first one wins until it lets go.
    pub(crate) fn claim(&mut self, app: AppId, what: Claim) -> Result<Epoch, Error> {
        let epoch = Epoch(self.last + 1);
        match what {
            Claim::User { user_id, .. } => {
                self.users.insert((app, user_id), epoch);
            }
            Claim::Stream { stream_id, .. } => {
                let key = (app, stream_id);
                if self.streams.contains_key(&key) {
                    let stream_id = key.1.as_str();
                    let message = format!("streamID {stream_id:?} is already live in this app");
                    return Err(Error::new(ErrorCode::STREAM_ID_LIVE, message));
                }
                self.streams.insert(key, epoch);
            }
        }
        self.last = epoch.0;
        Ok(epoch)
    }

    /// Gives a claim back, unless a later one holds by now.
    pub(crate) fn release(&mut self, app: AppId, what: Claim, epoch: Epoch) {
        match what {
            Claim::User { user_id, .. } => remove_held(&mut self.users, (app, user_id), epoch),
            Claim::Stream { stream_id, .. } => {
                remove_held(&mut self.streams, (app, stream_id), epoch);
            }
        }
    }
}

fn remove_held<Key: Ord>(table: &mut BTreeMap<Key, Epoch>, key: Key, epoch: Epoch) {
    if table.get(&key) == Some(&epoch) {
        table.remove(&key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cooee_proto::SessionId;

    const APP: AppId = AppId(1);

    fn user(session: u64) -> Claim {
        Claim::User { user_id: UserId::new("u").unwrap(), session: SessionId(session) }
    }

    fn stream(session: u64) -> Claim {
        Claim::Stream { stream_id: StreamId::new("s").unwrap(), session: SessionId(session) }
    }

    #[test]
    fn the_newer_user_wins_and_a_late_release_of_the_older_does_no_harm() {
        let mut registry = Registry::default();
        let first = registry.claim(APP, user(1)).unwrap();
        let second = registry.claim(APP, user(2)).unwrap();
        assert!(second > first);
        registry.release(APP, user(1), first);
        assert_eq!(registry.users.len(), 1);
        registry.release(APP, user(2), second);
        assert_eq!(registry.users.len(), 0);
    }

    #[test]
    fn the_older_stream_wins_until_it_is_released() {
        let mut registry = Registry::default();
        let first = registry.claim(APP, stream(1)).unwrap();
        let error = registry.claim(APP, stream(2)).unwrap_err();
        assert_eq!(error.code, ErrorCode::STREAM_ID_LIVE);
        registry.claim(AppId(2), stream(2)).unwrap();
        registry.release(APP, stream(1), first);
        let second = registry.claim(APP, stream(2)).unwrap();
        registry.release(APP, stream(1), first);
        registry.claim(APP, stream(1)).unwrap_err();
        registry.release(APP, stream(2), second);
        registry.claim(APP, stream(1)).unwrap();
    }
}
