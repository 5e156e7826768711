//! What a client asks for on its connection, by request.

use crate::{
    Node,
    authentication::token_rights,
    node::Moment,
    operations::Person,
    session::{Asker, Purpose, Session},
    streams::Slot,
};
use cooee_proto::{
    Error, ErrorCode, Mid, RemoteDeviceState, SessionId, StreamId,
    signal::{
        self, SendCustomCommand, SetCameraState, SetMicState, SetRoomExtraInfo, SetStreamExtraInfo,
    },
};
use cooee_room::{Request, Rights};
use serde_json::json;
use std::collections::BTreeMap;

impl Node {
    pub(crate) fn take_request(&mut self, at: Moment, asker: Asker, request: signal::Request) {
        match request {
            signal::Request::Login(login) => self.log_in(at, asker, login),
            signal::Request::Resume(resume) => self.resume(at, asker, resume),
            signal::Request::Heartbeat(_) => self.answer(asker, Ok(json!({}))),
            request => match self.session_of(asker) {
                Some((id, session)) if session.is_logged_in() => {
                    self.take_session_request(at, id, asker, request);
                }
                Some((id, _)) if matches!(request, signal::Request::Logout(_)) => {
                    self.ask_rooms(at, id, Some(asker), Purpose::Logout, Request::Logout);
                }
                Some(_) | None => {
                    let op = request.op();
                    let message = format!("op {op:?} came without a login before it");
                    self.answer(asker, Err(Error::new(ErrorCode::NOT_IN_ROOM, message)));
                }
            },
        }
    }

    fn session_of(&self, asker: Asker) -> Option<(SessionId, &Session)> {
        let id = self.connections.get(&asker.connection)?.session?;
        Some((id, self.sessions.get(&id)?))
    }

    fn take_session_request(
        &mut self,
        at: Moment,
        session: SessionId,
        asker: Asker,
        request: signal::Request,
    ) {
        use signal::Request as Op;
        let request = match request {
            Op::Login(_) | Op::Resume(_) | Op::Heartbeat(_) => return,
            Op::Offer(offer) => return self.change_transport(session, asker, offer),
            Op::Publish(publish) => return self.publish(at, session, asker, publish),
            Op::Play(play) => return self.play(at, session, asker, play),
            Op::Logout(_) => {
                return self.ask_rooms(at, session, Some(asker), Purpose::Logout, Request::Logout);
            }
            Op::RenewToken(renew) => match self.renewed_rights(at, session, &renew.token) {
                Ok(rights) => Request::RenewRights(rights),
                Err(error) => return self.answer(asker, Err(error)),
            },
            Op::Unpublish(stream) => {
                self.forget_slot(session, Kind::Publish, &stream.stream_id);
                Request::Unpublish { stream_id: stream.stream_id }
            }
            Op::Unplay(stream) => {
                self.forget_slot(session, Kind::Play, &stream.stream_id);
                Request::Unplay { stream_id: stream.stream_id }
            }
            Op::SetStreamExtraInfo(SetStreamExtraInfo { stream_id, extra_info }) => {
                Request::SetStreamExtraInfo { stream_id, extra_info }
            }
            Op::SetMicState(SetMicState { stream_id, state }) => {
                Request::SetMicState { stream_id, state }
            }
            Op::SetCameraState(SetCameraState { stream_id, state }) => {
                Request::SetCameraState { stream_id, state }
            }
            Op::SetRoomExtraInfo(SetRoomExtraInfo { key, value }) => {
                Request::SetRoomExtraInfo { key, value }
            }
            Op::SendBroadcastMessage(text) => {
                Request::SendBroadcastMessage { message: text.message }
            }
            Op::SendBarrageMessage(text) => Request::SendBarrageMessage { message: text.message },
            Op::SendCustomCommand(SendCustomCommand { command, to_users }) => {
                Request::SendCustomCommand { command, to_users }
            }
        };
        self.ask_rooms(at, session, Some(asker), Purpose::Other, request);
    }

    fn renewed_rights(&self, at: Moment, id: SessionId, token: &str) -> Result<Rights, Error> {
        let session = self.sessions.get(&id);
        let app = session.and_then(|session| self.apps.get(&session.app));
        let (Some(session), Some(app)) = (session, app) else {
            return Err(Error::new(ErrorCode::NOT_THAT_ROOM, "the session is gone"));
        };
        token_rights(&app.record, token, &session.user.user_id, &session.room, at.wall)
    }

