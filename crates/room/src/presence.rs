//! Who is still there.

use crate::app::{App, Moment};
use crate::departure::Departure;
use crate::timer::Timer;
use cooee_proto::{Error, ErrorCode, SessionId};
use std::time::Instant;

impl App {
    pub(crate) fn alive(&mut self, moment: Moment, session: SessionId) {
        // The timer is moved when it fires, which is rarer than signs of life.
        if let Some(member) = self.members.get_mut(&session) {
            member.last_alive = moment.now;
            member.link_closed = false;
        } else if let Some(login) = self.logins.get_mut(&session) {
            login.last_alive = moment.now;
        }
    }

    pub(crate) fn link_closed(&mut self, session: SessionId) {
        if let Some(member) = self.members.get_mut(&session) {
            member.link_closed = true;
        }
        let error = Error::new(ErrorCode::DISCONNECTED, "the link closed before the login ended");
        self.refuse_login(session, error);
    }

    pub(crate) fn set_presence_timer(&mut self, session: SessionId, last_alive: Instant) {
        self.timers.set(Timer::Presence(session), last_alive + self.config.heartbeat_timeout);
    }

    pub(crate) fn check_presence(&mut self, moment: Moment, session: SessionId) {
        let timeout = self.config.heartbeat_timeout;
        let member = self.members.get(&session);
        let login = self.logins.get(&session);
        let last_alive = member
            .map(|member| member.last_alive)
            .or(login.map(|login| login.last_alive))
            .expect("the timer of a session ends with it");
        if moment.now < last_alive + timeout {
            return self.set_presence_timer(session, last_alive);
        }
        match member {
            Some(member) => {
                let error = Error::new(
                    ErrorCode::SESSION_FAULT,
                    format!("nothing was heard of the session for {timeout:?}"),
                );
                let departure = Departure::Silent { error, link_closed: member.link_closed };
                self.leave(session, &departure, None);
            }
            None => {
                let error = Error::new(
                    ErrorCode::LOGIN_TIMED_OUT,
                    format!("the registry did not answer for {timeout:?}"),
                );
                self.refuse_login(session, error);
            }
        }
    }
}
