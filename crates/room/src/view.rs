//! What an operator may see of the rooms.

use crate::app::App;
use crate::room::Room;
use cooee_proto::{RoomId, SessionId, Stream, StreamId, User, UserId, WallTime};

/// A room as it is at this moment.
#[derive(Clone, Copy, Debug)]
pub struct RoomView<'a> {
    /// The room.
    pub room_id: &'a RoomId,
    /// When it was made.
    pub created: WallTime,
    app: &'a App,
    room: &'a Room,
}

/// A user in a room.
#[derive(Clone, Copy, Debug)]
pub struct UserView<'a> {
    /// Who.
    pub user: &'a User,
    /// The user's session.
    pub session: SessionId,
    /// When he logged in.
    pub logged_in: WallTime,
    /// His place among the users of the app: rises with each login.
    pub order: u64,
}

/// A live stream of a room.
#[derive(Clone, Copy, Debug)]
pub struct StreamView<'a> {
    /// The stream.
    pub stream: &'a Stream,
    /// The session that publishes it.
    pub session: SessionId,
    /// When it went live.
    pub created: WallTime,
    app: &'a App,
}

impl App {
    /// The rooms, by their ids.
    pub fn rooms(&self) -> impl Iterator<Item = RoomView<'_>> {
        self.rooms.iter().map(|(room_id, room)| self.view(room_id, room))
    }

    /// One room, if it exists.
    pub fn room_view(&self, room_id: &RoomId) -> Option<RoomView<'_>> {
        let (room_id, room) = self.rooms.get_key_value(room_id)?;
        Some(self.view(room_id, room))
    }

    /// When a stream went live, if it is.
    pub fn stream_created(&self, stream_id: &StreamId) -> Option<WallTime> {
        Some(self.streams.get(stream_id)?.created)
    }

    fn view<'a>(&'a self, room_id: &'a RoomId, room: &'a Room) -> RoomView<'a> {
        RoomView { room_id, created: room.created, app: self, room }
    }

    fn user_view(&self, session: SessionId) -> UserView<'_> {
        let member = self.member(session);
        let order = member.order;
        UserView { user: &member.user, session, logged_in: member.logged_in, order }
    }
}

impl<'a> RoomView<'a> {
    /// How many users it has.
    pub fn user_count(&self) -> u32 {
        self.room.user_count()
    }

    /// The users, in the order of their logins.
    pub fn users(&self) -> impl DoubleEndedIterator<Item = UserView<'a>> {
        let app = self.app;
        self.room.members.values().map(move |&session| app.user_view(session))
    }

    /// The user, if he is in the room.
    pub fn user(&self, user_id: &UserId) -> Option<UserView<'a>> {
        let session = *self.app.users.get(user_id)?;
        let is_here = self.app.member(session).room_id == *self.room_id;
        is_here.then(|| self.app.user_view(session))
    }

    /// The live streams, in the order of their publishes.
    pub fn streams(&self) -> impl Iterator<Item = StreamView<'a>> {
        let app = self.app;
        self.room.streams.values().map(move |stream_id: &StreamId| {
            let stream = &app.streams[stream_id];
            let (description, session) = (&stream.description, stream.session);
            StreamView { stream: description, session, created: stream.created, app }
        })
    }
}

impl<'a> StreamView<'a> {
    /// Who plays it, in any room of the app.
    pub fn players(&self) -> impl Iterator<Item = UserView<'a>> {
        let app = self.app;
        let players = app.players.get(&self.stream.stream_id).into_iter().flatten();
        players.map(move |&session| app.user_view(session))
    }
}
