//! What this client knows of the room, and how it learns of changes.
//!
//! Pushes and snapshots both pass through here, so that the application hears of each user and
//! stream once when it comes and once when it goes, whatever was lost in between.

use crate::Event;
use cooee_proto::{
    RoomExtraInfo, RoomId, RoomSnapshot, Stream, StreamDeleteReason, StreamDeletion, StreamId,
    UpdateType, User, UserId,
};
use std::collections::BTreeMap;

/// The room as the application knows it.
#[derive(Debug)]
pub(crate) struct RoomView {
    room_id: RoomId,
    own_id: UserId,
    users: BTreeMap<UserId, User>,
    streams: BTreeMap<StreamId, Stream>,
    extra_info: Option<RoomExtraInfo>,
}

impl RoomView {
    /// An empty room, seen by its user `own_id`.
    pub(crate) fn new(room_id: RoomId, own_id: UserId) -> Self {
        Self { room_id, own_id, users: BTreeMap::new(), streams: BTreeMap::new(), extra_info: None }
    }

    /// Takes the whole room: what is told is the difference to what was known.
    pub(crate) fn snapshot(&mut self, snapshot: RoomSnapshot) -> Vec<Event> {
        let RoomSnapshot { users, streams, extra_info, online_user_count, .. } = snapshot;
        let gone_streams = self.streams.values().filter(|known| {
            let same =
                |stream: &&Stream| stream.stream_id == known.stream_id && stream.user == known.user;
            streams.iter().find(same).is_none()
        });
        let gone_streams: Vec<_> = gone_streams.cloned().collect();
        // Why they ended was told while nobody listened.
        let reasons = gone_streams
            .iter()
            .map(|stream| StreamDeletion {
                stream_id: stream.stream_id.clone(),
                code: StreamDeleteReason::Disconnected,
            })
            .collect();
        let present: BTreeMap<_, _> = users.iter().map(|user| (&user.user_id, user)).collect();
        let gone_users =
            self.users.values().filter(|user| present.get(&user.user_id) != Some(user));
        let gone_users: Vec<_> = gone_users.cloned().collect();

        let mut events = Vec::new();
        events.extend(self.streams(UpdateType::Delete, gone_streams, reasons));
        events.extend(self.users(UpdateType::Delete, gone_users));
        events.extend(self.streams(UpdateType::Add, streams.clone(), Vec::new()));
        events.extend(self.users(UpdateType::Add, users));
        events.extend(self.stream_extra_infos(streams));
        events.extend(extra_info.and_then(|info| self.extra_infos(vec![info])));
        events.push(self.user_count(online_user_count));
        events
    }

    /// Users came or went; those already known to be there or gone are left out.
    pub(crate) fn users(&mut self, update: UpdateType, mut users: Vec<User>) -> Option<Event> {
        users.retain(|user| match update {
            UpdateType::Add => self.users.insert(user.user_id.clone(), user.clone()).is_none(),
            UpdateType::Delete => self.users.remove(&user.user_id).is_some(),
        });
        let room_id = self.room_id.clone();
        (!users.is_empty()).then_some(Event::RoomUserUpdate { room_id, update, users })
    }

    /// Streams came or went; those already known to be there or gone are left out.
    pub(crate) fn streams(
        &mut self,
        update: UpdateType,
        mut streams: Vec<Stream>,
        mut reasons: Vec<StreamDeletion>,
    ) -> Option<Event> {
        streams.retain(|stream| match update {
            UpdateType::Add if self.streams.contains_key(&stream.stream_id) => false,
            UpdateType::Add => {
                self.streams.insert(stream.stream_id.clone(), stream.clone());
                true
            }
            UpdateType::Delete => self.streams.remove(&stream.stream_id).is_some(),
        });
        reasons.retain(|reason| streams.iter().any(|stream| stream.stream_id == reason.stream_id));
        let room_id = self.room_id.clone();
        (!streams.is_empty()).then_some(Event::RoomStreamUpdate {
            room_id,
            update,
            streams,
            reasons,
        })
    }

    /// Extra infos of streams were set; those that say nothing new are left out.
    pub(crate) fn stream_extra_infos(&mut self, mut streams: Vec<Stream>) -> Option<Event> {
        streams.retain(|stream| match self.streams.get_mut(&stream.stream_id) {
            Some(known) if known.extra_info != stream.extra_info => {
                *known = stream.clone();
                true
            }
            Some(_) | None => false,
        });
        let room_id = self.room_id.clone();
        (!streams.is_empty()).then_some(Event::RoomStreamExtraInfoUpdate { room_id, streams })
    }

    /// The room's extra info was set; one's own and what is known already are left out.
    pub(crate) fn extra_infos(&mut self, mut infos: Vec<RoomExtraInfo>) -> Option<Event> {
        infos.retain(|info| {
            let is_known = self.extra_info.as_ref() == Some(info);
            self.extra_info = Some(info.clone());
            !is_known && info.update_user.user_id != self.own_id
        });
        let room_id = self.room_id.clone();
        (!infos.is_empty()).then_some(Event::RoomExtraInfoUpdate { room_id, infos })
    }

    /// The number of users was told.
    pub(crate) fn user_count(&self, count: u32) -> Event {
        Event::RoomOnlineUserCountUpdate { room_id: self.room_id.clone(), count }
    }
}
