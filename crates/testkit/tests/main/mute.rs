//! The mute matrix, volumes and sound levels.

use crate::support::*;
use cooee_engine::{Command, Event};
use cooee_proto::{ErrorCode, PublishChannel, StreamId};
use cooee_testkit::{ClientId, Voice, World};
use std::collections::BTreeMap;
use std::time::Duration;

/// Anna's main and second stream.
const VOICES: [usize; 2] = [3, 9];
const AUX: PublishChannel = PublishChannel::Aux;

/// Anna publishes on two channels, Ben plays both.
fn two_streams(seed: u64) -> (World, ClientId, ClientId) {
    let mut world = world(seed);
    let [anna, ben] = join(&mut world);
    for (channel, voice) in [MAIN, AUX].into_iter().zip(VOICES) {
        world.speak(anna, channel, Voice::new(voice));
        world.publish(anna, channel, &format!("{channel:?}"));
        world.play(ben, &format!("{channel:?}"));
    }
    world.run_for(2 * SECOND);
    (world, anna, ben)
}

fn heard(world: &World, listener: ClientId) -> [bool; 2] {
    VOICES.map(|voice| world.hears(listener, Voice::new(voice)))
}

#[test]
fn the_mute_matrix() {
    let (mut world, anna, ben) = two_streams(1);
    // Until two streams in packets of 20 ms are known to fit through.
    world.run_for(5 * SECOND);
    let mute_channel = |channel| move |muted| Command::MutePublishStreamAudio { muted, channel };
    type Switch = Box<dyn Fn(bool) -> Command>;
    type Row = (&'static str, Switch, [bool; 2], &'static [&'static str], &'static [&'static str]);
    let rows: [Row; 4] = [
        (
            "mute_microphone",
            Box::new(Command::MuteMicrophone),
            [false, false],
            &["Main Mute", "Aux Mute"],
            &["Main Open", "Aux Open"],
        ),
        (
            "mute_publish_stream_audio of Main",
            Box::new(mute_channel(MAIN)),
            [false, true],
            &["Main Mute"],
            &["Main Open"],
        ),
        (
            "mute_publish_stream_audio of Aux",
            Box::new(mute_channel(AUX)),
            [true, false],
            &["Aux Mute"],
            &["Aux Open"],
        ),
        (
            "enable_audio_capture_device",
            Box::new(|off: bool| Command::EnableAudioCaptureDevice(!off)),
            [false, false],
            &["Main Disable", "Aux Disable"],
            &["Main Open", "Aux Open"],
        ),
    ];
    for (name, switch, audible, told_off, told_on) in rows {
        for (on, audible, told) in [(true, audible, told_off), (false, [true, true], told_on)] {
            let since = world.elapsed();
            let packets = packets_received(&world, ben);
            set(&mut world, anna, switch(on));
            world.run_for(2 * SECOND);
            assert_eq!(heard(&world, ben), audible, "{name} {on}");
            let mut states = told_since(&world, ben, "RemoteMicStateUpdate", since);
            states.sort_by_key(|words| words.contains("Aux"));
            let expected: Vec<_> =
                told.iter().map(|words| format!("RemoteMicStateUpdate {words}")).collect();
            assert_eq!(states, expected, "{name} {on}");
            assert_eq!(news_since(&world, ben, since), Vec::<String>::new(), "{name} {on}");
            let packets = packets_received(&world, ben) - packets;
            assert!((195..=205).contains(&packets), "silence is sent too: {packets}, {name}");
        }
    }
}

fn packets_received(world: &World, client: ClientId) -> u64 {
    let plays = world.engine(client).statistics().plays;
    plays.values().map(|play| play.jitter.received_packets).sum()
}

#[test]
fn who_joins_later_learns_of_a_mute() {
    let (mut world, anna, _ben) = two_streams(2);
    set(&mut world, anna, Command::MuteMicrophone(true));
    world.run_for(SECOND);
    let cleo = world.add_client(APP, "cleo");
    world.login(cleo, ROOM).expect("logged in");
    world.play(cleo, "Main");
    world.run_for(SECOND);
    let told = told_since(&world, cleo, "RemoteMicStateUpdate", BEGINNING);
    assert_eq!(told, ["RemoteMicStateUpdate Main Mute"]);
}

#[test]
fn switches_set_before_a_publish_hold_for_it() {
    let mut world = world(3);
    let [anna, ben] = join(&mut world);
    set(&mut world, anna, Command::MuteMicrophone(true));
    publish(&mut world, anna);
    world.play(ben, "stream0");
    world.run_for(2 * SECOND);
    assert!(!world.hears(ben, Voice::new(0)));
    let told = told_since(&world, ben, "RemoteMicStateUpdate", BEGINNING);
    assert_eq!(told, ["RemoteMicStateUpdate stream0 Mute"]);
    set(&mut world, anna, Command::MuteMicrophone(false));
    world.run_for(SECOND);
    assert!(world.hears(ben, Voice::new(0)));
}

#[test]
fn listeners_mute_and_unmute_what_they_play() {
    let (mut world, _anna, ben) = two_streams(4);
    let one = |muted| Command::MutePlayStreamAudio { stream_id: "Main".to_owned(), muted };
    let steps = [
        (one(true), [false, true]),
        (Command::MuteSpeaker(true), [false, false]),
        (Command::MuteSpeaker(false), [false, true]),
        (one(false), [true, true]),
        (Command::MuteAllPlayStreamAudio(true), [false, false]),
        (one(false), [false, false]),
        (Command::MuteAllPlayStreamAudio(false), [true, true]),
    ];
    for (step, (command, audible)) in steps.into_iter().enumerate() {
        set(&mut world, ben, command);
        world.run_for(SECOND);
        assert_eq!(heard(&world, ben), audible, "step {step}");
    }
    assert_eq!(told_since(&world, ben, "RemoteMicStateUpdate", 2 * SECOND), Vec::<String>::new());

    let (mut world, _anna, ben) = two_streams(4);
    set(&mut world, ben, Command::MuteAllPlayAudioStreams(true));
    set(&mut world, ben, one(false));
    world.run_for(SECOND);
    assert_eq!(heard(&world, ben), [true, false]);
}

#[test]
fn the_end_of_a_play_resets_its_volume_and_mute() {
    let (mut world, _anna, ben) = two_streams(5);
    let stream_id = || "Main".to_owned();
    let mute = Command::MutePlayStreamAudio { stream_id: stream_id(), muted: true };
    set(&mut world, ben, mute);
    world.call(ben, Command::StopPlayingStream { stream_id: stream_id() });
    world.play(ben, "Main");
    world.run_for(SECOND);
    assert_eq!(heard(&world, ben), [true, true]);
}

#[test]
fn volumes_are_heard_and_bounded() {
    let (mut world, anna, ben) = two_streams(6);
    let one = |volume| Command::SetPlayVolume { stream_id: "Main".to_owned(), volume };
    let steps = [
        (ben, one(50), [50.0, 100.0]),
        (ben, Command::SetAllPlayStreamVolume(200), [200.0, 200.0]),
        (ben, one(100), [100.0, 200.0]),
        (anna, Command::SetCaptureVolume(50), [50.0, 100.0]),
        (anna, Command::SetCaptureVolume(0), [0.0, 0.0]),
        (anna, Command::SetCaptureVolume(100), [100.0, 200.0]),
    ];
    for (step, (client, command, expected)) in steps.into_iter().enumerate() {
        set(&mut world, client, command);
        world.run_for(SECOND);
        let levels = VOICES.map(|voice| world.level(ben, Voice::new(voice)));
        let close = levels.iter().zip(expected).all(|(level, want)| (level - want).abs() < 5.0);
        assert!(close, "step {step}: {levels:?}, not {expected:?}");
    }
    for command in [Command::SetCaptureVolume(201), Command::SetAllPlayStreamVolume(201), one(201)]
    {
        assert_eq!(refusal(&mut world, ben, command), ErrorCode::ILLEGAL_PARAMETER);
    }
}

#[test]
fn sound_levels_come_at_their_interval() {
    let (mut world, anna, ben) = two_streams(7);
    let start = |ms| Command::StartSoundLevelMonitor { interval: milliseconds(ms) };
    for client in [anna, ben] {
        set(&mut world, client, start(200));
    }
    let since = world.elapsed();
    world.run_for(milliseconds(2050));
    let (captured, remote) = levels(&world, anna, since);
    assert_eq!(captured.len(), 10);
    assert!(captured[1..].iter().all(|level| (30.0..80.0).contains(level)), "{captured:?}");
    assert!(remote.iter().all(BTreeMap::is_empty), "Anna plays nothing");
    let (captured, remote) = levels(&world, ben, since);
    assert!(captured.iter().all(|level| *level == 0.0), "Ben captures nothing");
    for levels in &remote[1..] {
        let names: Vec<_> = levels.keys().map(StreamId::as_str).collect();
        assert_eq!(names, ["Aux", "Main"]);
        assert!(levels.values().all(|level| (30.0..80.0).contains(level)), "{levels:?}");
    }

    set(&mut world, anna, Command::MuteMicrophone(true));
    world.run_for(milliseconds(500));
    let since = world.elapsed();
    world.run_for(SECOND);
    assert!(levels(&world, anna, since).0.iter().all(|level| *level == 0.0));
    assert!(levels(&world, ben, since).1.iter().all(|it| it.values().all(|level| *level == 0.0)));

    set(&mut world, anna, Command::StopSoundLevelMonitor);
    let since = world.elapsed();
    world.run_for(SECOND);
    assert_eq!(levels(&world, anna, since).0, Vec::<f64>::new());
    for ms in [99, 3001] {
        assert_eq!(refusal(&mut world, anna, start(ms)), ErrorCode::SOUND_LEVEL_INTERVAL);
    }
}

fn levels(
    world: &World,
    client: ClientId,
    since: Duration,
) -> (Vec<f64>, Vec<BTreeMap<StreamId, f64>>) {
    let (mut captured, mut remote) = (Vec::new(), Vec::new());
    for event in events_since(world, client, since) {
        match event {
            Event::CapturedSoundLevelUpdate { level } => captured.push(level),
            Event::RemoteSoundLevelUpdate { levels } => remote.push(levels),
            _ => {}
        }
    }
    (captured, remote)
}
