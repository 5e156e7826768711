//! Growth, order of offers and ICE restart.

use crate::harness::{Pair, ROUND_TRIP, address, home, packet};
use cooee_transport::{Direction, Error, Format, OfferKind, Output};
use std::time::Duration;

const GROW: OfferKind = OfferKind::Grow { send: 1, receive: 2 };

#[test]
fn one_offer_at_a_time_and_in_order() {
    let mut pair = Pair::new(vec![home()]);
    let now = pair.now;
    assert_eq!(pair.client.offer(now, GROW), Err(Error::NotNegotiated));
    assert_eq!(pair.client.offer(now, OfferKind::RestartIce), Err(Error::NotNegotiated));
    let nothing = OfferKind::Initial { send: 0, receive: 0 };
    assert_eq!(pair.client.offer(now, nothing), Err(Error::NoSlots));
    let initial = OfferKind::Initial { send: 1, receive: 0 };
    assert!(pair.client.offer(now, initial).is_ok());
    assert_eq!(pair.client.offer(now, initial), Err(Error::OfferPending));
    pair.client.rollback();
    pair.negotiate(initial);
    assert_eq!(pair.client.offer(now, initial), Err(Error::AlreadyNegotiated));
    assert_eq!(pair.client.accept_answer(now, "v=0"), Err(Error::NoOfferPending));
}

#[test]
fn growth_adds_slots_while_media_flows() {
    let mut pair = Pair::connected();
    let first = (pair.sending_slot(), pair.receiving_slot());
    for frame in 0..30 {
        if frame == 10 {
            pair.negotiate(GROW);
        }
        pair.client_sends(&first.0, packet(frame * 960, b"old"));
        pair.server_sends(&first.1, frame * 960, b"old", Format::Opus);
        pair.run_for(Duration::from_millis(20));
    }
    let added: Vec<_> = pair.slots[3..].iter().map(|slot| slot.direction).collect();
    assert_eq!(added, [Direction::Send, Direction::Receive, Direction::Receive]);
    let (send, receive) = (pair.slots[3].mid.clone(), pair.slots[5].mid.clone());
    pair.client_sends(&send, packet(0, b"new"));
    pair.skip_sequence(1);
    pair.server_sends(&receive, 0, b"new", Format::Opus);
    pair.run_for(ROUND_TRIP);

    assert_eq!(pair.server_packets.len(), 31);
    let packets = pair.packets();
    assert_eq!(packets.len(), 31);
    let sequences = packets[..30].windows(2).map(|pair| pair[1].sequence - pair[0].sequence);
    assert!(sequences.eq(std::iter::repeat_n(1, 29)));
    assert_eq!((&packets[30].mid, &packets[30].payload[..]), (&receive, &b"new"[..]));
    assert_eq!(pair.said(&Output::Connected).0, 1);
}

#[test]
fn a_rolled_back_growth_leaves_no_slot() {
    let mut pair = Pair::connected();
    let offer = pair.client.offer(pair.now, GROW).expect("an offer");
    pair.client.rollback();
    let gone = offer.slots[0].mid.clone();
    let error = pair.client.send(pair.now, &gone, packet(0, b"x"));
    assert_eq!(error, Err(Error::UnknownSlot(gone)));
    pair.negotiate(GROW);
    assert_eq!(pair.slots.len(), 6);
}

#[test]
fn an_ice_restart_on_a_living_path_disturbs_nothing() {
    let mut pair = Pair::connected();
    let slot = pair.receiving_slot();
    for frame in 0..100 {
        if frame == 50 {
            pair.negotiate(OfferKind::RestartIce);
        }
        pair.server_sends(&slot, frame * 960, b"voice", Format::Opus);
        pair.run_for(Duration::from_millis(20));
    }
    pair.run_for(ROUND_TRIP);
    assert_eq!(pair.packets().len(), 100);
    assert!(pair.client.is_connected());
    assert_eq!(pair.said(&Output::Disconnected).0, 0);
}

#[test]
fn an_ice_restart_moves_to_another_address_within_two_round_trips() {
    let mut pair = Pair::connected();
    let (send, receive) = (pair.sending_slot(), pair.receiving_slot());
    pair.client_sends(&send, packet(0, b"before"));
    pair.server_sends(&receive, 0, b"before", Format::Opus);
    pair.run_for(ROUND_TRIP);

    let mobile = address("198.51.100.7:6000");
    pair.cut.insert(home());
    pair.client_moves(vec![mobile]);
    pair.client_sources.clear();
    pair.negotiate(OfferKind::RestartIce);
    pair.run_for(ROUND_TRIP * 2);
    pair.client_sends(&send, packet(960, b"after"));
    pair.server_sends(&receive, 960, b"after", Format::Opus);
    pair.run_for(ROUND_TRIP);

    assert!(pair.client_sources.iter().all(|source| *source == mobile));
    let [before, after] = &pair.packets()[..] else { panic!("two packets") };
    assert_eq!(after.sequence, before.sequence + 1);
    let [before, after] = &pair.server_packets[..] else { panic!("two packets") };
    assert_eq!(after.header.ssrc, before.header.ssrc);
    assert_eq!(*after.seq_no, *before.seq_no + 1);
}
