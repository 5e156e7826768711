//! Events in words, one line each.

use crate::world::{ClientId, Noted, World};
use cooee_engine::Event;
use cooee_proto::{ErrorCode, Stream, User};
use std::fmt;

impl World {
    /// A client's events so far, one line each, with their times.
    pub fn transcript(&self, client: ClientId) -> String {
        self.events(client).iter().map(|noted| format!("{noted}\n")).collect()
    }
}

impl fmt::Display for Noted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:8.3} ", self.at.as_secs_f64())?;
        describe(&self.event, f)
    }
}

fn describe(event: &Event, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match event {
        Event::DebugError { function, error } => {
            write!(f, "DebugError {function} {} {}", error.code, error.name)
        }
        Event::RoomStateChanged { room_id, reason, code, extended_data } => {
            write!(f, "RoomStateChanged {room_id} {reason:?}{}", Failure(*code))?;
            match extended_data.get("room_session_id") {
                Some(_) => f.write_str(" room_session_id"),
                None => Ok(()),
            }
        }
        Event::RoomUserUpdate { room_id, update, users } => {
            write!(f, "RoomUserUpdate {room_id} {update:?} {}", List(users, user))
        }
        Event::RoomOnlineUserCountUpdate { room_id, count } => {
            write!(f, "RoomOnlineUserCountUpdate {room_id} {count}")
        }
        Event::RoomStreamUpdate { room_id, update, streams, reasons } => {
            write!(f, "RoomStreamUpdate {room_id} {update:?} {}", List(streams, stream))?;
            match reasons.is_empty() {
                true => Ok(()),
                false => {
                    write!(f, " because {}", List(reasons, |reason| format!("{:?}", reason.code)))
                }
            }
        }
        Event::RoomStreamExtraInfoUpdate { room_id, streams } => {
            write!(f, "RoomStreamExtraInfoUpdate {room_id} {}", List(streams, stream))
        }
        Event::RoomExtraInfoUpdate { room_id, infos } => {
            let info = List(infos, |info| {
                format!("{}={} by {}", info.key, info.value, info.update_user.user_id)
            });
            write!(f, "RoomExtraInfoUpdate {room_id} {info}")
        }
        Event::RoomTokenWillExpire { room_id, remain_seconds } => {
            write!(f, "RoomTokenWillExpire {room_id} in {remain_seconds} s")
        }
        Event::PublisherStateUpdate { stream_id, state, code, .. } => {
            write!(f, "PublisherStateUpdate {stream_id} {state:?}{}", Failure(*code))
        }
        Event::PublisherCapturedAudioFirstFrame { channel } => {
            write!(f, "PublisherCapturedAudioFirstFrame {channel:?}")
        }
        Event::PublisherSendAudioFirstFrame { channel } => {
            write!(f, "PublisherSendAudioFirstFrame {channel:?}")
        }
        Event::PlayerStateUpdate { stream_id, state, code, .. } => {
            write!(f, "PlayerStateUpdate {stream_id} {state:?}{}", Failure(*code))
        }
        Event::PlayerRecvAudioFirstFrame { stream_id } => {
            write!(f, "PlayerRecvAudioFirstFrame {stream_id}")
        }
        Event::PublisherQualityUpdate { stream_id, quality } => {
            write!(f, "PublisherQualityUpdate {stream_id} {:?}", quality.level)
        }
        Event::PlayerQualityUpdate { stream_id, quality } => {
            write!(f, "PlayerQualityUpdate {stream_id} {:?}", quality.level)
        }
        Event::NetworkQuality { user_id, upstream, downstream } => {
            write!(f, "NetworkQuality {user_id:?} {upstream:?} {downstream:?}")
        }
        Event::PlayerMediaEvent { stream_id, event } => {
            write!(f, "PlayerMediaEvent {stream_id} {event:?}")
        }
        Event::RemoteCameraStateUpdate { stream_id, state } => {
            write!(f, "RemoteCameraStateUpdate {stream_id} {state:?}")
        }
        Event::RemoteMicStateUpdate { stream_id, state } => {
            write!(f, "RemoteMicStateUpdate {stream_id} {state:?}")
        }
        Event::CapturedSoundLevelUpdate { level } => {
            write!(f, "CapturedSoundLevelUpdate {level:.0}")
        }
        Event::RemoteSoundLevelUpdate { levels } => {
            f.write_str("RemoteSoundLevelUpdate")?;
            levels.iter().try_for_each(|(id, level)| write!(f, " {id} {level:.0}"))
        }
        Event::ImRecvBroadcastMessage { room_id, messages } => {
            let texts = List(messages, |it| format!("{}: {}", it.from_user.user_id, it.message));
            write!(f, "ImRecvBroadcastMessage {room_id} {texts}")
        }
        Event::ImRecvBarrageMessage { room_id, messages } => {
            let texts = List(messages, |it| format!("{}: {}", it.from_user.user_id, it.message));
            write!(f, "ImRecvBarrageMessage {room_id} {texts}")
        }
        Event::ImRecvCustomCommand { room_id, from_user, command } => {
            write!(f, "ImRecvCustomCommand {room_id} {}: {command}", from_user.user_id)
        }
        Event::LocalDeviceExceptionOccurred { exception, device, device_id, error } => {
            write!(f, "LocalDeviceExceptionOccurred {exception:?} {device:?} {device_id} ")?;
            write!(f, "{}", error.code)
        }
        Event::AudioDeviceStateChanged { update, device, device_id, device_name } => {
            write!(f, "AudioDeviceStateChanged {update:?} {device:?} {device_id} {device_name}")
        }
        Event::DefaultAudioDeviceChanged { device, device_id } => {
            write!(f, "DefaultAudioDeviceChanged {device:?} {device_id}")
        }
        Event::LocalDeviceStarted { device, device_id } => {
            write!(f, "LocalDeviceStarted {device:?} {device_id}")
        }
    }
}

/// A code, unless all is well.
struct Failure(ErrorCode);

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_ok() { Ok(()) } else { write!(f, " {} {}", self.0, self.0.name()) }
    }
}

/// What `.1` makes of each of `.0`, in brackets.
struct List<'a, T>(&'a [T], fn(&T) -> String);

impl<T> fmt::Display for List<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<_> = self.0.iter().map(self.1).collect();
        write!(f, "[{}]", words.join(", "))
    }
}

fn user(user: &User) -> String {
    user.user_id.to_string()
}

fn stream(stream: &Stream) -> String {
    let mut words = format!("{} of {}", stream.stream_id, stream.user.user_id);
    if !stream.extra_info.is_empty() {
        words += &format!(" {:?}", stream.extra_info);
    }
    if !stream.mic_state.is_open() {
        words += &format!(" mic {:?}", stream.mic_state);
    }
    words
}
