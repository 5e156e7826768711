//! Packets in both directions.

use crate::harness::{Pair, packet};
use cooee_proto::Mid;
use cooee_transport::{Error, Format, OutgoingPacket};
use std::time::Duration;

const FRAME: Duration = Duration::from_millis(20);

#[test]
fn sent_packets_arrive_with_their_header() {
    let mut pair = Pair::connected();
    let slot = pair.sending_slot();
    pair.client_sends(&slot, OutgoingPacket { marker: true, ..packet(960, b"first") });
    pair.run_for(FRAME);
    pair.client_sends(&slot, OutgoingPacket { audio_level: None, ..packet(1920, b"second") });
    pair.run_for(FRAME * 5);

    let [first, second] = &pair.server_packets[..] else { panic!("two packets") };
    assert_eq!(&*first.payload, b"first");
    assert_eq!((first.header.timestamp, first.header.marker), (960, true));
    assert_eq!(first.header.ext_vals.audio_level, Some(-20));
    assert_eq!(first.header.ext_vals.voice_activity, Some(true));
    assert_eq!(*second.seq_no, *first.seq_no + 1);
    assert_eq!((second.header.timestamp, second.header.marker), (1920, false));
    assert_eq!(second.header.ext_vals.audio_level, None);
    assert_eq!(pair.client.statistics().packets_sent, 2);
}

#[test]
fn red_is_sent_under_its_own_type_with_opus_blocks() {
    let mut pair = Pair::connected();
    let slot = pair.sending_slot();
    // One redundant block of two bytes, 960 ticks old, and a primary block.
    let payload = [0x80, 0x0F, 0x00, 0x02, 0x00, 1, 2, 3, 4, 5];
    pair.client_sends(&slot, OutgoingPacket { format: Format::Red, ..packet(960, &payload) });
    pair.run_for(FRAME * 5);

    let [packet] = &pair.server_packets[..] else { panic!("one packet") };
    let params = pair.server.codec_config().params()[0];
    assert_eq!(Some(packet.header.payload_type), params.red());
    assert_eq!(packet.payload[0], 0x80 | *params.pt());
    assert_eq!(packet.payload[4], *params.pt());
    assert_eq!(packet.payload[5..], payload[5..]);
}

#[test]
fn received_packets_name_their_slot_and_format() {
    let mut pair = Pair::connected();
    let slot = pair.receiving_slot();
    pair.server_sends(&slot, 48_000, b"opus", Format::Opus);
    pair.server_sends(&slot, 48_960, b"red", Format::Red);
    pair.run_for(FRAME * 5);

    let [opus, red] = &pair.packets()[..] else { panic!("two packets") };
    assert_eq!((opus.mid.clone(), opus.format), (slot.clone(), Format::Opus));
    assert_eq!((opus.timestamp, &opus.payload[..]), (48_000, &b"opus"[..]));
    assert_eq!((opus.audio_level, opus.voice_activity), (Some(-31), Some(true)));
    assert_eq!((red.mid.clone(), red.format), (slot, Format::Red));
    assert_eq!(red.sequence, opus.sequence + 1);
    assert_eq!(pair.client.last_packet_received(), Some(red.arrived));
    assert_eq!(pair.client.statistics().packets_received, 2);
}

#[test]
fn sequence_numbers_go_on_beyond_16_bits() {
    let mut pair = Pair::connected();
    let slot = pair.receiving_slot();
    pair.skip_sequence(65_530);
    for frame in 0..12 {
        pair.server_sends(&slot, frame * 960, b"x", Format::Opus);
        pair.run_for(FRAME);
    }
    pair.run_for(FRAME * 5);
    let sequences: Vec<_> = pair.packets().iter().map(|packet| packet.sequence).collect();
    assert_eq!(sequences, (65_530..65_542).collect::<Vec<_>>());
}

#[test]
fn padding_keeps_the_path_alive_but_is_no_media() {
    let mut pair = Pair::connected();
    let slot = pair.receiving_slot();
    pair.server_sends(&slot, 0, b"", Format::Opus);
    pair.run_for(FRAME * 5);
    assert!(pair.packets().is_empty());
    assert!(pair.client.last_packet_received().is_some());
}

#[test]
fn what_cannot_be_sent_is_an_error() {
    let mut pair = Pair::connected();
    let unknown = Mid("nowhere".to_owned());
    let error = pair.client.send(pair.now, &unknown, packet(0, b"x"));
    assert_eq!(error, Err(Error::UnknownSlot(unknown)));
    let receiving = pair.receiving_slot();
    let error = pair.client.send(pair.now, &receiving, packet(0, b"x"));
    assert_eq!(error, Err(Error::NotASendingSlot(receiving)));

    let mut early = Pair::new(vec![]);
    let error = early.client.send(early.now, &Mid("0".to_owned()), packet(0, b"x"));
    assert_eq!(error, Err(Error::NotConnected));
}

#[test]
fn statistics_tell_round_trip_and_remote_loss() {
    let mut pair = Pair::connected();
    let slot = pair.sending_slot();
    for frame in 0..300 {
        // Every fifth packet meets a cut cable.
        if frame % 5 == 0 {
            pair.cut.insert(crate::harness::home());
        }
        pair.client_sends(&slot, packet(frame * 960, b"voice"));
        pair.run_for(FRAME + FRAME / 2);
        pair.cut.clear();
    }
    let statistics = pair.client.statistics();
    let round_trip = statistics.round_trip_time.expect("measured");
    assert!((39..45).contains(&round_trip.as_millis()), "{round_trip:?}");
    let loss = statistics.remote_loss.expect("reported");
    assert!((0.1..0.35).contains(&loss), "{loss}");
    assert_eq!(statistics.packets_sent, 300);
    assert!(statistics.bytes_sent > 300 * 30 && statistics.bytes_received > 0);

    pair.run_for(Duration::from_secs(3));
    assert_eq!(pair.client.statistics().remote_loss, None, "nothing is sent any more");
}

#[test]
fn an_idle_client_sends_nothing_but_checks_of_the_path() {
    let mut pair = Pair::connected();
    let slot = pair.sending_slot();
    pair.client_sends(&slot, packet(0, b"voice"));
    pair.run_for(Duration::from_secs(6));
    pair.client_sources.clear();
    pair.run_for(Duration::from_secs(60));
    let per_second = pair.client_sources.len() as f64 / 60.0;
    assert!((1.0..1.3).contains(&per_second), "{per_second} datagrams a second");
}
