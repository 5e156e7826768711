//! Random histories, with a registry that answers late and in any order: the machine says what
//! the model says.

use crate::model::{Limit, Login, Model};
use crate::support::{World, rights_until, user};
use cooee_proto::{Error, ErrorCode, StreamDeleteReason};
use cooee_room::{Claim, Input, KickTarget, OnExpiry, RegistryAnswer, Rights};
use proptest::prelude::*;

/// Sessions 0 and 1 are the first user, 2 and 3 the second, and so on.
const USERS: [&str; 4] = ["ann", "bob", "cid", "dan"];
const ROOMS: [&str; 2] = ["r", "q"];
const STREAMS: [&str; 6] = ["s", "t", "u", "v", "w", "x"];

#[derive(Clone, Debug)]
enum Step {
    Login {
        session: u64,
        room: usize,
        notify: bool,
        most: usize,
        limit: Option<(u64, bool)>,
    },
    Logout {
        session: u64,
    },
    Publish {
        session: u64,
        stream: usize,
    },
    Unpublish {
        session: u64,
        stream: usize,
    },
    Play {
        session: u64,
        stream: usize,
    },
    Unplay {
        session: u64,
        stream: usize,
    },
    SetStreamExtraInfo {
        session: u64,
        stream: usize,
    },
    SetRoomExtraInfo {
        session: u64,
    },
    Broadcast {
        session: u64,
    },
    Renew {
        session: u64,
        seconds: u64,
        kicks: bool,
    },
    Alive {
        session: u64,
    },
    LinkClosed {
        session: u64,
    },
    Kick {
        user: usize,
    },
    Pass {
        seconds: u64,
    },
    RegistryFails(bool),
    /// Answers one of the unanswered claims.
    Answer {
        any: usize,
    },
}

fn step() -> impl Strategy<Value = Step> {
    let session = 0..2 * USERS.len() as u64;
    let stream = 0..STREAMS.len();
    let limit = proptest::option::weighted(0.3, (1..120u64, any::<bool>()));
    let login = (session.clone(), 0..ROOMS.len(), any::<bool>(), 0..4usize, limit);
    let of_stream = (session.clone(), stream);
    prop_oneof![
        12 => login.prop_map(|(session, room, notify, most, limit)| {
            Step::Login { session, room, notify, most, limit }
        }),
        2 => session.clone().prop_map(|session| Step::Logout { session }),
        10 => of_stream.clone().prop_map(|(session, stream)| Step::Publish { session, stream }),
        4 => of_stream.clone().prop_map(|(session, stream)| Step::Unpublish { session, stream }),
        8 => of_stream.clone().prop_map(|(session, stream)| Step::Play { session, stream }),
        2 => of_stream.clone().prop_map(|(session, stream)| Step::Unplay { session, stream }),
        1 => of_stream.prop_map(|(session, stream)| Step::SetStreamExtraInfo { session, stream }),
        1 => session.clone().prop_map(|session| Step::SetRoomExtraInfo { session }),
        2 => session.clone().prop_map(|session| Step::Broadcast { session }),
        1 => (session.clone(), 1..120u64, any::<bool>())
            .prop_map(|(session, seconds, kicks)| Step::Renew { session, seconds, kicks }),
        4 => session.clone().prop_map(|session| Step::Alive { session }),
        2 => session.prop_map(|session| Step::LinkClosed { session }),
        1 => (0..USERS.len()).prop_map(|user| Step::Kick { user }),
        3 => (0..60u64).prop_map(|seconds| Step::Pass { seconds }),
        1 => proptest::bool::weighted(0.2).prop_map(Step::RegistryFails),
        16 => any::<usize>().prop_map(|any| Step::Answer { any }),
    ]
}

struct Pair {
    world: World,
    model: Model,
}