    fn publish(&mut self, at: Moment, id: SessionId, asker: Asker, publish: signal::Publish) {
        let signal::Publish { stream_id, slot, extra_info, mic_state, video_slot, camera_state } =
            publish;
        let camera_state =
            if video_slot.is_some() { camera_state } else { RemoteDeviceState::disabled() };
        if let Err(error) = self.check_publish(at, id, asker, &stream_id) {
            return self.answer(asker, Err(error));
        }
        match self.name_slot(id, Kind::Publish, &stream_id, slot, video_slot) {
            Ok(Named { previous, displaced }) => {
                if let Some(stream_id) = displaced {
                    let request = Request::Unpublish { stream_id };
                    self.ask_rooms(at, id, None, Purpose::Other, request);
                }
                let purpose = Purpose::Publish(stream_id.clone(), previous);
                let request = Request::Publish { stream_id, extra_info, mic_state, camera_state };
                self.ask_rooms(at, id, Some(asker), purpose, request);
            }
            Err(error) => self.answer(asker, Err(error)),
        }
    }

    /// Whether the operator lets the session publish the stream.
    fn check_publish(
        &self,
        at: Moment,
        id: SessionId,
        asker: Asker,
        stream_id: &StreamId,
    ) -> Result<(), Error> {
        let Some(session) = self.sessions.get(&id) else { return Ok(()) };
        let address = self.connections.get(&asker.connection).and_then(|known| known.address);
        let person = Person { address, room: &session.room, user: &session.user.user_id };
        self.bans.check_publish(session.app, person, stream_id, at.wall)
    }

    fn play(&mut self, at: Moment, id: SessionId, asker: Asker, play: signal::Play) {
        let signal::Play { stream_id, slot, video_slot } = play;
        let app = self.sessions.get(&id).map(|session| session.app);
        if let Some(Err(error)) = app.map(|app| self.bans.check_play(app, &stream_id)) {
            return self.answer(asker, Err(error));
        }
        match self.name_slot(id, Kind::Play, &stream_id, slot, video_slot) {
            Ok(Named { previous, displaced }) => {
                if let Some(stream_id) = displaced {
                    let request = Request::Unplay { stream_id };
                    self.ask_rooms(at, id, None, Purpose::Other, request);
                }
                let purpose = Purpose::Play(stream_id.clone(), previous);
                self.ask_rooms(at, id, Some(asker), purpose, Request::Play { stream_id });
            }
            Err(error) => self.answer(asker, Err(error)),
        }
    }

    /// Remembers on which slot a stream goes. Another stream of this session on that slot makes
    /// way: its stop may have been lost with a connection.
    fn name_slot(
        &mut self,
        id: SessionId,
        kind: Kind,
        stream_id: &StreamId,
        mid: Mid,
        video: Option<Mid>,
    ) -> Result<Named, Error> {
        let lost = || {
            let message = "the session has no media transport";
            let error = Error::new(ErrorCode::ILLEGAL_PARAMETER, message);
            error.with_hint("Send an offer with \"replace\": true first.")
        };
        let session = self.sessions.get_mut(&id).ok_or_else(lost)?;
        let transport = session.transport.ok_or_else(lost)?;
        let slot = Slot { transport, mid, video };
        let slots = kind.slots(session);
        let mut others =
            slots.iter().filter(|&(other, taken)| other != stream_id && taken.carries_as(&slot));
        let displaced = others.next().map(|(other, _)| other.clone());
        if let Some(displaced) = &displaced {
            slots.remove(displaced);
        }
        let previous = slots.insert(stream_id.clone(), slot);
        Ok(Named { previous, displaced })
    }

    fn forget_slot(&mut self, id: SessionId, kind: Kind, stream_id: &StreamId) {
        if let Some(session) = self.sessions.get_mut(&id) {
            kind.slots(session).remove(stream_id);
        }
    }
}

/// Which way a stream goes.
#[derive(Clone, Copy)]
enum Kind {
    Publish,
    Play,
}

impl Kind {
    fn slots(self, session: &mut Session) -> &mut BTreeMap<StreamId, Slot> {
        match self {
            Self::Publish => &mut session.publishes,
            Self::Play => &mut session.plays,
        }
    }
}

/// What was known of a stream and a slot before they came together.
struct Named {
    /// The slot that the stream had.
    previous: Option<Slot>,
    /// The stream that the slot had.
    displaced: Option<StreamId>,
}
