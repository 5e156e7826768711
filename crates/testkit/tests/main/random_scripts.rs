//! Random scripts of calls and faults for six clients. Whatever happens, each application gets
//! a story that makes sense; and when the faults are over all is as if they had never been.

use crate::observer::{Observer, Stay};
use crate::support::*;
use cooee_engine::{Command, RoomConfig};
use cooee_proto::{PlayerState, PublishChannel, PublisherState};
use cooee_testkit::network::{Conditions, Link, Traffic};
use cooee_testkit::{ClientId, Voice, World};
use proptest::prelude::*;
use proptest::sample::select;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

const CLIENTS: usize = 6;
/// The last client logs in as the first one's user.
const USERS: [&str; CLIENTS] = ["anna", "ben", "cleo", "dora", "emil", "anna"];
const ROOMS: [&str; 2] = ["room", "other"];
const STREAMS: [&str; 5] = ["s0", "s1", "s2", "s3", "s4"];
const CHANNELS: [PublishChannel; 2] = [PublishChannel::Main, PublishChannel::Aux];
/// Shorter than the time to heal, so that the server has missed who left unheard.
const HEARTBEAT_TIMEOUT: Duration = Duration::from_secs(20);
const TIME_TO_HEAL: Duration = Duration::from_secs(30);

#[derive(Clone, Debug)]
enum Step {
    Login(usize, &'static str),
    Logout(usize),
    Switch(usize, &'static str, &'static str),
    Publish(usize, PublishChannel, &'static str),
    StopPublishing(usize, PublishChannel),
    Play(usize, &'static str),
    StopPlaying(usize, &'static str),
    MuteMicrophone(usize, bool),
    Cut(usize, Traffic),
    Restore(usize),
    BreakSockets(usize),
    Move(usize),
    Rebind(usize),
    Link(usize, Conditions),
    RestartServer(Duration),
    DrainServer,
}

fn step() -> impl Strategy<Value = Step> {
    let (client, room, stream) = (0..CLIENTS, select(&ROOMS[..]), select(&STREAMS[..]));
    let channel = select(&CHANNELS[..]);
    let traffic = select(&[Traffic::Datagrams, Traffic::Sockets, Traffic::All][..]);
    let away = (0..4000_u64).prop_map(Duration::from_millis);
    prop_oneof![
        4 => (client.clone(), room.clone()).prop_map(|(client, room)| Step::Login(client, room)),
        2 => client.clone().prop_map(Step::Logout),
        2 => (client.clone(), room.clone(), room)
            .prop_map(|(client, from, to)| Step::Switch(client, from, to)),
        8 => (client.clone(), channel.clone(), stream.clone())
            .prop_map(|(client, channel, stream)| Step::Publish(client, channel, stream)),
        2 => (client.clone(), channel)
            .prop_map(|(client, channel)| Step::StopPublishing(client, channel)),
        12 => (client.clone(), stream.clone())
            .prop_map(|(client, stream)| Step::Play(client, stream)),
        2 => (client.clone(), stream)
            .prop_map(|(client, stream)| Step::StopPlaying(client, stream)),
        1 => (client.clone(), any::<bool>())
            .prop_map(|(client, muted)| Step::MuteMicrophone(client, muted)),
        4 => (client.clone(), traffic).prop_map(|(client, traffic)| Step::Cut(client, traffic)),
        4 => client.clone().prop_map(Step::Restore),
        2 => client.clone().prop_map(Step::BreakSockets),
        2 => client.clone().prop_map(Step::Move),
        1 => client.clone().prop_map(Step::Rebind),
        2 => (client, conditions()).prop_map(|(client, link)| Step::Link(client, link)),
        1 => away.prop_map(Step::RestartServer),
        1 => Just(Step::DrainServer),
    ]
}

fn conditions() -> impl Strategy<Value = Conditions> {
    (1..200_u64, 0..50_u64, 0.0..0.4, 0.0..0.2, 0.0..0.2).prop_map(
        |(latency, jitter, loss, reorder, duplicate)| Conditions {
            latency: Duration::from_millis(latency),
            jitter: Duration::from_millis(jitter),
            loss,
            reorder,
            duplicate,
            ..Conditions::default()
        },
    )
}

fn pause() -> impl Strategy<Value = Duration> {
    prop_oneof![
        3 => Just(Duration::ZERO),
        9 => (0..300_u64).prop_map(Duration::from_millis),
        4 => (0..4000_u64).prop_map(Duration::from_millis),
        1 => (0..30_000_u64).prop_map(Duration::from_millis),
    ]
}

/// A world in which a script is played.
struct Story {
    world: World,
    clients: Vec<ClientId>,
    /// On which channel a client published a stream last.
    channels: BTreeMap<(usize, String), PublishChannel>,
}

impl Story {
    fn new(seed: u64) -> Self {
        let mut world = world_with(seed, |config| {
            config.heartbeat_timeout = HEARTBEAT_TIMEOUT;
            config.heartbeat_interval = Duration::from_secs(5);
        });
        let clients: Vec<_> = USERS.iter().map(|user| world.add_client(APP, user)).collect();
        for (number, client) in clients.iter().enumerate() {
            for channel in CHANNELS {
                world.speak(*client, channel, voice(number, channel));
            }
        }
        Self { world, clients, channels: BTreeMap::new() }
    }

    /// Five of them are in a call.
    fn begin(&mut self) {
        for client in 0..CLIENTS - 1 {
            let mut steps = vec![
                Step::Login(client, ROOMS[0]),
                Step::Publish(client, PublishChannel::Main, STREAMS[client]),
            ];
            steps.extend((0..3).map(|next| Step::Play(client, STREAMS[(client + next) % 5])));
            for step in steps {
                self.play(&step).expect("the first calls");
            }
            self.world.run_for(milliseconds(100));
        }
        self.world.run_for(SECOND);
    }

    fn observer(&self, client: usize) -> Result<Observer, String> {
        Observer::of(&self.world, self.clients[client], USERS[client])
    }

    fn play(&mut self, step: &Step) -> Result<(), String> {
        let config = RoomConfig { is_user_status_notify: true, ..RoomConfig::default() };
        let (client, command) = match step.clone() {
            Step::Login(client, room) => {
                let (room_id, user) = (room.to_owned(), USERS[client].into());
                (client, Command::LoginRoom { room_id, user, config })
            }
            Step::Logout(client) => (client, Command::LogoutRoom { room_id: None }),
            Step::Switch(client, from, to) => {
                let (from_room_id, to_room_id) = (from.to_owned(), to.to_owned());
                (client, Command::SwitchRoom { from_room_id, to_room_id, config })
            }
            Step::Publish(client, channel, stream) => {
                let publishes = self.observer(client)?.publishes;
                let is_busy = publishes.keys().any(|known| {
                    known == stream || self.channels[&(client, known.clone())] == channel
                });
                if is_busy {
                    return Ok(());
                }
                self.channels.insert((client, stream.to_owned()), channel);
                (client, Command::StartPublishingStream { stream_id: stream.to_owned(), channel })
            }
            Step::StopPublishing(client, channel) => {
                (client, Command::StopPublishingStream { channel })
            }
            Step::Play(client, stream) => {
                (client, Command::StartPlayingStream { stream_id: stream.to_owned() })
            }
            Step::StopPlaying(client, stream) => {
                (client, Command::StopPlayingStream { stream_id: stream.to_owned() })
            }
            Step::MuteMicrophone(client, muted) => (client, Command::MuteMicrophone(muted)),
            fault => {
                self.fault(&fault);
                return Ok(());
            }
        };
        self.world.call(self.clients[client], command);
        Ok(())
    }

    fn fault(&mut self, step: &Step) {
        let world = &mut self.world;
        match *step {
            Step::Cut(client, traffic) => world.cut(self.clients[client], traffic),
            Step::Restore(client) => world.restore(self.clients[client], Traffic::All),
            Step::BreakSockets(client) => world.break_sockets(self.clients[client]),
            Step::Move(client) => world.move_to_another_network(self.clients[client]),
            Step::Rebind(client) => world.rebind(self.clients[client]),
            Step::Link(client, conditions) => {
                world.set_link(self.clients[client], Link::symmetric(conditions));
            }
            Step::RestartServer(away) => {
                world.stop_server();
                world.run_for(away);
                world.start_server();
            }
            Step::DrainServer => {
                world.drain_server();
                world.run_for(milliseconds(300));
                world.stop_server();
                world.start_server();
            }
            _ => {}
        }
    }

    fn heal(&mut self) {
        for &client in &self.clients {
            self.world.restore(client, Traffic::All);
            self.world.set_link(client, Link::with_round_trip(milliseconds(40)));
        }
        self.world.run_for(TIME_TO_HEAL);
    }

    /// Checks that what the applications believe is the truth, and that all hear what they
    /// should.
    fn check(&self) -> Result<(), String> {
        let observers =
            (0..CLIENTS).map(|client| self.observer(client)).collect::<Result<Vec<_>, _>>()?;
        let fail = |client: usize, what: String| {
            Err(format!("{what}, client {client}\n{}", self.world.transcript(self.clients[client])))
        };
        let present = observers.iter().filter(|observer| observer.stay == Stay::In).count();
        let sessions = self.world.node().map(cooee_node::Node::session_count);
        if sessions != Some(present) {
            return Err(format!("{sessions:?} sessions of {present} users"));
        }
        for (client, observer) in observers.iter().enumerate() {
            match observer.stay {
                Stay::Out => continue,
                Stay::In => {}
                Stay::LoggingIn | Stay::Lost => return fail(client, "not back".to_owned()),
            }
            let others = || {
                observers.iter().filter(|other| {
                    other.stay == Stay::In
                        && other.room == observer.room
                        && other.user_id != observer.user_id
                })
            };
            let users: BTreeSet<_> = others().map(|other| other.user_id.clone()).collect();
            if observer.users != users {
                return fail(client, format!("sees {:?}, not {users:?}", observer.users));
            }
            let streams: BTreeMap<_, _> = others()
                .flat_map(|other| {
                    other.publishes.keys().map(|id| (id.clone(), other.user_id.clone()))
                })
                .collect();
            if observer.streams != streams {
                return fail(client, format!("sees {:?}, not {streams:?}", observer.streams));
            }
            if let Some((stream, state)) =
                observer.publishes.iter().find(|(_, state)| **state != PublisherState::Publishing)
            {
                return fail(client, format!("{stream} is {state:?}"));
            }
            let mut audible = BTreeSet::new();
            for (stream, state) in &observer.plays {
                let publisher =
                    observers.iter().position(|other| other.publishes.contains_key(stream));
                let expected = match publisher {
                    Some(_) => PlayerState::Playing,
                    None => PlayerState::PlayRequesting,
                };
                if *state != expected {
                    return fail(client, format!("{stream} is {state:?}, not {expected:?}"));
                }
                let Some(publisher) = publisher else { continue };
                if !self.world.engine(self.clients[publisher]).is_microphone_muted() {
                    let channel = self.channels[&(publisher, stream.clone())];
                    audible.insert(voice(publisher, channel));
                }
            }
            let voices = (0..Voice::COUNT).map(Voice::new);
            let heard: BTreeSet<_> =
                voices.filter(|voice| self.world.hears(self.clients[client], *voice)).collect();
            if heard != audible {
                return fail(client, format!("hears {heard:?}, not {audible:?}"));
            }
        }
        Ok(())
    }
}

fn voice(client: usize, channel: PublishChannel) -> Voice {
    Voice::new(client + CLIENTS * channel as usize)
}

/// How many scripts are tried; `PROPTEST_CASES` asks for more.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(12)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), max_shrink_iters: 300, ..ProptestConfig::default() })]

    #[test]
    fn after_any_script_all_is_well(
        seed: u64, script in proptest::collection::vec((step(), pause()), 1..50)
    ) {
        let mut story = Story::new(seed);
        story.begin();
        for (step, pause) in &script {
            story.play(step).map_err(TestCaseError::fail)?;
            story.world.run_for(*pause);
        }
        story.heal();
        story.check().map_err(TestCaseError::fail)?;
    }
}
