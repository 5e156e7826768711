//! What is posted.

use super::endings::effect;
use crate::store::NewDelivery;
use cooee_node::{Fact, LoginProof, Notice, NoticeEvent, RoomEnd, RoomName, StreamName, UserEnd};
use cooee_proto::{AppId, StreamDeleteReason, WallTime};
use serde_json::{Map, Value, json};
use sha1::{Digest, Sha1};

/// What is kept of what happened for callbacks, if anything is.
pub fn delivery(notice: &Notice) -> Option<NewDelivery> {
    let NoticeEvent::InRoom(fact) = &notice.event else { return None };
    let room = fact.room();
    let is_wanted =
        !matches!(fact, Fact::RoomClosed { reason: RoomEnd::Closed { wants_callback: false }, .. });
    let body = body_of(fact, notice.time);
    Some(NewDelivery {
        app_id: notice.app,
        room_id: room.room_id.to_string(),
        room_session_id: room.room_session_id.clone(),
        event: body["event"].as_str().unwrap_or_default().to_owned(),
        body: is_wanted.then(|| body.to_string()),
        created: notice.time,
        effect: effect(fact, notice.time),
    })
}

/// The fields of a callback but those of the signature.
pub fn body_of(fact: &Fact, time: WallTime) -> Value {
    let (event, mut body) = match fact {
        Fact::RoomCreated { room } => {
            let body = json!({
                "room_session_id": room.room_session_id,
                "room_id": room.room_id,
                "room_create_time": text(room.created.0),
                "id_name": room.room_id,
            });
            ("room_create", body)
        }
        Fact::RoomClosed { room, reason } => {
            let reason = match reason {
                RoomEnd::Empty => 0,
                RoomEnd::Closed { .. } => 1,
            };
            let (room, life) = (room.room_id.as_str(), room.room_session_id.as_str());
            ("room_close", room_close(room, life, reason, time))
        }
        Fact::LoggedIn { room, user, session, platform, proof, is_relogin, update } => {
            let body = json!({
                "room_id": room.room_id,
                "room_name": room.room_id,
                "room_seq": room_sequence(room),
                "user_account": user.user_id,
                "user_nickname": user.user_name,
                "session_id": session,
                "login_time": text(time.0),
                // Everybody may do what users do.
                "user_role": "2",
                "auth_level": text(match proof {
                    LoginProof::None | LoginProof::AppSign => 0,
                    LoginProof::Token => 4,
                }),
                "relogin": text(u64::from(*is_relogin)),
                "user_update_seq": text(*update),
                "callback_data": "",
                "term_type": text(terminal(platform)),
            });
            ("room_login", body)
        }
        Fact::LoggedOut { room, user, session, logged_in, reason, update } => {
            let body = json!({
                "room_id": room.room_id,
                "room_name": room.room_id,
                "room_seq": room_sequence(room),
                "user_account": user.user_id,
                "user_nickname": user.user_name,
                "session_id": session,
                "login_time": text(logged_in.0),
                "logout_time": text(time.0),
                "user_role": "2",
                "reason": text(match reason {
                    UserEnd::Logout => 0,
                    UserEnd::HeartbeatTimeout => 1,
                    UserEnd::LinkLost => 2,
                    UserEnd::Replaced | UserEnd::Kicked => 3,
                    UserEnd::TokenExpired => 4,
                }),
                "user_update_seq": text(*update),
                "callback_data": "",
            });
            ("room_logout", body)
        }
        Fact::StreamCreated { stream, extra_info, update } => {
            let mut body = stream_body(stream, *update);
            body["title"] = "".into();
            body["stream_attr"] = "{}".into();
            body["create_time"] = text(stream.created.0 / 1000).into();
            body["extra_info"] = extra_info.as_str().into();
            body["recreate"] = "0".into();
            body["publish_id"] = stream.user.user_id.as_str().into();
            body["publish_name"] = stream.user.user_name.as_str().into();
            for urls in ["rtmp_url", "hls_url", "hdl_url", "pic_url"] {
                body[urls] = json!([]);
            }
            ("stream_create", body)
        }
        Fact::StreamClosed { stream, reason, update } => {
            let mut body = stream_body(stream, *update);
            body["type"] = text(match reason {
                StreamDeleteReason::Stopped => 0,
                StreamDeleteReason::HeartbeatTimeout => 1,
                StreamDeleteReason::RepeatedLogin => 2,
                StreamDeleteReason::Kicked => 3,
                StreamDeleteReason::Disconnected => 4,
                StreamDeleteReason::RemovedByServer => 5,
            })
            .into();
            body["third_define_data"] = "".into();
            body["destroy_timemillis"] = text(time.0).into();
            ("stream_close", body)
        }
    };
    body["event"] = event.into();
    body
}

