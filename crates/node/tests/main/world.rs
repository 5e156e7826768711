//! A node, its clients and a recorded media thread.

use cooee_node::{
    Answer, AppRecord, AuthMode, Config, ConnectionId, Input, Node, Notice, Operation, Output,
    ShardId, TokenExpiry,
};
use cooee_proto::{
    AppId, Error, ErrorCode, Mid, RemoteDeviceState, RoomId, RoomSnapshot, SessionId, StreamId,
    User, UserId, WallTime,
    signal::{
        Auth, ClientMessage, Event, Hello, LoggedIn, Login, LoginConfig, Play, Publish, Request,
        ServerMessage, StreamRef, TransportChoice,
    },
};
use cooee_sfu::Command;
use cooee_token::{AppSign, Claims, Form, ProofInput, ServerSecret, app_sign_proof};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::{
    collections::BTreeMap,
    net::IpAddr,
    time::{Duration, Instant},
};

pub const APP: AppId = AppId(1234567890);
pub const SHARD: ShardId = ShardId(0);
const START: WallTime = WallTime(1_800_000_000_000);

pub struct World {
    pub node: Node,
    pub now: Instant,
    pub wall: WallTime,
    /// What the media thread was told and no test took.
    pub commands: Vec<Command>,
    /// Whether the media thread answers offers by itself.
    pub answers_offers: bool,
    pub closed: Vec<ConnectionId>,
    /// Where the next connections come from.
    pub address: Option<IpAddr>,
    /// What happened and no test took.
    pub notices: Vec<Notice>,
    operated: BTreeMap<u64, Result<Answer, Error>>,
    received: BTreeMap<ConnectionId, Vec<ServerMessage>>,
    hellos: BTreeMap<ConnectionId, Hello>,
    last_number: u64,
}

pub fn app(app_id: AppId) -> AppRecord {
    AppRecord {
        app_id,
        name: "test".to_owned(),
        app_sign: app_sign(),
        server_secret: server_secret(),
        auth: AuthMode::AppSignAndToken,
        strict: false,
        on_token_expiry: TokenExpiry::Stay,
    }
}

pub fn app_sign() -> AppSign {
    AppSign::from_random([7; 32])
}

pub fn server_secret() -> ServerSecret {
    ServerSecret::new("0123456789abcdef0123456789abcdef").unwrap()
}

pub fn stream(text: &str) -> StreamId {
    StreamId::new(text).unwrap()
}

pub fn mid(text: &str) -> Mid {
    Mid(text.to_owned())
}

/// A login with an AppSign proof yet to be made.
pub fn login(user: &str, room: &str) -> Login {
    Login {
        app_id: APP,
        room_id: RoomId::new(room).unwrap(),
        user: User::from_id(UserId::new(user).unwrap()),
        auth: Auth::AppSign(String::new()),
        config: LoginConfig { is_user_status_notify: true, max_member_count: 0 },
        transport: TransportChoice::Offer(format!("offer of {user}")),
        platform: "linux".to_owned(),
    }
}

impl World {
    /// A server with one app.
    #[expect(clippy::disallowed_methods, reason = "a test needs one start")]
    pub fn new() -> Self {
        let mut world = Self {
            node: Node::new(Config::default(), [9; 32]),
            now: Instant::now(),
            wall: START,
            commands: Vec::new(),
            answers_offers: true,
            closed: Vec::new(),
            address: None,
            notices: Vec::new(),
            operated: BTreeMap::new(),
            received: BTreeMap::new(),
            hellos: BTreeMap::new(),
            last_number: 0,
        };
        world.input(Input::AppStored(app(APP)));
        world
    }

    pub fn input(&mut self, input: Input) {
        self.node.handle(self.now, self.wall, input);
        let mut events = Vec::new();
        while let Some(output) = self.node.poll() {
            match output {
                Output::Send { connection, text } => self.receive(connection, &text),
                Output::Operated { request, result } => {
                    let before = self.operated.insert(request, result);
                    assert!(before.is_none(), "an operation is answered once");
                }
                Output::Notice(notice) => self.notices.push(notice),
                Output::Close { connection } => self.closed.push(connection),
                Output::Shard { shard, command } => {
                    assert_eq!(shard, SHARD);
                    events.extend(answer(&command).filter(|_| self.answers_offers));
                    self.commands.push(command);
                }
            }
        }
        for event in events {
            self.input(Input::Shard { shard: SHARD, event });
        }
    }

