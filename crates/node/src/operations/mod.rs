//! What operators and business servers do to a node, and what they may see of it.

mod bans;
mod ended;
mod live;
mod perform;

pub(crate) use bans::{Bans, Person};
pub use bans::{Rule, RuleTarget};
pub(crate) use ended::EndedStreams;
pub(crate) use live::Watching;
pub use live::{Live, LiveApp, LivePlayer, LiveRoom, LiveStream, LiveUser, LiveVideo};

use cooee_proto::{AppId, RoomId, StreamId, User, UserId, WallTime};

/// What can be done to a running node. Each is answered at once by
/// [`crate::Output::Operated`], and refused with `APP_ID_WRONG` where the app is not known.
#[derive(Clone, Debug, PartialEq)]
pub enum Operation {
    /// End the sessions of users in a room, with code 1002055 and stream delete reason 4.
    /// Answered by [`Answer::Passed`].
    KickUsers {
        /// The app.
        app: AppId,
        /// The room.
        room: RoomId,
        /// Who.
        users: Vec<UserId>,
        /// What the users are told beside the code; may be empty.
        reason: String,
    },
    /// End all sessions in a room, with code 1002055.
    CloseRoom {
        /// The app.
        app: AppId,
        /// The room.
        room: RoomId,
        /// What the users are told beside the code; may be empty.
        reason: String,
        /// Passed on in [`crate::RoomEnd::Closed`].
        wants_callback: bool,
    },
    /// End a live stream, with code 1003025 for its publisher and stream delete reason 6 for the
    /// others. It may be published again.
    StopStream {
        /// The app.
        app: AppId,
        /// The stream.
        stream: StreamId,
    },
    /// End a stream and forbid it until it is resumed: publishing it is refused with 1003025 and
    /// playing it with 1004025, also for those who do so at the moment. It need not be live.
    ForbidStream {
        /// The app.
        app: AppId,
        /// The stream.
        stream: StreamId,
    },
    /// Allow a forbidden stream again.
    ResumeStream {
        /// The app.
        app: AppId,
        /// The stream.
        stream: StreamId,
    },
    /// Send a broadcast message to a room. The sender need not be in it; a client that is this
    /// user does not receive it. Answered by [`Answer::Sent`].
    SendBroadcastMessage {
        /// The app.
        app: AppId,
        /// The room.
        room: RoomId,
        /// The sender.
        from_user: User,
        /// 1 to 1024 bytes.
        message: String,
    },
    /// The same with a barrage message. Answered by [`Answer::Sent`].
    SendBarrageMessage {
        /// The app.
        app: AppId,
        /// The room.
        room: RoomId,
        /// The sender.
        from_user: User,
        /// 1 to 1024 bytes.
        message: String,
    },
    /// Send a custom command to users of a room. Answered by [`Answer::Passed`].
    SendCustomCommand {
        /// The app.
        app: AppId,
        /// The room.
        room: RoomId,
        /// The sender.
        from_user: User,
        /// 1 to 1024 bytes.
        command: String,
        /// Empty for everyone but the sender.
        to_users: Vec<UserId>,
    },
    /// Forbid logins or publishes from this moment until a time; those who are in a room or
    /// publish stay. Takes the place of a rule with the same target. Refused logins get 1002066,
    /// refused publishes 1003025.
    SetRule {
        /// The app.
        app: AppId,
        /// What is forbidden, to whom, until when.
        rule: Rule,
    },
    /// Take a rule back; nothing happens if there is none.
    DeleteRule {
        /// The app.
        app: AppId,
        /// The rule's target.
        target: RuleTarget,
    },
    /// The rules that hold at the moment. Answered by [`Answer::Rules`].
    Rules {
        /// The app.
        app: AppId,
    },
    /// The streams that are forbidden. Answered by [`Answer::ForbiddenStreams`].
    ForbiddenStreams {
        /// The app.
        app: AppId,
    },
    /// How many users rooms have. Answered by [`Answer::UserCounts`].
    UserCounts {
        /// The app.
        app: AppId,
        /// The rooms; one that does not exist has no users.
        rooms: Vec<RoomId>,
    },
    /// A page of a room's users by the time of their logins. Answered by [`Answer::Users`].
    Users {
        /// The app.
        app: AppId,
        /// The room.
        room: RoomId,
        /// The marker of the page before; `None` for the first page.
        marker: Option<u64>,
        /// The most users of the page.
        limit: usize,
        /// Which come first.
        order: LoginOrder,
    },
    /// Whether users are in a room. Answered by [`Answer::UserStates`].
    UserStates {
        /// The app.
        app: AppId,
        /// The room.
        room: RoomId,
        /// Who.
        users: Vec<UserId>,
    },
    /// The live streams of a room. Answered by [`Answer::Streams`].
    Streams {
        /// The app.
        app: AppId,
        /// The room.
        room: RoomId,
    },
    /// When a stream began, and when it ended where it did lately. Answered by
    /// [`Answer::StreamState`], or refused with `STREAM_MISSING`.
    StreamState {
        /// The app.
        app: AppId,
        /// The stream.
        stream: StreamId,
    },
    /// All rooms with their users and streams and how they fare. Media threads measure only
    /// while this is asked for at least every 5 s. Answered by [`Answer::Live`].
    Live {
        /// The only app wanted; `None` for all.
        app: Option<AppId>,
    },
}

