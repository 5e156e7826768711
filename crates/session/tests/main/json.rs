//! Inputs and outputs as JSON, in the shapes of `web/sdk/src/session/io.ts`.

use cooee_proto::{Error, Stream};
use cooee_session::{
    Command, Config, Direction, Event, ExtendedData, Input, MediaCommand, Offer, OfferKind, Output,
    Reply, RequestId, Slot, SlotCount, TransportCommand,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::time::Duration;

pub fn millis(duration: Duration) -> u64 {
    assert_eq!(duration.subsec_nanos() % 1_000_000, 0, "{duration:?} is not in whole ms");
    duration.as_millis().try_into().unwrap()
}

pub fn config(config: &Config) -> Value {
    assert!(config.app_sign.is_none(), "a web client has no AppSign");
    json!({
        "appId": config.app_id, "platform": config.platform,
        "roomRetryMs": millis(config.room_retry), "avRetryMs": millis(config.av_retry),
        "requestTimeoutMs": millis(config.request_timeout),
        "initialSlots": slot_count(config.initial_slots),
    })
}

pub fn config_of(value: &Value) -> Config {
    let duration = |name| Duration::from_millis(get(value, name));
    Config {
        platform: get(value, "platform"),
        room_retry: duration("roomRetryMs"),
        av_retry: duration("avRetryMs"),
        request_timeout: duration("requestTimeoutMs"),
        initial_slots: slot_count_of(&value["initialSlots"]),
        ..Config::new(get(value, "appId"), None)
    }
}

pub fn input(input: &Input) -> Value {
    match input {
        Input::Application(command) => self::command(command),
        Input::SocketOpened => json!({"kind": "socketOpened"}),
        Input::SocketText(text) => json!({"kind": "socketText", "text": self::text(text)}),
        Input::SocketClosed { reason } => json!({"kind": "socketClosed", "reason": reason}),
        Input::Offered { result: Ok(offer) } => {
            let slots: Vec<_> = offer.slots.iter().map(slot).collect();
            json!({"kind": "offered", "offer": {"sdp": offer.sdp, "slots": slots}})
        }
        Input::Offered { result: Err(reason) } => json!({"kind": "offerFailed", "reason": reason}),
        Input::TransportConnected => json!({"kind": "transportConnected"}),
        Input::TransportDisconnected => json!({"kind": "transportDisconnected"}),
        Input::TransportClosed => json!({"kind": "transportClosed"}),
        Input::NetworkChanged => json!({"kind": "networkChanged"}),
        Input::Timeout => json!({"kind": "timeout"}),
    }
}

pub fn input_of(value: &Value) -> Input {
    match value["kind"].as_str().unwrap() {
        "socketOpened" => Input::SocketOpened,
        "socketText" => Input::SocketText(match &value["text"] {
            Value::String(text) => text.clone(),
            message => message.to_string(),
        }),
        "socketClosed" => Input::SocketClosed { reason: get(value, "reason") },
        "offered" => {
            let offer = &value["offer"];
            let slots = offer["slots"].as_array().unwrap().iter().map(slot_of).collect();
            Input::Offered { result: Ok(Offer { sdp: get(offer, "sdp"), slots }) }
        }
        "offerFailed" => Input::Offered { result: Err(get(value, "reason")) },
        "transportConnected" => Input::TransportConnected,
        "transportDisconnected" => Input::TransportDisconnected,
        "transportClosed" => Input::TransportClosed,
        "networkChanged" => Input::NetworkChanged,
        "timeout" => Input::Timeout,
        kind => Input::Application(command_of(kind, value)),
    }
}

fn command(command: &Command) -> Value {
    match command {
        Command::Login { request, room_id, user, config, token } => json!({
            "kind": "login", "request": request.0, "roomId": room_id, "user": user,
            "config": config, "token": token,
        }),
        Command::Logout { request, room_id } => {
            json!({"kind": "logout", "request": request.0, "roomId": room_id})
        }
        Command::SwitchRoom { request, from, to, config, token } => json!({
            "kind": "switchRoom", "request": request.0, "from": from, "to": to, "config": config,
            "token": token,
        }),
        Command::Destroy => json!({"kind": "destroy"}),
        Command::RenewToken { room_id, token } => {
            json!({"kind": "renewToken", "roomId": room_id, "token": token})
        }
        Command::StartPublishing { channel, stream_id, extra_info, mic_state, camera_state } => {
            json!({
                "kind": "startPublishing", "channel": channel, "streamId": stream_id,
                "extraInfo": extra_info, "micState": mic_state, "cameraState": camera_state,
            })
        }
        Command::StopPublishing { channel } => {
            json!({"kind": "stopPublishing", "channel": channel})
        }
        Command::SetStreamExtraInfo { request, channel, extra_info } => json!({
            "kind": "setStreamExtraInfo", "request": request.0, "channel": channel,
            "extraInfo": extra_info,
        }),
        Command::SetMicState { channel, state } => {
            json!({"kind": "setMicState", "channel": channel, "state": state})
        }
        Command::SetCameraState { channel, state } => {
            json!({"kind": "setCameraState", "channel": channel, "state": state})
        }
        Command::StartPlaying { stream_id, video } => {
            json!({"kind": "startPlaying", "streamId": stream_id, "video": video})
        }
        Command::SetPlayVideo { stream_id, video } => {
            json!({"kind": "setPlayVideo", "streamId": stream_id, "video": video})
        }
        Command::StopPlaying { stream_id } => json!({"kind": "stopPlaying", "streamId": stream_id}),
        Command::SetRoomExtraInfo { request, room_id, key, value } => json!({
            "kind": "setRoomExtraInfo", "request": request.0, "roomId": room_id, "key": key,
            "value": value,
        }),
        Command::SendBroadcastMessage { request, room_id, message } => json!({
            "kind": "sendBroadcastMessage", "request": request.0, "roomId": room_id,
            "message": message,
        }),
        Command::SendBarrageMessage { request, room_id, message } => json!({
            "kind": "sendBarrageMessage", "request": request.0, "roomId": room_id,
            "message": message,
        }),
        Command::SendCustomCommand { request, room_id, command, to_users } => json!({
            "kind": "sendCustomCommand", "request": request.0, "roomId": room_id,
            "command": command, "toUsers": to_users,
        }),
    }
}

fn command_of(kind: &str, value: &Value) -> Command {
    let request = || RequestId(get(value, "request"));
    let text = |name| get::<String>(value, name);
    let (room_id, stream_id) = (|| get(value, "roomId"), || get(value, "streamId"));
    let channel = || get(value, "channel");
    match kind {
        "login" => Command::Login {
            request: request(),
            room_id: room_id(),
            user: get(value, "user"),
            config: get(value, "config"),
            token: text("token"),
        },
        "logout" => Command::Logout { request: request(), room_id: get(value, "roomId") },
        "switchRoom" => Command::SwitchRoom {
            request: request(),
            from: get(value, "from"),
            to: get(value, "to"),
            config: get(value, "config"),
            token: text("token"),
        },
        "destroy" => Command::Destroy,
        "renewToken" => Command::RenewToken { room_id: room_id(), token: text("token") },
        "startPublishing" => Command::StartPublishing {
            channel: channel(),
            stream_id: stream_id(),
            extra_info: text("extraInfo"),
            mic_state: get(value, "micState"),
            camera_state: get(value, "cameraState"),
        },
        "stopPublishing" => Command::StopPublishing { channel: channel() },
        "setStreamExtraInfo" => Command::SetStreamExtraInfo {
            request: request(),
            channel: channel(),
            extra_info: text("extraInfo"),
        },
        "setMicState" => Command::SetMicState { channel: channel(), state: get(value, "state") },
        "setCameraState" => {
            Command::SetCameraState { channel: channel(), state: get(value, "state") }
        }
        "startPlaying" => {
            Command::StartPlaying { stream_id: stream_id(), video: get(value, "video") }
        }
        "setPlayVideo" => {
            Command::SetPlayVideo { stream_id: stream_id(), video: get(value, "video") }
        }
        "stopPlaying" => Command::StopPlaying { stream_id: stream_id() },
        "setRoomExtraInfo" => Command::SetRoomExtraInfo {
            request: request(),
            room_id: room_id(),
            key: text("key"),
            value: text("value"),
        },
        "sendBroadcastMessage" => Command::SendBroadcastMessage {
            request: request(),
            room_id: room_id(),
            message: text("message"),
        },
        "sendBarrageMessage" => Command::SendBarrageMessage {
            request: request(),
            room_id: room_id(),
            message: text("message"),
        },
        "sendCustomCommand" => Command::SendCustomCommand {
            request: request(),
            room_id: room_id(),
            command: text("command"),
            to_users: get(value, "toUsers"),
        },
        _ => panic!("{kind} is no input"),
    }
}

pub fn output(output: &Output) -> Value {
    match output {
        Output::OpenSocket => json!({"kind": "openSocket"}),
        Output::SendText(text) => json!({"kind": "sendText", "text": self::text(text)}),
        Output::CloseSocket => json!({"kind": "closeSocket"}),
        Output::Transport(TransportCommand::Offer(kind)) => {
            json!({"kind": "transportOffer", "offer": offer_kind(*kind)})
        }
        Output::Transport(TransportCommand::Answer { sdp }) => {
            json!({"kind": "transportAnswer", "sdp": sdp})
        }
        Output::Transport(TransportCommand::Rollback) => json!({"kind": "transportRollback"}),
        Output::Transport(TransportCommand::Drop) => json!({"kind": "transportDrop"}),
        Output::Media(MediaCommand::StartSending { channel, slot }) => {
            json!({"kind": "startSending", "channel": channel, "slot": slot})
        }
        Output::Media(MediaCommand::StopSending { channel }) => {
            json!({"kind": "stopSending", "channel": channel})
        }
        Output::Media(MediaCommand::AdaptSending { .. }) => {
            unreachable!("only native clients are told, and a web client has the vectors")
        }
        Output::Media(MediaCommand::StartReceiving { stream_id, slot }) => {
            json!({"kind": "startReceiving", "streamId": stream_id, "slot": slot})
        }
        Output::Media(MediaCommand::StopReceiving { stream_id }) => {
            json!({"kind": "stopReceiving", "streamId": stream_id})
        }
        Output::Media(MediaCommand::StartSendingVideo { channel, slot }) => {
            json!({"kind": "startSendingVideo", "channel": channel, "slot": slot})
        }
        Output::Media(MediaCommand::StopSendingVideo { channel }) => {
            json!({"kind": "stopSendingVideo", "channel": channel})
        }
        Output::Media(MediaCommand::StartReceivingVideo { stream_id, slot }) => {
            json!({"kind": "startReceivingVideo", "streamId": stream_id, "slot": slot})
        }
        Output::Media(MediaCommand::StopReceivingVideo { stream_id }) => {
            json!({"kind": "stopReceivingVideo", "streamId": stream_id})
        }
        Output::Event(event) => json!({"kind": "event", "event": self::event(event)}),
        Output::Done { request, result } => {
            let result = match result {
                Ok(reply) => json!({"ok": self::reply(reply)}),
                Err(error) => json!({"error": self::error(error)}),
            };
            json!({"kind": "done", "request": request.0, "result": result})
        }
    }
}

fn event(event: &Event) -> Value {
    match event {
        Event::RoomStateChanged { room_id, reason, code, extended_data } => json!({
            "kind": "roomStateChanged", "roomId": room_id, "reason": reason, "code": code,
            "extendedData": facts(extended_data),
        }),
        Event::RoomUserUpdate { room_id, update, users } => {
            json!({"kind": "roomUserUpdate", "roomId": room_id, "update": update, "users": users})
        }
        Event::RoomOnlineUserCountUpdate { room_id, count } => {
            json!({"kind": "roomOnlineUserCountUpdate", "roomId": room_id, "count": count})
        }
        Event::RoomStreamUpdate { room_id, update, streams, reasons } => json!({
            "kind": "roomStreamUpdate", "roomId": room_id, "update": update,
            "streams": self::streams(streams), "reasons": reasons,
        }),
        Event::RoomStreamExtraInfoUpdate { room_id, streams } => json!({
            "kind": "roomStreamExtraInfoUpdate", "roomId": room_id,
            "streams": self::streams(streams),
        }),
        Event::RoomExtraInfoUpdate { room_id, infos } => {
            json!({"kind": "roomExtraInfoUpdate", "roomId": room_id, "infos": infos})
        }
        Event::RoomTokenWillExpire { room_id, remain_seconds } => json!({
            "kind": "roomTokenWillExpire", "roomId": room_id, "remainSeconds": remain_seconds,
        }),
        Event::PublisherStateUpdate { channel, stream_id, state, code, extended_data } => json!({
            "kind": "publisherStateUpdate", "channel": channel, "streamId": stream_id,
            "state": state, "code": code, "extendedData": facts(extended_data),
        }),
        Event::PlayerStateUpdate { stream_id, state, code, extended_data } => json!({
            "kind": "playerStateUpdate", "streamId": stream_id, "state": state, "code": code,
            "extendedData": facts(extended_data),
        }),
        Event::RemoteMicStateUpdate { stream_id, state } => {
            json!({"kind": "remoteMicStateUpdate", "streamId": stream_id, "state": state})
        }
        Event::RemoteCameraStateUpdate { stream_id, state } => {
            json!({"kind": "remoteCameraStateUpdate", "streamId": stream_id, "state": state})
        }
        Event::RecvBroadcastMessages { room_id, messages } => {
            json!({"kind": "recvBroadcastMessages", "roomId": room_id, "messages": messages})
        }
        Event::RecvBarrageMessages { room_id, messages } => {
            json!({"kind": "recvBarrageMessages", "roomId": room_id, "messages": messages})
        }
        Event::RecvCustomCommand { room_id, from_user, command } => json!({
            "kind": "recvCustomCommand", "roomId": room_id, "fromUser": from_user,
            "command": command,
        }),
        Event::DebugError { function, error } => {
            json!({"kind": "debugError", "function": function, "error": self::error(error)})
        }
    }
}

fn reply(reply: &Reply) -> Value {
    match reply {
        Reply::Nothing => json!({"kind": "nothing"}),
        Reply::LoggedIn { room_session_id } => {
            json!({"kind": "loggedIn", "roomSessionId": room_session_id})
        }
        Reply::BroadcastSent { message_id } => {
            json!({"kind": "broadcastSent", "messageId": message_id})
        }
        Reply::BarrageSent { message_id } => {
            json!({"kind": "barrageSent", "messageId": message_id})
        }
    }
}

/// Hints are left out: those of the web speak of other calls.
fn error(error: &Error) -> Value {
    json!({"code": error.code, "name": error.name, "message": message(&error.message)})
}

fn facts(extended_data: &ExtendedData) -> Value {
    let shown = extended_data.iter().filter(|(name, _)| *name != "hint");
    shown.map(|(name, value)| (name.clone(), Value::from(message(value)))).collect()
}

/// What exactly cannot be read is said in each reader's own words.
fn message(message: &str) -> &str {
    let (before, mark) = (message.find("cannot be read"), "cannot be read".len());
    before.map_or(message, |before| &message[..before + mark])
}

/// With the defaults of what the wire leaves out.
fn streams(streams: &[Stream]) -> Vec<Value> {
    let whole = |Stream { stream_id, user, extra_info, mic_state, camera_state }: &Stream| {
        json!({
            "stream_id": stream_id, "user": user, "extra_info": extra_info, "mic_state": mic_state,
            "camera_state": camera_state,
        })
    };
    streams.iter().map(whole).collect()
}

fn offer_kind(kind: OfferKind) -> Value {
    match kind {
        OfferKind::New(count) => json!({"kind": "new", "slots": slot_count(count)}),
        OfferKind::Grow(count) => json!({"kind": "grow", "slots": slot_count(count)}),
        OfferKind::RestartIce => json!({"kind": "restartIce"}),
    }
}

fn slot_count(SlotCount { send, receive, send_video, receive_video }: SlotCount) -> Value {
    json!({
        "send": send, "receive": receive, "sendVideo": send_video, "receiveVideo": receive_video,
    })
}

fn slot_count_of(value: &Value) -> SlotCount {
    SlotCount {
        send: get(value, "send"),
        receive: get(value, "receive"),
        send_video: get(value, "sendVideo"),
        receive_video: get(value, "receiveVideo"),
    }
}

fn slot(Slot { mid, direction }: &Slot) -> Value {
    let direction = match direction {
        Direction::Send => "send",
        Direction::Receive => "receive",
        Direction::SendVideo => "sendVideo",
        Direction::ReceiveVideo => "receiveVideo",
    };
    json!({ "mid": mid, "direction": direction })
}

fn slot_of(value: &Value) -> Slot {
    let direction = match value["direction"].as_str().unwrap() {
        "send" => Direction::Send,
        "sendVideo" => Direction::SendVideo,
        "receiveVideo" => Direction::ReceiveVideo,
        _ => Direction::Receive,
    };
    Slot { mid: get(value, "mid"), direction }
}

/// A text of the WebSocket as what it says, where it says something.
fn text(text: &str) -> Value {
    match serde_json::from_str(text) {
        Ok(message @ Value::Object(_)) => message,
        Ok(_) | Err(_) => text.into(),
    }
}

fn get<T: DeserializeOwned>(value: &Value, name: &str) -> T {
    serde_json::from_value(value[name].clone()).unwrap_or_else(|error| panic!("{name}: {error}"))
}
