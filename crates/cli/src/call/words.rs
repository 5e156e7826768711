//! Events in words: one line each, the state first, in capitals as the reference has it.

use cooee::{
    Error, ErrorCode, Event, ExtendedData, PlayerMediaEvent, Stream, StreamDeletion, UpdateType,
    User,
};
use std::fmt::Debug;

/// The line for an event; `None` for levels and quality, which the figures show.
pub fn in_words(event: &Event) -> Option<String> {
    Some(match event {
        Event::DebugError { function, error } => format!("ERROR in {function}: {error}"),
        Event::RoomStateChanged { room_id, reason, code, extended_data } => {
            format!("{} room {room_id}{}", capitals(reason), because(*code, extended_data))
        }
        Event::RoomUserUpdate { update, users, .. } => {
            format!("USER_{}: {}", capitals(update), list(users, user_in_words))
        }
        Event::RoomOnlineUserCountUpdate { count, .. } => format!("ONLINE_USERS {count}"),
        Event::RoomStreamUpdate { update, streams, reasons, .. } => {
            let in_words = |stream: &Stream| stream_in_words(stream, *update, reasons);
            format!("STREAM_{}: {}", capitals(update), list(streams, in_words))
        }
        Event::RoomStreamExtraInfoUpdate { streams, .. } => {
            let in_words = |it: &Stream| format!("{} {:?}", it.stream_id, it.extra_info);
            format!("STREAM_EXTRA_INFO: {}", list(streams, in_words))
        }
        Event::RoomExtraInfoUpdate { infos, .. } => {
            let infos: Vec<_> =
                infos.iter().map(|it| format!("{}={:?}", it.key, it.value)).collect();
            format!("ROOM_EXTRA_INFO: {}", infos.join(", "))
        }
        Event::RoomTokenWillExpire { remain_seconds, .. } => {
            format!("TOKEN_WILL_EXPIRE in {remain_seconds} s")
        }
        Event::PublisherStateUpdate { stream_id, state, code, extended_data } => {
            format!("{} {stream_id}{}", capitals(state), because(*code, extended_data))
        }
        Event::PublisherCapturedAudioFirstFrame { .. } => "CAPTURED_FIRST_FRAME".to_owned(),
        Event::PublisherSendAudioFirstFrame { .. } => "SENT_FIRST_FRAME".to_owned(),
        Event::PlayerStateUpdate { stream_id, state, code, extended_data } => {
            format!("{} {stream_id}{}", capitals(state), because(*code, extended_data))
        }
        Event::PlayerRecvAudioFirstFrame { stream_id } => {
            format!("RECEIVED_FIRST_FRAME {stream_id}")
        }
        Event::RemoteMicStateUpdate { stream_id, state } => {
            format!("REMOTE_MICROPHONE_{} {stream_id}", capitals(state))
        }
        Event::RemoteCameraStateUpdate { stream_id, state } => {
            format!("REMOTE_CAMERA_{} {stream_id}", capitals(state))
        }
        Event::PlayerMediaEvent { stream_id, event } => match event {
            PlayerMediaEvent::AudioBreakOccur => format!("AUDIO_BREAK_OCCUR {stream_id}"),
            PlayerMediaEvent::AudioBreakResume => format!("AUDIO_BREAK_RESUME {stream_id}"),
        },
        Event::CapturedSoundLevelUpdate { .. }
        | Event::RemoteSoundLevelUpdate { .. }
        | Event::PublisherQualityUpdate { .. }
        | Event::PlayerQualityUpdate { .. }
        | Event::NetworkQuality { .. } => return None,
        Event::ImRecvBroadcastMessage { messages, .. } => {
            let messages: Vec<_> = messages
                .iter()
                .map(|it| format!("{}: {:?}", it.from_user.user_name, it.message))
                .collect();
            format!("MESSAGE from {}", messages.join(", "))
        }
        Event::ImRecvBarrageMessage { messages, .. } => {
            let messages: Vec<_> = messages
                .iter()
                .map(|it| format!("{}: {:?}", it.from_user.user_name, it.message))
                .collect();
            format!("BARRAGE from {}", messages.join(", "))
        }
        Event::ImRecvCustomCommand { from_user, command, .. } => {
            format!("COMMAND from {}: {command:?}", from_user.user_name)
        }
        Event::LocalDeviceExceptionOccurred { device, device_id, error, .. } => {
            let which = if device_id.is_empty() { "the default one" } else { device_id };
            format!("{}_FAILED ({which}): {error}", capitals(device))
        }
        Event::LocalDeviceStarted { device, device_id } => {
            format!("{}_STARTED {device_id}", capitals(device))
        }
        Event::AudioDeviceStateChanged { update, device, device_id, device_name } => {
            let what = match update {
                UpdateType::Add => "PLUGGED_IN",
                UpdateType::Delete => "UNPLUGGED",
            };
            format!("{}_{what} {device_id} ({device_name})", capitals(device))
        }
        Event::DefaultAudioDeviceChanged { device, device_id } => {
            let which = if device_id.is_empty() { "none" } else { device_id };
            format!("DEFAULT_{} {which}", capitals(device))
        }
    })
}

