//! The Opus wrapper.

use cooee_audio::codec::{Codec, Decoder, Encoder, EncoderConfig, MAX_PACKET_SAMPLES, OpusCodec};
use cooee_audio::level::Level;
use cooee_audio::{FRAME_SAMPLES, SILENCE};
use proptest::prelude::*;

use crate::speech::Speech;

fn encoder(config: EncoderConfig) -> Box<dyn Encoder> {
    OpusCodec.encoder(config).expect("an encoder")
}

fn decoder() -> Box<dyn Decoder> {
    OpusCodec.decoder().expect("a decoder")
}

/// So many packets of speech.
fn packets(encoder: &mut dyn Encoder, count: usize) -> Vec<Vec<u8>> {
    let mut speech = Speech::new();
    let mut packet = || {
        let mut payload = Vec::new();
        let samples = [speech.frame(), speech.frame()].concat();
        encoder.encode(&samples, &mut payload).expect("a packet");
        payload
    };
    (0..count).map(|_| packet()).collect()
}

#[test]
fn the_bitrate_is_kept() {
    for bits_per_second in [16_000, 32_000, 48_000, 128_000] {
        let mut encoder = encoder(EncoderConfig { bits_per_second, ..EncoderConfig::default() });
        let bytes: usize = packets(&mut *encoder, 250).iter().map(Vec::len).sum();
        let bitrate = bytes as f64 * 8.0 / 5.0 / f64::from(bits_per_second);
        assert!((0.7..1.25).contains(&bitrate), "{bitrate} of {bits_per_second}");
    }
}

#[test]
fn the_bitrate_may_change_at_any_time() {
    let mut encoder = encoder(EncoderConfig::default());
    let before: usize = packets(&mut *encoder, 100).iter().map(Vec::len).sum();
    encoder.set_bitrate(16_000).expect("a lower bitrate");
    let after: usize = packets(&mut *encoder, 100).iter().map(Vec::len).sum();
    assert!(after * 2 < before, "{after} bytes after {before}");
}

#[test]
fn error_correction_is_off_until_it_is_asked_for() {
    let has_copy = |on| {
        let config = EncoderConfig { bits_per_second: 24_000, ..EncoderConfig::default() };
        let mut encoder = encoder(config);
        encoder.set_forward_error_correction(on).expect("on or off");
        encoder.set_packet_loss(20).expect("a loss");
        let bytes: usize = packets(&mut *encoder, 200).iter().map(Vec::len).sum();
        bytes
    };
    // The copies take their share of the bits, so sizes alone say little; contents differ.
    assert_ne!(has_copy(true), has_copy(false));
}

#[test]
fn concealment_goes_on_in_the_same_voice() {
    let mut encoder = encoder(EncoderConfig::default());
    let mut decoder = decoder();
    let mut samples = vec![0.0; MAX_PACKET_SAMPLES];
    // Packet 6 is in the middle of a loud syllable.
    for packet in packets(&mut *encoder, 7) {
        assert_eq!(decoder.samples(&packet), Some(960));
        assert_eq!(decoder.decode(&packet, &mut samples), Ok(960));
    }
    let before = Level::of(&samples[..960]).dbov();
    let mut concealed = SILENCE;
    decoder.conceal(&mut concealed).expect("concealment");
    let after = Level::of(&concealed).dbov();
    assert!((before - after).abs() <= 6, "{before} dBov, then {after}");
}

#[test]
fn packets_are_as_long_as_what_is_encoded() {
    let mut encoder = encoder(EncoderConfig::default());
    let mut payload = Vec::new();
    for samples in [960, 1920, 2880] {
        encoder.encode(&vec![0.1; samples], &mut payload).expect("a packet");
        assert_eq!(decoder().samples(&payload), Some(samples));
    }
}

