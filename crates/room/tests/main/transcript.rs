//! Outputs as short lines, so that a test reads like what a client hears.

use cooee_proto::signal::Event;
use cooee_proto::{Error, RoomSnapshot, Stream, UpdateType, User};
use cooee_room::{Media, Reply};

pub fn reply(result: &Result<Reply, Error>) -> String {
    match result {
        Ok(Reply::LoggedIn(snapshot)) => format!("in {}", room(snapshot)),
        Ok(Reply::Playing(answer)) if answer.live => {
            format!("ok live mic {}", u8::from(answer.mic_state))
        }
        Ok(Reply::Playing(_)) => "ok waits".to_owned(),
        Ok(Reply::BroadcastSent { message_id }) => format!("ok {message_id}"),
        Ok(Reply::BarrageSent { message_id }) => format!("ok {message_id}"),
        Ok(Reply::Passed { missing }) => {
            let missing = missing.iter().map(|user| user.as_str());
            format!("ok missing [{}]", missing.collect::<Vec<_>>().join(" "))
        }
        Ok(Reply::Done) => "ok".to_owned(),
        Err(error) => format!("error {}", error.code),
    }
}

pub fn event(event: &Event) -> String {
    match event {
        Event::RoomUsers { update, users: list } => {
            format!("{}user {}", sign(*update), users(list))
        }
        Event::RoomStreams { update, streams: list, reasons } => {
            assert_eq!(reasons.len(), if *update == UpdateType::Add { 0 } else { list.len() });
            let names = list.iter().zip(reasons).all(|(s, reason)| s.stream_id == reason.stream_id);
            assert!(names, "the reasons are those of the streams");
            match reasons.first() {
                None => format!("+stream {}", streams(list)),
                Some(reason) => {
                    assert!(reasons.iter().all(|other| other.code == reason.code));
                    format!("-stream {} reason {}", streams(list), u8::from(reason.code))
                }
            }
        }
        Event::StreamExtraInfo { streams } => {
            let infos = streams.iter().map(|s| format!("{}={}", s.stream_id, s.extra_info));
            format!("stream info {}", infos.collect::<Vec<_>>().join(" "))
        }
        Event::RoomExtraInfo { infos } => {
            let infos =
                infos.iter().map(|i| format!("{}={} by {}", i.key, i.value, i.update_user.user_id));
            format!("room info {}", infos.collect::<Vec<_>>().join(" "))
        }
        Event::OnlineUserCount { count } => format!("count {count}"),
        Event::BroadcastMessages { messages } => {
            let texts = messages
                .iter()
                .map(|m| format!("{} {}: {}", m.message_id, m.from_user.user_id, m.message));
            format!("broadcast {}", texts.collect::<Vec<_>>().join(", "))
        }
        Event::BarrageMessages { messages } => {
            let texts = messages
                .iter()
                .map(|m| format!("{} {}: {}", m.message_id, m.from_user.user_id, m.message));
            format!("barrage {}", texts.collect::<Vec<_>>().join(", "))
        }
        Event::CustomCommand { from_user, command } => {
            format!("command {}: {command}", from_user.user_id)
        }
        Event::PlayState { stream_id, live: true, code, mic_state, .. } => {
            assert!(code.is_ok());
            format!("play {stream_id} live mic {}", u8::from(*mic_state))
        }
        Event::PlayState { stream_id, live: false, code, .. } => format!("play {stream_id} {code}"),
        Event::RemoteMicState { stream_id, state } => {
            format!("mic {stream_id} {}", u8::from(*state))
        }
        Event::PublishStopped { stream_id, error } => format!("stopped {stream_id} {}", error.code),
        Event::RemoteCameraState { stream_id, state } => {
            format!("camera {stream_id} {}", u8::from(*state))
        }
        Event::TokenWillExpire { remain_seconds } => format!("token {remain_seconds} s"),
        Event::KickedOut { error } => format!("kicked {}", error.code),
        Event::TransportLost { .. } | Event::StreamFeedback { .. } | Event::Draining { .. } => {
            panic!("the room machine never sends {event:?}")
        }
    }
}

pub fn ended(error: Option<&Error>) -> String {
    format!("ended {}", error.map_or(0, |error| error.code.0))
}

pub fn media(media: &Media) -> String {
    match media {
        Media::Publish { session, stream_id } => format!("{} publishes {stream_id}", session.0),
        Media::Unpublish { session, stream_id } => format!("{} unpublishes {stream_id}", session.0),
        Media::Play { session, stream_id } => format!("{} plays {stream_id}", session.0),
        Media::Unplay { session, stream_id } => format!("{} unplays {stream_id}", session.0),
    }
}

fn room(snapshot: &RoomSnapshot) -> String {
    let info = snapshot.extra_info.as_ref();
    let info = info.map_or(String::new(), |info| format!(" info {}={}", info.key, info.value));
    format!(
        "{} users [{}] streams [{}] count {}{info}",
        snapshot.room_id,
        users(&snapshot.users),
        streams(&snapshot.streams),
        snapshot.online_user_count
    )
}

fn sign(update: UpdateType) -> &'static str {
    match update {
        UpdateType::Add => "+",
        UpdateType::Delete => "-",
    }
}

fn users(users: &[User]) -> String {
    users.iter().map(|user| user.user_id.as_str()).collect::<Vec<_>>().join(" ")
}

/// Each as `stream:user`.
fn streams(streams: &[Stream]) -> String {
    let texts = streams.iter().map(|s| format!("{}:{}", s.stream_id, s.user.user_id));
    texts.collect::<Vec<_>>().join(" ")
}