/// The error that a state update carries.
pub fn error_of(code: ErrorCode, extended_data: &ExtendedData) -> Error {
    let fact =
        |key, default: &str| extended_data.get(key).cloned().unwrap_or_else(|| default.to_owned());
    let words = code.name().replace('_', " ");
    Error::new(code, fact("message", &words)).with_hint(fact("hint", code.hint()))
}

fn because(code: ErrorCode, extended_data: &ExtendedData) -> String {
    match code.is_ok() {
        true => String::new(),
        false => format!(": {}", error_of(code, extended_data)),
    }
}

/// `LoginFailed` as `LOGIN_FAILED`.
fn capitals(state: &impl Debug) -> String {
    let mut capitals = String::new();
    for character in format!("{state:?}").chars() {
        if character.is_ascii_uppercase() && !capitals.is_empty() {
            capitals.push('_');
        }
        capitals.push(character.to_ascii_uppercase());
    }
    capitals
}

fn list<T>(items: &[T], in_words: impl Fn(&T) -> String) -> String {
    items.iter().map(in_words).collect::<Vec<_>>().join(", ")
}

fn user_in_words(user: &User) -> String {
    match user.user_name.as_str() == user.user_id.as_str() {
        true => user.user_id.to_string(),
        false => format!("{} ({})", user.user_id, user.user_name),
    }
}

fn stream_in_words(stream: &Stream, update: UpdateType, reasons: &[StreamDeletion]) -> String {
    let text = format!("{} of {}", stream.stream_id, user_in_words(&stream.user));
    let reason = reasons.iter().find(|reason| reason.stream_id == stream.stream_id);
    match (update, reason) {
        (UpdateType::Delete, Some(reason)) => format!("{text}, {}", capitals(&reason.code)),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cooee::{RoomId, RoomStateChangedReason, StreamDeleteReason, StreamId, UserId};

    #[test]
    fn a_refusal_has_its_code_and_remedy() {
        let facts = [("message", "the room has 2 of 2 users"), ("hint", "Wait.")];
        let line = in_words(&Event::RoomStateChanged {
            room_id: RoomId::new("r").unwrap(),
            reason: RoomStateChangedReason::LoginFailed,
            code: ErrorCode::ROOM_FULL,
            extended_data: facts.map(|(key, value)| (key.to_owned(), value.to_owned())).into(),
        });
        let expected =
            "LOGIN_FAILED room r: the room has 2 of 2 users (code 1002034, room_full). Wait.";
        assert_eq!(line.as_deref(), Some(expected));
    }

    #[test]
    fn a_stream_that_went_has_its_reason() {
        let stream_id = StreamId::new("s").unwrap();
        let user = User::from_id(UserId::new("bob").unwrap());
        let line = in_words(&Event::RoomStreamUpdate {
            room_id: RoomId::new("r").unwrap(),
            update: UpdateType::Delete,
            streams: vec![Stream {
                stream_id: stream_id.clone(),
                user,
                extra_info: String::new(),
                mic_state: Default::default(),
                camera_state: cooee_proto::RemoteDeviceState::Disable,
            }],
            reasons: vec![StreamDeletion { stream_id, code: StreamDeleteReason::RepeatedLogin }],
        });
        assert_eq!(line.as_deref(), Some("STREAM_DELETE: s of bob, REPEATED_LOGIN"));
    }
}
