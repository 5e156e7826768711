//! The room machines: what they are told, and what is done with what they tell.

use crate::{
    Node, NoticeEvent,
    node::Moment,
    session::{Asked, Asker, LoginMedia, Purpose, Stage},
    streams::Slot,
    timers::Timer,
};
use cooee_proto::{AppId, Error, ErrorCode, SessionId, StreamId, signal::MessageSent};
use cooee_room::{Input, Media, Output, RegistryAnswer, Reply, Request, RequestId};
use serde_json::{Value, json};
use std::collections::{BTreeMap, VecDeque};
use tracing::info;

impl Node {
    /// Asks the room machine on a session's behalf; the answer goes to the asker.
    pub(crate) fn ask_rooms(
        &mut self,
        at: Moment,
        session: SessionId,
        asker: Option<Asker>,
        purpose: Purpose,
        request: Request,
    ) {
        let id = RequestId(self.next_number());
        let Some(known) = self.sessions.get_mut(&session) else { return };
        known.asked.insert(id, Asked { asker, purpose });
        let app = known.app;
        self.tell_rooms(at, app, Input::Request { session, id, request });
    }

    /// Tells the rooms of a session's app something.
    pub(crate) fn tell_rooms_of(&mut self, at: Moment, session: SessionId, input: Input) {
        let Some(app) = self.sessions.get(&session).map(|session| session.app) else { return };
        self.tell_rooms(at, app, input);
    }

    /// Tells an app's rooms something and performs all that follows.
    pub(crate) fn tell_rooms(&mut self, at: Moment, app_id: AppId, input: Input) {
        let mut inputs = VecDeque::from([input]);
        while let Some(input) = inputs.pop_front() {
            let Some(app) = self.apps.get_mut(&app_id) else { return };
            app.rooms.handle(at.now, at.wall, input);
            while let Some(output) = self.apps.get_mut(&app_id).and_then(|app| app.rooms.poll()) {
                inputs.extend(self.perform(at, app_id, output));
            }
        }
        let deadline = self.apps.get(&app_id).and_then(|app| app.rooms.deadline());
        self.timers.set(Timer::App(app_id), deadline);
    }

    /// Performs one output; the result is the registry's answer, for after the others.
    fn perform(&mut self, at: Moment, app: AppId, output: Output) -> Option<Input> {
        match output {
            Output::Claim { claim, what } => {
                return Some(Input::Registry(match self.registry.claim(app, what) {
                    Ok(epoch) => RegistryAnswer::Granted { claim, epoch },
                    Err(error) => RegistryAnswer::Refused { claim, error },
                }));
            }
            Output::Release { what, epoch } => self.registry.release(app, what, epoch),
            Output::Reply { session, id, result } => self.take_reply(at, session, id, result),
            Output::Operated { id, result } => self.take_operated(id, result),
            Output::Fact(fact) => {
                self.ended_streams.note(app, at.wall, &fact);
                self.notice(at, app, NoticeEvent::InRoom(fact));
            }
            Output::Send { session, event } => self.push(session, event),
            Output::Media(media) => self.connect_media(app, media),
            Output::Ended { session, error } => self.end_session(at, session, error),
        }
        None
    }

    fn take_reply(
        &mut self,
        at: Moment,
        session_id: SessionId,
        id: RequestId,
        result: Result<Reply, Error>,
    ) {
        let Some(session) = self.sessions.get_mut(&session_id) else { return };
        let Some(Asked { asker, purpose }) = session.asked.remove(&id) else { return };
        match (purpose, result) {
            (Purpose::Login, Ok(Reply::LoggedIn(snapshot))) => {
                if let Stage::LoggingIn { room, .. } = &mut session.stage {
                    *room = Some(Box::new(snapshot));
                }
                self.finish_login(session_id);
            }
            (Purpose::Login, Err(error)) => self.end_session(at, session_id, Some(error)),
            (Purpose::Publish(stream_id, previous), Err(error)) => {
                restore(&mut session.publishes, stream_id, previous);
                self.answer_some(asker, Err(error));
            }
            (Purpose::Play(stream_id, previous), Err(error)) => {
                restore(&mut session.plays, stream_id, previous);
                self.answer_some(asker, Err(error));
            }
            (_, result) => self.answer_some(asker, result.map(body)),
        }
    }

