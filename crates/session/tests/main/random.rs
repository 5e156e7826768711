//! Random lives: an application that calls what it likes, a server that answers late, out of
//! order, twice or with refusals, and a network that loses everything now and then.

use crate::{
    client::{Client, config, error, room_id, stream_id, user},
    vectors::Recorder,
    watch::Watch,
};
use cooee_proto::{
    ErrorCode, PublishChannel, RemoteDeviceState,
    signal::{ClientMessage, Request, TransportChoice},
};
use cooee_session::{Command, Config, Input};
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{RngAlgorithm, TestRng, TestRunner},
};
use serde_json::{Value, json};
use std::time::Duration;

#[derive(Clone, Debug)]
enum Step {
    Login { room: u8 },
    Logout { room: Option<u8> },
    Switch { from: u8, to: u8 },
    Publish { channel: u8, stream: u8, video: bool },
    StopPublishing { channel: u8 },
    Play { stream: u8 },
    SetPlayVideo { stream: u8, video: bool },
    SetCameraState { channel: u8, state: u8 },
    StopPlaying { stream: u8 },
    SetExtraInfo { channel: u8, text: u8 },
    SetMicState { channel: u8, mute: bool },
    Send { room: u8 },
    RenewToken,
    Greet,
    Answer { which: u8, how: How, twice: bool },
    Push { what: What, repeat: bool },
    CloseSocket,
    TransportConnected,
    TransportDisconnected,
    TransportClosed,
    NetworkChanged,
    Wait { millis: u16 },
}

#[derive(Clone, Copy, Debug)]
enum How {
    Ok { live: bool, whole_room: bool, room: u8 },
    Refuse(u32),
    Garbage,
}

#[derive(Clone, Copy, Debug)]
enum What {
    Users { update: u8, set: u8 },
    Streams { update: u8, set: u8 },
    Play { stream: u8, live: bool, code: u32 },
    Mic { stream: u8, mute: bool },
    Camera { stream: u8, state: u8 },
    TransportLost,
    Kick,
    Draining,
}

fn how() -> impl Strategy<Value = How> {
    const REFUSALS: &[u32] = &[
        1000002, 1000017, 1002001, 1002033, 1002050, 1002057, 1002073, 1002099, 1003025, 1003028,
        1003099, 1004002, 1004025,
    ];
    prop_oneof![
        12 => (any::<bool>(), any::<bool>(), 0..16_u8)
            .prop_map(|(live, whole_room, room)| How::Ok { live, whole_room, room }),
        3 => prop::sample::select(REFUSALS).prop_map(How::Refuse),
        1 => Just(How::Garbage),
    ]
}

fn what() -> impl Strategy<Value = What> {
    prop_oneof![
        3 => (0..2_u8, 0..16_u8).prop_map(|(update, set)| What::Users { update, set }),
        3 => (0..2_u8, 0..16_u8).prop_map(|(update, set)| What::Streams { update, set }),
        6 => (0..14_u8, any::<bool>(), prop::sample::select(&[0, 0, 1004002, 1004025][..]))
            .prop_map(|(stream, live, code)| What::Play { stream, live, code }),
        2 => (0..14_u8, any::<bool>()).prop_map(|(stream, mute)| What::Mic { stream, mute }),
        3 => (0..14_u8, 0..3_u8).prop_map(|(stream, state)| What::Camera { stream, state }),
        1 => Just(What::TransportLost),
        1 => Just(What::Kick),
        1 => Just(What::Draining),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..2_u8).prop_map(|room| Step::Login { room }),
        1 => prop::option::of(0..2_u8).prop_map(|room| Step::Logout { room }),
        1 => (0..2_u8, 0..2_u8).prop_map(|(from, to)| Step::Switch { from, to }),
        4 => (0..4_u8, 0..5_u8, any::<bool>())
            .prop_map(|(channel, stream, video)| Step::Publish { channel, stream, video }),
        1 => (0..4_u8).prop_map(|channel| Step::StopPublishing { channel }),
        6 => (0..14_u8).prop_map(|stream| Step::Play { stream }),
        2 => (0..14_u8, any::<bool>())
            .prop_map(|(stream, video)| Step::SetPlayVideo { stream, video }),
        2 => (0..4_u8, 0..3_u8)
            .prop_map(|(channel, state)| Step::SetCameraState { channel, state }),
        2 => (0..14_u8).prop_map(|stream| Step::StopPlaying { stream }),
        2 => (0..4_u8, 0..4_u8).prop_map(|(channel, text)| Step::SetExtraInfo { channel, text }),
        1 => (0..4_u8, any::<bool>())
            .prop_map(|(channel, mute)| Step::SetMicState { channel, mute }),
        2 => (0..2_u8).prop_map(|room| Step::Send { room }),
        1 => Just(Step::RenewToken),
        12 => Just(Step::Greet),
        40 => (any::<u8>(), how(), prop::bool::weighted(0.2))
            .prop_map(|(which, how, twice)| Step::Answer { which, how, twice }),
        8 => (what(), prop::bool::weighted(0.1))
            .prop_map(|(what, repeat)| Step::Push { what, repeat }),
        2 => Just(Step::CloseSocket),
        6 => Just(Step::TransportConnected),
        2 => Just(Step::TransportDisconnected),
        1 => Just(Step::TransportClosed),
        1 => Just(Step::NetworkChanged),
        10 => prop_oneof![4 => 0..700_u16, 1 => 0..u16::MAX].prop_map(|millis| Step::Wait { millis }),
    ]
}

