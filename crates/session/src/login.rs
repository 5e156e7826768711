//! Into a room and out of it: login, logout, switch, destroy, and what ends a stay.

use crate::{
    Event, ExtendedData, Output, Reply, RequestId, Session, TransportCommand,
    link::Link,
    requests::Purpose,
    room_view::RoomView,
    stay::{KnownSession, Phase, Stay},
};
use cooee_proto::{
    Error, ErrorCode, RoomId, RoomStateChangedReason as Reason, User,
    signal::{LoggedIn, LoginConfig, Nothing, RenewToken, Request},
};
use std::time::Instant;

impl Session {
    pub(crate) fn login(
        &mut self,
        now: Instant,
        request: RequestId,
        room_id: RoomId,
        user: User,
        config: LoginConfig,
        token: String,
    ) {
        if let Some(stay) = &self.stay {
            let message = format!("the engine is already in room {:?}", stay.room_id.as_str());
            let error = Error::new(ErrorCode::ALREADY_LOGGED_IN, message);
            return self.done(request, "login_room", Err(error));
        }
        self.enter(now, request, "login_room", room_id, user, config, token);
    }

    pub(crate) fn logout(&mut self, request: RequestId, room_id: Option<RoomId>) {
        let function = "logout_room";
        let current = self.stay.as_ref().map(|stay| &stay.room_id);
        let Some(room_id) = room_id.or_else(|| current.cloned()) else {
            let error = Error::new(ErrorCode::NOT_IN_ROOM, "the engine is in no room");
            return self.done(request, function, Err(error));
        };
        if current != Some(&room_id) {
            let error = self.not_that_room(&room_id);
            self.room_event(room_id, Reason::LogoutFailed, Err(&error));
            return self.done(request, function, Err(error));
        }
        self.leave(None);
        self.close_socket();
        self.done(request, function, Ok(Reply::Nothing));
    }

    pub(crate) fn switch_room(
        &mut self,
        now: Instant,
        request: RequestId,
        from: &RoomId,
        to: RoomId,
        config: LoginConfig,
        token: String,
    ) {
        let function = "switch_room";
        let Some(stay) = self.stay.as_ref().filter(|stay| stay.room_id == *from) else {
            let error = self.not_that_room(from);
            return self.done(request, function, Err(error));
        };
        if token.is_empty() && !stay.token.is_empty() {
            let message = "the login used a Token, so switch_room needs one too";
            let error = Error::new(ErrorCode::NO_CREDENTIALS, message)
                .with_hint("Put a Token for the next room into the room config.");
            return self.done(request, function, Err(error));
        }
        let user = stay.user.clone();
        self.leave(None);
        self.enter(now, request, function, to, user, config, token);
        if let Link::Waiting { .. } = self.link {
            // The application wants something: the pause of the stay before is over.
            self.link_retry.reset();
            self.link = Link::Waiting { until: now };
        }
    }

    pub(crate) fn destroy(&mut self) {
        if self.stay.is_some() {
            self.leave(None);
        }
        self.close_socket();
        self.drop_transport();
        self.early_extra_infos.clear();
    }

    pub(crate) fn renew_token(&mut self, room_id: &RoomId, token: String) {
        match &mut self.stay {
            Some(stay) if stay.room_id == *room_id => {
                let previous = std::mem::replace(&mut stay.token, token);
                stay.renewing = Some(previous);
            }
            Some(_) | None => {
                let error = self.not_that_room(room_id);
                self.debug_error("renew_token", &error);
            }
        }
    }

    /// Sends a renewed token that the server has not seen.
    pub(crate) fn send_token(&mut self, now: Instant) {
        let Some(stay) = &mut self.stay else { return };
        if let Some(previous) = stay.renewing.take() {
            let request = Request::RenewToken(RenewToken { token: stay.token.clone() });
            self.ask(now, request, Purpose::RenewToken { previous });
        }
    }

    /// The server took the renewed token, or refused it: then the one before is used again.
    pub(crate) fn token_answered(&mut self, previous: String, result: Result<(), Error>) {
        if let (Err(error), Some(stay)) = (result, &mut self.stay) {
            stay.token = previous;
            self.debug_error("renew_token", &error);
        }
    }

    #[expect(clippy::too_many_arguments, reason = "they are the login call's own")]
    fn enter(
        &mut self,
        now: Instant,
        request: RequestId,
        function: &'static str,
        room_id: RoomId,
        user: User,
        config: LoginConfig,
        token: String,
    ) {
        self.room_event(room_id.clone(), Reason::Logining, Ok(None));
        self.stay = Some(Stay {
            view: RoomView::new(room_id.clone(), user.user_id.clone()),
            room_id,
            user,
            config,
            token,
            renewing: None,
            call: Some(request),
            function,
            phase: Phase::LoggingIn,
            give_up_at: now.checked_add(self.config.room_retry),
            known: None,
            last_failure: None,
        });
    }

