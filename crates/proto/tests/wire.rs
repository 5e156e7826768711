//! What each message looks like on the wire, and that readers get back what writers wrote.

use cooee_proto::signal::{
    Answered, Auth, ClientMessage, Event, Hello, LoggedIn, Login, LoginConfig, MessageSent,
    Nothing, Offer, Play, PlayAnswer, Publish, RenewToken, Request, Resume, Resumed,
    SendCustomCommand, SendText, SentTransport, ServerMessage, SetCameraState, SetMicState,
    SetRoomExtraInfo, SetStreamExtraInfo, StreamRef, TransportChoice,
};
use cooee_proto::{
    AppId, BarrageMessage, BroadcastMessage, Error, ErrorCode, Mid, RemoteDeviceState,
    RoomExtraInfo, RoomId, RoomSnapshot, SessionId, Stream, StreamDeleteReason, StreamDeletion,
    StreamId, UpdateType, User, UserId, UserName, WallTime,
};
use proptest::prelude::*;
use serde_json::{Value, json};

fn user(name: &str) -> User {
    User::from_id(UserId::new(name).expect("a valid userID"))
}

fn stream_id() -> StreamId {
    StreamId::new("stream-a").expect("a valid streamID")
}

fn stream() -> Stream {
    Stream {
        stream_id: stream_id(),
        user: user("bob"),
        extra_info: "hello".to_owned(),
        mic_state: RemoteDeviceState::Mute,
        camera_state: RemoteDeviceState::Open,
    }
}

fn extra_info() -> RoomExtraInfo {
    RoomExtraInfo {
        key: "topic".to_owned(),
        value: "tea".to_owned(),
        update_user: user("bob"),
        update_time_ms: WallTime(1_795_335_170_123),
    }
}

fn snapshot() -> RoomSnapshot {
    RoomSnapshot {
        room_id: RoomId::new("room1").expect("a valid roomID"),
        room_session_id: "1f".to_owned(),
        users: vec![user("bob")],
        streams: vec![stream()],
        extra_info: Some(extra_info()),
        online_user_count: 2,
    }
}

fn transport(answer: Option<&str>) -> SentTransport {
    SentTransport {
        transport_id: SessionId(7),
        transport_key: "00ff".to_owned(),
        answer: answer.map(str::to_owned),
    }
}

fn login(auth: Auth, transport: TransportChoice) -> Request {
    Request::Login(Login {
        app_id: AppId(1_234_567_890),
        room_id: RoomId::new("room1").expect("a valid roomID"),
        user: User {
            user_id: UserId::new("alice").expect("a valid userID"),
            user_name: UserName::new("Alice 小明").expect("a valid userName"),
        },
        auth,
        config: LoginConfig { is_user_status_notify: true, max_member_count: 10 },
        transport,
        platform: "linux".to_owned(),
    })
}

fn requests() -> Vec<Request> {
    let reuse = TransportChoice::Reuse { transport_id: SessionId(7), transport_key: "00ff".into() };
    let text = SendText { message: "hi".to_owned() };
    vec![
        login(Auth::AppSign("ab".repeat(32)), TransportChoice::Offer("v=0".to_owned())),
        login(Auth::Token("04AAAA".to_owned()), reuse),
        Request::Resume(Resume {
            session_id: SessionId(9),
            resume_key: "0a".to_owned(),
            last_seq: 3,
        }),
        Request::Logout(Nothing {}),
        Request::Heartbeat(Nothing {}),
        Request::Offer(Offer { sdp: "v=0".to_owned(), replace: true }),
        Request::Publish(Publish {
            stream_id: stream_id(),
            slot: Mid("0".to_owned()),
            extra_info: "hello".to_owned(),
            mic_state: RemoteDeviceState::Open,
            video_slot: Some(Mid("3".to_owned())),
            camera_state: RemoteDeviceState::Open,
        }),
        Request::Unpublish(StreamRef { stream_id: stream_id() }),
        Request::Play(Play {
            stream_id: stream_id(),
            slot: Mid("1".to_owned()),
            video_slot: Some(Mid("4".to_owned())),
        }),
        Request::Unplay(StreamRef { stream_id: stream_id() }),
        Request::RenewToken(RenewToken { token: "04AAAA".to_owned() }),
        Request::SetStreamExtraInfo(SetStreamExtraInfo {
            stream_id: stream_id(),
            extra_info: "bye".to_owned(),
        }),
        Request::SetCameraState(SetCameraState {
            stream_id: stream_id(),
            state: RemoteDeviceState::Mute,
        }),
        Request::SetMicState(SetMicState {
            stream_id: stream_id(),
            state: RemoteDeviceState::Disable,
        }),
        Request::SetRoomExtraInfo(SetRoomExtraInfo {
            key: "topic".to_owned(),
            value: "tea".to_owned(),
        }),
        Request::SendBroadcastMessage(text.clone()),
        Request::SendBarrageMessage(text),
        Request::SendCustomCommand(SendCustomCommand {
            command: "wave".to_owned(),
            to_users: vec![UserId::new("bob").expect("a valid userID")],
        }),
    ]
}

