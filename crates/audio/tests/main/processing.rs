//! The processing of captured sound, in synthetic rooms.

mod room;

use cooee_audio::processing::{EchoMode, NoiseMode, Processing, ProcessingConfig};
use cooee_audio::{FRAME_SAMPLES, Frame};
use proptest::prelude::*;
use room::{drifted, echo, frames, loudness_db, noise, sum, talker};

const NOTHING: ProcessingConfig = ProcessingConfig {
    high_pass: false,
    echo: None,
    cancel_without_echo: false,
    noise: None,
    gain: false,
};

const ECHO: ProcessingConfig = ProcessingConfig { echo: Some(EchoMode::Aggressive), ..NOTHING };

/// How much later a voice is that passes by the canceller.
const BYPASS_DELAY: usize = 430;

fn run(processing: &mut Processing, played: &[f32], captured: &[f32]) -> Vec<f32> {
    let mut processed = Vec::new();
    for (played, mut captured) in frames(played).zip(frames(captured)) {
        processing.render(&played);
        processing.capture(&mut captured);
        processed.extend(captured);
    }
    processed
}

fn process(config: ProcessingConfig, played: &[f32], captured: &[f32]) -> Vec<f32> {
    run(&mut Processing::new(config), played, captured)
}

/// By how many dB the processed sound is softer, between two seconds.
fn removed(captured: &[f32], processed: &[f32], from: f32, to: f32) -> f32 {
    loudness_db(captured, from, to) - loudness_db(processed, from, to)
}

/// How far what differs from the original, allowing for the bypass's delay, is below it, in dB.
fn likeness(captured: &[f32], processed: &[f32], from: f32, to: f32) -> f32 {
    let delayed: Vec<f32> = [vec![0.0; BYPASS_DELAY], captured.to_vec()].concat();
    let difference: Vec<f32> = delayed.iter().zip(processed).map(|(a, b)| a - b).collect();
    loudness_db(captured, from, to) - loudness_db(&difference, from, to)
}

#[test]
fn echo_is_removed_though_the_clocks_drift() {
    let played = talker(1, 12);
    for drift in [0.0, 100.0, -100.0] {
        let captured = sum(&drifted(&echo(&played, 90, 3), drift), &noise(9, 12, 1e-4));
        let mut processing = Processing::new(ECHO);
        let processed = run(&mut processing, &played, &captured);
        assert_eq!(processing.has_echo(), Some(true));
        let early = removed(&captured, &processed, 1.0, 4.0);
        let converged = removed(&captured, &processed, 8.0, 12.0);
        println!("drift {drift} ppm: {early:.1} dB in seconds 1 to 4, converged {converged:.1} dB");
        assert!(early > 20.0 && converged > 38.0, "{drift} ppm: {early} dB, {converged} dB");
    }
}

#[test]
fn echo_is_removed_again_after_its_delay_jumped() {
    let played = talker(1, 14);
    let (before, after) = (echo(&played, 90, 3), echo(&played, 170, 3));
    let jump = 6 * 48_000;
    let captured = sum(&[&before[..jump], &after[jump..]].concat(), &noise(9, 14, 1e-4));
    let processed = process(ECHO, &played, &captured);
    let recovered = removed(&captured, &processed, 11.0, 14.0);
    println!("5 s after a jump of 80 ms: {recovered:.1} dB");
    assert!(removed(&captured, &processed, 4.0, 6.0) > 30.0);
    assert!(recovered > 38.0, "{recovered} dB");
}

#[test]
fn kinder_modes_leave_more_echo() {
    let played = talker(1, 10);
    let captured = sum(&echo(&played, 90, 3), &noise(9, 10, 1e-4));
    for (mode, most) in [(EchoMode::Medium, 30.0), (EchoMode::Soft, 20.0)] {
        let processed = process(ProcessingConfig { echo: Some(mode), ..ECHO }, &played, &captured);
        let converged = removed(&captured, &processed, 6.0, 10.0);
        assert!((most - 2.0..most + 1.0).contains(&converged), "{mode:?}: {converged} dB");
    }
}

