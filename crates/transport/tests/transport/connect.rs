//! The first connection.

use crate::harness::{Pair, ROUND_TRIP, address, home, packet};
use cooee_transport::{Direction, Error, OfferKind, Output};
use std::time::Duration;

#[test]
fn the_first_offer_holds_the_pool_and_the_known_candidates() {
    let mut pair = Pair::new(vec![home()]);
    let kind = OfferKind::Initial { send: 1, receive: 2 };
    let offer = pair.client.offer(pair.now, kind).expect("an offer");
    let directions: Vec<_> = offer.slots.iter().map(|slot| slot.direction).collect();
    assert_eq!(directions, [Direction::Send, Direction::Receive, Direction::Receive]);
    let mids: Vec<_> = offer.sdp.lines().filter_map(|line| line.strip_prefix("a=mid:")).collect();
    let named: Vec<_> = offer.slots.iter().map(|slot| slot.mid.0.as_str()).collect();
    assert_eq!(mids, named);
    assert!(offer.sdp.contains("10.0.0.2 5000 typ host"));
    assert!(offer.sdp.contains("opus/48000/2") && offer.sdp.contains("red/48000/2"));
    assert!(offer.sdp.contains("ssrc-audio-level") && offer.sdp.contains("transport-wide-cc"));
}

#[test]
fn connecting_takes_two_round_trips() {
    let pair = Pair::connected();
    let (times, at) = pair.said(&Output::Connected);
    assert_eq!(times, 1);
    let took = at.expect("connected").as_secs_f64() / ROUND_TRIP.as_secs_f64();
    assert!(took < 2.05, "{took} round trips");
}

#[test]
fn unreachable_interfaces_do_not_slow_the_join() {
    let elsewhere: Vec<_> = (1..=6).map(|host| address(&format!("172.17.{host}.1:5000"))).collect();
    let mut pair = Pair::new([elsewhere.clone(), vec![home()]].concat());
    pair.cut.extend(elsewhere);
    pair.negotiate(OfferKind::Initial { send: 1, receive: 2 });
    pair.run_until(|pair| pair.client.is_connected());
    assert!(pair.now - pair.start < ROUND_TRIP * 2 + Duration::from_millis(5));
}

#[test]
fn a_server_that_appears_late_is_found() {
    let mut pair = Pair::new(vec![home()]);
    pair.cut.insert(home());
    pair.negotiate(OfferKind::Initial { send: 1, receive: 2 });
    pair.run_for(Duration::from_secs(20));
    assert!(pair.outputs.is_empty(), "{:?}", pair.outputs);
    pair.cut.clear();
    pair.run_for(Duration::from_secs(3));
    assert!(pair.client.is_connected());
}

#[test]
fn local_addresses_may_follow_the_offer() {
    let mut pair = Pair::new(vec![address("0.0.0.0:5000")]);
    pair.negotiate(OfferKind::Initial { send: 1, receive: 2 });
    pair.run_for(Duration::from_secs(1));
    assert!(!pair.client.is_connected());
    pair.client_moves(vec![home()]);
    pair.run_for(ROUND_TRIP * 3);
    assert!(pair.client.is_connected());
}

#[test]
fn a_close_of_the_server_is_told_once_and_ends_everything() {
    let mut pair = Pair::connected();
    pair.server.close().expect("the server closes");
    pair.run_for(Duration::from_secs(1));
    assert_eq!(pair.said(&Output::Closed).0, 1);
    assert_eq!(pair.client.deadline(), None);
    let slot = pair.sending_slot();
    assert_eq!(pair.client.send(pair.now, &slot, packet(0, b"late")), Err(Error::Closed));
    assert_eq!(pair.client.offer(pair.now, OfferKind::RestartIce), Err(Error::Closed));
}

#[test]
fn a_close_of_the_client_reaches_the_server() {
    let mut pair = Pair::connected();
    pair.client.close(pair.now);
    pair.run_for(Duration::from_secs(1));
    assert!(!pair.server.is_alive());
    assert_eq!(pair.said(&Output::Closed).0, 0);
}
