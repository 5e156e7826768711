//! 40 engines in 10 rooms on one UDP socket of one server: each hears the three others of its
//! room for 20 s of real time, and no packet is lost. A binary of its own, so that nothing else
//! needs the processor meanwhile.

#![expect(clippy::unwrap_used, reason = "a test may end where something is wrong")]

#[path = "support/mod.rs"]
mod support;

use cooee::{
    AudioConfig, AudioSource, Engine, Event, Events, PublishChannel, PublisherState, RoomConfig,
};
use cooee_audio::level::Level;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use support::{TestServer, publisher_state, wait_for};

const ROOMS: usize = 10;
const USERS_PER_ROOM: usize = 4;
const TALK: Duration = Duration::from_secs(20);

/// Packets of 20 ms.
const PACKETS: u64 = TALK.as_millis() as u64 / 20;

struct Client {
    engine: Engine,
    events: Events,
    room: String,
    stream: String,
    /// The streams that it plays, with the sound level that each has.
    others: BTreeMap<String, f64>,
}

/// The loudness tells the users of a room apart; the pitch, the rooms.
fn tone(room: usize, user: usize) -> Vec<f32> {
    let amplitude = [0.02, 0.06, 0.18, 0.5][user];
    let periods = (room + 3) as f32;
    let step = periods * std::f32::consts::TAU / 480.0;
    (0..480).map(|index| amplitude * (index as f32 * step).sin()).collect()
}

fn name(room: usize, user: usize) -> String {
    format!("stream-{room}-{user}")
}

fn client(server: &TestServer, room: usize, user: usize) -> Client {
    let (engine, events) = server.engine();
    let samples = tone(room, user).into();
    let source = AudioSource::Samples { samples, repeat: true };
    engine.set_audio_source(source, PublishChannel::Main);
    engine.set_audio_config(AudioConfig { bitrate: 16_000 }, PublishChannel::Main);
    engine.start_sound_level_monitor(Duration::from_millis(500));
    let others = (0..USERS_PER_ROOM)
        .filter(|other| *other != user)
        .map(|other| (name(room, other), f64::from(Level::of(&tone(room, other)).sound_level())));
    let (others, stream) = (others.collect(), name(room, user));
    Client { engine, events, room: format!("room-{room}"), stream, others }
}

#[test]
fn forty_clients_in_ten_rooms_hear_each_other() {
    let server = TestServer::start();
    let idle = resident_kibibytes();
    let began = Instant::now();
    let places = (0..ROOMS).flat_map(|room| (0..USERS_PER_ROOM).map(move |user| (room, user)));
    let clients: Vec<Client> = places.map(|(room, user)| client(&server, room, user)).collect();
    let logins: Vec<_> = clients
        .iter()
        .map(|it| it.engine.login_room(&it.room, it.stream.as_str(), RoomConfig::default()))
        .collect();
    for login in logins {
        login.wait().unwrap();
    }
    for client in &clients {
        client.engine.start_publishing_stream(&client.stream, PublishChannel::Main);
    }
    for client in &clients {
        publisher_state(&client.events, &client.stream, PublisherState::Publishing);
    }
    for client in &clients {
        for stream in client.others.keys() {
            client.engine.start_playing_stream(stream);
        }
    }
    for client in &clients {
        for _ in &client.others {
            wait_for(&client.events, "first frame", |event| match event {
                Event::PlayerRecvAudioFirstFrame { .. } => Some(()),
                _ => None,
            });
        }
        steady(client);
    }
    let connected = began.elapsed();

    let before = received(&clients);
    let (start, cpu) = (Instant::now(), cpu_by_thread());
    for client in &clients {
        listen(client, start + TALK);
    }
    let (talked, cpu_after) = (start.elapsed().as_secs_f64(), cpu_by_thread());
    let after = received(&clients);

    let (mut concealed, mut late) = (0, 0);
    for client in &clients {
        let statistics = client.engine.statistics().wait().unwrap();
        assert_eq!(statistics.plays.len(), USERS_PER_ROOM - 1);
        for (stream, play) in statistics.plays {
            let jitter = play.jitter;
            assert_eq!(jitter.lost_packets, 0, "{} of {stream}: {jitter:?}", client.stream);
            concealed += jitter.concealed_samples;
            late += jitter.late_packets;
        }
    }
    for (play, packets) in after {
        let packets = packets - before[&play];
        assert!(packets >= PACKETS * 98 / 100, "{packets} packets in {play:?}");
    }
    let share = |thread: &str| {
        let used = cpu_after.get(thread).unwrap_or(&0) - cpu.get(thread).unwrap_or(&0);
        used as f64 / 1e9 / talked * 100.0
    };
    println!(
        "40 clients connected in {connected:.1?}, 120 plays for {talked:.1} s: 0 packets lost, \
         {late} late, {:.2} s of 2400 s concealed; of a core: {:.1}% for each engine, {:.1}% for \
         the server's media; {} KiB for each engine",
        concealed as f64 / 48_000.0,
        (share("cooee-engine") + share("cooee-callbacks")) / 40.0,
        share("cooee-media-0"),
        (resident_kibibytes() - idle) / 40,
    );
}