#[test]
fn a_packet_tells_of_the_audio_before_it() {
    let config = EncoderConfig { packet_loss: 20, ..EncoderConfig::default() };
    let mut encoder = encoder(config);
    encoder.set_deep_redundancy(20).expect("a reach");
    let sent = packets(&mut *encoder, 8);
    let mut stripped = sent[7].clone();
    encoder.strip(&mut stripped);
    assert!(stripped.len() < sent[7].len());
    assert_eq!(decoder().reach(&stripped), 0);

    let mut decoder = decoder();
    let mut samples = vec![0.0; MAX_PACKET_SAMPLES];
    for packet in &sent[..4] {
        decoder.decode(packet, &mut samples).expect("audio");
    }
    let reach = decoder.reach(&sent[7]);
    assert!((4 * 960..=10 * 960).contains(&reach), "{reach}");
    let mut told = vec![0.0; 3 * 960];
    decoder.reconstruct(&sent[7], 3 * 960, &mut told).expect("audio");
    let mut whole = OpusCodec.decoder().expect("a decoder");
    for (index, packet) in sent[..7].iter().enumerate() {
        whole.decode(packet, &mut samples).expect("audio");
        if let Some(lost) = index.checked_sub(4) {
            let told = Level::of(&told[lost * 960..][..960]).dbov();
            let said = Level::of(&samples[..960]).dbov();
            assert!((said - told).abs() <= 8, "packet {lost}: {said} dBov, told {told}");
        }
    }
}

#[test]
fn what_cannot_be_done_is_refused() {
    let mut payload = vec![];
    let error = encoder(EncoderConfig::default()).encode(&SILENCE, &mut payload);
    assert!(
        error.is_err_and(
            |error| error.to_string() == "480 samples given, expected 960, 1920 or 2880"
        )
    );
    assert!(OpusCodec.encoder(EncoderConfig { complexity: 11, ..Default::default() }).is_err());
    assert!(OpusCodec.encoder(EncoderConfig { bits_per_second: 0, ..Default::default() }).is_err());
    let mut samples = vec![0.0; MAX_PACKET_SAMPLES];
    assert!(decoder().decode(&[], &mut samples).is_err());
    assert_eq!(decoder().samples(&[]), None);
    assert_eq!(decoder().samples(&[0xff]), None, "the number of frames is cut off");
}

#[test]
fn what_is_no_sound_is_encoded_as_silence() {
    let mut encoder = encoder(EncoderConfig::default());
    let mut decoder = decoder();
    let mut payload = Vec::new();
    let mut samples = vec![0.0; MAX_PACKET_SAMPLES];
    for nonsense in [f32::NAN, f32::INFINITY, f32::MAX, -1e30] {
        encoder.encode(&[nonsense; 2 * FRAME_SAMPLES], &mut payload).expect("a packet");
        let count = decoder.decode(&payload, &mut samples).expect("audio");
        assert!(samples[..count].iter().all(|sample| sample.is_finite()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn arbitrary_packets_never_panic(
        packets in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..300), 1..5),
        room in 0..MAX_PACKET_SAMPLES,
    ) {
        let mut decoder = decoder();
        let encoder = encoder(EncoderConfig::default());
        let mut samples = vec![0.0; MAX_PACKET_SAMPLES];
        for packet in packets {
            let announced = decoder.samples(&packet);
            let decoded = decoder.decode(&packet, &mut samples);
            if let Ok(decoded) = decoded {
                prop_assert_eq!(Some(decoded), announced);
            }
            let _ = decoder.decode(&packet, &mut samples[..room]);
            let _ = decoder.conceal(&mut samples[..room / 480 * 480]);
            let mut stripped = packet.clone();
            encoder.strip(&mut stripped);
            prop_assert!(stripped.len() <= packet.len());
            prop_assert!(decoder.reach(&packet) < 2 * 48_000);
            let _ = decoder.reconstruct(&packet, room, &mut samples[..room / 480 * 480]);
        }
    }
}
