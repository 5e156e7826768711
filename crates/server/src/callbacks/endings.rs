//! What callbacks begin and end, and the callbacks that end what the server left open.

use super::body::{body_of, room_close, text};
use crate::store::{Effect, NewDelivery, OpenRoom, PartName};
use cooee_node::{Fact, UserEnd};
use cooee_proto::{StreamDeleteReason, WallTime};
use serde_json::{Map, Value};

/// How a server ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServerEnd {
    /// It was stopped.
    Stopped,
    /// It was killed, or its machine failed.
    Failed,
}

/// What the callback of a fact begins or ends.
pub fn effect(fact: &Fact, time: WallTime) -> Effect {
    let closing = |end: &Fact| body_of(end, time).to_string();
    match fact {
        Fact::RoomCreated { .. } => Effect::RoomBegins,
        Fact::RoomClosed { .. } => Effect::RoomEnds,
        &Fact::LoggedIn { ref room, ref user, session, update, .. } => Effect::Begins {
            name: PartName::User(session.to_string()),
            update,
            closing: closing(&Fact::LoggedOut {
                room: room.clone(),
                user: user.clone(),
                session,
                logged_in: time,
                reason: UserEnd::LinkLost,
                update,
            }),
        },
        Fact::LoggedOut { session, update, .. } => {
            Effect::Ends { name: PartName::User(session.to_string()), update: *update }
        }
        &Fact::StreamCreated { ref stream, update, .. } => Effect::Begins {
            name: PartName::Stream(stream.stream_session_id.clone()),
            update,
            closing: closing(&Fact::StreamClosed {
                stream: stream.clone(),
                reason: StreamDeleteReason::Disconnected,
                update,
            }),
        },
        Fact::StreamClosed { stream, update, .. } => Effect::Ends {
            name: PartName::Stream(stream.stream_session_id.clone()),
            update: *update,
        },
    }
}

