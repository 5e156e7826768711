//! What a client plays comes back through its microphone, or does not: at headphones.

use crate::support::*;
use cooee_audio::codec::OpusCodec;
use cooee_audio::{FRAME_SAMPLES, Frame, SILENCE};
use cooee_engine::Command;
use cooee_testkit::{ClientId, World, voice};
use std::sync::Arc;

/// The scenes: seconds 0 to 8.
const SECONDS: usize = 8;

/// From here on the canceller has learnt.
const LEARNT: usize = 5 * 48_000;

/// The sound of a table: the loudspeaker 40 ms later, 12 dB softer, with reflections.
fn table() -> impl FnMut(&Frame) -> Frame {
    const REFLECTIONS: [(usize, f32); 5] =
        [(1920, 0.25), (2107, -0.1), (2391, 0.07), (2871, 0.05), (3600, -0.03)];
    let mut played = vec![0.0; 4800];
    move |frame| {
        played.extend_from_slice(frame);
        played.drain(..FRAME_SAMPLES);
        let first = played.len() - FRAME_SAMPLES;
        std::array::from_fn(|index| {
            REFLECTIONS.iter().map(|(late, gain)| gain * played[first + index - late]).sum()
        })
    }
}

fn headphones() -> impl FnMut(&Frame) -> Frame {
    |_| SILENCE
}

/// Lets the guest talk to a host who sits at a microphone, and gives what the guest hears. The
/// host says `said`.
fn heard_by_guest(
    echo: impl FnMut(&Frame) -> Frame + 'static,
    switches: impl IntoIterator<Item = Command>,
    said: Vec<f32>,
) -> Vec<f32> {
    let mut world = world(1);
    let [host, guest] = ["host", "guest"]
        .map(|user| world.add_client_with(APP, user, |config| config.codec = Arc::new(OpusCodec)));
    world.place_microphone(host, echo);
    for command in switches {
        world.call(host, command);
    }
    for (client, other) in [(host, guest), (guest, host)] {
        world.login(client, ROOM).expect("logged in");
        publish_and_play(&mut world, client, other);
    }
    world.run_for(SECOND);
    say(&mut world, guest, voice::speech(7, SECONDS));
    say(&mut world, host, said);
    world.record(guest);
    world.run_for(SECOND * SECONDS as u32);
    world.recording(guest).to_vec()
}

fn publish_and_play(world: &mut World, client: ClientId, other: ClientId) {
    world.publish(client, MAIN, &stream_id(client.0));
    world.play(client, &stream_id(other.0));
}

fn say(world: &mut World, client: ClientId, samples: Vec<f32>) {
    let mut samples = samples.into_iter();
    world.feed(client, MAIN, move |frame| frame.fill_with(|| samples.next().unwrap_or(0.0)));
}

fn loudness_db(samples: &[f32]) -> f32 {
    let power: f32 = samples.iter().map(|sample| sample * sample).sum();
    10.0 * (power / samples.len() as f32 + 1e-12).log10()
}

#[test]
fn the_guest_does_not_hear_himself_unless_echo_cancelling_is_off() {
    let silence = || vec![0.0; SECONDS * 48_000];
    let cancelled = heard_by_guest(table(), [], silence());
    let switches = || [Command::EnableAns(false), Command::EnableAgc(false)];
    let only_cancelled = heard_by_guest(table(), switches(), silence());
    let off = switches().into_iter().chain([Command::EnableAec(false)]);
    let echo = heard_by_guest(table(), off, silence());
    let [cancelled, only_cancelled, echo] =
        [cancelled, only_cancelled, echo].map(|heard| loudness_db(&heard[LEARNT..]));
    println!("echo {echo:.1} dB, cancelled {only_cancelled:.1}, with all else on {cancelled:.1}");
    assert!((-45.0..-25.0).contains(&echo), "an echo is there to be heard: {echo} dB");
    assert!(only_cancelled < echo - 35.0, "{only_cancelled} of {echo} dB");
    assert!(cancelled < echo - 35.0, "{cancelled} of {echo} dB");
}

#[test]
fn a_voice_at_headphones_passes_the_canceller_by() {
    // The canceller is 430 samples late, also when it lets a voice pass. So that Opus makes the
    // same of both, the one without it is said later.
    const LATE: usize = 430;
    let said = voice::speech(8, SECONDS);
    let later = [&[0.0; LATE][..], &said[..said.len() - LATE]].concat();
    let switches =
        |aec| [Command::EnableAns(false), Command::EnableAgc(false), Command::EnableAec(aec)];
    let with = heard_by_guest(headphones(), switches(true), said);
    let without = heard_by_guest(headphones(), switches(false), later);
    let difference: Vec<f32> =
        with[LEARNT..].iter().zip(&without[LEARNT..]).map(|(a, b)| a - b).collect();
    let [voice, difference] = [&without[LEARNT..], &difference].map(loudness_db);
    println!("a voice of {voice:.1} dB differs by {difference:.1} dB");
    // The high-pass filter, which comes with the canceller, takes 15 dB below the voice; a canceller
    // in the way 4 dB below it.
    assert!(difference < voice - 12.0, "{difference} of {voice} dB");
}
