//! Answers that do not fit.

use crate::harness::{Pair, home, packet};
use cooee_transport::{Error, Format, OfferKind, Output};
use proptest::prelude::*;
use std::time::Duration;

const INITIAL: OfferKind = OfferKind::Initial { send: 1, receive: 2 };
const GROW: OfferKind = OfferKind::Grow { send: 1, receive: 1 };

/// A well-formed answer with one thing wrong.
fn faults(answer: &str) -> Vec<(&'static str, String)> {
    let without = |prefix: &str| {
        let lines = answer.lines().filter(|line| !line.starts_with(prefix));
        lines.map(|line| format!("{line}\r\n")).collect::<String>()
    };
    let last_line = answer.rfind("m=audio").expect("media lines");
    vec![
        ("empty", String::new()),
        ("no SDP", "hello".to_owned()),
        ("truncated", answer[..answer.len() / 2].to_owned()),
        ("a line too few", answer[..last_line].to_owned()),
        ("a line too many", format!("{answer}{}", &answer[last_line..])),
        ("no fingerprint", without("a=fingerprint")),
        ("no credentials", without("a=ice-ufrag")),
        ("no password", without("a=ice-pwd")),
        ("no setup", without("a=setup")),
        ("no candidate", without("a=candidate")),
        ("no group", without("a=group")),
        ("no mid", without("a=mid")),
        ("no direction", without("a=recvonly")),
        ("wrong direction", answer.replace("a=recvonly", "a=inactive")),
        ("undecided setup", answer.replace("a=setup:passive", "a=setup:actpass")),
        ("a rejected line", answer.replace("m=audio 9", "m=audio 0")),
        ("no codec", answer.replace("opus/48000/2", "g729/8000")),
    ]
}

#[test]
fn each_fault_of_a_first_answer_is_an_error_and_leaves_a_usable_transport() {
    let mut pair = Pair::new(vec![home()]);
    let offer = pair.client.offer(pair.now, INITIAL).expect("an offer");
    let answer = pair.answer(&offer.sdp);
    pair.client.rollback();
    for (name, faulty) in faults(&answer) {
        pair.client.offer(pair.now, INITIAL).expect("an offer");
        let result = pair.client.accept_answer(pair.now, &faulty);
        assert!(matches!(result, Err(Error::Answer(_))), "{name}: {result:?}");
        pair.run_for(Duration::from_secs(1));
        assert!(pair.outputs.is_empty() && pair.client_sources.is_empty(), "{name}");
    }
    pair.replace_server();
    pair.negotiate(INITIAL);
    pair.run_for(Duration::from_secs(1));
    assert!(pair.client.is_connected());
}

#[test]
fn each_fault_of_a_later_answer_leaves_the_call_going() {
    for kind in [GROW, OfferKind::RestartIce] {
        let mut pair = Pair::connected();
        let slot = pair.receiving_slot();
        // An answer of another server, that is for other slots or with another key.
        let foreign = sample_answer(kind);
        pair.client.offer(pair.now, kind).expect("an offer");
        let result = pair.client.accept_answer(pair.now, &foreign);
        assert!(matches!(result, Err(Error::Answer(_))), "{result:?}");
        for (name, faulty) in faults(&foreign) {
            pair.client.offer(pair.now, kind).expect("an offer");
            let result = pair.client.accept_answer(pair.now, &faulty);
            assert!(matches!(result, Err(Error::Answer(_))), "{name}: {result:?}");
        }
        pair.server_sends(&slot, 0, b"still here", Format::Opus);
        pair.run_for(Duration::from_secs(5));
        assert_eq!(pair.packets().len(), 1);
        assert_eq!(pair.said(&Output::Disconnected).0, 0);
        pair.negotiate(GROW);
        let slot = pair.slots[3].mid.clone();
        pair.client_sends(&slot, packet(0, b"grown"));
        pair.run_for(Duration::from_secs(1));
        assert_eq!(pair.server_packets.len(), 1);
    }
}

fn sample_answer(kind: OfferKind) -> String {
    let mut pair = Pair::connected();
    let offer = pair.client.offer(pair.now, kind).expect("an offer");
    pair.answer(&offer.sdp)
}

