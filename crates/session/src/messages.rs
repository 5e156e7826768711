//! The room's messages and its extra info, as the application sends them.

use crate::{
    Reply, RequestId, Session,
    answers::read,
    requests::{Purpose, RoomCall},
    stay::Phase,
};
use cooee_proto::{
    Error, ErrorCode, RoomId, UserId, limits,
    signal::{MessageSent, Request, SendCustomCommand, SendText, SetRoomExtraInfo},
};
use serde_json::Value;
use std::time::Instant;

impl Session {
    pub(crate) fn set_room_extra_info(
        &mut self,
        now: Instant,
        call: RequestId,
        room_id: &RoomId,
        key: String,
        value: String,
    ) {
        let refusal = extra_info_refusal(&key, &value);
        let request = Request::SetRoomExtraInfo(SetRoomExtraInfo { key, value });
        self.room_call(now, call, RoomCall::ExtraInfo, room_id, request, refusal);
    }

    pub(crate) fn send_broadcast(
        &mut self,
        now: Instant,
        call: RequestId,
        room_id: &RoomId,
        message: String,
    ) {
        let refusal = message_refusal(&message);
        let request = Request::SendBroadcastMessage(SendText { message });
        self.room_call(now, call, RoomCall::Broadcast, room_id, request, refusal);
    }

    pub(crate) fn send_barrage(
        &mut self,
        now: Instant,
        call: RequestId,
        room_id: &RoomId,
        message: String,
    ) {
        let refusal = message_refusal(&message);
        let request = Request::SendBarrageMessage(SendText { message });
        self.room_call(now, call, RoomCall::Barrage, room_id, request, refusal);
    }

    pub(crate) fn send_custom_command(
        &mut self,
        now: Instant,
        call: RequestId,
        room_id: &RoomId,
        command: String,
        to_users: Vec<UserId>,
    ) {
        let refusal = message_refusal(&command);
        let request = Request::SendCustomCommand(SendCustomCommand { command, to_users });
        self.room_call(now, call, RoomCall::Command, room_id, request, refusal);
    }

    fn room_call(
        &mut self,
        now: Instant,
        call: RequestId,
        kind: RoomCall,
        room_id: &RoomId,
        request: Request,
        refusal: Option<Error>,
    ) {
        match self.room_refusal(kind, room_id).or(refusal) {
            Some(error) => self.done(call, kind.function(), Err(error)),
            None => {
                self.ask(now, request, Purpose::RoomCall { call, kind });
            }
        }
    }

    fn room_refusal(&self, kind: RoomCall, room_id: &RoomId) -> Option<Error> {
        let stay = self.stay.as_ref().filter(|stay| stay.phase != Phase::LoggingIn);
        let Some(stay) = stay else {
            return Some(Error::new(ErrorCode::NOT_IN_ROOM, "the engine is in no room"));
        };
        if stay.room_id != *room_id {
            let (named, current) = (room_id.as_str(), stay.room_id.as_str());
            let message = format!("{named:?} was named, but the engine is in room {current:?}");
            return Some(Error::new(kind.other_room(), message));
        }
        // Kept for later, a message would come at a time that nobody expects.
        let broken = || Error::new(kind.failure(), "the link is broken; the SDK reconnects");
        (!stay.is_connected()).then(broken)
    }
}

impl RoomCall {
    pub(crate) fn function(self) -> &'static str {
        match self {
            Self::ExtraInfo => "set_room_extra_info",
            Self::Broadcast => "send_broadcast_message",
            Self::Barrage => "send_barrage_message",
            Self::Command => "send_custom_command",
        }
    }

    /// The code of a call that got no answer.
    pub(crate) fn failure(self) -> ErrorCode {
        match self {
            Self::ExtraInfo => ErrorCode::LINK_BROKEN,
            Self::Broadcast | Self::Barrage | Self::Command => ErrorCode::MESSAGE_FAILED,
        }
    }

    /// The code of a call that names another room.
    fn other_room(self) -> ErrorCode {
        match self {
            Self::ExtraInfo => ErrorCode::NOT_THAT_ROOM,
            Self::Broadcast | Self::Barrage | Self::Command => ErrorCode::MESSAGE_OTHER_ROOM,
        }
    }

    /// The call's result, from the body of its answer.
    pub(crate) fn reply(self, value: Value) -> Result<Reply, Error> {
        match self {
            Self::ExtraInfo | Self::Command => Ok(Reply::Nothing),
            Self::Broadcast => {
                let MessageSent { message_id } = read(Ok(value))?;
                let message_id = read(Ok(message_id))?;
                Ok(Reply::BroadcastSent { message_id })
            }
            Self::Barrage => {
                let MessageSent { message_id } = read(Ok(value))?;
                let message_id = read(Ok(message_id))?;
                Ok(Reply::BarrageSent { message_id })
            }
        }
    }
}

fn message_refusal(message: &str) -> Option<Error> {
    let length = message.len();
    if message.is_empty() {
        return Some(Error::new(ErrorCode::MESSAGE_EMPTY, "the message is empty"));
    }
    (length > limits::MESSAGE_BYTES).then(|| {
        let message = format!("the message has {length} bytes");
        Error::new(ErrorCode::MESSAGE_TOO_LONG, message)
    })
}

fn extra_info_refusal(key: &str, value: &str) -> Option<Error> {
    let (code, message) = if key.is_empty() {
        (ErrorCode::ROOM_EXTRA_INFO_KEY_EMPTY, "the key is empty".to_owned())
    } else if key.len() > limits::ROOM_EXTRA_INFO_KEY_BYTES {
        (ErrorCode::ROOM_EXTRA_INFO_KEY_TOO_LONG, format!("the key has {} bytes", key.len()))
    } else if value.len() > limits::ROOM_EXTRA_INFO_VALUE_BYTES {
        (ErrorCode::ROOM_EXTRA_INFO_VALUE_TOO_LONG, format!("the value has {} bytes", value.len()))
    } else {
        return None;
    };
    Some(Error::new(code, message))
}
