//! A session in virtual time, with a transport that offers by itself and a server that says
//! what the test tells it to say.

use crate::vectors::Recorder;
use cooee_proto::{
    AppId, ErrorCode, Mid, PlayerState, PublishChannel, PublisherState, RemoteDeviceState, RoomId,
    RoomStateChangedReason, StreamId, User, UserId,
    signal::{ClientMessage, LoginConfig, Request, ServerMessage},
};
use cooee_session::{
    Command, Config, Direction, Event, Input, MediaCommand, Offer, OfferKind, Output, Reply,
    RequestId, Session, Slot, SlotCount, TransportCommand,
};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

pub struct Client {
    pub session: Session,
    pub now: Instant,
    pub start: Instant,
    /// What came out since the test looked last.
    pub outputs: Vec<Output>,
    /// Requests that the server has not answered.
    pub unanswered: Vec<ClientMessage>,
    /// The kind of each offer made so far.
    pub offers: Vec<OfferKind>,
    pub seq: u64,
    /// One line for each input of the world and each output.
    pub log: Vec<String>,
    /// Why the transport makes no offers, if it does not.
    pub cannot_offer: Option<&'static str>,
    /// Writes down what happens, where that is wanted.
    pub recorder: Option<Recorder>,
    calls: u64,
    mids: u64,
}

pub const NONCE: &str = "000102030405060708090a0b0c0d0e0f";

pub fn stream_id(text: &str) -> StreamId {
    StreamId::new(text).unwrap()
}

pub fn room_id(text: &str) -> RoomId {
    RoomId::new(text).unwrap()
}

pub fn user(text: &str) -> User {
    User::from_id(UserId::new(text).unwrap())
}

pub fn config() -> Config {
    Config { platform: "linux".to_owned(), ..Config::new(AppId(1), None) }
}

pub fn error(code: ErrorCode) -> Value {
    json!(cooee_proto::Error::new(code, "the server says so"))
}

pub fn room(name: &str, users: &[&str], streams: &[(&str, &str)]) -> Value {
    let users: Vec<_> = users.iter().map(|name| user(name)).collect();
    let streams: Vec<_> =
        streams.iter().map(|(stream, by)| json!({"stream_id": stream, "user": user(by)})).collect();
    json!({
        "room_id": name, "room_session_id": format!("{name}-1"), "users": users,
        "streams": streams, "online_user_count": users.len() + 1,
    })
}

pub fn logged_in(number: u64, answer: Option<&str>, room: Value) -> Value {
    json!({
        "session_id": format!("{number:016x}"), "resume_key": format!("key{number}"),
        "transport": {
            "transport_id": "00000000000000aa", "transport_key": "tk", "answer": answer,
        },
        "room": room,
    })
}

impl Client {
    pub fn new() -> Self {
        Self::with(config())
    }

    pub fn with(config: Config) -> Self {
        Self { recorder: Recorder::for_test(&config, 1), ..Self::unrecorded(config, 1) }
    }

    /// A client whose life is not written down.
    pub fn unrecorded(config: Config, seed: u64) -> Self {
        let start = Instant::now();
        Self {
            session: Session::new(config, seed),
            now: start,
            start,
            outputs: Vec::new(),
            unanswered: Vec::new(),
            offers: Vec::new(),
            seq: 0,
            log: Vec::new(),
            cannot_offer: None,
            recorder: None,
            calls: 0,
            mids: 0,
        }
    }

    /// A client that is in room1, with its transport connected.
    pub fn in_room() -> Self {
        Self::with(config()).into_room()
    }

    pub fn into_room(mut self) -> Self {
        self.login();
        self.hello();
        self.answer("login", logged_in(1, Some("answer"), room("room1", &[], &[])));
        self.input(Input::TransportConnected);
        self.forget();
        self
    }

    /// The same after the WebSocket was lost.
    pub fn reconnecting() -> Self {
        let mut client = Self::in_room();
        client.input(Input::SocketClosed { reason: "gone".into() });
        client.forget();
        client
    }

