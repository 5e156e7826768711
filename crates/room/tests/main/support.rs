//! An app, a registry and a clock, driven by short calls.

use crate::transcript;
use crate::watcher::Watcher;
use cooee_proto::signal::LoginConfig;
use cooee_proto::{
    Error, ErrorCode, RemoteDeviceState, RoomId, SessionId, StreamId, User, UserId, WallTime,
};
use cooee_room::{
    App, Claim, ClaimId, Config, Epoch, Fact, Input, Login, OnExpiry, Output, RegistryAnswer,
    Request, RequestId, Rights,
};
use std::collections::{BTreeMap, BTreeSet};
use std::mem;
use std::time::{Duration, Instant};

/// Wall time when a test starts: no round number, so that mixed-up clocks show.
pub const START: WallTime = WallTime(1_700_000_012_345);

pub struct World {
    pub app: App,
    pub start: Instant,
    pub now: Instant,
    /// Whether claims are answered at once; if not, by [`World::answer`].
    pub answers_at_once: bool,
    /// Whether the registry refuses what is claimed.
    pub registry_fails: bool,
    /// Claims that were performed and not answered, in the order of their emission.
    pub unanswered: Vec<(Claim, RegistryAnswer)>,
    /// Who holds what.
    pub held: BTreeMap<Claim, Epoch>,
    /// Requests without a reply.
    pub open_requests: BTreeSet<(SessionId, RequestId)>,
    last: u64,
    heard: BTreeMap<u64, Vec<String>>,
    media: Vec<String>,
    /// Answers to operations that no test took.
    pub operated: Vec<String>,
    /// What happened and no test took.
    pub facts: Vec<Fact>,
    watcher: Watcher,
}

impl World {
    pub fn new() -> Self {
        Self::with_config(Config::default())
    }

    #[expect(clippy::disallowed_methods, reason = "the one start of virtual time")]
    pub fn with_config(config: Config) -> Self {
        let start = Instant::now();
        Self {
            app: App::new(config),
            start,
            now: start,
            answers_at_once: true,
            registry_fails: false,
            unanswered: Vec::new(),
            held: BTreeMap::new(),
            open_requests: BTreeSet::new(),
            last: 0,
            heard: BTreeMap::new(),
            operated: Vec::new(),
            facts: Vec::new(),
            media: Vec::new(),
            watcher: Watcher::default(),
        }
    }

    /// Logs in with user updates, no limit and all rights.
    pub fn login(&mut self, session: u64, user_id: &str, room_id: &str) {
        self.login_with(session, user_id, room_id, true, 0, Rights::unrestricted());
    }

    pub fn login_with(
        &mut self,
        session: u64,
        user_id: &str,
        room_id: &str,
        is_user_status_notify: bool,
        max_member_count: u32,
        rights: Rights,
    ) {
        let login = Login {
            room_id: RoomId::new(room_id).unwrap(),
            user: User::from_id(user(user_id)),
            config: LoginConfig { is_user_status_notify, max_member_count },
            rights,
            platform: "linux".to_owned(),
            proof: cooee_room::LoginProof::Token,
        };
        self.ask(session, Request::Login(login));
    }

    pub fn logout(&mut self, session: u64) {
        self.ask(session, Request::Logout);
    }

    pub fn publish(&mut self, session: u64, stream_id: &str) {
        self.publish_as(session, stream_id, "", RemoteDeviceState::Open);
    }

    pub fn publish_as(
        &mut self,
        session: u64,
        stream_id: &str,
        extra_info: &str,
        mic_state: RemoteDeviceState,
    ) {
        let (stream_id, extra_info) = (stream(stream_id), extra_info.to_owned());
        self.ask(
            session,
            Request::Publish {
                stream_id,
                extra_info,
                mic_state,
                camera_state: RemoteDeviceState::Disable,
            },
        );
    }

    pub fn unpublish(&mut self, session: u64, stream_id: &str) {
        self.ask(session, Request::Unpublish { stream_id: stream(stream_id) });
    }

    pub fn play(&mut self, session: u64, stream_id: &str) {
        self.ask(session, Request::Play { stream_id: stream(stream_id) });
    }

    pub fn unplay(&mut self, session: u64, stream_id: &str) {
        self.ask(session, Request::Unplay { stream_id: stream(stream_id) });
    }

    pub fn set_mic_state(&mut self, session: u64, stream_id: &str, state: RemoteDeviceState) {
        self.ask(session, Request::SetMicState { stream_id: stream(stream_id), state });
    }

    pub fn set_camera_state(&mut self, session: u64, stream_id: &str, state: RemoteDeviceState) {
        self.ask(session, Request::SetCameraState { stream_id: stream(stream_id), state });
    }

    pub fn set_stream_extra_info(&mut self, session: u64, stream_id: &str, extra_info: &str) {
        let (stream_id, extra_info) = (stream(stream_id), extra_info.to_owned());
        self.ask(session, Request::SetStreamExtraInfo { stream_id, extra_info });
    }

    pub fn set_room_extra_info(&mut self, session: u64, key: &str, value: &str) {
        let (key, value) = (key.to_owned(), value.to_owned());
        self.ask(session, Request::SetRoomExtraInfo { key, value });
    }

    pub fn broadcast(&mut self, session: u64, message: &str) {
        self.ask(session, Request::SendBroadcastMessage { message: message.to_owned() });
    }

    pub fn barrage(&mut self, session: u64, message: &str) {
        self.ask(session, Request::SendBarrageMessage { message: message.to_owned() });
    }

    pub fn command(&mut self, session: u64, command: &str, to_users: &[&str]) {
        let to_users = to_users.iter().map(|id| user(id)).collect();
        self.ask(session, Request::SendCustomCommand { command: command.to_owned(), to_users });
    }