/// The callbacks that end a room and all in it, streams first.
pub fn endings(room: OpenRoom, end: ServerEnd, now: WallTime) -> Vec<NewDelivery> {
    let OpenRoom { app_id, room_id, room_session_id, user_updates, stream_updates, parts } = room;
    let new = |event: &str, body: String, effect| NewDelivery {
        app_id,
        room_id: room_id.clone(),
        room_session_id: room_session_id.clone(),
        event: event.to_owned(),
        body: Some(body),
        created: now,
        effect,
    };
    let (mut users, mut streams) = (user_updates, stream_updates);
    let ended = |(name, closing): (PartName, String)| {
        let (event, number, time, updates) = match &name {
            PartName::User(_) => ("room_logout", "user_update_seq", "logout_time", &mut users),
            PartName::Stream(_) => {
                ("stream_close", "stream_seq", "destroy_timemillis", &mut streams)
            }
        };
        *updates += 1;
        // What is damaged still names its event.
        let mut body: Map<String, Value> = serde_json::from_str(&closing).unwrap_or_default();
        body.insert("event".to_owned(), event.into());
        body.insert(number.to_owned(), text(*updates).into());
        body.insert(time.to_owned(), text(now.0).into());
        let effect = Effect::Ends { name, update: *updates };
        new(event, Value::Object(body).to_string(), effect)
    };
    let mut endings: Vec<_> = parts.into_iter().map(ended).collect();
    let reason = match end {
        ServerEnd::Stopped => 2,
        ServerEnd::Failed => 3,
    };
    let body = room_close(&room_id, &room_session_id, reason, now).to_string();
    endings.push(new("room_close", body, Effect::RoomEnds));
    endings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        callbacks::{Schedule, outbox::Outbox},
        store::{AuthMode, Store},
    };
    use cooee_node::{LoginProof, Notice, NoticeEvent, RoomEnd, RoomName, StreamName};
    use cooee_proto::{AppId, RoomId, SessionId, StreamId, User, UserId};
    use tempfile::TempDir;

    const START: WallTime = WallTime(1_700_000_000_000);
    const LATER: WallTime = WallTime(1_700_000_100_000);

    struct World {
        folder: TempDir,
        outbox: Outbox,
        app: AppId,
    }

    impl World {
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let store = Store::open(folder.path()).unwrap();
            let app = store.create_app("a", AuthMode::Open).unwrap().app_id;
            store.set_callback_url(app, Some("http://127.0.0.1:1/")).unwrap();
            Self { folder, outbox: Outbox::new(store, Schedule::default()), app }
        }

        fn store(&self) -> Store {
            Store::open(self.folder.path()).unwrap()
        }

        fn happen(&mut self, facts: &[Fact]) {
            let notice = |fact: &Fact| Notice {
                app: self.app,
                time: START,
                event: NoticeEvent::InRoom(fact.clone()),
            };
            self.outbox.keep(&facts.iter().map(notice).collect::<Vec<_>>()).unwrap();
        }

        /// The server is gone without a word, and started again.
        fn die(&mut self) -> usize {
            self.outbox = Outbox::new(self.store(), Schedule::default());
            self.outbox.end_open_rooms(ServerEnd::Failed, LATER).unwrap()
        }

        /// All callbacks that are kept, the oldest first.
        fn kept(&self) -> Vec<Value> {
            let kept = self.store().recent_deliveries(self.app, 100).unwrap();
            kept.iter().rev().map(|it| serde_json::from_str(&it.body).unwrap()).collect()
        }
    }

    fn room(id: &str) -> RoomName {
        RoomName {
            room_id: RoomId::new(id).unwrap(),
            room_session_id: format!("life of {id}"),
            created: START,
        }
    }

    fn user(id: &str) -> User {
        User::from_id(UserId::new(id).unwrap())
    }

    fn login(to: &str, id: &str, session: u64, update: u64) -> Fact {
        Fact::LoggedIn {
            room: room(to),
            user: user(id),
            session: SessionId(session),
            platform: "linux".to_owned(),
            proof: LoginProof::Token,
            is_relogin: false,
            update,
        }
    }

    fn logout(to: &str, id: &str, session: u64, update: u64) -> Fact {
        Fact::LoggedOut {
            room: room(to),
            user: user(id),
            session: SessionId(session),
            logged_in: START,
            reason: UserEnd::Logout,
            update,
        }
    }

    fn stream(to: &str, id: &str) -> StreamName {
        StreamName {
            room: room(to),
            stream_id: StreamId::new(id).unwrap(),
            stream_session_id: format!("life of {id}"),
            user: user("amy"),
            created: START,
        }
    }

    fn publish(to: &str, id: &str, update: u64) -> Fact {
        Fact::StreamCreated { stream: stream(to, id), extra_info: String::new(), update }
    }

    fn unpublish(to: &str, id: &str, update: u64) -> Fact {
        let reason = StreamDeleteReason::Stopped;
        Fact::StreamClosed { stream: stream(to, id), reason, update }
    }

    fn close(id: &str, reason: RoomEnd) -> Fact {
        Fact::RoomClosed { room: room(id), reason }
    }

    fn fields<'a>(body: &'a Value, names: &[&str]) -> Vec<&'a str> {
        names.iter().map(|name| body[*name].as_str().unwrap_or_default()).collect()
    }

    #[test]
    fn a_server_that_died_ends_what_it_had_told_of() {
        let mut world = World::new();
        world.happen(&[
            Fact::RoomCreated { room: room("r") },
            login("r", "amy", 1, 1),
            publish("r", "speech", 1),
            publish("r", "song", 2),
            login("r", "bob", 2, 2),
        ]);
        world.happen(&[
            unpublish("r", "song", 3),
            logout("r", "bob", 2, 3),
            login("r", "cid", 3, 4),
            Fact::RoomCreated { room: room("q") },
            login("q", "dan", 4, 1),
            logout("q", "dan", 4, 2),
            close("q", RoomEnd::Empty),
        ]);
        let before = world.kept().len();
        assert_eq!(world.die(), 1);
        let kept = world.kept();
        let [speech, amy, cid, end] = &kept[before..] else { panic!("{kept:?}") };
        assert_eq!(
            fields(speech, &["event", "stream_id", "stream_seq", "type", "destroy_timemillis"]),
            ["stream_close", "speech", "4", "4", "1700000100000"]
        );
        let logout = ["event", "user_account", "user_update_seq", "reason", "logout_time"];
        assert_eq!(fields(amy, &logout), ["room_logout", "amy", "5", "2", "1700000100000"]);
        assert_eq!(fields(cid, &logout), ["room_logout", "cid", "6", "2", "1700000100000"]);
        assert_eq!(fields(cid, &["login_time", "session_id"])[0], "1700000000000");
        assert_eq!(
            fields(end, &["event", "room_id", "room_session_id", "close_reason"]),
            ["room_close", "r", "life of r", "3"]
        );
        // The same fields as where it ends by itself.
        let own = kept.iter().find(|it| it["event"] == "stream_close").unwrap();
        let names = |body: &Value| body.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(own), names(speech));
        assert_eq!(world.die(), 0, "it ends once");
        assert_eq!(world.kept().len(), kept.len());
    }

    #[test]
    fn a_room_of_which_only_a_part_was_told_ends_as_well() {
        let mut world = World::new();
        // Callbacks were switched on while people were there.
        world.happen(&[logout("r", "amy", 1, 7), login("r", "bob", 2, 8)]);
        world.die();
        let kept = world.kept();
        assert_eq!(fields(&kept[2], &["event", "user_update_seq"]), ["room_logout", "9"]);
        assert_eq!(fields(&kept[3], &["event", "room_id"]), ["room_close", "r"]);
    }

    #[test]
    fn nothing_is_told_of_rooms_that_ended_without_a_callback() {
        let mut world = World::new();
        let begin = [Fact::RoomCreated { room: room("r") }, login("r", "amy", 1, 1)];
        world.happen(&begin);
        let silently = RoomEnd::Closed { wants_callback: false };
        world.happen(&[logout("r", "amy", 1, 2), close("r", silently)]);
        assert_eq!(world.kept().len(), 3, "{:?}", world.kept());
        assert_eq!(world.die(), 0);
        // Who takes the URL away wants no callbacks of what is open at that moment.
        world.happen(&begin);
        world.store().set_callback_url(world.app, None).unwrap();
        assert_eq!(world.die(), 0);
        assert_eq!(world.kept().len(), 5);
    }
}
