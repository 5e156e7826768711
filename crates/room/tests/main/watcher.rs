//! Looks at every output of every test for what must never happen.

use cooee_proto::signal::Event;
use cooee_proto::{RoomSnapshot, SessionId, StreamId, UpdateType};
use cooee_room::{App, Media, Output, Reply};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Default)]
pub struct Watcher {
    /// What each session in a room knows by its login's answer and the events after it.
    views: BTreeMap<SessionId, View>,
    /// Who sends which stream.
    publishes: BTreeMap<StreamId, SessionId>,
    /// Who receives which stream.
    plays: BTreeSet<(StreamId, SessionId)>,
}

struct View {
    room: RoomSnapshot,
    /// Pushed out: only the end may follow.
    kicked: bool,
}

impl Watcher {
    pub fn watch(&mut self, output: &Output) {
        match output {
            Output::Reply { session, result: Ok(Reply::LoggedIn(room)), .. } => {
                let view = View { room: room.clone(), kicked: false };
                let before = self.views.insert(*session, view);
                assert!(before.is_none(), "a session logs in once");
            }
            Output::Send { session, event } => {
                let view = self.views.get_mut(session).expect("events go to sessions in a room");
                view.take(event);
                if let Event::PlayState { stream_id, live, .. } = event {
                    let plays = self.plays.contains(&(stream_id.clone(), *session));
                    assert_eq!(plays, *live, "media and news of a play agree");
                }
            }
            Output::Media(media) => self.watch_media(media),
            Output::Ended { session, .. } => {
                let view = self.views.remove(session);
                assert!(view.is_some(), "a session ends once, after its login");
                assert!(self.publishes.values().all(|publisher| publisher != session));
                assert!(self.plays.iter().all(|(_, player)| player != session));
            }
            Output::Reply { .. }
            | Output::Claim { .. }
            | Output::Release { .. }
            | Output::Operated { .. }
            | Output::Fact(_) => {}
        }
    }

    /// Between inputs, what each session was told is what is.
    pub fn check(&self, app: &App) {
        assert_eq!(app.counts().users, self.views.len());
        assert_eq!(app.counts().streams, self.publishes.len());
        for (&session, view) in &self.views {
            let mut snapshot = app.snapshot(session).expect("the session is in a room");
            // Told every 30 s only, and an own extra info not at all.
            snapshot.online_user_count = view.room.online_user_count;
            snapshot.extra_info.clone_from(&view.room.extra_info);
            for (known, is) in view.room.streams.iter().zip(&mut snapshot.streams) {
                // Told to those who play the stream.
                is.mic_state = known.mic_state;
                is.camera_state = known.camera_state;
            }
            assert_eq!(view.room, snapshot);
        }
    }

    fn watch_media(&mut self, media: &Media) {
        match media {
            Media::Publish { session, stream_id } => {
                let before = self.publishes.insert(stream_id.clone(), *session);
                assert!(before.is_none_or(|before| before == *session), "one publisher");
            }
            Media::Unpublish { session, stream_id } => {
                assert_eq!(self.publishes.remove(stream_id), Some(*session));
                let mut left = self.plays.iter().filter(|(played, _)| played == stream_id);
                assert_eq!(left.next(), None, "plays end before their stream");
            }
            Media::Play { session, stream_id } => {
                assert!(self.publishes.contains_key(stream_id), "only live streams are played");
                self.plays.insert((stream_id.clone(), *session));
            }
            Media::Unplay { session, stream_id } => {
                assert!(self.plays.remove(&(stream_id.clone(), *session)));
            }
        }
    }
}

impl View {
    fn take(&mut self, event: &Event) {
        assert!(!self.kicked, "nothing follows a kick: {event:?}");
        match event {
            Event::RoomUsers { update: UpdateType::Add, users } => {
                for user in users {
                    let known = &mut self.room.users;
                    assert!(known.iter().all(|k| k.user_id != user.user_id), "come once");
                    known.push(user.clone());
                }
            }
            Event::RoomUsers { update: UpdateType::Delete, users } => {
                for user in users {
                    let place = self.room.users.iter().position(|known| known == user);
                    self.room.users.remove(place.expect("only who came goes"));
                }
            }
            Event::RoomStreams { update: UpdateType::Add, streams, .. } => {
                for stream in streams {
                    let known = &mut self.room.streams;
                    assert!(known.iter().all(|k| k.stream_id != stream.stream_id), "come once");
                    known.push(stream.clone());
                }
            }
            Event::RoomStreams { update: UpdateType::Delete, streams, .. } => {
                for stream in streams {
                    let same = |known: &_| same_stream(known, stream);
                    let place = self.room.streams.iter().position(same);
                    self.room.streams.remove(place.expect("only what came goes"));
                }
            }
            Event::StreamExtraInfo { streams } => {
                for stream in streams {
                    let mut known = self.room.streams.iter_mut();
                    let known = known.find(|known| same_stream(known, stream));
                    let known = known.expect("only known streams change");
                    known.extra_info.clone_from(&stream.extra_info);
                }
            }
            Event::KickedOut { .. } => self.kicked = true,
            _ => {}
        }
    }
}

fn same_stream(a: &cooee_proto::Stream, b: &cooee_proto::Stream) -> bool {
    a.stream_id == b.stream_id && a.user == b.user
}