/// A client in a world that follows the rules of sockets, transports and sessions, and no other.
struct World {
    client: Client,
    watch: Watch,
    answered: Vec<Value>,
    last_push: Option<Value>,
    sessions: u64,
}

impl World {
    fn new(seed: u64) -> Self {
        Self {
            client: Client::unrecorded(Self::config(), seed),
            watch: Watch::default(),
            answered: Vec::new(),
            last_push: None,
            sessions: 0,
        }
    }

    fn config() -> Config {
        Config {
            room_retry: Duration::from_secs(40),
            av_retry: Duration::from_secs(20),
            ..config()
        }
    }

    fn live(&mut self, steps: Vec<Step>) {
        for step in steps {
            self.step(step);
        }
        self.input(Command::Destroy);
        self.watch.at_the_end();
        assert_eq!(self.client.session.deadline(), None);
    }

    fn input(&mut self, input: impl Into<Input>) {
        self.client.input(input);
        for output in std::mem::take(&mut self.client.outputs) {
            self.watch.see(&output);
        }
    }

    fn step(&mut self, step: Step) {
        let channel = |number: u8| PublishChannel::ALL[usize::from(number)];
        let stream = |number: u8| stream_id(&format!("s{number}"));
        let room = |number: u8| room_id(&format!("room{number}"));
        match step {
            Step::Login { room } => {
                let request = self.client.call();
                self.watch.calls.insert(request);
                let room_id = room_id(&format!("room{room}"));
                let (user, config) = (user("ann"), Default::default());
                let token = "token".to_owned();
                self.input(Command::Login { request, room_id, user, config, token });
            }
            Step::Logout { room: number } => {
                let request = self.client.call();
                self.watch.calls.insert(request);
                self.input(Command::Logout { request, room_id: number.map(room) });
            }
            Step::Switch { from, to } => {
                let request = self.client.call();
                self.watch.calls.insert(request);
                self.input(Command::SwitchRoom {
                    request,
                    from: room(from),
                    to: room(to),
                    config: Default::default(),
                    token: "token".to_owned(),
                });
            }
            Step::Publish { channel: number, stream, video } => {
                self.input(Command::StartPublishing {
                    channel: channel(number),
                    stream_id: stream_id(&format!("p{stream}")),
                    extra_info: String::new(),
                    mic_state: RemoteDeviceState::Open,
                    camera_state: camera(if video { 0 } else { 1 }),
                });
            }
            Step::StopPublishing { channel: number } => {
                self.input(Command::StopPublishing { channel: channel(number) });
            }
            Step::Play { stream: number } => {
                self.input(Command::StartPlaying { stream_id: stream(number), video: true });
            }
            Step::SetPlayVideo { stream: number, video } => {
                self.input(Command::SetPlayVideo { stream_id: stream(number), video });
            }
            Step::SetCameraState { channel: number, state } => {
                let channel = channel(number);
                self.input(Command::SetCameraState { channel, state: camera(state) });
            }
            Step::StopPlaying { stream: number } => {
                self.input(Command::StopPlaying { stream_id: stream(number) });
            }
            Step::SetExtraInfo { channel: number, text } => {
                let request = self.client.call();
                self.watch.calls.insert(request);
                let (channel, extra_info) = (channel(number), format!("info{text}"));
                self.input(Command::SetStreamExtraInfo { request, channel, extra_info });
            }
            Step::SetMicState { channel: number, mute } => {
                let state = if mute { RemoteDeviceState::Mute } else { RemoteDeviceState::Open };
                self.input(Command::SetMicState { channel: channel(number), state });
            }
            Step::Send { room: number } => {
                let request = self.client.call();
                self.watch.calls.insert(request);
                let (room_id, message) = (room(number), "hi".to_owned());
                self.input(Command::SendBroadcastMessage { request, room_id, message });
            }
            Step::RenewToken => {
                let (room_id, token) = (room(0), "token2".to_owned());
                self.input(Command::RenewToken { room_id, token });
            }
            Step::Greet if self.watch.socket_is_asked_for => {
                self.watch.socket_greeted();
                self.input(Input::SocketOpened);
                let hello = json!({
                    "version": 1, "nonce": "00", "time_ms": 0, "heartbeat_ms": 5_000,
                    "heartbeat_timeout_ms": 15_000,
                });
                self.text(json!({ "hello": hello }));
            }
            Step::Greet => {}
            Step::Answer { which, how, twice } => self.answer(which, how, twice),
            Step::Push { what, repeat } => self.push(what, repeat),
            Step::CloseSocket => {
                if self.watch.socket_exists() {
                    self.watch.socket_closed();
                    self.client.unanswered.clear();
                    self.input(Input::SocketClosed { reason: "gone".into() });
                }
            }
            Step::TransportConnected => {
                if self.watch.transport_exists {
                    self.watch.transport_is_connected = true;
                    self.input(Input::TransportConnected);
                }
            }
            Step::TransportDisconnected => {
                if self.watch.transport_is_connected {
                    self.watch.transport_is_connected = false;
                    self.input(Input::TransportDisconnected);
                }
            }
            Step::TransportClosed => {
                if self.watch.transport_exists {
                    self.watch.transport_gone();
                    self.input(Input::TransportClosed);
                    self.watch.all_slots_are_free();
                }
            }
            Step::NetworkChanged => self.input(Input::NetworkChanged),
            Step::Wait { millis } => self.wait(Duration::from_millis(millis.into())),
        }
    }

