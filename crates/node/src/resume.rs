//! Resumes: a session goes on with another connection.

use crate::{
    Node,
    keys::same_secret,
    node::Moment,
    session::{Asker, Session},
    timers::Timer,
};
use cooee_proto::{
    Error, ErrorCode,
    signal::{Resume, Resumed},
};
use serde_json::json;
use tracing::info;

impl Node {
    /// Attaches a connection to the session it names; the session's older connection goes.
    pub(crate) fn resume(&mut self, at: Moment, asker: Asker, resume: Resume) {
        let id = resume.session_id;
        if let Err(error) = self.check_resume(asker, &resume) {
            info!(session = %id, code = error.code.0, "resume refused");
            return self.answer(asker, Err(error));
        }
        let Some(session) = self.sessions.get_mut(&id) else { return };
        let older = session.connection.replace(asker.connection);
        if let Some(older) = older.filter(|&older| older != asker.connection) {
            if let Some(connection) = self.connections.get_mut(&older) {
                connection.session = None;
            }
            self.drop_connection(at, older);
        }
        if let Some(connection) = self.connections.get_mut(&asker.connection) {
            connection.session = Some(id);
        }
        self.timers.set(Timer::Connection(asker.connection), None);
        self.tell_rooms_of(at, id, cooee_room::Input::Alive { session: id });
        self.catch_up(asker, &resume);
    }

    fn check_resume(&self, asker: Asker, resume: &Resume) -> Result<(), Error> {
        let id = resume.session_id;
        let other = self.connections.get(&asker.connection).and_then(|known| known.session);
        if other.is_some_and(|other| other != id) {
            let message = "this connection already serves another session";
            return Err(Error::new(ErrorCode::ALREADY_LOGGED_IN, message));
        }
        if let Some(error) = self.farewells.get(id, &resume.resume_key) {
            return Err(error.clone());
        }
        let is_known = self.sessions.get(&id).is_some_and(|session| {
            session.is_logged_in() && same_secret(&session.resume_key, &resume.resume_key)
        });
        if !is_known {
            let message = format!("session {id} is not known under this key");
            return Err(Error::new(ErrorCode::SESSION_FAULT, message));
        }
        Ok(())
    }

    fn catch_up(&mut self, asker: Asker, resume: &Resume) {
        let Some(session) = self.sessions.get(&resume.session_id) else { return };
        let missed = session.pushes.after(resume.last_seq);
        let missed: Option<Vec<_>> = missed.map(|texts| texts.map(str::to_owned).collect());
        let resumed = match missed {
            Some(_) => {
                Resumed { snapshot: None, seq: resume.last_seq, transport_id: session.transport }
            }
            None => self.resumed_by_snapshot(session, resume),
        };
        info!(session = %resume.session_id, missed = missed.as_ref().map(Vec::len), "resumed");
        self.answer(asker, Ok(json!(resumed)));
        for text in missed.into_iter().flatten() {
            self.send(asker.connection, text);
        }
    }

    fn resumed_by_snapshot(&self, session: &Session, resume: &Resume) -> Resumed {
        let rooms = self.apps.get(&session.app).map(|app| &app.rooms);
        let snapshot = rooms.and_then(|rooms| rooms.snapshot(resume.session_id));
        Resumed { snapshot, seq: session.pushes.last(), transport_id: session.transport }
    }
}
