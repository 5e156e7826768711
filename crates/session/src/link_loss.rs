//! The way back: opening the WebSocket, resuming or logging in on it, and losing it.

use crate::{
    Output, Session,
    link::{Heartbeat, Link, Pulse},
    reconnect,
    refusal::{is_kick, is_session_unknown, is_temporary},
    requests::Purpose,
    stay::Phase,
};
use cooee_proto::{
    Error, ErrorCode, RoomStateChangedReason as Reason,
    signal::{
        Auth, Hello, LoggedIn, Login, Nothing, Request, Resume, Resumed, TransportChoice, VERSION,
    },
};
use cooee_token::{ProofInput, app_sign_proof};
use std::time::{Duration, Instant};

/// A link that held for so long starts its retries afresh when it is lost.
const STEADY: Duration = Duration::from_secs(5);
/// The longest pause that a stopping server can ask for.
const LONGEST_DRAIN: Duration = Duration::from_secs(60);

impl Session {
    pub(crate) fn handle_socket_opened(&mut self, now: Instant) {
        if let Link::Opening { deadline } = &mut self.link {
            *deadline = now + reconnect::patience(self.link_retry.attempt());
        }
    }

    pub(crate) fn handle_socket_closed(&mut self, now: Instant, reason: &str) {
        match self.link {
            Link::Opening { .. } => {
                let message = format!("the server cannot be reached: {reason}");
                self.lose_link(now, Error::new(ErrorCode::CANNOT_CONNECT, message));
            }
            Link::Open { .. } => self.lose_link(now, link_broken(reason)),
            Link::Closed | Link::Waiting { .. } => {}
        }
    }

    pub(crate) fn handle_hello(&mut self, now: Instant, hello: Hello) {
        let Link::Opening { .. } = self.link else { return };
        if hello.version != VERSION {
            let message = format!(
                "the server speaks version {} of the protocol; this client speaks {VERSION}",
                hello.version
            );
            let error = Error::new(ErrorCode::CANNOT_CONNECT, message)
                .with_hint("Bring the SDK and the server to the same version.");
            return self.refused(&error, false);
        }
        let heartbeat = Heartbeat::new(now, &hello);
        self.link = Link::Open { nonce: hello.nonce, heartbeat };
    }

    /// Retries at once what is broken or may be.
    pub(crate) fn handle_network_changed(&mut self, now: Instant) {
        self.link_retry.reset();
        self.path.hurry();
        self.path.want_restart();
        for publication in self.publications.values_mut() {
            publication.retry.reset();
        }
        for play in self.plays.values_mut() {
            play.retry.reset();
        }
        match self.link {
            Link::Closed => {}
            Link::Waiting { .. } => self.link = Link::Waiting { until: now },
            Link::Open { .. } if self.is_connected() => self.doubt_link(now),
            Link::Opening { .. } | Link::Open { .. } => {
                // An attempt on the former network would only be waited for in vain.
                self.give_up_socket(now, link_broken("the network changed"));
                self.link_retry.reset();
                self.link = Link::Waiting { until: now };
            }
        }
    }

    /// Asks the server for a sign of life sooner than usual.
    pub(crate) fn doubt_link(&mut self, now: Instant) {
        let connected = self.is_connected();
        if let Link::Open { heartbeat, .. } = &mut self.link
            && connected
            && heartbeat.doubt(now)
        {
            self.send_heartbeat();
        }
    }

    /// The server stops: back after the pause that it asks for.
    pub(crate) fn drained(&mut self, now: Instant, retry_after_ms: u64) {
        self.give_up_socket(now, link_broken("the server stops"));
        if let Link::Waiting { until } = &mut self.link {
            *until += Duration::from_millis(retry_after_ms).min(LONGEST_DRAIN);
        }
    }

    /// The server does not know the session: log in anew, on a fresh WebSocket so that a
    /// confused server cannot make this a tight loop.
    pub(crate) fn session_unknown(&mut self, now: Instant, error: Error) {
        self.forget_session();
        self.give_up_socket(now, error);
    }

    /// Closes a WebSocket that is of no use any more.
    fn give_up_socket(&mut self, now: Instant, error: Error) {
        if let Link::Opening { .. } | Link::Open { .. } = self.link {
            self.output(Output::CloseSocket);
        }
        self.lose_link(now, error);
    }