/// The end of a room.
pub fn room_close(room_id: &str, room_session_id: &str, reason: u64, time: WallTime) -> Value {
    json!({
        "event": "room_close",
        "room_session_id": room_session_id,
        "room_id": room_id,
        "close_reason": text(reason),
        "room_close_time": text(time.0),
    })
}

/// The fields of a stream that its creation and its end share.
fn stream_body(stream: &StreamName, update: u64) -> Value {
    let StreamName { room, stream_id, stream_session_id, user, created } = stream;
    json!({
        "room_id": room.room_id,
        "room_session_id": room.room_session_id,
        "user_id": user.user_id,
        "user_name": user.user_name,
        "channel_id": room.room_id,
        "stream_id": stream_id,
        "stream_sid": stream_session_id,
        "stream_alias": stream_id,
        "stream_seq": text(update),
        "create_time_ms": text(created.0),
    })
}

/// The text that is posted: a stored body with the fields of the signature.
pub fn signed(
    app: AppId,
    body: &str,
    secret: &str,
    nonce: &str,
    now: WallTime,
) -> Result<String, serde_json::Error> {
    let mut body: Map<String, Value> = serde_json::from_str(body)?;
    let timestamp = now.seconds();
    let has_numbers =
        matches!(body.get("event").and_then(Value::as_str), Some("room_create" | "room_close"));
    let number = |number: i64| match has_numbers {
        true => Value::from(number),
        false => Value::from(number.to_string()),
    };
    body.insert("appid".to_owned(), number(i64::from(app.0)));
    body.insert("timestamp".to_owned(), number(timestamp));
    body.insert("nonce".to_owned(), nonce.into());
    let signature = signature(secret, &timestamp.to_string(), nonce);
    body.insert("signature".to_owned(), signature.into());
    serde_json::to_string(&body)
}

/// SHA-1 of the three texts in sorted order.
fn signature(secret: &str, timestamp: &str, nonce: &str) -> String {
    let mut parts = [secret, timestamp, nonce];
    parts.sort_unstable();
    hex::encode(Sha1::digest(parts.concat()))
}

/// Rises with each life of the room, also over restarts.
fn room_sequence(room: &RoomName) -> String {
    text(room.created.0)
}

/// The documented number of what a client runs on.
fn terminal(platform: &str) -> u64 {
    match platform {
        "windows" => 1,
        "ios" => 2,
        "android" => 3,
        "macos" => 4,
        "linux" => 5,
        "web" => 6,
        _ => 32,
    }
}

