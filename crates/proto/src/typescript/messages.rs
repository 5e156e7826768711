//! The messages and what they are made of.

use super::text::{comment, constant, declaration, numbered, quoted};
use crate::signal::{self, *};
use crate::*;

pub(super) fn section() -> String {
    [constants(), ids(), numbers(), rooms(), requests(), answers(), pushes()].join("\n")
}

fn constants() -> String {
    [
        constant("The WebSocket subprotocol.", "SUBPROTOCOL", &quoted(signal::SUBPROTOCOL)),
        constant("The path of the WebSocket.", "PATH", &quoted(signal::PATH)),
        constant("The version that `hello` names.", "VERSION", &signal::VERSION.to_string()),
    ]
    .concat()
}

macro_rules! each {
    ($function:ident: $($type:ty),+ $(,)?) => { [$($function::<$type>()),+].join("\n") };
}

fn ids() -> String {
    each![declaration: AppId, RoomId, UserId, UserName, StreamId, SessionId, Mid, WallTime]
}

fn numbers() -> String {
    each![
        numbered: RoomState, RoomStateChangedReason, PublishChannel, PublisherState, PlayerState,
        UpdateType, RemoteDeviceState, StreamDeleteReason, DeviceExceptionType, DeviceType,
    ]
}

fn rooms() -> String {
    each![
        declaration: Error, User, Stream, StreamDeletion, RoomExtraInfo,
        BroadcastMessage, BarrageMessage, RoomSnapshot,
    ]
}

fn requests() -> String {
    let mut text = each![
        declaration: Nothing, Login, Auth, LoginConfig, TransportChoice, Resume, Offer, Publish,
        Play, StreamRef, RenewToken, SetStreamExtraInfo, SetMicState, SetCameraState,
        SetRoomExtraInfo, SendText,
        SendCustomCommand,
    ];
    text += &comment("What a client asks for.", "\n");
    text += "export type Request =";
    for (doc, op, body) in Request::OPS {
        let op = format!("{{ op: {} }}", quoted(op));
        let form = if *body == "Nothing" { op } else { format!("({op} & {body})") };
        text += &format!("\n{}  | {form}", comment(doc, "  "));
    }
    text += ";\n";
    text += &comment("One request with the number that its answer repeats.", "\n");
    text + "export type ClientMessage = { id: number } & Request;\n"
}

/// What each request is answered with, in `docs/protocol.md`'s words.
fn answer_of(op: &str) -> &'static str {
    match op {
        "login" => "LoggedIn",
        "resume" => "Resumed",
        "offer" => "Answered",
        "play" => "PlayAnswer",
        "send_broadcast_message" | "send_barrage_message" => "MessageSent",
        _ => "Nothing",
    }
}

fn answers() -> String {
    let mut text = each![
        declaration: Hello, LoggedIn, SentTransport, Resumed, Answered, PlayAnswer, MessageSent,
    ];
    text += &comment("The body of each request's answer, by the request's `op`.", "\n");
    text += "export interface Answers {\n";
    for (_, op, _) in Request::OPS {
        text += &format!("  {op}: {};\n", answer_of(op));
    }
    text + "}\n"
}

fn pushes() -> String {
    let mut text = declaration::<Event>();
    text += &comment("One message of the server.", "\n");
    text += "export type ServerMessage =";
    let forms = [
        ("The first message of a WebSocket.", "{ hello: Hello }"),
        ("The answer to a request.", "{ id: number; ok: Answers[keyof Answers] }"),
        (
            "Why a request is refused; `id` is null where it could not be read.",
            "{ id: number | null; error: Error }",
        ),
        (
            "A push; `seq` rises by one with each push of a session, from 1.",
            "({ seq: number } & Event)",
        ),
    ];
    for (doc, form) in forms {
        text += &format!("\n{}  | {form}", comment(doc, "  "));
    }
    text + ";\n"
}