#[test]
fn credentials_change_only_with_a_restart() {
    let mut pair = Pair::connected();
    let offer = pair.client.offer(pair.now, GROW).expect("an offer");
    let changed = pair.answer(&offer.sdp).replace("a=ice-ufrag:", "a=ice-ufrag:x");
    let error = pair.client.accept_answer(pair.now, &changed).expect_err("refused");
    assert!(error.to_string().contains("changed without"), "{error}");

    let mut pair = Pair::connected();
    let grown = pair.client.offer(pair.now, GROW).expect("an offer");
    let unchanged = pair.answer(&grown.sdp);
    pair.client.accept_answer(pair.now, &unchanged).expect("it fits");
    pair.client.offer(pair.now, OfferKind::RestartIce).expect("an offer");
    let error = pair.client.accept_answer(pair.now, &unchanged).expect_err("refused");
    assert!(error.to_string().contains("did not change after"), "{error}");
}

#[test]
fn the_fingerprint_never_changes() {
    let mut pair = Pair::connected();
    let offer = pair.client.offer(pair.now, OfferKind::RestartIce).expect("an offer");
    let answer = pair.answer(&offer.sdp);
    let at = answer.find("sha-256 ").expect("a fingerprint") + "sha-256 ".len();
    let byte = &answer[at..at + 2];
    let other = if byte == "00" { "01" } else { "00" };
    let forged = answer.replace(&format!("sha-256 {byte}"), &format!("sha-256 {other}"));
    let error = pair.client.accept_answer(pair.now, &forged).expect_err("refused");
    assert!(error.to_string().contains("fingerprint"), "{error}");
}

#[test]
fn an_offer_whose_answer_was_lost_may_be_sent_again() {
    for kind in [GROW, OfferKind::RestartIce] {
        let mut pair = Pair::connected();
        let offer = pair.client.offer(pair.now, kind).expect("an offer");
        pair.answer(&offer.sdp);
        pair.run_for(Duration::from_secs(3));
        let again = pair.answer(&offer.sdp);
        pair.client.accept_answer(pair.now, &again).expect("it fits");
        pair.run_for(Duration::from_secs(10));
        assert!(pair.client.is_connected());
    }
}

#[test]
fn a_session_line_among_the_media_lines_is_refused_or_harmless() {
    let session_lines =
        sample_answer(GROW).lines().take_while(|line| !line.starts_with("m=")).count();
    for index in 0..session_lines {
        let mut pair = Pair::connected();
        let offer = pair.client.offer(pair.now, GROW).expect("an offer");
        let answer = pair.answer(&offer.sdp);
        let mut lines: Vec<&str> = answer.lines().collect();
        let last = lines.len() - 1;
        lines.swap(index, last);
        let result = pair.client.accept_answer(pair.now, &(lines.join("\r\n") + "\r\n"));
        pair.run_for(Duration::from_secs(4));
        assert!(pair.client.is_connected(), "{}: {result:?}", lines[last]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever is done to the lines of an answer: an error changes nothing, and a success
    /// leaves a transport that works.
    #[test]
    fn mangled_answers_never_break_a_call(
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0u8..4), 1..4)
    ) {
        let mut pair = Pair::connected();
        let offer = pair.client.offer(pair.now, GROW).expect("an offer");
        let answer = pair.answer(&offer.sdp);
        let mut lines: Vec<String> = answer.lines().map(str::to_owned).collect();
        for (index, edit) in edits {
            let at = index.index(lines.len());
            match edit {
                0 => drop(lines.remove(at)),
                1 => lines.insert(at, lines[at].clone()),
                2 => { let half = lines[at].len() / 2; lines[at].truncate(half); }
                _ => { let last = lines.len() - 1; lines.swap(at, last); }
            }
        }
        let mangled: String = lines.iter().map(|line| format!("{line}\r\n")).collect();
        let _ = pair.client.accept_answer(pair.now, &mangled);
        let slot = pair.receiving_slot();
        pair.server_sends(&slot, 0, b"still here", Format::Opus);
        pair.run_for(Duration::from_secs(4));
        prop_assert!(pair.client.is_connected());
        prop_assert_eq!(pair.packets().len(), 1);
    }
}