#[test]
fn a_voice_at_headphones_passes_untouched() {
    let played = talker(1, 8);
    let captured = sum(&talker(2, 8), &noise(9, 8, 3e-4));
    let mut processing = Processing::new(ECHO);
    let processed = run(&mut processing, &played, &captured);
    assert_eq!(processing.has_echo(), Some(false));
    let untouched = likeness(&captured, &processed, 5.0, 8.0);
    assert!(untouched > 60.0, "{untouched} dB");

    let config = ProcessingConfig { cancel_without_echo: true, ..ECHO };
    let cancelled = likeness(&captured, &process(config, &played, &captured), 5.0, 8.0);
    println!("headphones: what differs is {untouched:.0} dB below; {cancelled:.0} dB if cancelled");
    assert!(cancelled < 40.0, "{cancelled} dB");
}

#[test]
fn pulling_the_headphones_out_brings_the_canceller_back() {
    let played = talker(1, 12);
    let out = 5 * 48_000;
    let with_echo = sum(&talker(2, 12), &echo(&played, 90, 3));
    let captured = [&talker(2, 12)[..out], &with_echo[out..]].concat();
    let mut processing = Processing::new(ECHO);
    run(&mut processing, &played[..out], &captured[..out]);
    assert_eq!(processing.has_echo(), Some(false));
    let mut found_after = 0;
    for (played, mut captured) in frames(&played[out..]).zip(frames(&captured[out..])) {
        processing.render(&played);
        processing.capture(&mut captured);
        found_after += usize::from(processing.has_echo() == Some(false));
    }
    println!("an echo below a voice was found after {} ms", 10 * found_after);
    assert!(found_after < 250, "{} ms", 10 * found_after);
}

#[test]
fn another_device_is_looked_at_anew() {
    let played = talker(1, 4);
    let mut processing = Processing::new(ECHO);
    run(&mut processing, &played, &echo(&played, 90, 3));
    assert_eq!(processing.has_echo(), Some(true));
    processing.device_changed();
    assert_eq!(processing.has_echo(), None);
}

#[test]
fn with_nothing_played_a_voice_passes_untouched() {
    let captured = talker(2, 3);
    let mut processing = Processing::new(ECHO);
    let mut processed = Vec::new();
    for mut frame in frames(&captured) {
        processing.capture(&mut frame);
        processed.extend(frame);
    }
    assert!(likeness(&captured, &processed, 0.1, 3.0) > 60.0);
    let silence = vec![0.0; captured.len()];
    assert!(likeness(&captured, &process(ECHO, &silence, &captured), 0.1, 3.0) > 60.0);
}

#[test]
fn steady_noise_is_suppressed_and_a_voice_is_not() {
    let (steady, voice) = (noise(5, 4, 0.01), talker(2, 6));
    let noisy = sum(&voice, &noise(6, 6, 3e-3));
    let modes = [(NoiseMode::Soft, 5.0), (NoiseMode::Medium, 11.0), (NoiseMode::Aggressive, 16.0)];
    for (mode, least) in modes {
        let config = ProcessingConfig { noise: Some(mode), ..NOTHING };
        let suppressed = removed(&steady, &process(config, &steady, &steady), 2.0, 4.0);
        let lost = removed(&noisy, &process(config, &noisy, &noisy), 2.0, 6.0);
        println!("{mode:?}: noise -{suppressed:.1} dB, voice -{lost:.1} dB");
        assert!(suppressed > least, "{mode:?}: {suppressed} dB");
        assert!(lost < 2.0, "{mode:?}: the voice lost {lost} dB");
    }
}

#[test]
fn a_quiet_voice_is_brought_up_and_a_normal_one_left_alone() {
    let voice = talker(2, 10);
    let quiet: Vec<f32> = voice.iter().map(|sample| 0.05 * sample).collect();
    let config = ProcessingConfig { gain: true, ..NOTHING };
    let raised = -removed(&quiet, &process(config, &quiet, &quiet), 7.0, 10.0);
    let changed = -removed(&voice, &process(config, &voice, &voice), 7.0, 10.0);
    println!("a voice 26 dB too quiet: {raised:+.1} dB; a normal one: {changed:+.1} dB");
    assert!((12.0..28.0).contains(&raised), "{raised} dB");
    assert!(changed.abs() < 3.0, "{changed} dB");
}