    fn receive(&mut self, connection: ConnectionId, text: &str) {
        assert!(!self.closed.contains(&connection), "nothing is sent after a close");
        match ServerMessage::parse(text).unwrap() {
            ServerMessage::Hello(hello) => {
                self.hellos.insert(connection, hello);
            }
            message => self.received.entry(connection).or_default().push(message),
        }
    }

    /// Lets the time pass, with all time-outs on the way.
    pub fn pass(&mut self, duration: Duration) {
        let end = self.now + duration;
        while let Some(deadline) = self.node.deadline().filter(|&deadline| deadline <= end) {
            self.wall.0 += (deadline.max(self.now) - self.now).as_millis() as u64;
            self.now = deadline.max(self.now);
            self.input(Input::Timeout);
        }
        self.wall.0 += (end - self.now).as_millis() as u64;
        self.now = end;
    }

    pub fn connect(&mut self) -> ConnectionId {
        self.connect_from(None)
    }

    pub fn connect_from(&mut self, origin: Option<&str>) -> ConnectionId {
        self.last_number += 1;
        let connection = ConnectionId(self.last_number);
        self.input(Input::ConnectionOpened {
            connection,
            origin: origin.map(str::to_owned),
            address: self.address,
        });
        connection
    }

    pub fn disconnect(&mut self, connection: ConnectionId) {
        self.input(Input::ConnectionClosed { connection });
    }

    pub fn text(&mut self, connection: ConnectionId, text: &str) {
        self.input(Input::Text { connection, text: text.to_owned() });
    }

    /// Sends a request; its number finds the answer.
    pub fn send(&mut self, connection: ConnectionId, request: Request) -> u64 {
        self.last_number += 1;
        let id = self.last_number;
        let text = ClientMessage { id, request }.to_text();
        self.text(connection, &text);
        id
    }

    /// The answer to a request, if it came.
    pub fn answer(
        &mut self,
        connection: ConnectionId,
        number: u64,
    ) -> Option<Result<Value, Error>> {
        let received = self.received.get_mut(&connection)?;
        let position = received.iter().position(
            |message| matches!(message, ServerMessage::Answer { id, .. } if *id == Some(number)),
        )?;
        match received.remove(position) {
            ServerMessage::Answer { result, .. } => Some(result),
            _ => None,
        }
    }

    pub fn ask(&mut self, connection: ConnectionId, request: Request) -> Result<Value, Error> {
        let number = self.send(connection, request);
        self.answer(connection, number).expect("the answer comes at once")
    }

    /// Asks for what must succeed.
    pub fn get<T: DeserializeOwned>(&mut self, connection: ConnectionId, request: Request) -> T {
        serde_json::from_value(self.ask(connection, request).unwrap()).unwrap()
    }

    /// Asks for what must be refused.
    pub fn refused(&mut self, connection: ConnectionId, request: Request) -> ErrorCode {
        self.ask(connection, request).unwrap_err().code
    }

    /// Takes all that came on a connection beside hello.
    pub fn received(&mut self, connection: ConnectionId) -> Vec<ServerMessage> {
        self.received.remove(&connection).unwrap_or_default()
    }

    /// Takes all pushes that came on a connection.
    pub fn pushes(&mut self, connection: ConnectionId) -> Vec<(u64, Event)> {
        let received = self.received(connection).into_iter();
        received
            .map(|message| match message {
                ServerMessage::Event { seq, event } => (seq, event),
                other => panic!("{other:?} is no push"),
            })
            .collect()
    }

    pub fn events(&mut self, connection: ConnectionId) -> Vec<Event> {
        self.pushes(connection).into_iter().map(|(_, event)| event).collect()
    }