    /// The server let the user in: for the first time, or again after it forgot the session.
    pub(crate) fn logged_in(&mut self, now: Instant, answer: LoggedIn) {
        let LoggedIn { session_id, resume_key, transport, room } = answer;
        if let Some(sdp) = self.path.answered(now, transport, &mut self.random) {
            self.output(Output::Transport(TransportCommand::Answer { sdp }));
        }
        let Some(stay) = &mut self.stay else { return };
        stay.known = Some(KnownSession {
            session_id,
            resume_key,
            last_seq: 0,
            room_session_id: room.room_session_id.clone(),
        });
        // The login carried the newest token.
        stay.renewing = None;
        self.connected(now);
        self.room_snapshot(room);
    }

    /// The stay is in order (again).
    pub(crate) fn connected(&mut self, now: Instant) {
        let Some(stay) = &mut self.stay else { return };
        let reason = match stay.phase {
            Phase::LoggingIn => Reason::Logined,
            Phase::Connected { .. } | Phase::Reconnecting => Reason::Reconnected,
        };
        stay.phase = Phase::Connected { since: now };
        stay.give_up_at = None;
        stay.last_failure = None;
        let call = stay.call.take();
        let (function, room_id) = (stay.function, stay.room_id.clone());
        let room_session_id =
            stay.known.as_ref().map_or_else(String::new, |known| known.room_session_id.clone());
        self.room_event(room_id, reason, Ok(Some(&room_session_id)));
        if let Some(request) = call {
            self.done(request, function, Ok(Reply::LoggedIn { room_session_id }));
        }
    }

    /// Ends the stay for a reason that no retry can mend; `kicked` where the server threw the
    /// user out.
    pub(crate) fn refused(&mut self, error: &Error, kicked: bool) {
        let Some(stay) = &self.stay else { return };
        let reason = match stay.phase {
            _ if kicked => Reason::KickOut,
            Phase::LoggingIn => Reason::LoginFailed,
            Phase::Connected { .. } | Phase::Reconnecting => Reason::ReconnectFailed,
        };
        self.leave(Some((reason, error)));
        self.close_socket();
    }

    /// Ends the stay: streams first, then the room. Without a cause it is a logout, which the
    /// server is told and which keeps the transport.
    fn leave(&mut self, cause: Option<(Reason, &Error)>) {
        let error = cause.map(|(_, error)| error);
        self.end_streams(error);
        let ended = Error::new(ErrorCode::DISCONNECTED, "the engine left the room");
        self.abandon_requests(error.unwrap_or(&ended));
        self.endings.clear();
        let Some(stay) = self.stay.take() else { return };
        let told = matches!(self.link, Link::Open { .. }) && cause.is_none();
        if told {
            let id = self.requests.add_forgotten();
            self.send(id, Request::Logout(Nothing {}));
        }
        if cause.is_some() || self.path.reusable().is_none() {
            self.drop_transport();
        }
        match cause {
            Some((reason, error)) => self.room_event(stay.room_id, reason, Err(error)),
            None => self.room_event(stay.room_id, Reason::Logout, Ok(None)),
        }
        if let Some(request) = stay.call {
            self.done(request, stay.function, Err(error.unwrap_or(&ended).clone()));
        }
    }

    fn close_socket(&mut self) {
        if let Link::Opening { .. } | Link::Open { .. } = self.link {
            self.output(Output::CloseSocket);
        }
        self.link = Link::Closed;
        self.link_retry.reset();
    }

    fn drop_transport(&mut self) {
        if self.path.exists() {
            self.output(Output::Transport(TransportCommand::Drop));
        }
        self.path = Default::default();
    }

    fn not_that_room(&self, room_id: &RoomId) -> Error {
        let current = match &self.stay {
            Some(stay) => format!("the engine is in room {:?}", stay.room_id.as_str()),
            None => "the engine is in no room".to_owned(),
        };
        let message = format!("{:?} was named, but {current}", room_id.as_str());
        Error::new(ErrorCode::NOT_THAT_ROOM, message)
    }

    /// Tells a room state; success may name the room's session.
    pub(crate) fn room_event(
        &mut self,
        room_id: RoomId,
        reason: Reason,
        result: Result<Option<&str>, &Error>,
    ) {
        let (code, extended_data) = match result {
            Ok(None) => (ErrorCode::OK, ExtendedData::new()),
            Ok(Some(id)) => {
                (ErrorCode::OK, ExtendedData::from([("room_session_id".to_owned(), id.to_owned())]))
            }
            Err(error) => (error.code, explained(error)),
        };
        self.event(Event::RoomStateChanged { room_id, reason, code, extended_data });
    }
}

/// An error as further facts of a state update.
pub(crate) fn explained(error: &Error) -> ExtendedData {
    ExtendedData::from([
        ("message".to_owned(), error.message.clone()),
        ("hint".to_owned(), error.hint.clone()),
    ])
}
