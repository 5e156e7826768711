//! What tokens allow, and until when.

use crate::app::{App, Moment};
use crate::departure::Departure;
use crate::timer::Timer;
use crate::{OnExpiry, Reply, RequestId, Rights};
use cooee_proto::signal::Event;
use cooee_proto::{Error, ErrorCode, SessionId, StreamDeleteReason, StreamId, WallTime, limits};
use std::time::Duration;

impl Rights {
    /// Refuses what may not be published at this time.
    pub(crate) fn check_publish(&self, stream_id: &StreamId, wall: WallTime) -> Result<(), Error> {
        if let Some(expires) = self.expires.filter(|&expires| expires <= wall) {
            let message = format!(
                "the token expired at {} ms since 1970, and it is {} ms",
                expires.0, wall.0
            );
            return Err(Error::new(ErrorCode::PUBLISH_NOT_ALLOWED, message)
                .with_hint("Call renew_token, then publish again."));
        }
        let Some(why) = self.forbids(stream_id) else { return Ok(()) };
        let message = format!("{why}; stream {:?} was to be published", stream_id.as_str());
        Err(Error::new(ErrorCode::PUBLISH_NOT_ALLOWED, message))
    }

    /// Why this stream may not be published, if so, with no regard to time.
    fn forbids(&self, stream_id: &StreamId) -> Option<String> {
        if !self.may_publish {
            return Some("the token has no publish privilege".to_owned());
        }
        let allowed = self.streams.as_ref().filter(|streams| !streams.contains(stream_id))?;
        let allowed: Vec<&str> = allowed.iter().map(StreamId::as_str).collect();
        Some(format!("the token allows only the streams {allowed:?}"))
    }
}

impl App {
    /// Takes the new rights, unless they forbid what the session publishes.
    pub(crate) fn renew_rights(
        &mut self,
        moment: Moment,
        session: SessionId,
        id: RequestId,
        rights: Rights,
    ) {
        let member = self.member_mut(session);
        let mut publishes = member.publishes.iter().chain(member.pending_publishes.keys());
        let forbidden = publishes.find_map(|stream| Some((stream, rights.forbids(stream)?)));
        if let Some((stream_id, why)) = forbidden {
            let message = format!("{why}; the session publishes {:?}", stream_id.as_str());
            let error = Error::new(ErrorCode::TOKEN_NO_PUBLISH, message);
            return self.reply(session, id, Err(error));
        }
        member.rights = rights;
        member.warned = false;
        self.reply(session, id, Ok(Reply::Done));
        self.check_rights(moment, session);
    }

    /// Warns, kicks, or sets the timer for it.
    pub(crate) fn check_rights(&mut self, moment: Moment, session: SessionId) {
        let timer = Timer::Rights(session);
        self.timers.cancel(&timer);
        let member = self.member_mut(session);
        let Some(expires) = member.rights.expires else { return };
        let left = Duration::from_millis(expires.0.saturating_sub(moment.wall.0));
        if left > limits::TOKEN_WARNING {
            return self.timers.set(timer, moment.now + (left - limits::TOKEN_WARNING));
        }
        let warns = !left.is_zero() && !std::mem::replace(&mut member.warned, true);
        let on_expiry = member.rights.on_expiry;
        if warns {
            let remain_seconds = left.as_millis().div_ceil(1000) as u32;
            self.send(session, Event::TokenWillExpire { remain_seconds });
        }
        match on_expiry {
            OnExpiry::Stay => {}
            OnExpiry::Kick if !left.is_zero() => self.timers.set(timer, moment.now + left),
            OnExpiry::Kick => {
                let message = format!("the token expired at {} ms since 1970", expires.0);
                let error = Error::new(ErrorCode::KICKED_TOKEN_EXPIRED, message);
                let reason = StreamDeleteReason::Kicked;
                self.leave(session, &Departure::Kicked { error, reason }, None);
            }
        }
    }
}