    fn answer_some(&mut self, asker: Option<Asker>, result: Result<Value, Error>) {
        if let Some(asker) = asker {
            self.answer(asker, result);
        }
    }

    fn connect_media(&mut self, app: AppId, media: Media) {
        match media {
            Media::Publish { session, stream_id } => {
                let slot = self.sessions.get(&session).and_then(|s| s.publishes.get(&stream_id));
                let slot = slot.filter(|slot| self.transports.get(slot.transport).is_some());
                let command = self.streams.publish(app, stream_id, slot.cloned());
                self.route(command);
            }
            Media::Unpublish { stream_id, .. } => {
                let command = self.streams.unpublish(app, stream_id);
                self.route(command);
            }
            Media::Play { session, stream_id } => {
                let slot = self.sessions.get(&session).and_then(|s| s.plays.get(&stream_id));
                let slot = slot.filter(|slot| self.transports.get(slot.transport).is_some());
                if let Some(slot) = slot.cloned() {
                    let commands = self.streams.play(app, stream_id, session, slot);
                    self.route(commands);
                }
            }
            Media::Unplay { session, stream_id } => {
                let command = self.streams.unplay(app, stream_id, session);
                self.route(command);
            }
        }
    }

    /// Forgets a session that the room machine let go or never took in.
    pub(crate) fn end_session(&mut self, at: Moment, id: SessionId, error: Option<Error>) {
        let Some(session) = self.sessions.remove(&id) else { return };
        let code = error.as_ref().map_or(ErrorCode::OK, |error| error.code);
        let (app, room, user) = (session.app, session.room.as_str(), session.user.user_id.as_str());
        info!(%app, room, user, session = %id, code = code.0, "session ended");
        let reason = error.unwrap_or_else(|| Error::new(ErrorCode::NOT_IN_ROOM, "logged out"));
        match session.stage {
            Stage::LoggingIn { asker, media, .. } => {
                let (room_id, user, platform) = (session.room, session.user, session.platform);
                let error = reason.clone();
                let event = NoticeEvent::LoginRefused { room_id, user, platform, error };
                self.notice(at, app, event);
                self.answer(asker, Err(reason.clone()));
                // The client never learnt the key of a transport that this login made.
                if let (Some(transport), false) = (session.transport, media == LoginMedia::Reused) {
                    self.close_transport(transport);
                }
            }
            Stage::LoggedIn if code.is_ok() => {}
            Stage::LoggedIn => {
                let until = at.now + self.config.farewell_time;
                self.farewells.add(until, id, session.resume_key, reason.clone());
                self.timers.set(Timer::Farewells, self.farewells.deadline());
            }
        }
        for Asked { asker, purpose } in session.asked.into_values() {
            let is_logout = matches!(purpose, Purpose::Logout);
            self.answer_some(asker, if is_logout { Ok(json!({})) } else { Err(reason.clone()) });
        }
        if let Some(connection) = session.connection
            && let Some(known) = self.connections.get_mut(&connection)
        {
            known.session = None;
            let idle = at.now + self.config.idle_timeout;
            self.timers.set(Timer::Connection(connection), Some(idle));
        }
        if let Some(transport) = session.transport {
            self.orphan_transport(at, transport);
        }
    }
}

fn restore(slots: &mut BTreeMap<StreamId, Slot>, stream_id: StreamId, previous: Option<Slot>) {
    match previous {
        Some(slot) => slots.insert(stream_id, slot),
        None => slots.remove(&stream_id),
    };
}

fn body(reply: Reply) -> Value {
    match reply {
        Reply::LoggedIn(room) => json!(room),
        Reply::Playing(answer) => json!(answer),
        Reply::BroadcastSent { message_id } => {
            json!(MessageSent { message_id: message_id.into() })
        }
        Reply::BarrageSent { message_id } => json!(MessageSent { message_id: message_id.into() }),
        Reply::Done | Reply::Passed { .. } => json!({}),
    }
}