    /// The same after the WebSocket is back.
    pub fn reconnected() -> Self {
        let mut client = Self::reconnecting();
        client.resume();
        client.forget();
        client
    }

    pub fn login(&mut self) -> RequestId {
        self.login_to("room1", "token")
    }

    pub fn login_to(&mut self, room: &str, token: &str) -> RequestId {
        let request = self.call();
        self.input(Command::Login {
            request,
            room_id: room_id(room),
            user: user("ann"),
            config: LoginConfig { is_user_status_notify: true, max_member_count: 0 },
            token: token.to_owned(),
        });
        request
    }

    pub fn call(&mut self) -> RequestId {
        self.calls += 1;
        RequestId(self.calls)
    }

    pub fn publish(&mut self, channel: PublishChannel, stream: &str) {
        self.input(Command::StartPublishing {
            channel,
            stream_id: stream_id(stream),
            extra_info: String::new(),
            mic_state: RemoteDeviceState::Open,
            camera_state: RemoteDeviceState::Disable,
        });
    }

    pub fn play(&mut self, stream: &str) {
        self.input(Command::StartPlaying { stream_id: stream_id(stream), video: true });
    }

    /// Publishes on the main channel and is acknowledged.
    pub fn publish_live(&mut self, stream: &str) {
        self.publish(PublishChannel::Main, stream);
        self.answer("publish", json!({}));
    }

    /// Plays a stream that is live.
    pub fn play_live(&mut self, stream: &str) {
        self.play(stream);
        self.answer("play", json!({"live": true}));
    }

    pub fn hello(&mut self) {
        self.input(Input::SocketOpened);
        let hello = json!({
            "version": 1, "nonce": NONCE, "time_ms": 0, "heartbeat_ms": 30_000,
            "heartbeat_timeout_ms": 90_000,
        });
        self.text(json!({ "hello": hello }));
    }

    /// Waits for the WebSocket to be opened again, and resumes on it without a gap.
    pub fn resume(&mut self) {
        self.reopen();
        self.answer("resume", json!({"seq": self.seq, "transport_id": "00000000000000aa"}));
    }

    /// Waits for the WebSocket to be opened again, and greets.
    pub fn reopen(&mut self) {
        self.wait_for(|output| matches!(output, Output::OpenSocket));
        self.hello();
    }

    pub fn close_socket(&mut self) {
        self.input(Input::SocketClosed { reason: "gone".into() });
    }

    pub fn text(&mut self, value: Value) {
        self.input(Input::SocketText(value.to_string()));
    }

    /// Answers the oldest request of this kind.
    pub fn answer(&mut self, op: &str, body: Value) {
        let id = self.take_request(op).id;
        self.text(json!({ "id": id, "ok": body }));
    }

    pub fn refuse(&mut self, op: &str, code: u32) {
        let id = self.take_request(op).id;
        self.text(json!({ "id": id, "error": error(ErrorCode(code)) }));
    }

    pub fn push(&mut self, mut event: Value) {
        self.seq += 1;
        event["seq"] = self.seq.into();
        self.text(event);
    }

    pub fn take_request(&mut self, op: &str) -> ClientMessage {
        let asked: Vec<_> = self.unanswered.iter().map(|message| message.request.op()).collect();
        let place = asked.iter().position(|asked| *asked == op);
        let place = place.unwrap_or_else(|| panic!("no {op} among {asked:?}"));
        self.unanswered.remove(place)
    }

    pub fn has_request(&self, op: &str) -> bool {
        self.unanswered.iter().any(|message| message.request.op() == op)
    }

    /// Lets time pass, with all time-outs on the way.
    pub fn wait(&mut self, duration: Duration) {
        let end = self.now + duration;
        while let Some(deadline) = self.session.deadline().filter(|&deadline| deadline <= end) {
            self.now = self.now.max(deadline);
            self.input(Input::Timeout);
        }
        self.now = end;
    }

