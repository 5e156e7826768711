//! The recent logins of each app, kept in memory for the operator.

use cooee_node::{Fact, LoginProof, Notice, NoticeEvent};
use cooee_proto::{AppId, Error, RoomId, User, WallTime};
use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::broadcast::{Receiver, error::RecvError};
use tracing::warn;

/// Logins that are kept of each app.
const MOST: usize = 500;

/// A login that was tried.
#[derive(Clone, Debug, PartialEq)]
pub struct Attempt {
    pub time: WallTime,
    pub room_id: RoomId,
    pub user: User,
    /// What the client runs on, as it says.
    pub platform: String,
    pub outcome: Outcome,
}

/// What was answered.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    Good(LoginProof),
    Refused(Error),
}

/// The recent logins; clones share them.
#[derive(Clone, Default)]
pub struct RecentLogins(Arc<Mutex<BTreeMap<AppId, VecDeque<Attempt>>>>);

impl RecentLogins {
    /// Takes what happens until the server stops.
    pub async fn listen(self, mut notices: Receiver<Arc<Notice>>) {
        loop {
            match notices.recv().await {
                Ok(notice) => self.note(&notice),
                Err(RecvError::Lagged(missed)) => {
                    warn!(missed, "the list of recent logins lacks some");
                }
                Err(RecvError::Closed) => return,
            }
        }
    }

    /// Those of an app, the newest first.
    pub fn of_app(&self, app: AppId) -> Vec<Attempt> {
        self.apps().get(&app).into_iter().flatten().rev().cloned().collect()
    }

    /// The app is gone; another one may get its AppID.
    pub fn forget(&self, app: AppId) {
        self.apps().remove(&app);
    }

    fn note(&self, notice: &Notice) {
        let (room_id, user, platform, outcome) = match &notice.event {
            NoticeEvent::InRoom(Fact::LoggedIn { room, user, platform, proof, .. }) => {
                (&room.room_id, user, platform, Outcome::Good(*proof))
            }
            NoticeEvent::LoginRefused { room_id, user, platform, error } => {
                (room_id, user, platform, Outcome::Refused(error.clone()))
            }
            NoticeEvent::InRoom(_) => return,
        };
        let mut apps = self.apps();
        let attempts = apps.entry(notice.app).or_default();
        if attempts.len() == MOST {
            attempts.pop_front();
        }
        attempts.push_back(Attempt {
            time: notice.time,
            room_id: room_id.clone(),
            user: user.clone(),
            platform: platform.clone(),
            outcome,
        });
    }

    fn apps(&self) -> MutexGuard<'_, BTreeMap<AppId, VecDeque<Attempt>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cooee_proto::{ErrorCode, UserId};

    #[test]
    fn the_newest_of_each_app_are_kept() {
        let logins = RecentLogins::default();
        let refused = |app, time| Notice {
            app: AppId(app),
            time: WallTime(time),
            event: NoticeEvent::LoginRefused {
                room_id: RoomId::new("room").unwrap(),
                user: User::from_id(UserId::new("amy").unwrap()),
                platform: "linux".to_owned(),
                error: Error::new(ErrorCode::BLACKLISTED, "no"),
            },
        };
        for time in 0..600 {
            logins.note(&refused(1, time));
        }
        logins.note(&refused(2, 7));
        let kept: Vec<_> = logins.of_app(AppId(1)).iter().map(|it| it.time.0).collect();
        assert_eq!(kept, (100..600).rev().collect::<Vec<_>>());
        logins.forget(AppId(1));
        assert_eq!((logins.of_app(AppId(1)).len(), logins.of_app(AppId(2)).len()), (0, 1));
    }
}