    fn wait(&mut self, duration: Duration) {
        let end = self.client.now + duration;
        let mut timeouts = 0;
        while let Some(deadline) = self.client.session.deadline().filter(|at| *at <= end) {
            self.client.now = self.client.now.max(deadline);
            self.input(Input::Timeout);
            timeouts += 1;
            assert!(timeouts < 100 + duration.as_millis() / 10, "it spins");
        }
        self.client.now = end;
    }

    fn text(&mut self, text: Value) {
        self.input(Input::SocketText(text.to_string()));
    }

    fn answer(&mut self, which: u8, how: How, twice: bool) {
        if !self.watch.is_greeted {
            return;
        }
        if twice && let Some(text) = self.answered.last().cloned() {
            self.text(text);
        }
        if self.client.unanswered.is_empty() {
            return;
        }
        let place = usize::from(which) % self.client.unanswered.len();
        let message = self.client.unanswered.remove(place);
        let text = match how {
            How::Refuse(code) => {
                json!({"id": message.id, "error": error(ErrorCode(code))})
            }
            How::Garbage => json!({"id": message.id, "ok": {"surprise": true}}),
            How::Ok { live, whole_room, room } => {
                json!({"id": message.id, "ok": self.body(&message, live, whole_room, room)})
            }
        };
        self.answered.push(text.clone());
        self.text(text);
    }