    /// Lets time pass until such an output comes.
    pub fn wait_for(&mut self, test: impl Fn(&Output) -> bool) {
        let before = self.outputs.len();
        while !self.outputs[before..].iter().any(&test) {
            let deadline = self.session.deadline().expect("something is waited for");
            assert!(deadline < self.now + Duration::from_secs(3600), "in vain");
            self.now = self.now.max(deadline);
            self.input(Input::Timeout);
        }
    }

    pub fn input(&mut self, input: impl Into<Input>) {
        let input = input.into();
        self.log_input(&input);
        let recorded = self.recorder.as_ref().map(|_| Recorder::input(&input));
        self.session.handle(self.now, input);
        let outputs: Vec<_> = std::iter::from_fn(|| self.session.poll()).collect();
        if let (Some(recorder), Some(input)) = (&mut self.recorder, recorded) {
            let deadline = self.session.deadline().map(|deadline| deadline - self.start);
            recorder.step(self.now - self.start, input, &outputs, deadline);
        }
        let mut offer = None;
        for output in outputs {
            self.log_output(&output);
            match &output {
                Output::SendText(text) => {
                    self.unanswered.push(ClientMessage::parse(text).unwrap());
                }
                Output::OpenSocket | Output::CloseSocket => self.unanswered.clear(),
                Output::Transport(TransportCommand::Offer(kind)) => offer = Some(*kind),
                _ => {}
            }
            self.outputs.push(output);
        }
        if let Some(kind) = offer {
            let result = match self.cannot_offer {
                None => Ok(self.make_offer(kind)),
                Some(reason) => Err(reason.to_owned()),
            };
            self.input(Input::Offered { result });
        }
    }

    fn make_offer(&mut self, kind: OfferKind) -> Offer {
        self.offers.push(kind);
        let count = match kind {
            OfferKind::New(count) | OfferKind::Grow(count) => count,
            OfferKind::RestartIce => SlotCount::default(),
        };
        let directions = std::iter::repeat_n(Direction::Send, count.send)
            .chain(std::iter::repeat_n(Direction::Receive, count.receive))
            .chain(std::iter::repeat_n(Direction::SendVideo, count.send_video))
            .chain(std::iter::repeat_n(Direction::ReceiveVideo, count.receive_video));
        let slots = directions
            .map(|direction| {
                self.mids += 1;
                Slot { mid: Mid(format!("m{}", self.mids)), direction }
            })
            .collect();
        Offer { sdp: format!("offer{}", self.offers.len()), slots }
    }

    pub fn forget(&mut self) {
        self.outputs.clear();
        self.log.clear();
    }

    fn events(&self) -> impl Iterator<Item = &Event> {
        self.outputs.iter().filter_map(|output| match output {
            Output::Event(event) => Some(event),
            _ => None,
        })
    }

    pub fn room_states(&self) -> Vec<(RoomStateChangedReason, u32)> {
        let states = self.events().filter_map(|event| match event {
            Event::RoomStateChanged { reason, code, .. } => Some((*reason, code.0)),
            _ => None,
        });
        states.collect()
    }

    pub fn publisher_states(&self) -> Vec<(PublisherState, u32)> {
        let states = self.events().filter_map(|event| match event {
            Event::PublisherStateUpdate { state, code, .. } => Some((*state, code.0)),
            _ => None,
        });
        states.collect()
    }

    pub fn player_states(&self) -> Vec<(PlayerState, u32)> {
        let states = self.events().filter_map(|event| match event {
            Event::PlayerStateUpdate { state, code, .. } => Some((*state, code.0)),
            _ => None,
        });
        states.collect()
    }

    pub fn debug_errors(&self) -> Vec<(u32, &'static str)> {
        let errors = self.events().filter_map(|event| match event {
            Event::DebugError { function, error } => Some((error.code.0, *function)),
            _ => None,
        });
        errors.collect()
    }