/// Waits until every other one is heard at its level.
fn steady(client: &Client) {
    wait_for(&client.events, "the three others", |event| match event {
        Event::RemoteSoundLevelUpdate { levels } => {
            let levels = levels.iter().map(|(id, level)| (id.as_str(), *level)).collect();
            heard(client, &levels).is_ok().then_some(())
        }
        _ => None,
    });
}

/// Hears the others at their levels until the end.
fn listen(client: &Client, end: Instant) {
    let (mut reports, mut wrong) = (0, Vec::new());
    loop {
        let left = end.saturating_duration_since(Instant::now());
        match client.events.next_within(left) {
            Some(Event::RemoteSoundLevelUpdate { levels }) => {
                let levels = levels.iter().map(|(id, level)| (id.as_str(), *level)).collect();
                reports += 1;
                wrong.extend(heard(client, &levels).err());
            }
            Some(event) => assert!(is_harmless(&event), "{}: {event:?}", client.stream),
            None => break,
        }
    }
    assert!(reports >= 36, "{reports} reports of {}", client.stream);
    // A processor that is busy elsewhere may cost moments of sound, though not a packet; a
    // stream in another's place would be wrong in each report.
    assert!(wrong.len() <= reports / 4, "{}: {wrong:?}", client.stream);
    steady(client);
}

fn is_harmless(event: &Event) -> bool {
    matches!(
        event,
        Event::CapturedSoundLevelUpdate { .. }
            | Event::RoomOnlineUserCountUpdate { .. }
            | Event::PublisherQualityUpdate { .. }
            | Event::PlayerQualityUpdate { .. }
            | Event::PlayerMediaEvent { .. }
            | Event::NetworkQuality { .. }
            | Event::PublisherCapturedAudioFirstFrame { .. }
            | Event::PublisherSendAudioFirstFrame { .. }
            | Event::PlayerStateUpdate { .. }
            | Event::RoomStreamUpdate { .. }
    )
}

fn heard(client: &Client, levels: &BTreeMap<&str, f64>) -> Result<(), String> {
    let near = |(stream, expected): (&String, &f64)| {
        levels.get(stream.as_str()).is_some_and(|level| (level - expected).abs() < 5.0)
    };
    if levels.len() == client.others.len() && client.others.iter().all(near) {
        return Ok(());
    }
    Err(format!("{levels:?} in place of {:?}", client.others))
}

/// The packets of each play so far.
fn received(clients: &[Client]) -> BTreeMap<(String, String), u64> {
    let plays = clients.iter().flat_map(|client| {
        let plays = client.engine.statistics().wait().unwrap().plays;
        plays.into_iter().map(|(stream, play)| {
            ((client.stream.clone(), stream.to_string()), play.jitter.received_packets)
        })
    });
    plays.collect()
}

/// Nanoseconds by the name of the thread.
fn cpu_by_thread() -> BTreeMap<String, u64> {
    let mut sums = BTreeMap::new();
    for task in std::fs::read_dir("/proc/self/task").unwrap().flatten() {
        let read = |file| std::fs::read_to_string(task.path().join(file)).unwrap_or_default();
        let nanoseconds = read("schedstat").split(' ').next().and_then(|it| it.parse().ok());
        *sums.entry(read("comm").trim().to_owned()).or_default() += nanoseconds.unwrap_or(0_u64);
    }
    sums
}

fn resident_kibibytes() -> usize {
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap();
    pages.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap() * 4
}
