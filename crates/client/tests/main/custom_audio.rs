//! The application in the place of microphone and speaker.

use crate::support::{TestServer, player_state, publisher_state};
use cooee::{AudioSink, Channels, PcmFormat, PlayerState, PublishChannel, PublisherState};
use std::f32::consts::TAU;
use std::time::{Duration, Instant};

const HERTZ: f32 = 1000.0;

/// The amplitude of the tone in whole periods of it, and how much of the energy it is.
fn tone_in(samples: &[i16], rate: f32) -> (f32, f32) {
    let (mut sine, mut cosine, mut energy) = (0.0, 0.0, 1e-9);
    for (index, sample) in samples.iter().enumerate() {
        let (angle, sample) = (TAU * HERTZ * index as f32 / rate, f32::from(*sample) / 32_768.0);
        sine += sample * angle.sin();
        cosine += sample * angle.cos();
        energy += sample * sample;
    }
    let amplitude = 2.0 / samples.len() as f32 * sine.hypot(cosine);
    (amplitude, amplitude * amplitude * samples.len() as f32 / 2.0 / energy)
}

#[test]
fn what_is_pushed_here_is_pulled_there() {
    let server = TestServer::start();
    let (bob, bob_events) = server.user("room", "bob");
    let (alice, alice_events) = server.user("room", "alice");
    for engine in [&bob, &alice] {
        engine.enable_custom_audio_io(true, PublishChannel::Main);
    }
    // Accepted from the very call on.
    let pushed = PcmFormat::new(16_000, Channels::Stereo).unwrap();
    bob.send_custom_audio_capture_pcm_data(&[0; 320], pushed, PublishChannel::Main).unwrap();
    bob.start_publishing_stream("stream", PublishChannel::Main);
    publisher_state(&bob_events, "stream", PublisherState::Publishing);
    alice.start_playing_stream("stream");
    player_state(&alice_events, "stream", PlayerState::Playing);

    let pulled = PcmFormat::new(44_100, Channels::Mono).unwrap();
    let start = Instant::now();
    let (mut sent, mut recent) = (0_usize, Vec::new());
    let mut found = (0.0, 0.0);
    for tick in 1_u32.. {
        // 20 ms each way.
        let samples: Vec<i16> = (sent..sent + 320)
            .flat_map(|index| {
                let sample = 0.5 * (TAU * HERTZ * index as f32 / 16_000.0).sin() * 32_768.0;
                [sample as i16; 2]
            })
            .collect();
        sent = (sent + 320) % 16_000;
        bob.send_custom_audio_capture_pcm_data(&samples, pushed, PublishChannel::Main).unwrap();
        let mut samples = [0; 882];
        alice.fetch_custom_audio_render_pcm_data(&mut samples, pulled).unwrap();
        recent.extend(samples);
        if recent.len() == 10 * 882 {
            found = tone_in(&recent, 44_100.0);
            recent.clear();
            if (0.45..0.55).contains(&found.0) && found.1 > 0.98 {
                break;
            }
        }
        assert!(start.elapsed() < crate::support::PATIENCE, "amplitude and share: {found:?}");
        let next = start + tick * Duration::from_millis(20);
        std::thread::sleep(next.saturating_duration_since(Instant::now()));
    }

    // Back to other places: what was custom is refused as soon as the engine has let go.
    alice.set_audio_sink(AudioSink::Nowhere);
    alice.statistics().wait().unwrap();
    let error = alice.fetch_custom_audio_render_pcm_data(&mut [0; 882], pulled).unwrap_err();
    assert_eq!(error.code.0, 1012003);
}