fn events() -> Vec<Event> {
    let message = "hi".to_owned();
    let send_time_ms = WallTime(1_795_335_170_123);
    vec![
        Event::RoomUsers { update: UpdateType::Add, users: vec![user("bob")] },
        Event::RoomStreams {
            update: UpdateType::Delete,
            streams: vec![stream()],
            reasons: vec![StreamDeletion {
                stream_id: stream_id(),
                code: StreamDeleteReason::RepeatedLogin,
            }],
        },
        Event::StreamExtraInfo { streams: vec![stream()] },
        Event::RoomExtraInfo { infos: vec![extra_info()] },
        Event::OnlineUserCount { count: 2 },
        Event::BroadcastMessages {
            messages: vec![BroadcastMessage {
                message_id: 1,
                message: message.clone(),
                send_time_ms,
                from_user: user("bob"),
            }],
        },
        Event::BarrageMessages {
            messages: vec![BarrageMessage {
                message_id: "1".to_owned(),
                message,
                send_time_ms,
                from_user: user("bob"),
            }],
        },
        Event::CustomCommand { from_user: user("bob"), command: "wave".to_owned() },
        Event::PlayState {
            stream_id: stream_id(),
            live: false,
            code: ErrorCode::STREAM_MISSING,
            mic_state: RemoteDeviceState::Open,
            camera_state: RemoteDeviceState::Disable,
        },
        Event::RemoteMicState { stream_id: stream_id(), state: RemoteDeviceState::Mute },
        Event::RemoteCameraState { stream_id: stream_id(), state: RemoteDeviceState::Mute },
        Event::StreamFeedback { stream_id: stream_id(), loss: 0.125, jitter_ms: 20 },
        Event::PublishStopped {
            stream_id: stream_id(),
            error: Error::new(ErrorCode::PUBLISH_FORBIDDEN, "stream \"stream-a\" is forbidden"),
        },
        Event::TokenWillExpire { remain_seconds: 30 },
        Event::TransportLost { transport_id: SessionId(7) },
        Event::KickedOut {
            error: Error::new(ErrorCode::KICKED_BY_SAME_USER, "userID \"alice\" logged in again"),
        },
        Event::Draining { retry_after_ms: 500 },
    ]
}

fn body(body: impl serde::Serialize) -> ServerMessage {
    ServerMessage::Answer {
        id: Some(4),
        result: Ok(serde_json::to_value(body).expect("serialises")),
    }
}

