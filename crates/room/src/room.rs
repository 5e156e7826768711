//! One room, from its first login to its last logout.

use crate::app::{App, Moment};
use crate::rate::Rate;
use crate::timer::Timer;
use crate::{Fact, Output, RoomEnd};
use cooee_proto::signal::Event;
use cooee_proto::{RoomExtraInfo, RoomId, SessionId, StreamId, WallTime, limits};
use std::collections::BTreeMap;

#[derive(Debug)]
pub(crate) struct Room {
    /// Names this life of the room.
    pub(crate) session_id: String,
    /// When it was made.
    pub(crate) created: WallTime,
    /// From the login that made the room; 0 for no limit.
    pub(crate) max_member_count: u32,
    /// In the order of their logins.
    pub(crate) members: BTreeMap<u64, SessionId>,
    /// In the order of their publishes.
    pub(crate) streams: BTreeMap<u64, StreamId>,
    /// Counts users that came and went.
    pub(crate) user_updates: u64,
    /// Counts streams that came and went.
    pub(crate) stream_updates: u64,
    pub(crate) extra_info: Option<RoomExtraInfo>,
    pub(crate) extra_info_rate: Rate,
    pub(crate) broadcasts: u64,
    pub(crate) broadcast_rate: Rate,
    pub(crate) barrages: u64,
    pub(crate) barrage_rate: Rate,
}

impl Room {
    pub(crate) fn new(session_id: String, created: WallTime, max_member_count: u32) -> Self {
        Self {
            session_id,
            created,
            max_member_count,
            members: BTreeMap::new(),
            streams: BTreeMap::new(),
            user_updates: 0,
            stream_updates: 0,
            extra_info: None,
            extra_info_rate: Rate::default(),
            broadcasts: 0,
            broadcast_rate: Rate::default(),
            barrages: 0,
            barrage_rate: Rate::default(),
        }
    }

    pub(crate) fn user_count(&self) -> u32 {
        u32::try_from(self.members.len()).unwrap_or(u32::MAX)
    }
}

impl App {
    /// Makes the room unless it exists.
    pub(crate) fn open_room(
        &mut self,
        moment: Moment,
        room_id: &RoomId,
        make: impl FnOnce() -> Room,
    ) {
        if !self.rooms.contains_key(room_id) {
            self.rooms.insert(room_id.clone(), make());
            let room = self.room_name(room_id);
            self.outputs.push_back(Output::Fact(Fact::RoomCreated { room }));
            self.set_user_count_timer(moment, room_id.clone());
        }
    }

    /// Ends the room if nobody is in it.
    pub(crate) fn close_room_if_empty(&mut self, room_id: &RoomId, reason: RoomEnd) {
        if self.rooms.get(room_id).is_some_and(|room| room.members.is_empty()) {
            let room = self.room_name(room_id);
            self.outputs.push_back(Output::Fact(Fact::RoomClosed { room, reason }));
            self.rooms.remove(room_id);
            self.timers.cancel(&Timer::UserCount(room_id.clone()));
        }
    }

    pub(crate) fn tell_user_count(&mut self, moment: Moment, room_id: RoomId) {
        let room = self.rooms.get(&room_id).expect("the timer of a room ends with it");
        let event = Event::OnlineUserCount { count: room.user_count() };
        let members: Vec<SessionId> = room.members.values().copied().collect();
        for session in members {
            self.send(session, event.clone());
        }
        self.set_user_count_timer(moment, room_id);
    }

    fn set_user_count_timer(&mut self, moment: Moment, room_id: RoomId) {
        self.timers.set(Timer::UserCount(room_id), moment.now + limits::USER_COUNT_INTERVAL);
    }
}