#[test]
fn rumble_is_removed_and_speech_is_not() {
    let config = ProcessingConfig { high_pass: true, ..NOTHING };
    for (hertz, least, most) in [(20.0, 20.0, 30.0), (80.0, 2.5, 3.5), (300.0, -0.1, 0.1)] {
        let tone = tone(hertz, 1);
        let lost = removed(&tone, &process(config, &tone, &tone), 0.5, 1.0);
        assert!((least..most).contains(&lost), "{hertz} Hz: {lost} dB");
    }
}

#[test]
fn switches_work_at_once_and_without_a_click() {
    let (tone, played) = (tone(400.0, 8), talker(1, 8));
    let everything = ProcessingConfig {
        high_pass: true,
        echo: Some(EchoMode::Soft),
        cancel_without_echo: true,
        noise: Some(NoiseMode::Soft),
        gain: true,
    };
    let settings = [
        NOTHING,
        ECHO,
        ProcessingConfig { cancel_without_echo: true, ..ECHO },
        ProcessingConfig { noise: Some(NoiseMode::Aggressive), ..NOTHING },
        ProcessingConfig { noise: Some(NoiseMode::Soft), ..NOTHING },
        ProcessingConfig { high_pass: true, ..NOTHING },
        everything,
        NOTHING,
    ];
    let mut processing = Processing::new(NOTHING);
    let mut last = 0.0;
    for (index, (played, captured)) in frames(&played).zip(frames(&tone)).enumerate() {
        processing.configure(settings[index / 100]);
        processing.render(&played);
        let mut processed = captured;
        processing.capture(&mut processed);
        for sample in processed {
            let step: f32 = sample - last;
            assert!(step.abs() < 0.05, "{step} in frame {index}");
            last = sample;
        }
        if index % 100 == 99 && settings[index / 100] == NOTHING {
            assert_eq!(processed, captured, "switched off, it changes nothing");
        }
    }
}

/// A tone whose samples are less than 0.02 apart up to 500 Hz.
fn tone(hertz: f32, seconds: usize) -> Vec<f32> {
    let step = std::f64::consts::TAU * f64::from(hertz) / 48_000.0;
    (0..seconds * 48_000).map(|index| 0.3 * (step * index as f64).sin() as f32).collect()
}

fn any_config() -> impl Strategy<Value = ProcessingConfig> {
    let echo = prop_oneof![
        Just(None),
        Just(Some(EchoMode::Aggressive)),
        Just(Some(EchoMode::Medium)),
        Just(Some(EchoMode::Soft))
    ];
    let noise = prop_oneof![
        Just(None),
        Just(Some(NoiseMode::Soft)),
        Just(Some(NoiseMode::Medium)),
        Just(Some(NoiseMode::Aggressive))
    ];
    let switches = (any::<bool>(), echo, any::<bool>(), noise, any::<bool>());
    switches.prop_map(|(high_pass, echo, cancel_without_echo, noise, gain)| ProcessingConfig {
        high_pass,
        echo,
        cancel_without_echo,
        noise,
        gain,
    })
}

/// What may come in a frame: sound, silence, far too much, what is no number.
fn any_frame() -> impl Strategy<Value = Frame> {
    let odd = prop_oneof![Just(f32::NAN), Just(f32::INFINITY), Just(f32::MIN), -9.0..9.0_f32];
    (0.0..1.5_f32, odd, 0..FRAME_SAMPLES, any::<u32>()).prop_map(|(loudness, odd, place, seed)| {
        let mut random = room::Random::new(seed);
        let mut frame = [0.0; FRAME_SAMPLES];
        frame.fill_with(|| loudness * (2.0 * random.next() - 1.0));
        frame[place] = odd;
        frame
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// Frames are played and captured in any order, in bursts and with gaps, under any switches.
    #[test]
    fn what_comes_out_is_always_sound(
        steps in prop::collection::vec((any_config(), 0..4_usize, 0..4_usize, any_frame()), 1..40),
    ) {
        let mut processing = Processing::new(NOTHING);
        for (config, plays, captures, frame) in steps {
            processing.configure(config);
            (0..plays * plays).for_each(|_| processing.render(&frame));
            for _ in 0..captures * captures {
                let mut captured = frame;
                processing.capture(&mut captured);
                prop_assert!(captured.iter().all(|sample| sample.abs() <= 1.0));
            }
        }
    }
}