    /// The result of a call: its reply, or the code of its error.
    pub fn result(&self, call: RequestId) -> Option<Result<Reply, u32>> {
        let mut results = self.outputs.iter().filter_map(|output| match output {
            Output::Done { request, result } if *request == call => {
                Some(result.clone().map_err(|error| error.code.0))
            }
            _ => None,
        });
        let result = results.next();
        assert_eq!(results.next(), None, "a call is done once");
        result
    }

    pub fn media(&self) -> Vec<MediaCommand> {
        let commands = self.outputs.iter().filter_map(|output| match output {
            Output::Media(command) => Some(command.clone()),
            _ => None,
        });
        commands.collect()
    }

    fn log_line(&mut self, line: String) {
        let time = self.now - self.start;
        self.log.push(format!("{:>9.3} {line}", time.as_secs_f64()));
    }

    fn log_input(&mut self, input: &Input) {
        match input {
            Input::SocketText(text) => {
                let text = ServerMessage::parse(text).map_or(text.clone(), |m| m.to_text());
                self.log_line(format!("◀ {text}"));
            }
            Input::Timeout => {}
            Input::Offered { result } => {
                let mids = |offer: &Offer| {
                    let mids = offer.slots.iter().map(|slot| slot.mid.0.clone());
                    format!("offered {:?} {:?}", offer.sdp, mids.collect::<Vec<_>>())
                };
                let line = result.as_ref().map_or_else(|e| format!("no offer: {e}"), mids);
                self.log_line(line);
            }
            Input::Application(command) => self.log_line(format!("call {command:?}")),
            other => self.log_line(format!("{other:?}")),
        }
    }

    fn log_output(&mut self, output: &Output) {
        let line = match output {
            Output::SendText(text) => format!("  ▶ {text}"),
            Output::Event(event) => format!("  {}", shown(event)),
            Output::Transport(TransportCommand::Answer { sdp }) => format!("  Answer({sdp:?})"),
            Output::Transport(command) => format!("  {command:?}"),
            Output::Media(command) => format!("  {command:?}"),
            Output::Done { request, result: Ok(reply) } => format!("  done {request:?} {reply:?}"),
            Output::Done { request, result: Err(error) } => {
                format!("  done {request:?} {} {}", error.code, error.name)
            }
            Output::OpenSocket | Output::CloseSocket => format!("  {output:?}"),
        };
        self.log_line(line);
    }

    pub fn transcript(&self) -> String {
        self.log.join("\n")
    }
}

fn shown(event: &Event) -> String {
    match event {
        Event::RoomStateChanged { room_id, reason, code, extended_data } => {
            let room_session_id = extended_data.get("room_session_id");
            let legacy = reason.room_state();
            format!("{room_id} {reason:?} {code} {legacy:?} {}", room_session_id.map_or("", |v| v))
        }
        Event::RoomUserUpdate { update, users, .. } => {
            let names: Vec<_> = users.iter().map(|user| user.user_id.as_str()).collect();
            format!("users {update:?} {names:?}")
        }
        Event::RoomStreamUpdate { update, streams, reasons, .. } => {
            let names: Vec<_> = streams.iter().map(|stream| stream.stream_id.as_str()).collect();
            let reasons: Vec<_> = reasons.iter().map(|reason| reason.code).collect();
            format!("streams {update:?} {names:?} {reasons:?}")
        }
        Event::PublisherStateUpdate { stream_id, state, code, .. } => {
            format!("{stream_id} {state:?} {code}")
        }
        Event::PlayerStateUpdate { stream_id, state, code, .. } => {
            format!("{stream_id} {state:?} {code}")
        }
        other => format!("{other:?}"),
    }
}

/// Whether the request names this slot.
pub fn slot_of(message: &ClientMessage) -> Option<Mid> {
    match &message.request {
        Request::Publish(publish) => Some(publish.slot.clone()),
        Request::Play(play) => Some(play.slot.clone()),
        _ => None,
    }
}
