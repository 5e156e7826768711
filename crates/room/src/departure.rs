//! The ways out of a room.

use crate::app::App;
use crate::timer::Timer;
use crate::{Claim, Fact, KickTarget, Output, Reply, RequestId, RoomEnd, UserEnd};
use cooee_proto::signal::Event;
use cooee_proto::{Error, ErrorCode, RoomId, SessionId, StreamDeleteReason, UpdateType};

/// Why a session leaves its room.
#[derive(Debug)]
pub(crate) enum Departure {
    /// It logged out.
    Logout,
    /// Its heartbeat timed out; whether its link was known to be gone.
    Silent { error: Error, link_closed: bool },
    /// It was kicked.
    Kicked { error: Error, reason: StreamDeleteReason },
    /// A newer session holds the userID.
    Replaced(Error),
}

impl Departure {
    fn error(&self) -> Option<&Error> {
        match self {
            Self::Logout => None,
            Self::Silent { error, .. } | Self::Kicked { error, .. } | Self::Replaced(error) => {
                Some(error)
            }
        }
    }

    /// What the client is told.
    fn notice(&self) -> Option<Event> {
        match self {
            Self::Logout | Self::Silent { .. } => None,
            Self::Kicked { error, .. } | Self::Replaced(error) => {
                Some(Event::KickedOut { error: error.clone() })
            }
        }
    }

    /// What others are told about its streams.
    fn stream_delete_reason(&self) -> StreamDeleteReason {
        match self {
            Self::Logout => StreamDeleteReason::Stopped,
            Self::Silent { link_closed: false, .. } => StreamDeleteReason::HeartbeatTimeout,
            Self::Silent { link_closed: true, .. } => StreamDeleteReason::Disconnected,
            Self::Kicked { reason, .. } => *reason,
            Self::Replaced(_) => StreamDeleteReason::RepeatedLogin,
        }
    }

    /// What those outside are told about the user.
    fn user_end(&self) -> UserEnd {
        match self {
            Self::Logout => UserEnd::Logout,
            Self::Silent { link_closed: false, .. } => UserEnd::HeartbeatTimeout,
            Self::Silent { link_closed: true, .. } => UserEnd::LinkLost,
            Self::Kicked { error, .. } if error.code == ErrorCode::KICKED_TOKEN_EXPIRED => {
                UserEnd::TokenExpired
            }
            Self::Kicked { .. } => UserEnd::Kicked,
            Self::Replaced(_) => UserEnd::Replaced,
        }
    }

    /// Whether the session still holds its userID.
    fn holds_user(&self) -> bool {
        match self {
            Self::Logout | Self::Silent { .. } | Self::Kicked { .. } => true,
            Self::Replaced(_) => false,
        }
    }
}

impl App {
    pub(crate) fn logout(&mut self, session: SessionId, id: RequestId) {
        self.reply(session, id, Ok(Reply::Done));
        self.leave(session, &Departure::Logout, None);
    }

    pub(crate) fn kick(&mut self, target: &KickTarget, error: &Error, reason: StreamDeleteReason) {
        let sessions: Vec<SessionId> = match target {
            KickTarget::Session(session) => vec![*session],
            KickTarget::User(user_id) => {
                let logins = self.logins.iter();
                logins
                    .filter(|(_, pending)| pending.login.user.user_id == *user_id)
                    .map(|(&session, _)| session)
                    .chain(self.users.get(user_id).copied())
                    .collect()
            }
        };
        for session in sessions {
            self.refuse_login(session, error.clone());
            if self.members.contains_key(&session) {
                let departure = Departure::Kicked { error: error.clone(), reason };
                self.leave(session, &departure, None);
            }
        }
    }

    /// Takes the session out of its room, with all that it publishes and plays. The room ends
    /// if that leaves it empty and it is not `kept_room`.
    pub(crate) fn leave(
        &mut self,
        session: SessionId,
        departure: &Departure,
        kept_room: Option<&RoomId>,
    ) {
        self.end_pending_publishes(session, departure.error());
        if let Some(notice) = departure.notice() {
            self.send(session, notice);
        }
        self.end_plays(session);
        self.end_publishes(session, departure.stream_delete_reason());

        let member = self.members.remove(&session).expect("only a member leaves");
        self.timers.cancel(&Timer::Presence(session));
        self.timers.cancel(&Timer::Rights(session));
        self.users.remove(&member.user.user_id);
        if departure.holds_user() {
            let what = Claim::User { user_id: member.user.user_id.clone(), session };
            self.outputs.push_back(Output::Release { what, epoch: member.epoch });
        }
        self.room_mut(&member.room_id).members.remove(&member.order);
        let fact = Fact::LoggedOut {
            room: self.room_name(&member.room_id),
            user: member.user.clone(),
            session,
            logged_in: member.logged_in,
            reason: departure.user_end(),
            update: self.next_user_update(&member.room_id),
        };
        self.outputs.push_back(Output::Fact(fact));
        let event = Event::RoomUsers { update: UpdateType::Delete, users: vec![member.user] };
        self.send_user_update(&member.room_id, session, &event);
        if kept_room != Some(&member.room_id) {
            self.close_room_if_empty(&member.room_id, RoomEnd::Empty);
        }
        self.outputs.push_back(Output::Ended { session, error: departure.error().cloned() });
    }

    /// The error of requests that the end of their session leaves unanswered.
    pub(crate) fn ended_first(error: Option<&Error>) -> Error {
        error.cloned().unwrap_or_else(|| {
            Error::new(ErrorCode::NOT_IN_ROOM, "the session logged out before the answer came")
        })
    }
}