    /// The WebSocket is gone; it is opened again after a pause.
    fn lose_link(&mut self, now: Instant, error: Error) {
        self.abandon_requests(&error);
        self.path.link_lost();
        let Some(stay) = &mut self.stay else { return };
        match stay.phase {
            Phase::Connected { since } => {
                if now >= since + STEADY {
                    self.link_retry.reset();
                }
                stay.phase = Phase::Reconnecting;
                stay.give_up_at = now.checked_add(self.config.room_retry);
                let room_id = stay.room_id.clone();
                let broken = Error::new(ErrorCode::LINK_BROKEN, error.message.clone());
                self.room_event(room_id, Reason::Reconnecting, Err(&broken));
            }
            Phase::LoggingIn if stay.last_failure.is_none() => {
                // The state stays LOGINING, so this is how a wrong URL comes to light.
                let function = stay.function;
                self.debug_error(function, &error);
            }
            Phase::LoggingIn | Phase::Reconnecting => {}
        }
        if let Some(stay) = &mut self.stay {
            stay.last_failure = Some(error);
        }
        let pause = self.link_retry.pause(&mut self.random);
        self.link = Link::Waiting { until: now + pause };
    }

    /// Keeps the WebSocket open and alive while there is a stay.
    pub(crate) fn drive_link(&mut self, now: Instant) {
        let connected = self.is_connected();
        if self.stay.is_none() {
            return;
        }
        match &mut self.link {
            Link::Closed => self.open_socket(now),
            Link::Waiting { until } if *until <= now => self.open_socket(now),
            Link::Opening { deadline } if *deadline <= now => {
                let message = "the server did not say hello in time";
                self.give_up_socket(now, Error::new(ErrorCode::CANNOT_CONNECT, message));
            }
            Link::Open { heartbeat, .. } if connected => match heartbeat.pulse(now) {
                Pulse::Quiet => {}
                Pulse::Ask => self.send_heartbeat(),
                Pulse::Dead => {
                    self.give_up_socket(now, link_broken("the server answers no heartbeats"));
                }
            },
            Link::Waiting { .. } | Link::Opening { .. } | Link::Open { .. } => {}
        }
    }

    fn open_socket(&mut self, now: Instant) {
        self.output(Output::OpenSocket);
        let deadline = now + reconnect::patience(self.link_retry.attempt());
        self.link = Link::Opening { deadline };
    }

    fn send_heartbeat(&mut self) {
        let id = self.requests.add(Purpose::Heartbeat, None);
        self.send(id, Request::Heartbeat(Nothing {}));
    }

    /// Resumes the session or logs in, as soon as all that it takes is there.
    pub(crate) fn drive_login(&mut self, now: Instant) {
        let Some(stay) = &self.stay else { return };
        if stay.is_connected() {
            return;
        }
        if stay.known.is_none() && self.path.needs_login_offer(now) {
            self.offer_new_transport();
        }
        let asked = |purpose: &Purpose| matches!(purpose, Purpose::Login { .. } | Purpose::Resume);
        let Link::Open { nonce, .. } = &self.link else { return };
        if self.requests.any(asked) {
            return;
        }
        if let Some(known) = self.stay.as_ref().and_then(|stay| stay.known.as_ref()) {
            let resume = Resume {
                session_id: known.session_id,
                resume_key: known.resume_key.clone(),
                last_seq: known.last_seq,
            };
            self.ask(now, Request::Resume(resume), Purpose::Resume);
        } else if let Some(login) = self.login_request(nonce) {
            let reuses_transport = matches!(login.transport, TransportChoice::Reuse { .. });
            self.ask(now, Request::Login(login), Purpose::Login { reuses_transport });
        }
    }

