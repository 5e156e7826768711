//! Logins: the proof, the room and the transport, and the one answer after all three.

use crate::{
    Node, NoticeEvent,
    authentication::{Circumstances, authenticate, proof_of},
    node::Moment,
    operations::Person,
    ring::PushRing,
    session::{Asker, LoginMedia, Purpose, Session, Stage},
    timers::Timer,
    transport::OfferPurpose,
};
use cooee_proto::{
    Error, ErrorCode, SessionId,
    signal::{LoggedIn, Login, SentTransport, TransportChoice},
};
use cooee_room::{Input, Request, RequestId, Rights};
use serde_json::json;
use std::collections::BTreeMap;
use tracing::info;

/// What is kept of the name of a platform: a client may say anything, also where it is refused.
const PLATFORM_CHARACTERS: usize = 64;

impl Node {
    /// Starts a login, or refuses it.
    pub(crate) fn log_in(&mut self, at: Moment, asker: Asker, login: Login) {
        let checked = self.check_login(at, asker, &login);
        let Login { app_id: app, room_id, user, auth, config, transport, platform } = login;
        // The proof is about all of it; what is kept and shown need not be.
        let platform: String = platform.chars().take(PLATFORM_CHARACTERS).collect();
        let proof = proof_of(&auth);
        let named = user.clone();
        let rights = match checked {
            Ok(rights) => rights,
            Err(error) => {
                let (room, user, code) = (room_id.as_str(), user.user_id.as_str(), error.code.0);
                info!(%app, room, user, ?proof, platform, code, "login refused");
                if self.apps.contains_key(&app) {
                    let error = error.clone();
                    let event = NoticeEvent::LoginRefused { room_id, user: named, platform, error };
                    self.notice(at, app, event);
                }
                return self.answer(asker, Err(error));
            }
        };
        let id = self.next_session_id();
        info!(%app, room = room_id.as_str(), user = user.user_id.as_str(), ?proof, platform,
            session = %id, "login");
        let session = Session {
            app,
            room: room_id.clone(),
            user: user.clone(),
            is_browser: self.is_browser(asker) || platform == "web",
            platform: platform.clone(),
            resume_key: self.keys.secret(),
            stage: Stage::LoggingIn { asker, room: None, media: LoginMedia::Waiting },
            connection: Some(asker.connection),
            pushes: PushRing::new(self.config.kept_pushes, self.config.kept_push_bytes),
            transport: None,
            is_offering: false,
            asked: BTreeMap::new(),
            publishes: BTreeMap::new(),
            plays: BTreeMap::new(),
        };
        self.sessions.insert(id, session);
        if let Some(connection) = self.connections.get_mut(&asker.connection) {
            connection.session = Some(id);
        }
        self.timers.set(Timer::Connection(asker.connection), None);
        match transport {
            TransportChoice::Offer(offer) => {
                let transport = self.make_transport(id, OfferPurpose::Login, offer);
                self.set_transport(id, transport);
            }
            TransportChoice::Reuse { transport_id, .. } => {
                self.take_over_transport(at, id, transport_id);
                self.set_login_media(id, LoginMedia::Reused);
            }
        }
        let login = cooee_room::Login { room_id, user, config, rights, platform, proof };
        self.ask_rooms(at, id, None, Purpose::Login, Request::Login(login));
    }

    fn check_login(&self, at: Moment, asker: Asker, login: &Login) -> Result<Rights, Error> {
        let Some(connection) = self.connections.get(&asker.connection) else {
            return Err(Error::new(ErrorCode::DISCONNECTED, "the connection is gone"));
        };
        if let Some(session) = connection.session.and_then(|id| self.sessions.get(&id)) {
            let room = session.room.as_str();
            let message = format!("this connection is already logged in to room {room:?}");
            return Err(Error::new(ErrorCode::ALREADY_LOGGED_IN, message));
        }
        let app = login.app_id;
        let Some(known) = self.apps.get(&app) else {
            let message = format!("appID {app} is not known to this server");
            return Err(Error::new(ErrorCode::APP_ID_WRONG, message));
        };
        let circumstances = Circumstances {
            nonce: &connection.nonce,
            is_browser: connection.is_browser,
            wall: at.wall,
        };
        let rights = authenticate(&known.record, login, &circumstances)?;
        let person =
            Person { address: connection.address, room: &login.room_id, user: &login.user.user_id };
        self.bans.check_login(app, person, at.wall)?;
        match &login.transport {
            TransportChoice::Reuse { transport_id, transport_key }
                if !self.transports.may_reuse(
                    *transport_id,
                    transport_key,
                    app,
                    &login.user.user_id,
                ) =>
            {
                let message = format!("transport {transport_id} is not known for this user");
                let error = Error::new(ErrorCode::SESSION_FAULT, message);
                Err(error.with_hint("Log in with a new offer; the server forgot the transport."))
            }
            TransportChoice::Reuse { .. } | TransportChoice::Offer(_) => Ok(rights),
        }
    }

    fn is_browser(&self, asker: Asker) -> bool {
        self.connections.get(&asker.connection).is_some_and(|connection| connection.is_browser)
    }

    /// Takes the media side of a login into account.
    pub(crate) fn set_login_media(&mut self, id: SessionId, answer: LoginMedia) {
        let Some(session) = self.sessions.get_mut(&id) else { return };
        if let Stage::LoggingIn { media, .. } = &mut session.stage {
            *media = answer;
        }
        self.finish_login(id);
    }

    /// Answers a login once the room machine and the media thread have.
    pub(crate) fn finish_login(&mut self, id: SessionId) {
        let Some(session) = self.sessions.get_mut(&id) else { return };
        let Stage::LoggingIn { asker, room: Some(room), media } = &session.stage else { return };
        let answer = match media {
            LoginMedia::Waiting => return,
            LoginMedia::Answered(answer) => Some(answer.clone()),
            LoginMedia::Reused => None,
        };
        let (asker, room) = (*asker, room.as_ref().clone());
        let Some(transport_id) = session.transport else { return };
        let Some(transport) = self.transports.get(transport_id) else { return };
        let transport_key = transport.key.clone();
        session.stage = Stage::LoggedIn;
        let pushes = session.pushes.after(0).into_iter().flatten().map(str::to_owned);
        let pushes: Vec<_> = pushes.collect();
        let logged_in = LoggedIn {
            session_id: id,
            resume_key: session.resume_key.clone(),
            transport: SentTransport { transport_id, transport_key, answer },
            room,
        };
        info!(session = %id, "logged in");
        self.answer(asker, Ok(json!(logged_in)));
        for text in pushes {
            self.send(asker.connection, text);
        }
    }

    /// Gives up a login that the room machine may have granted or may still grant.
    pub(crate) fn abandon_login(&mut self, at: Moment, id: SessionId, error: Error) {
        let Some(app) = self.sessions.get(&id).map(|session| session.app) else { return };
        self.end_session(at, id, Some(error));
        let request = RequestId(self.next_number());
        let logout = Input::Request { session: id, id: request, request: Request::Logout };
        self.tell_rooms(at, app, logout);
    }
}
