//! The sending side: frames in, packets out.

use cooee_audio::codec::OpusCodec;
use cooee_audio::{
    EncodedPacket, FRAME_SAMPLES, Format, Outgoing, OutgoingConfig, Redundancy, SILENCE, red,
};

use crate::numbered::{Numbered, payload};

fn outgoing(config: OutgoingConfig) -> Outgoing {
    Outgoing::new(&Numbered::default(), config).expect("an encoder")
}

/// The packets of so many frames, half as loud as can be.
fn packets(outgoing: &mut Outgoing, frames: usize) -> Vec<EncodedPacket> {
    (0..frames).filter_map(|_| outgoing.push(&[0.5; FRAME_SAMPLES])).collect()
}

#[test]
fn two_frames_make_a_packet() {
    let config = OutgoingConfig {
        redundancy: Redundancy::None,
        first_timestamp: u32::MAX - 959,
        ..OutgoingConfig::default()
    };
    let packets = packets(&mut outgoing(config), 7);
    let first = EncodedPacket {
        timestamp: u32::MAX - 959,
        payload: payload(0),
        format: Format::Opus,
        audio_level: -6,
        voice_activity: true,
        marker: true,
    };
    let next = |number: u32| EncodedPacket {
        timestamp: (number - 1) * 960,
        payload: payload(number),
        marker: false,
        ..first.clone()
    };
    assert_eq!(packets, [first.clone(), next(1), next(2)]);
}

#[test]
fn each_packet_carries_the_one_before() {
    let packets = packets(&mut outgoing(OutgoingConfig::default()), 6);
    for (number, packet) in (0..).zip(&packets) {
        assert_eq!(packet.format, Format::Red);
        let split = red::split(&packet.payload).expect("a redundant packet");
        assert_eq!(split.newest.payload, payload(number));
        let copies: Vec<_> = split.copies().map(|copy| (copy.offset, copy.payload)).collect();
        match number.checked_sub(1) {
            Some(before) => assert_eq!(copies, [(960, &payload(before)[..])]),
            None => assert_eq!(copies, []),
        }
    }
}

#[test]
fn copies_begin_and_end_at_will() {
    let mut outgoing = outgoing(OutgoingConfig::default());
    outgoing.set_redundancy(Redundancy::None);
    assert_eq!(packets(&mut outgoing, 2)[0].payload, payload(0));
    outgoing.set_redundancy(Redundancy::One);
    let packet = packets(&mut outgoing, 2).remove(0);
    let copy = red::split(&packet.payload).expect("a redundant packet").copies().next();
    assert!(copy.is_some_and(|copy| copy.payload == payload(0)));
}

#[test]
fn silence_is_told_from_speech() {
    let mut outgoing = Outgoing::new(&OpusCodec, OutgoingConfig::default()).expect("an encoder");
    outgoing.push(&SILENCE);
    let packet = outgoing.push(&SILENCE).expect("a packet");
    assert_eq!((packet.audio_level, packet.voice_activity), (-127, false));
    assert!(packet.payload.len() < 60, "{} bytes of silence", packet.payload.len());
}