/// Which logins come first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LoginOrder {
    /// The oldest.
    #[default]
    Ascending,
    /// The newest.
    Descending,
}

/// The answer to an operation that was performed.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// It is done.
    Done,
    /// It is done as far as users were there.
    Passed {
        /// Those who were named and are not in the room.
        missing: Vec<UserId>,
    },
    /// A message was sent.
    Sent {
        /// Its id: a number for broadcasts.
        message_id: String,
    },
    /// The rules that hold at the moment, by their targets.
    Rules(Vec<Rule>),
    /// The streams that are forbidden, by their ids.
    ForbiddenStreams(Vec<StreamId>),
    /// The user counts, in the order of the question.
    UserCounts(Vec<(RoomId, u32)>),
    /// A page of users.
    Users {
        /// The users, in the order asked for.
        users: Vec<PresentUser>,
        /// Names the next page; `None` after the last one.
        marker: Option<u64>,
    },
    /// Whether and since when users are in the room, in the order of the question.
    UserStates(Vec<(UserId, Option<WallTime>)>),
    /// The live streams of a room, in the order of their publishes.
    Streams(Vec<PresentStream>),
    /// The last life of a stream.
    StreamState {
        /// When it began.
        created: WallTime,
        /// When it ended; `None` while it is live.
        closed: Option<WallTime>,
    },
    /// How all fares.
    Live(Live),
}

/// A user in a room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PresentUser {
    /// Who.
    pub user: User,
    /// Since when.
    pub logged_in: WallTime,
}

/// A live stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PresentStream {
    /// Which.
    pub stream_id: StreamId,
    /// Who publishes it.
    pub user: User,
    /// Its extra info.
    pub extra_info: String,
    /// Since when.
    pub created: WallTime,
}

impl Operation {
    /// The app that the operation is about, unless it is about all.
    pub fn app(&self) -> Option<AppId> {
        match self {
            Self::KickUsers { app, .. }
            | Self::CloseRoom { app, .. }
            | Self::StopStream { app, .. }
            | Self::ForbidStream { app, .. }
            | Self::ResumeStream { app, .. }
            | Self::StreamState { app, .. }
            | Self::SendBroadcastMessage { app, .. }
            | Self::SendBarrageMessage { app, .. }
            | Self::SendCustomCommand { app, .. }
            | Self::SetRule { app, .. }
            | Self::DeleteRule { app, .. }
            | Self::Rules { app }
            | Self::ForbiddenStreams { app }
            | Self::UserCounts { app, .. }
            | Self::Users { app, .. }
            | Self::UserStates { app, .. }
            | Self::Streams { app, .. } => Some(*app),
            Self::Live { app } => *app,
        }
    }
}
