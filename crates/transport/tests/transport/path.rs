//! Paths that die and come back.

use crate::harness::{Pair, address, home, packet};
use cooee_transport::{Format, Output};
use std::time::Duration;

#[test]
fn a_dead_path_is_noticed_within_three_and_a_half_seconds() {
    for offset in 0..8 {
        let mut pair = Pair::connected();
        pair.run_for(Duration::from_secs(30) + Duration::from_millis(100) * offset);
        pair.cut.insert(home());
        let cut = pair.now;
        pair.run_until(|pair| !pair.client.is_connected());
        let took = pair.now - cut;
        assert!((2.0..3.3).contains(&took.as_secs_f64()), "{took:?}");
        assert_eq!(pair.said(&Output::Disconnected).0, 1);
    }
}

#[test]
fn a_path_that_comes_back_is_found_without_signalling() {
    let mut pair = Pair::connected();
    pair.cut.insert(home());
    pair.run_for(Duration::from_secs(10));
    assert_eq!(pair.said(&Output::Disconnected).0, 1);
    pair.cut.clear();
    pair.run_for(Duration::from_secs(2));
    assert_eq!(pair.said(&Output::Connected).0, 2);
    let slot = pair.sending_slot();
    pair.client_sends(&slot, packet(0, b"again"));
    pair.run_for(Duration::from_millis(100));
    assert_eq!(pair.server_packets.len(), 1);
}

#[test]
fn an_idle_connection_stays_up_for_an_hour() {
    let mut pair = Pair::connected();
    pair.run_for(Duration::from_secs(3600));
    assert!(pair.client.is_connected());
    assert_eq!(pair.outputs.len(), 1);
}

#[test]
fn heavy_loss_is_no_dead_path_while_media_arrives() {
    let mut pair = Pair::connected();
    let slot = pair.receiving_slot();
    pair.loss_percent = 40;
    for frame in 0..6000 {
        pair.server_sends(&slot, frame * 960, b"voice", Format::Opus);
        pair.run_for(Duration::from_millis(20));
    }
    assert_eq!(pair.said(&Output::Disconnected).0, 0);
}

#[test]
fn a_dead_way_to_the_server_is_noticed_although_media_arrives() {
    let mut pair = Pair::connected();
    let slot = pair.receiving_slot();
    pair.cut_upstream = true;
    let cut = pair.now;
    for frame in 0..500 {
        pair.server_sends(&slot, frame * 960, b"voice", Format::Opus);
        pair.run_for(Duration::from_millis(20));
    }
    let (times, at) = pair.said(&Output::Disconnected);
    assert_eq!(times, 1);
    let took = pair.start + at.expect("noticed") - cut;
    assert!((4.0..8.0).contains(&took.as_secs_f64()), "{took:?}");
}

#[test]
fn losing_every_address_is_noticed_at_once() {
    let mut pair = Pair::connected();
    pair.client_moves(vec![]);
    pair.client_sources.clear();
    pair.run_for(Duration::from_millis(10));
    assert!(!pair.client.is_connected());
    pair.run_for(Duration::from_secs(5));
    assert!(pair.client_sources.is_empty());
    pair.client_moves(vec![address("10.0.0.3:5000")]);
    pair.run_for(Duration::from_secs(1));
    assert!(pair.client.is_connected());
}

#[test]
fn garbage_from_the_network_changes_nothing() {
    let mut pair = Pair::connected();
    let stranger = address("203.0.113.9:9");
    let mut garbage = [0u8; 64];
    for first in 0..=255 {
        garbage[0] = first;
        for length in [0, 1, 2, 12, 20, 64] {
            let contents = &garbage[..length];
            pair.client.handle_datagram(pair.now, stranger, home(), contents);
        }
    }
    pair.run_for(Duration::from_secs(10));
    assert!(pair.client.is_connected());
    assert_eq!(pair.outputs.len(), 1);
}