impl Pair {
    fn take(&mut self, step: &Step) {
        let Self { world, model } = self;
        match *step {
            Step::Login { session, room, notify, most, limit } => {
                let (user, room) = (USERS[session as usize / 2], ROOMS[room]);
                let limit =
                    limit.map(|(seconds, kicks)| Limit { ends: model.now + seconds, kicks });
                let rights = limit.map_or(Rights::unrestricted(), rights);
                world.login_with(session, user, room, notify, most as u32, rights);
                let alive = model.now;
                model.login(Login { session, user, room, notify, most, limit, alive });
            }
            Step::Logout { session } => {
                world.logout(session);
                model.logout(session);
            }
            Step::Publish { session, stream } => {
                // Its extra info as it was set, so that a repeat changes nothing.
                world.publish(session, STREAMS[stream]);
                model.publish(session, STREAMS[stream]);
            }
            Step::Unpublish { session, stream } => {
                world.unpublish(session, STREAMS[stream]);
                model.unpublish(session, STREAMS[stream]);
            }
            Step::Play { session, stream } => {
                world.play(session, STREAMS[stream]);
                model.play(session, STREAMS[stream]);
            }
            Step::Unplay { session, stream } => {
                world.unplay(session, STREAMS[stream]);
                model.unplay(session, STREAMS[stream]);
            }
            Step::SetStreamExtraInfo { session, stream } => {
                world.set_stream_extra_info(session, STREAMS[stream], "");
                model.set_stream_extra_info(session, STREAMS[stream], "");
            }
            Step::SetRoomExtraInfo { session } => {
                let value = model.now.to_string();
                world.set_room_extra_info(session, "k", &value);
                model.set_room_extra_info(session, &value);
            }
            Step::Broadcast { session } => {
                world.broadcast(session, "hi");
                model.broadcast(session, "hi");
            }
            Step::Renew { session, seconds, kicks } => {
                let limit = Limit { ends: model.now + seconds, kicks };
                world.renew(session, rights(limit));
                model.renew(session, limit);
            }
            Step::Alive { session } => {
                world.alive(session);
                model.alive(session);
            }
            Step::LinkClosed { session } => {
                world.link_closed(session);
                model.link_closed(session);
            }
            Step::Kick { user: index } => {
                let target = KickTarget::User(user(USERS[index]));
                let error = Error::new(ErrorCode::KICKED_BY_SERVER, "by the test");
                let reason = StreamDeleteReason::Kicked;
                world.handle(Input::Kick { target, error, reason });
                model.kick(USERS[index]);
            }
            Step::Pass { seconds } => {
                world.pass_seconds(seconds);
                (0..seconds).for_each(|_| model.second());
            }
            Step::RegistryFails(fails) => world.registry_fails = fails,
            Step::Answer { any } if !world.unanswered.is_empty() => {
                self.answer(any % self.world.unanswered.len());
            }
            Step::Answer { .. } => {}
        }
    }

    fn answer(&mut self, index: usize) {
        let (claim, answer) = self.world.answer(index);
        let what = match claim {
            Claim::User { user_id, .. } => format!("user {user_id}"),
            Claim::Stream { stream_id, .. } => format!("stream {stream_id}"),
        };
        let refusal = match answer {
            RegistryAnswer::Granted { .. } => None,
            RegistryAnswer::Refused { error, .. } => Some(error.code.0),
        };
        self.model.answered(&what, refusal);
    }

    /// What all sessions heard, and what the app holds.
    fn compare(&mut self, step: &Step) {
        let expected = std::mem::take(&mut self.model.heard);
        assert_eq!(self.world.all_heard(), expected, "after {step:?}");
        let counts = self.world.app.counts();
        assert_eq!(counts.rooms, self.model.rooms.len());
        assert_eq!(counts.users, self.model.members.len());
        assert_eq!(counts.streams, self.model.streams.len());
        assert_eq!(counts.plays, self.model.members.iter().map(|m| m.plays.len()).sum::<usize>());
    }

    /// With all answers given, each request is answered and the registry holds what the app
    /// holds; with all sessions gone, nothing is left.
    fn finish(&mut self) {
        while !self.world.unanswered.is_empty() {
            self.answer(0);
        }
        self.compare(&Step::RegistryFails(false));
        assert!(self.model.claims.is_empty());
        assert!(self.world.open_requests.is_empty(), "each request is answered");
        let counts = self.world.app.counts();
        assert_eq!(self.world.held.len(), counts.users + counts.streams);
        self.world.pass_seconds(90);
        assert_eq!(self.world.app.counts(), cooee_room::Counts::default());
        assert!(self.world.held.is_empty());
        assert_eq!(self.world.app.deadline(), None);
    }
}

fn rights(limit: Limit) -> Rights {
    rights_until(limit.ends, if limit.kicks { OnExpiry::Kick } else { OnExpiry::Stay })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_machine_does_what_the_model_does(steps in proptest::collection::vec(step(), 1..300)) {
        let mut pair = Pair { world: World::new(), model: Model::default() };
        pair.world.answers_at_once = false;
        for step in &steps {
            pair.take(step);
            pair.compare(step);
        }
        pair.finish();
    }
}