    fn login_request(&self, nonce: &str) -> Option<Login> {
        let stay = self.stay.as_ref()?;
        let (transport, offer) = match self.path.reusable() {
            Some(known) => {
                let (transport_id, transport_key) = (known.transport_id, &known.transport_key);
                let transport_key = transport_key.clone();
                (TransportChoice::Reuse { transport_id, transport_key }, "")
            }
            None => {
                let sdp = self.path.login_offer()?;
                (TransportChoice::Offer(sdp.to_owned()), sdp)
            }
        };
        let auth = match &self.config.app_sign {
            Some(app_sign) if stay.token.is_empty() => Auth::AppSign(app_sign_proof(
                app_sign,
                &ProofInput {
                    nonce,
                    app_id: self.config.app_id,
                    user_id: &stay.user.user_id,
                    room_id: &stay.room_id,
                    platform: &self.config.platform,
                    offer,
                },
            )),
            // Without either, an open app lets the user in and any other says 1002067.
            Some(_) | None => Auth::Token(stay.token.clone()),
        };
        Some(Login {
            app_id: self.config.app_id,
            room_id: stay.room_id.clone(),
            user: stay.user.clone(),
            auth,
            config: stay.config.clone(),
            transport,
            platform: self.config.platform.clone(),
        })
    }

    pub(crate) fn login_answered(
        &mut self,
        now: Instant,
        reuses_transport: bool,
        result: Result<LoggedIn, Error>,
    ) {
        match result {
            Ok(answer) => self.logged_in(now, answer),
            Err(error) if error.code == ErrorCode::SESSION_FAULT => {
                // The transport is gone at the server: the next try brings a new one.
                self.offer_new_transport();
                if !reuses_transport {
                    self.give_up_socket(now, error);
                }
            }
            Err(error) if is_temporary(error.code) => self.give_up_socket(now, error),
            Err(error) => {
                let was_in = self.stay.as_ref().is_some_and(|stay| stay.phase != Phase::LoggingIn);
                self.refused(&error, was_in && is_kick(error.code));
            }
        }
    }

    pub(crate) fn resume_answered(&mut self, now: Instant, result: Result<Resumed, Error>) {
        match result {
            Ok(Resumed { snapshot, seq, transport_id }) => {
                let Some(stay) = &mut self.stay else { return };
                if let (Some(known), Some(room)) = (&mut stay.known, &snapshot) {
                    known.last_seq = seq;
                    known.room_session_id = room.room_session_id.clone();
                }
                self.connected(now);
                if self.path.is_other_than(transport_id) {
                    self.handle_transport_gone(now);
                }
                if let Some(room) = snapshot {
                    self.room_snapshot(room);
                    // Notices about this client's own streams may be among the lost ones.
                    self.ask_again();
                }
            }
            // The WebSocket is a good one: the login follows on it at once.
            Err(error) if is_session_unknown(error.code) => self.forget_session(),
            Err(error) if is_temporary(error.code) => self.give_up_socket(now, error),
            Err(error) => {
                let kicked = is_kick(error.code);
                self.refused(&error, kicked);
            }
        }
    }

    /// A request was not answered in time, so that the link is to be doubted.
    pub(crate) fn login_timed_out(&mut self, now: Instant) {
        let message = format!("no answer within {:?}", self.config.request_timeout);
        self.give_up_socket(now, Error::new(ErrorCode::LOGIN_TIMED_OUT, message));
    }

    /// Ends what has been retried for long enough.
    pub(crate) fn expire_budgets(&mut self, now: Instant) {
        let over = |deadline: Option<Instant>| deadline.is_some_and(|deadline| deadline <= now);
        if let Some(stay) = &self.stay
            && over(stay.give_up_at)
        {
            let last = stay.last_failure.clone();
            let unanswered = last.as_ref().is_some_and(|e| e.code == ErrorCode::LOGIN_TIMED_OUT);
            let code = match stay.phase {
                Phase::LoggingIn if unanswered => ErrorCode::LOGIN_TIMED_OUT,
                Phase::LoggingIn | Phase::Connected { .. } | Phase::Reconnecting => {
                    ErrorCode::RETRY_BUDGET_USED_UP
                }
            };
            let last = last.map_or_else(|| "no answer".to_owned(), |error| error.message);
            let message = format!("gave up after {:?}; {last}", self.config.room_retry);
            self.refused(&Error::new(code, message), false);
        }
        self.expire_publications(now);
        self.expire_plays(now);
    }
}

fn link_broken(reason: &str) -> Error {
    Error::new(ErrorCode::LINK_BROKEN, format!("the link is broken: {reason}"))
}
