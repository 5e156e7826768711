//! The sending side: frames in, packets out.

use cooee_audio::codec::OpusCodec;
use cooee_audio::{
    EncodedPacket, FRAME_SAMPLES, Format, Outgoing, OutgoingConfig, PacketLength, SILENCE,
    SendSettings, red,
};

use crate::numbered::{Numbered, payload};
use crate::speech::Speech;

fn outgoing(config: OutgoingConfig) -> Outgoing {
    Outgoing::new(&Numbered::default(), config).expect("an encoder")
}

/// The packets of so many frames, half as loud as can be.
fn packets(outgoing: &mut Outgoing, frames: usize) -> Vec<EncodedPacket> {
    (0..frames).filter_map(|_| outgoing.push(&[0.5; FRAME_SAMPLES])).collect()
}

#[test]
fn two_frames_make_a_packet() {
    let settings = SendSettings { copies: 0, ..SendSettings::default() };
    let config = OutgoingConfig { settings, first_timestamp: u32::MAX - 959 };
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
    let mut adapt = |copies, frames| {
        let settings = SendSettings { copies, ..SendSettings::default() };
        outgoing.adapt(settings).expect("other settings");
        packets(&mut outgoing, frames)
    };
    assert_eq!(adapt(0, 2)[0].payload, payload(0));
    let copies = |packet: &EncodedPacket| -> Vec<_> {
        let split = red::split(&packet.payload).expect("a redundant packet");
        split.copies().map(|copy| (copy.offset / 960, copy.payload.to_vec())).collect()
    };
    assert_eq!(copies(&adapt(1, 2)[0]), [(1, payload(0))]);
    let last = adapt(4, 8).pop().expect("a packet");
    assert_eq!(copies(&last), [4, 3, 2, 1].map(|back| (back, payload(5 - back))));
    assert_eq!(copies(&adapt(2, 2)[0]), [2, 1].map(|back| (back, payload(6 - back))));
}

#[test]
fn the_packet_length_changes_between_packets() {
    let mut outgoing = outgoing(OutgoingConfig::default());
    outgoing.push(&SILENCE);
    let long = SendSettings { packet_length: PacketLength::Long, ..SendSettings::default() };
    outgoing.adapt(long).expect("other settings");
    let first = outgoing.push(&SILENCE).expect("what was begun stays short");
    assert_eq!(first.timestamp, 0);
    let next = packets(&mut outgoing, 12);
    assert_eq!(next.iter().map(|it| it.timestamp).collect::<Vec<_>>(), [960, 960 + 2880]);
    let split = red::split(&next[1].payload).expect("a redundant packet");
    assert_eq!(split.copies().map(|copy| copy.offset).collect::<Vec<_>>(), [2880]);
}

#[test]
fn copies_do_not_tell_of_the_audio_before_them() {
    let settings = SendSettings {
        copies: 1,
        deep_redundancy: 30,
        packet_loss: 20,
        bits_per_second: 40_000,
        ..SendSettings::default()
    };
    let config = OutgoingConfig { settings, ..OutgoingConfig::default() };
    let mut outgoing = Outgoing::new(&OpusCodec, config).expect("an encoder");
    let mut speech = Speech::new();
    let packets: Vec<_> = (0..200).filter_map(|_| outgoing.push(&speech.frame())).collect();
    let (mut whole, mut copied) = (0, 0);
    for packet in &packets[50..] {
        let split = red::split(&packet.payload).expect("a redundant packet");
        whole += split.newest.payload.len();
        copied += split.copies().map(|copy| copy.payload.len()).sum::<usize>();
    }
    assert!(copied * 3 < whole * 2, "{copied} bytes of copies for {whole}");
}

#[test]
fn silence_is_told_from_speech() {
    let mut outgoing = Outgoing::new(&OpusCodec, OutgoingConfig::default()).expect("an encoder");
    outgoing.push(&SILENCE);
    let packet = outgoing.push(&SILENCE).expect("a packet");
    assert_eq!((packet.audio_level, packet.voice_activity), (-127, false));
    assert!(packet.payload.len() < 60, "{} bytes of silence", packet.payload.len());
}