    fn body(&mut self, message: &ClientMessage, live: bool, whole_room: bool, set: u8) -> Value {
        let room = crate::client::room("room", &users(set), &streams(set));
        match &message.request {
            Request::Login(login) => {
                self.sessions += 1;
                let is_new = matches!(login.transport, TransportChoice::Offer(_));
                crate::client::logged_in(self.sessions, is_new.then_some("answer"), room)
            }
            Request::Resume(_) => {
                self.client.seq += 7 * u64::from(whole_room);
                let snapshot = whole_room.then_some(room);
                let transport_id = live.then_some("00000000000000aa");
                let seq = self.client.seq;
                json!({"seq": seq, "snapshot": snapshot, "transport_id": transport_id})
            }
            Request::Offer(_) => json!({"transport": {
                "transport_id": "00000000000000aa", "transport_key": "tk",
                "answer": whole_room.then_some("answer"),
            }}),
            Request::Play(play) => {
                if live {
                    self.watch.live.insert(play.stream_id.clone());
                }
                json!({ "live": live, "camera_state": camera(set % 3) })
            }
            Request::SendBroadcastMessage(_) => json!({"message_id": 5}),
            _ => json!({}),
        }
    }

    fn push(&mut self, what: What, repeat: bool) {
        if !self.watch.is_greeted {
            return;
        }
        if repeat && let Some(push) = self.last_push.clone() {
            return self.text(push);
        }
        if !self.watch.is_in_room() {
            return;
        }
        let mut push = match what {
            What::Users { update, set } => {
                let users: Vec<_> = users(set).into_iter().map(user).collect();
                json!({"event": "room_users", "update": update, "users": users})
            }
            What::Streams { update, set } => {
                let room = crate::client::room("room", &[], &streams(set));
                json!({"event": "room_streams", "update": update, "streams": room["streams"]})
            }
            What::Play { stream, live, code } => {
                let stream = format!("s{stream}");
                if live {
                    self.watch.live.insert(stream_id(&stream));
                } else {
                    self.watch.live.remove(&stream_id(&stream));
                }
                json!({"event": "play_state", "stream_id": stream, "live": live, "code": code})
            }
            What::Mic { stream, mute } => {
                let (stream, state) = (format!("s{stream}"), 10 * u8::from(mute));
                json!({"event": "remote_mic_state", "stream_id": stream, "state": state})
            }
            What::Camera { stream, state } => {
                let (stream, state) = (format!("s{stream}"), camera(state));
                json!({"event": "remote_camera_state", "stream_id": stream, "state": state})
            }
            What::TransportLost => {
                if self.watch.transport_exists {
                    self.watch.transport_gone();
                }
                json!({"event": "transport_lost", "transport_id": "00000000000000aa"})
            }
            What::Kick => {
                json!({"event": "kicked_out", "error": error(ErrorCode::KICKED_BY_SERVER)})
            }
            What::Draining => json!({"event": "draining", "retry_after_ms": 100}),
        };
        self.client.seq += 1;
        push["seq"] = self.client.seq.into();
        self.last_push = Some(push.clone());
        self.text(push);
    }
}

fn camera(number: u8) -> RemoteDeviceState {
    use RemoteDeviceState::{Disable, Mute, Open};
    [Open, Disable, Mute][usize::from(number)]
}

fn users(set: u8) -> Vec<&'static str> {
    let names = ["bob", "cat", "dan", "eve"];
    names.into_iter().enumerate().filter(|(bit, _)| set >> bit & 1 == 1).map(|(_, n)| n).collect()
}

fn streams(set: u8) -> Vec<(&'static str, &'static str)> {
    let names = [("s1", "bob"), ("s2", "cat"), ("s3", "dan"), ("s4", "eve")];
    names.into_iter().enumerate().filter(|(bit, _)| set >> bit & 1 == 1).map(|(_, n)| n).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_the_rules_hold(steps in prop::collection::vec(step(), 1..200)) {
        World::new(1).live(steps);
    }
}

/// The same lives in every run, as vectors for other machines.
#[test]
fn random_lives_are_vectors() {
    let random = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(ProptestConfig::default(), random);
    let strategy = prop::collection::vec(step(), 30..60);
    for seed in 0..110 {
        let steps = strategy.new_tree(&mut runner).unwrap().current();
        let mut world = World::new(seed);
        let name = format!("script {seed:03}");
        world.client.recorder = Recorder::new("random", &name, &World::config(), seed);
        world.live(steps);
    }
}