/// Most values are texts, numbers too.
pub fn text(number: u64) -> String {
    number.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use cooee_proto::{RoomId, SessionId, StreamId, User, UserId};

    const SECRET: &str = "0123456789abcdef0123456789abcdef";

    fn room() -> RoomName {
        RoomName {
            room_id: RoomId::new("r").unwrap(),
            room_session_id: "1700000000000-1".to_owned(),
            created: WallTime(1_700_000_000_000),
        }
    }

    fn user() -> User {
        User::from_id(UserId::new("amy").unwrap())
    }

    fn posted(fact: Fact) -> Value {
        let event = NoticeEvent::InRoom(fact);
        let notice = Notice { app: AppId(7), time: WallTime(1_700_000_005_000), event };
        let new = delivery(&notice).expect("it is posted");
        assert_eq!((new.room_id.as_str(), new.created), ("r", notice.time));
        let text =
            signed(AppId(7), &new.body.unwrap(), SECRET, "123412", WallTime(1_700_000_000_999));
        let body: Value = serde_json::from_str(&text.unwrap()).unwrap();
        assert_eq!(body["event"], *new.event);
        assert_eq!(body["signature"], "7bc015f133d8616e2ebebbc00c362f43ef44ec2a");
        assert_eq!(body["nonce"], "123412");
        body
    }

    #[test]
    fn the_documented_signature_is_right() {
        let expected = "7bc015f133d8616e2ebebbc00c362f43ef44ec2a";
        assert_eq!(signature(SECRET, "1700000000", "123412"), expected);
    }

    #[test]
    fn rooms_have_numbers_and_all_others_texts() {
        let created = posted(Fact::RoomCreated { room: room() });
        assert_eq!(created["appid"], 7);
        assert_eq!(created["timestamp"], 1_700_000_000);
        assert_eq!(created["room_create_time"], "1700000000000");
        let closed = posted(Fact::RoomClosed {
            room: room(),
            reason: RoomEnd::Closed { wants_callback: true },
        });
        assert_eq!(closed["close_reason"], "1");
        assert_eq!(closed["timestamp"], 1_700_000_000);
        let login = posted(Fact::LoggedIn {
            room: room(),
            user: user(),
            session: SessionId(9),
            platform: "web".to_owned(),
            proof: LoginProof::Token,
            is_relogin: true,
            update: 3,
        });
        assert_eq!(login["appid"], "7");
        assert_eq!(login["timestamp"], "1700000000");
        assert_eq!(login["auth_level"], "4");
        assert_eq!(login["relogin"], "1");
        assert_eq!(login["term_type"], "6");
        assert_eq!(login["user_update_seq"], "3");
        assert_eq!(login["login_time"], "1700000005000");
        let all_texts = login.as_object().unwrap().values().all(Value::is_string);
        assert!(all_texts, "{login}");
    }

    #[test]
    fn reasons_have_their_numbers() {
        for (reason, number) in [
            (UserEnd::Logout, "0"),
            (UserEnd::HeartbeatTimeout, "1"),
            (UserEnd::LinkLost, "2"),
            (UserEnd::Replaced, "3"),
            (UserEnd::Kicked, "3"),
            (UserEnd::TokenExpired, "4"),
        ] {
            let logged_in = WallTime(1_700_000_001_000);
            let (room, user, session) = (room(), user(), SessionId(9));
            let event = Fact::LoggedOut { room, user, session, logged_in, reason, update: 4 };
            let body = posted(event);
            assert_eq!(body["reason"], number);
            assert_eq!(body["logout_time"], "1700000005000");
        }
        let stream = StreamName {
            room: room(),
            stream_id: StreamId::new("s").unwrap(),
            stream_session_id: "1700000002000-5".to_owned(),
            user: user(),
            created: WallTime(1_700_000_002_000),
        };
        for (reason, number) in [
            (StreamDeleteReason::Stopped, "0"),
            (StreamDeleteReason::RepeatedLogin, "2"),
            (StreamDeleteReason::Disconnected, "4"),
            (StreamDeleteReason::RemovedByServer, "5"),
        ] {
            let stream = stream.clone();
            let body = posted(Fact::StreamClosed { stream, reason, update: 2 });
            assert_eq!(body["type"], number);
            assert_eq!(body["destroy_timemillis"], "1700000005000");
            assert_eq!(body["create_time_ms"], "1700000002000");
        }
        let extra_info = "hello".to_owned();
        let body = posted(Fact::StreamCreated { stream, extra_info, update: 1 });
        assert_eq!((&body["stream_seq"], &body["rtmp_url"]), (&json!("1"), &json!([])));
        assert_eq!(
            (&body["create_time"], &body["extra_info"]),
            (&json!("1700000002"), &json!("hello"))
        );
    }
}