fn server_messages() -> Vec<ServerMessage> {
    let mut messages = vec![
        ServerMessage::Hello(Hello {
            version: 1,
            nonce: "0f".repeat(16),
            time_ms: WallTime(1_795_335_170_123),
            heartbeat_ms: 30_000,
            heartbeat_timeout_ms: 90_000,
        }),
        body(LoggedIn {
            session_id: SessionId(9),
            resume_key: "0a".to_owned(),
            transport: transport(Some("v=0")),
            room: snapshot(),
        }),
        body(Resumed { snapshot: None, seq: 3, transport_id: Some(SessionId(7)) }),
        body(Resumed { snapshot: Some(snapshot()), seq: 900, transport_id: None }),
        body(Answered { transport: transport(Some("v=0")) }),
        body(PlayAnswer {
            live: true,
            mic_state: RemoteDeviceState::Mute,
            camera_state: RemoteDeviceState::Open,
        }),
        body(MessageSent { message_id: json!(17) }),
        body(Nothing {}),
        ServerMessage::Answer {
            id: Some(4),
            result: Err(Error::new(ErrorCode::ROOM_FULL, "room \"room1\" has 2 of 2 users")),
        },
        ServerMessage::Answer {
            id: None,
            result: Err(Error::new(ErrorCode::ILLEGAL_PARAMETER, "the text is no request")),
        },
    ];
    let events = events().into_iter().zip(1..);
    messages.extend(events.map(|(event, seq)| ServerMessage::Event { seq, event }));
    messages
}

#[test]
fn requests_look_like_this() {
    let texts: Vec<_> = requests()
        .into_iter()
        .zip(1..)
        .map(|(request, id)| ClientMessage { id, request }.to_text())
        .collect();
    insta::assert_snapshot!(texts.join("\n"));
}

#[test]
fn server_messages_look_like_this() {
    let texts: Vec<_> = server_messages().iter().map(ServerMessage::to_text).collect();
    insta::assert_snapshot!(texts.join("\n"));
}

#[test]
fn requests_are_read_back() {
    for (request, id) in requests().into_iter().zip(1..) {
        let message = ClientMessage { id, request };
        assert_eq!(ClientMessage::parse(&message.to_text()), Ok(message));
    }
}

#[test]
fn server_messages_are_read_back() {
    for message in server_messages() {
        assert_eq!(ServerMessage::parse(&message.to_text()), Ok(message));
    }
}

#[test]
fn unknown_fields_are_ignored() {
    for message in server_messages() {
        let mut value: Value = serde_json::from_str(&message.to_text()).expect("is JSON");
        value["added_later"] = json!({ "x": 1 });
        assert_eq!(ServerMessage::parse(&value.to_string()), Ok(message));
    }
    let heartbeat = ClientMessage::parse(r#"{"id":1,"op":"heartbeat","added_later":true}"#);
    assert_eq!(heartbeat.expect("parses").request, Request::Heartbeat(Nothing {}));
}

#[test]
fn refusals_say_what_arrived_and_what_was_expected() {
    let cases = [
        "",
        "[]",
        r#"{"op":"login"}"#,
        r#"{"id":3}"#,
        r#"{"id":3,"op":"dance"}"#,
        r#"{"id":3,"op":"publish","slot":"0"}"#,
        r#"{"id":3,"op":"publish","slot":"0","stream_id":"a b"}"#,
        r#"{"id":3,"op":"login","app_id":1,"room_id":"","user":{"user_id":"a","user_name":"a"}}"#,
        r#"{"id":3,"op":"login","app_id":0,"room_id":"r"}"#,
        r#"{"id":3,"op":"resume","session_id":"xyz","resume_key":"","last_seq":0}"#,
    ];
    let refusals: Vec<_> = cases
        .iter()
        .map(|text| {
            let refusal = ClientMessage::parse(text).expect_err("no request");
            format!("{text}\n  → id {:?}: {}", refusal.id, refusal.error)
        })
        .collect();
    insta::assert_snapshot!(refusals.join("\n"));
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in ".{0,200}") {
        let _ = ClientMessage::parse(&text);
        let _ = ServerMessage::parse(&text);
    }

    #[test]
    fn a_truncated_request_is_refused(index in 0usize..17, cut in 0.0f64..1.0) {
        let request = requests().swap_remove(index);
        let text = ClientMessage { id: 1, request }.to_text();
        let mut end = (text.len() as f64 * cut) as usize;
        while !text.is_char_boundary(end) { end -= 1; }
        prop_assert!(ClientMessage::parse(&text[..end]).is_err());
    }
}