    pub fn renew(&mut self, session: u64, rights: Rights) {
        self.ask(session, Request::RenewRights(rights));
    }

    pub fn ask(&mut self, session: u64, request: Request) {
        self.last += 1;
        let (session, id) = (SessionId(session), RequestId(self.last));
        self.open_requests.insert((session, id));
        self.handle(Input::Request { session, id, request });
    }

    pub fn alive(&mut self, session: u64) {
        self.handle(Input::Alive { session: SessionId(session) });
    }

    pub fn link_closed(&mut self, session: u64) {
        self.handle(Input::LinkClosed { session: SessionId(session) });
    }

    pub fn wall(&self) -> WallTime {
        WallTime(START.0 + self.now.duration_since(self.start).as_millis() as u64)
    }

    /// Lets time pass, and wakes the machine when it wants.
    pub fn pass(&mut self, time: Duration) {
        let end = self.now + time;
        while let Some(deadline) = self.app.deadline().filter(|&deadline| deadline <= end) {
            assert!(deadline > self.now, "a deadline that was served lies in the future");
            self.now = deadline;
            self.handle(Input::Timeout);
        }
        self.now = end;
    }

    pub fn pass_seconds(&mut self, seconds: u64) {
        self.pass(Duration::from_secs(seconds));
    }

    /// Answers one of the unanswered claims.
    pub fn answer(&mut self, index: usize) -> (Claim, RegistryAnswer) {
        let (claim, answer) = self.unanswered.remove(index);
        self.handle(Input::Registry(answer.clone()));
        (claim, answer)
    }

    /// Answers all claims, and those that follow.
    pub fn answer_all(&mut self) {
        while !self.unanswered.is_empty() {
            self.answer(0);
        }
    }

    pub fn handle(&mut self, input: Input) {
        let wall = self.wall();
        self.app.handle(self.now, wall, input);
        while let Some(output) = self.app.poll() {
            self.take(output);
        }
        self.watcher.check(&self.app);
        if self.answers_at_once {
            self.answer_all();
        }
    }

    /// What a session heard since the last call.
    pub fn heard(&mut self, session: u64) -> Vec<String> {
        self.heard.remove(&session).unwrap_or_default()
    }

    /// What anyone heard since the last call.
    pub fn all_heard(&mut self) -> BTreeMap<u64, Vec<String>> {
        mem::take(&mut self.heard)
    }

    /// The media commands since the last call.
    pub fn media(&mut self) -> Vec<String> {
        mem::take(&mut self.media)
    }

    /// Forgets what was heard, and the media commands.
    pub fn skip(&mut self) {
        self.heard.clear();
        self.media.clear();
    }

    fn take(&mut self, output: Output) {
        self.watcher.watch(&output);
        match output {
            Output::Claim { claim, what } => self.perform_claim(claim, what),
            Output::Release { what, epoch } => {
                let what = key(&what);
                if self.held.get(&what) == Some(&epoch) {
                    self.held.remove(&what);
                } else {
                    let mut unanswered = self.unanswered.iter();
                    let taken_over = unanswered.any(|(other, _)| key(other) == what);
                    assert!(taken_over, "a release is stale only while a newer claim is under way");
                }
            }
            Output::Reply { session, id, result } => {
                let was_open = self.open_requests.remove(&(session, id));
                assert!(was_open, "a request is answered once");
                self.hear(session, transcript::reply(&result));
            }
            Output::Operated { result, .. } => {
                self.operated.push(transcript::reply(&result));
            }
            Output::Fact(fact) => self.facts.push(fact),
            Output::Send { session, event } => self.hear(session, transcript::event(&event)),
            Output::Media(media) => self.media.push(transcript::media(&media)),
            Output::Ended { session, error } => {
                self.hear(session, transcript::ended(error.as_ref()));
            }
        }
    }

    /// The registry performs a claim when it is emitted; only the answer is late.
    fn perform_claim(&mut self, claim: ClaimId, what: Claim) {
        let same = |other: &(Claim, RegistryAnswer)| key(&other.0) == key(&what);
        assert!(!self.unanswered.iter().any(same), "one unanswered claim for an id at a time");
        self.last += 1;
        let epoch = Epoch(self.last);
        let refuse =
            |code, message| RegistryAnswer::Refused { claim, error: Error::new(code, message) };
        let answer = match &what {
            _ if self.registry_fails => refuse(ErrorCode::ROOM_INTERNAL, "the registry is down"),
            Claim::Stream { .. } if self.held.contains_key(&key(&what)) => {
                refuse(ErrorCode::STREAM_ID_LIVE, "held")
            }
            _ => {
                self.held.insert(key(&what), epoch);
                RegistryAnswer::Granted { claim, epoch }
            }
        };
        self.unanswered.push((what, answer));
    }

    fn hear(&mut self, session: SessionId, line: String) {
        self.heard.entry(session.0).or_default().push(line);
    }
}

/// Rights that end some seconds after the start of the test.
pub fn rights_until(seconds: u64, on_expiry: OnExpiry) -> Rights {
    let expires = Some(WallTime(START.0 + seconds * 1000));
    Rights { expires, on_expiry, ..Rights::unrestricted() }
}

pub fn user(id: &str) -> UserId {
    UserId::new(id).unwrap()
}

pub fn room(id: &str) -> RoomId {
    RoomId::new(id).unwrap()
}

pub fn stream(id: &str) -> StreamId {
    StreamId::new(id).unwrap()
}

/// The claim without the claimant: what the registry keys its table by.
fn key(what: &Claim) -> Claim {
    let mut key = what.clone();
    match &mut key {
        Claim::User { session, .. } | Claim::Stream { session, .. } => *session = SessionId(0),
    }
    key
}