    /// Performs an operation.
    pub fn operate(&mut self, operation: Operation) -> Result<Answer, Error> {
        self.last_number += 1;
        let request = self.last_number;
        self.input(Input::Operate { request, operation });
        let answer = self.operated.remove(&request).expect("the answer comes at once");
        assert!(self.operated.is_empty());
        answer
    }

    pub fn hello(&self, connection: ConnectionId) -> &Hello {
        &self.hellos[&connection]
    }

    /// Puts an AppSign proof into a login.
    pub fn prove(&self, connection: ConnectionId, login: Login) -> Login {
        let offer = match &login.transport {
            TransportChoice::Offer(offer) => offer.as_str(),
            TransportChoice::Reuse { .. } => "",
        };
        let proof = app_sign_proof(
            &app_sign(),
            &ProofInput {
                nonce: &self.hello(connection).nonce,
                app_id: login.app_id,
                user_id: &login.user.user_id,
                room_id: &login.room_id,
                platform: &login.platform,
                offer,
            },
        );
        Login { auth: Auth::AppSign(proof), ..login }
    }

    pub fn token(&self, user: &str, valid: Duration, payload: &str) -> String {
        let claims = Claims {
            app_id: APP,
            user_id: user.to_owned(),
            nonce: 1,
            ctime: self.wall,
            expire: WallTime(self.wall.0 + valid.as_millis() as u64),
            payload: payload.to_owned(),
        };
        cooee_token::make(&claims, &server_secret(), Form::Gcm, [3; 16]).expect("made")
    }

    /// A user who logged in with an AppSign on a connection of its own.
    pub fn join(&mut self, user: &str, room: &str) -> Member {
        self.join_as(login(user, room))
    }

    pub fn join_as(&mut self, login: Login) -> Member {
        let connection = self.connect();
        let login = self.prove(connection, login);
        let logged_in: LoggedIn = self.get(connection, Request::Login(login));
        Member {
            connection,
            session: logged_in.session_id,
            resume_key: logged_in.resume_key,
            transport: logged_in.transport.transport_id,
            transport_key: logged_in.transport.transport_key,
            room: logged_in.room,
        }
    }

    /// Takes the commands to the media thread beside those that make transports.
    pub fn routes(&mut self) -> Vec<Command> {
        let commands = std::mem::take(&mut self.commands).into_iter();
        commands.filter(|command| !matches!(command, Command::Connect { .. })).collect()
    }
}

/// One user in a room.
#[derive(Clone, Debug)]
pub struct Member {
    pub connection: ConnectionId,
    pub session: SessionId,
    pub resume_key: String,
    pub transport: SessionId,
    pub transport_key: String,
    pub room: RoomSnapshot,
}

pub fn publish(stream_id: &str, slot: &str) -> Request {
    Request::Publish(Publish {
        stream_id: stream(stream_id),
        slot: mid(slot),
        extra_info: String::new(),
        mic_state: Default::default(),
        video_slot: None,
        camera_state: RemoteDeviceState::Disable,
    })
}

pub fn play(stream_id: &str, slot: &str) -> Request {
    Request::Play(Play { stream_id: stream(stream_id), slot: mid(slot), video_slot: None })
}

pub fn unpublish(stream_id: &str) -> Request {
    Request::Unpublish(StreamRef { stream_id: stream(stream_id) })
}

pub fn unplay(stream_id: &str) -> Request {
    Request::Unplay(StreamRef { stream_id: stream(stream_id) })
}

/// What a media thread answers to an offer: `bad` offers are refused.
pub fn answer(command: &Command) -> Option<cooee_sfu::Event> {
    let (transport, request, offer) = match command {
        Command::Connect { transport, request, offer, .. } => (*transport, *request, offer),
        Command::Offer { transport, request, offer } => (*transport, *request, offer),
        _ => return None,
    };
    let result = match offer.starts_with("bad") {
        true => Err(Error::new(ErrorCode::ILLEGAL_PARAMETER, "the offer cannot be read")),
        false => Ok(format!("answer to {offer}")),
    };
    Some(cooee_sfu::Event::Answered { transport, request, result })
}
