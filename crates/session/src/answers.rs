//! What the server sends: texts to their readers, answers to whom they concern.

use crate::{Session, refusal::is_session_unknown, requests::Purpose};
use cooee_proto::{
    Error, ErrorCode,
    signal::{PlayAnswer, ServerMessage},
};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::time::Instant;

impl Session {
    pub(crate) fn handle_text(&mut self, now: Instant, text: &str) {
        if let crate::link::Link::Open { heartbeat, .. } = &mut self.link {
            heartbeat.heard();
        }
        match ServerMessage::parse(text) {
            Ok(ServerMessage::Hello(hello)) => self.handle_hello(now, hello),
            Ok(ServerMessage::Answer { id: Some(id), result }) => {
                self.handle_answer(now, id, result);
            }
            Ok(ServerMessage::Answer { id: None, result }) => {
                tracing::debug!(?result, "the server answered a request that it could not read");
            }
            Ok(ServerMessage::Event { seq, event }) => self.handle_push(now, seq, event),
            Err(error) => tracing::debug!(%error, "ignored"),
        }
    }

    fn handle_answer(&mut self, now: Instant, id: u64, result: Result<Value, Error>) {
        let Some(purpose) = self.requests.take(id) else {
            return tracing::debug!(id, "ignored a late or repeated answer");
        };
        if let Err(error) = &result
            && self.is_connected()
            && is_session_unknown(error.code)
            && !matches!(purpose, Purpose::Offer)
        {
            self.unanswered(id, purpose, error);
            return self.session_unknown(now, error.clone());
        }
        match purpose {
            Purpose::Login { reuses_transport } => {
                self.login_answered(now, reuses_transport, read(result));
            }
            Purpose::Resume => self.resume_answered(now, read(result)),
            Purpose::Heartbeat | Purpose::End(_) => {}
            Purpose::Offer => self.offer_answered(now, id, read(result)),
            Purpose::Publish { channel } => {
                self.publish_answered(now, channel, id, result.map(|_| ()));
            }
            Purpose::Play { stream_id } => {
                self.play_answered(now, &stream_id, id, read::<PlayAnswer>(result));
            }
            Purpose::RenewToken { previous } => {
                self.token_answered(previous, result.map(|_| ()));
            }
            Purpose::MicState { channel: _ } => {
                if let Err(error) = result {
                    self.debug_error("mute_microphone", &error);
                }
            }
            Purpose::CameraState { channel: _ } => {
                if let Err(error) = result {
                    self.debug_error("mute_publish_stream_video", &error);
                }
            }
            Purpose::StreamExtraInfo { channel, change } => {
                self.extra_info_answered(channel, change, result.map(|_| ()));
            }
            Purpose::RoomCall { call, kind } => {
                let reply = result.and_then(|value| kind.reply(value));
                self.done(call, kind.function(), reply);
            }
        }
    }

    /// Takes note of requests that will not be answered any more.
    pub(crate) fn abandon_requests(&mut self, error: &Error) {
        for (id, purpose) in self.requests.take_all() {
            self.unanswered(id, purpose, error);
        }
    }

    /// Takes note of requests whose time is over, and doubts the link.
    pub(crate) fn expire_requests(&mut self, now: Instant) {
        while let Some((id, purpose)) = self.requests.take_expired(now) {
            if let Purpose::Login { .. } | Purpose::Resume = purpose {
                self.login_timed_out(now);
                continue;
            }
            if let Purpose::Offer = purpose {
                self.offer_unanswered(now, id);
            } else {
                let message = format!("no answer within {:?}", self.config.request_timeout);
                let error = Error::new(ErrorCode::LINK_BROKEN, message);
                self.postpone(now, &purpose);
                self.unanswered(id, purpose, &error);
            }
            self.doubt_link(now);
        }
    }

    /// The server may or may not have done what was asked: calls fail, the rest is asked again.
    fn unanswered(&mut self, id: u64, purpose: Purpose, error: &Error) {
        match purpose {
            // Whoever loses the link looks after these.
            Purpose::Login { .. } | Purpose::Resume | Purpose::Heartbeat | Purpose::Offer => {}
            Purpose::Publish { channel } => self.publish_unanswered(channel, id),
            Purpose::Play { stream_id } => self.play_unanswered(&stream_id, id),
            Purpose::End(ending) => self.end_unanswered(ending),
            Purpose::RenewToken { previous } => {
                if let Some(stay) = &mut self.stay {
                    stay.renewing = Some(previous);
                }
            }
            Purpose::MicState { channel } => self.mic_state_unanswered(channel),
            Purpose::CameraState { channel } => self.camera_state_unanswered(channel),
            Purpose::StreamExtraInfo { channel, change } => {
                self.extra_info_unanswered(channel, change, error);
            }
            Purpose::RoomCall { call, kind } => {
                let error = Error::new(kind.failure(), error.message.clone());
                self.done(call, kind.function(), Err(error));
            }
        }
    }
}

/// Reads an answer's body. One that cannot be read counts as a failure inside the server.
pub(crate) fn read<T: DeserializeOwned>(result: Result<Value, Error>) -> Result<T, Error> {
    serde_json::from_value(result?).map_err(|error| {
        let message = format!("the server's answer cannot be read: {error}");
        Error::new(ErrorCode::ROOM_INTERNAL, message)
    })
}
