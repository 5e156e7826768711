//! Follows what a client is told and refuses what no application could make sense of.

use cooee_engine::Event;
use cooee_proto::{
    PlayerState, PublisherState, RoomStateChangedReason as Reason, UpdateType, UserId,
};
use cooee_testkit::{ClientId, World};
use std::collections::{BTreeMap, BTreeSet};

/// What an application believes after all that it was told.
#[derive(Debug)]
pub struct Observer {
    pub user_id: String,
    pub stay: Stay,
    pub room: String,
    pub users: BTreeSet<String>,
    /// The streams of others and whose they are.
    pub streams: BTreeMap<String, String>,
    pub publishes: BTreeMap<String, PublisherState>,
    pub plays: BTreeMap<String, PlayerState>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stay {
    Out,
    LoggingIn,
    In,
    Lost,
}

impl Observer {
    /// Follows all events of a client.
    pub fn of(world: &World, client: ClientId, user_id: &str) -> Result<Self, String> {
        let mut observer = Self {
            user_id: user_id.to_owned(),
            stay: Stay::Out,
            room: String::new(),
            users: BTreeSet::new(),
            streams: BTreeMap::new(),
            publishes: BTreeMap::new(),
            plays: BTreeMap::new(),
        };
        for noted in world.events(client) {
            observer.follow(&noted.event).map_err(|wrong| {
                format!("{wrong} at {noted} of {client:?}\n{}", world.transcript(client))
            })?;
        }
        Ok(observer)
    }

    fn follow(&mut self, event: &Event) -> Result<(), String> {
        match event {
            Event::RoomStateChanged { room_id, reason, .. } => {
                self.stay = self.next_stay(*reason)?;
                if self.stay == Stay::Out {
                    self.users.clear();
                    self.streams.clear();
                    if !self.publishes.is_empty() || !self.plays.is_empty() {
                        return Err("streams outlive the stay".to_owned());
                    }
                }
                self.room = room_id.to_string();
            }
            Event::RoomUserUpdate { update, users, .. } => {
                for user in users {
                    self.follow_user(*update, &user.user_id)?;
                }
            }
            Event::RoomStreamUpdate { update, streams, .. } => {
                for stream in streams {
                    let (stream, user) = (stream.stream_id.to_string(), &stream.user.user_id);
                    self.follow_stream(*update, stream, user)?;
                }
            }
            Event::PublisherStateUpdate { stream_id, state, code, .. } => {
                let before = self.publishes.remove(stream_id.as_str());
                match (before, state) {
                    (None, PublisherState::Publishing)
                    | (Some(PublisherState::Publishing), PublisherState::Publishing) => {
                        return Err(format!("{state:?} after {before:?}"));
                    }
                    (_, PublisherState::NoPublish) => return Ok(()),
                    (_, PublisherState::PublishRequesting | PublisherState::Publishing) => {}
                }
                if before.is_some() && *state == PublisherState::PublishRequesting && code.is_ok() {
                    return Err("requesting again without a cause".to_owned());
                }
                self.publishes.insert(stream_id.to_string(), *state);
            }
            Event::PlayerStateUpdate { stream_id, state, code, .. } => {
                let before = self.plays.remove(stream_id.as_str());
                match (before, state) {
                    (None, PlayerState::Playing)
                    | (Some(PlayerState::Playing), PlayerState::Playing) => {
                        return Err(format!("{state:?} after {before:?}"));
                    }
                    (_, PlayerState::NoPlay) => return Ok(()),
                    (_, PlayerState::PlayRequesting | PlayerState::Playing) => {}
                }
                if before.is_some() && *state == PlayerState::PlayRequesting && code.is_ok() {
                    return Err("requesting again without a cause".to_owned());
                }
                self.plays.insert(stream_id.to_string(), *state);
            }
            _ => {}
        }
        Ok(())
    }

    fn next_stay(&self, reason: Reason) -> Result<Stay, String> {
        match (self.stay, reason) {
            (stay, Reason::LogoutFailed) => Ok(stay),
            (Stay::Out, Reason::Logining) => Ok(Stay::LoggingIn),
            (Stay::LoggingIn, Reason::Logined) | (Stay::Lost, Reason::Reconnected) => Ok(Stay::In),
            (Stay::LoggingIn, Reason::LoginFailed | Reason::Logout) => Ok(Stay::Out),
            (Stay::In, Reason::Reconnecting) => Ok(Stay::Lost),
            (Stay::In | Stay::Lost, Reason::Logout | Reason::KickOut | Reason::ReconnectFailed) => {
                Ok(Stay::Out)
            }
            (stay, reason) => Err(format!("{reason:?} while {stay:?}")),
        }
    }

    fn follow_user(&mut self, update: UpdateType, user: &UserId) -> Result<(), String> {
        let user = user.to_string();
        if self.stay != Stay::In || user == self.user_id {
            return Err(format!("news of {user} while {:?}", self.stay));
        }
        let changed = match update {
            UpdateType::Add => self.users.insert(user),
            UpdateType::Delete => self.users.remove(&user),
        };
        if changed { Ok(()) } else { Err(format!("{update:?} twice")) }
    }

    fn follow_stream(
        &mut self,
        update: UpdateType,
        stream: String,
        user: &UserId,
    ) -> Result<(), String> {
        let user = user.to_string();
        if self.stay != Stay::In || user == self.user_id {
            return Err(format!("news of {user}'s {stream} while {:?}", self.stay));
        }
        let changed = match update {
            UpdateType::Add => self.streams.insert(stream, user).is_none(),
            UpdateType::Delete => self.streams.remove(&stream).is_some(),
        };
        if changed { Ok(()) } else { Err(format!("{update:?} twice")) }
    }
}
