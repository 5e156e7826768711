//! How a session comes back from what is lost.

use crate::client::{Client, logged_in, room};
use cooee_proto::{PlayerState, PublisherState, RoomStateChangedReason as Reason, signal::Request};
use cooee_session::{Event, Input, OfferKind, Output, TransportCommand, reconnect};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::time::Duration;

fn streaming() -> Client {
    let mut client = Client::in_room();
    client.publish_live("mine");
    client.play_live("theirs");
    client.forget();
    client
}

fn transport(number: u64, answer: &str) -> Value {
    json!({ "transport": {
        "transport_id": format!("{number:016x}"), "transport_key": "tk", "answer": answer,
    }})
}

fn waited(client: &mut Client, output: &Output) -> Duration {
    let before = client.now;
    client.wait_for(|other| other == output);
    client.now - before
}

#[test]
fn a_short_socket_loss_is_retried_within_200_ms() {
    for _ in 0..20 {
        let mut client = streaming();
        client.wait(Duration::from_secs(6));
        client.close_socket();
        assert!(waited(&mut client, &Output::OpenSocket) <= Duration::from_millis(200));
    }
}

#[test]
fn a_link_that_held_starts_its_retries_afresh() {
    let pause_after = |held: Duration| {
        let mut client = streaming();
        client.close_socket();
        for _ in 0..10 {
            client.wait_for(|output| *output == Output::OpenSocket);
            client.close_socket();
            client.forget();
        }
        client.resume();
        client.wait(held);
        client.close_socket();
        waited(&mut client, &Output::OpenSocket)
    };
    assert!(pause_after(Duration::from_secs(5)) <= Duration::from_millis(200));
    assert!(pause_after(Duration::from_secs(4)) > Duration::from_millis(200));
}

#[test]
fn a_socket_without_hello_is_given_up() {
    let mut client = Client::reconnecting();
    client.wait_for(|output| *output == Output::OpenSocket);
    assert_eq!(waited(&mut client, &Output::CloseSocket), Duration::from_secs(3));
    client.wait_for(|output| *output == Output::OpenSocket);
    client.wait(Duration::from_secs(2));
    client.input(Input::SocketOpened);
    assert_eq!(waited(&mut client, &Output::CloseSocket), Duration::from_secs(6));
}

#[test]
fn an_unanswered_resume_is_given_up() {
    let mut client = Client::reconnecting();
    client.reopen();
    assert!(client.has_request("resume"));
    assert_eq!(waited(&mut client, &Output::CloseSocket), Duration::from_secs(5));
}

#[test]
fn heartbeats_follow_hello_and_two_missed_ones_are_a_lost_link() {
    let mut client = streaming();
    client.wait(Duration::from_secs(31));
    client.answer("heartbeat", json!({}));
    client.wait(Duration::from_secs(30));
    assert!(client.has_request("heartbeat"));
    assert_eq!(client.room_states(), []);
    client.wait(Duration::from_secs(5));
    assert_eq!(client.room_states(), [(Reason::Reconnecting, 1002051)]);
    assert!(client.outputs.contains(&Output::CloseSocket));
}

#[test]
fn a_lost_media_path_makes_the_link_doubted() {
    let mut client = streaming();
    client.input(Input::TransportDisconnected);
    assert!(client.has_request("heartbeat"));
    client.wait(Duration::from_secs(2));
    assert_eq!(client.room_states(), [(Reason::Reconnecting, 1002051)]);
}

#[test]
fn a_changed_network_retries_at_once() {
    let mut client = Client::reconnecting();
    // Far into the back-off.
    for _ in 0..8 {
        client.wait_for(|output| *output == Output::OpenSocket);
        client.close_socket();
        client.forget();
    }
    client.input(Input::NetworkChanged);
    assert!(client.outputs.contains(&Output::OpenSocket));
    client.close_socket();
    assert!(waited(&mut client, &Output::OpenSocket) <= Duration::from_millis(200));

    // An attempt on the former network is not waited for.
    client.forget();
    client.input(Input::NetworkChanged);
    assert_eq!(client.outputs, [Output::CloseSocket, Output::OpenSocket]);
}

#[test]
fn a_changed_network_doubts_the_link_and_restarts_ice() {
    let mut client = streaming();
    client.input(Input::NetworkChanged);
    assert!(client.has_request("heartbeat"));
    assert_eq!(client.offers.last(), Some(&OfferKind::RestartIce));
    assert_eq!(client.publisher_states(), [], "nothing is known to be lost yet");
    client.answer("offer", transport(0xaa, "answer2"));
    assert!(!client.has_request("offer"));
}

#[test]
fn a_lost_media_path_restarts_ice_and_then_makes_a_new_transport() {
    let mut client = streaming();
    client.input(Input::TransportDisconnected);
    assert_eq!(client.offers.last(), Some(&OfferKind::RestartIce));
    client.answer("offer", transport(0xaa, "answer2"));
    client.answer("heartbeat", json!({}));
    client.wait(Duration::from_millis(499));
    assert_eq!(client.offers.len(), 2);
    client.wait(Duration::from_millis(1));
    assert!(matches!(client.offers.last(), Some(OfferKind::New(_))));
    let Request::Offer(offer) = client.unanswered.last().unwrap().request.clone() else {
        unreachable!()
    };
    assert!(offer.replace);
    client.answer("offer", transport(0xbb, "answer3"));
    client.answer("publish", json!({}));
    client.answer("play", json!({"live": true}));
    client.forget();
    client.input(Input::TransportConnected);
    assert_eq!(client.publisher_states(), [(PublisherState::Publishing, 0)]);
    assert_eq!(client.player_states(), [(PlayerState::Playing, 0)]);
}

#[test]
fn a_path_that_comes_back_ends_the_repair() {
    let mut client = streaming();
    client.input(Input::TransportDisconnected);
    client.answer("offer", transport(0xaa, "answer2"));
    client.answer("heartbeat", json!({}));
    client.input(Input::TransportConnected);
    client.wait(Duration::from_secs(20));
    assert_eq!(client.offers.len(), 2);
}

#[test]
fn a_new_transport_that_never_connects_is_tried_again_more_and_more_slowly() {
    let mut client = streaming();
    client.input(Input::TransportClosed);
    let mut tries = Vec::new();
    for _ in 0..5 {
        while !client.has_request("offer") {
            client.wait(Duration::from_millis(100));
            while client.has_request("heartbeat") {
                client.answer("heartbeat", json!({}));
            }
        }
        tries.push(client.now - client.start);
        client.answer("offer", transport(0xbb, "answer"));
    }
    let gaps: Vec<_> = tries.windows(2).map(|pair| (pair[1] - pair[0]).as_secs()).collect();
    assert_eq!(gaps, [10, 20, 40, 40]);
}

#[test]
fn a_path_that_is_lost_right_after_a_restart_is_replaced() {
    let mut client = streaming();
    client.input(Input::NetworkChanged);
    client.answer("heartbeat", json!({}));
    client.answer("offer", transport(0xaa, "answer2"));
    client.wait(Duration::from_millis(100));
    client.input(Input::TransportDisconnected);
    client.answer("heartbeat", json!({}));
    client.wait(Duration::from_millis(500));
    assert!(matches!(client.offers[1..], [OfferKind::RestartIce, OfferKind::New(_)]));
}

#[test]
fn a_session_that_is_denied_to_an_offer_is_logged_in_anew_with_a_new_transport() {
    let mut client = streaming();
    client.input(Input::NetworkChanged);
    client.refuse("offer", 1000002);
    client.reopen();
    assert!(client.has_request("login"));
    assert!(matches!(client.offers[1..], [OfferKind::RestartIce, OfferKind::New(_)]));
}

#[test]
fn a_refused_restart_is_followed_by_a_new_transport() {
    let mut client = streaming();
    client.input(Input::TransportDisconnected);
    client.refuse("offer", 1002057);
    assert!(matches!(client.offers.last(), Some(OfferKind::New(_))));
    assert_eq!(client.room_states(), []);
}

#[test]
fn a_transport_that_the_server_lost_is_replaced() {
    let mut client = streaming();
    client.push(json!({"event": "transport_lost", "transport_id": "00000000000000bb"}));
    client.wait(Duration::from_secs(1));
    assert_eq!(client.offers.len(), 1, "a late notice of an old one does no harm");
    client.push(json!({"event": "transport_lost", "transport_id": "00000000000000aa"}));
    client.wait(Duration::from_secs(1));
    assert!(matches!(client.offers[1..], [OfferKind::New(_)]));
    assert_eq!(client.publisher_states(), [(PublisherState::PublishRequesting, 1003020)]);
    assert_eq!(client.player_states(), [(PlayerState::PlayRequesting, 1004020)]);
}

#[test]
fn a_transport_that_the_server_lost_unheard_is_replaced() {
    let mut client = streaming();
    client.close_socket();
    client.reopen();
    client.answer("resume", json!({"seq": 0}));
    client.wait(Duration::from_secs(1));
    assert!(matches!(client.offers[1..], [OfferKind::New(_)]));
}

#[test]
fn an_offer_that_was_lost_with_the_socket_is_sent_again() {
    let mut client = streaming();
    client.input(Input::TransportDisconnected);
    client.close_socket();
    client.resume();
    let Request::Offer(offer) = client.take_request("offer").request else { unreachable!() };
    assert_eq!(offer.sdp, "offer2");
    assert_eq!(client.offers.len(), 2, "the transport was not asked again");
}

#[test]
fn a_server_that_restarted_is_logged_in_to_with_a_new_transport() {
    let mut client = streaming();
    client.close_socket();
    client.reopen();
    client.refuse("resume", 1002057);
    client.refuse("login", 1002057);
    client.answer("login", logged_in(9, Some("answer"), room("room1", &[], &[])));
    client.answer("publish", json!({}));
    client.answer("play", json!({"live": false}));
    client.input(Input::TransportConnected);
    client.push(json!({"event": "play_state", "stream_id": "theirs", "live": true, "code": 0}));
    let states = [(Reason::Reconnecting, 1002051), (Reason::Reconnected, 0)];
    assert_eq!(client.room_states(), states);
    let states = [(PublisherState::PublishRequesting, 1003020), (PublisherState::Publishing, 0)];
    assert_eq!(client.publisher_states(), states);
    let states = [
        (PlayerState::PlayRequesting, 1004020),
        (PlayerState::PlayRequesting, 1004002),
        (PlayerState::Playing, 0),
    ];
    assert_eq!(client.player_states(), states);
}

#[test]
fn a_session_that_the_server_denies_is_logged_in_anew() {
    for code in [1002057, 1000002] {
        let mut client = streaming();
        client.wait(Duration::from_secs(30));
        client.refuse("heartbeat", code);
        client.reopen();
        assert!(client.has_request("login"), "{code}");
    }
}

#[test]
fn a_stopping_server_is_given_its_pause() {
    let mut client = streaming();
    client.push(json!({"event": "draining", "retry_after_ms": 2_000}));
    assert_eq!(client.room_states(), [(Reason::Reconnecting, 1002051)]);
    assert!(client.outputs.contains(&Output::CloseSocket));
    let pause = waited(&mut client, &Output::OpenSocket);
    assert!((2_000..=2_200).contains(&pause.as_millis()), "{pause:?}");

    let mut client = streaming();
    client.push(json!({"event": "draining", "retry_after_ms": u64::MAX}));
    assert!(waited(&mut client, &Output::OpenSocket) <= Duration::from_secs(61));
}

#[test]
fn requests_in_flight_are_asked_again_after_a_resume() {
    let mut client = Client::in_room();
    client.publish(cooee_proto::PublishChannel::Main, "mine");
    client.play("theirs");
    client.close_socket();
    client.resume();
    client.answer("publish", json!({}));
    client.answer("play", json!({"live": true}));
    assert_eq!(client.publisher_states().last(), Some(&(PublisherState::Publishing, 0)));
    assert_eq!(client.player_states().last(), Some(&(PlayerState::Playing, 0)));
}

#[test]
fn a_stop_that_was_lost_is_told_before_the_next_start() {
    let mut client = streaming();
    client.close_socket();
    client.input(cooee_session::Command::StopPublishing {
        channel: cooee_proto::PublishChannel::Main,
    });
    client.publish(cooee_proto::PublishChannel::Main, "mine");
    client.resume();
    let ops: Vec<_> = client.unanswered.iter().map(|message| message.request.op()).collect();
    assert_eq!(ops, ["unpublish", "publish"]);
}

#[test]
fn a_stop_whose_answer_was_lost_is_told_again() {
    let mut client = streaming();
    client.input(cooee_session::Command::StopPlaying {
        stream_id: crate::client::stream_id("theirs"),
    });
    assert!(client.has_request("unplay"));
    client.close_socket();
    client.resume();
    assert!(client.has_request("unplay"));
}

#[test]
fn a_renewed_token_whose_answer_was_lost_is_told_again() {
    let mut client = Client::in_room();
    client.input(cooee_session::Command::RenewToken {
        room_id: crate::client::room_id("room1"),
        token: "token2".into(),
    });
    client.close_socket();
    client.resume();
    assert!(client.has_request("renew_token"));
}

#[test]
fn a_snapshot_tells_the_life_of_the_room_and_what_its_streams_say() {
    let mut client = Client::reconnecting();
    client.reopen();
    let mut after = room("room1", &[], &[("bobs", "bob")]);
    after["room_session_id"] = "room1-2".into();
    let transport_id = "00000000000000aa";
    client.answer("resume", json!({"seq": 0, "snapshot": after, "transport_id": transport_id}));
    let connected = client.outputs.iter().find_map(|output| match output {
        Output::Event(Event::RoomStateChanged { extended_data, reason, .. }) => {
            (*reason == Reason::Reconnected).then_some(&extended_data["room_session_id"])
        }
        _ => None,
    });
    assert_eq!(connected.unwrap(), "room1-2");
    let mut streams = after["streams"].clone();
    streams[0]["extra_info"] = "purr".into();
    for expected in [1, 0] {
        client.forget();
        client.push(json!({"event": "stream_extra_info", "streams": streams}));
        assert_eq!(client.outputs.len(), expected, "it is told once");
    }
}

#[test]
fn a_stop_that_was_lost_with_its_session_is_not_told() {
    let mut client = streaming();
    client.close_socket();
    client.input(cooee_session::Command::StopPlaying {
        stream_id: crate::client::stream_id("theirs"),
    });
    client.reopen();
    client.refuse("resume", 1002057);
    client.answer("login", logged_in(2, None, room("room1", &[], &[])));
    let ops: Vec<_> = client.unanswered.iter().map(|message| message.request.op()).collect();
    assert_eq!(ops, ["publish"]);
}

#[test]
fn a_stop_is_not_told_again_once_the_next_start_was_taken() {
    let mut client = streaming();
    client.input(cooee_session::Command::StopPlaying {
        stream_id: crate::client::stream_id("theirs"),
    });
    client.play_live("theirs");
    assert!(client.has_request("unplay"), "its answer never came");
    client.close_socket();
    client.resume();
    assert!(!client.has_request("unplay") && !client.has_request("play"));
}

#[test]
fn a_snapshot_makes_streams_be_asked_for_again() {
    let mut client = streaming();
    client.close_socket();
    client.reopen();
    let snapshot = room("room1", &[], &[]);
    let transport_id = "00000000000000aa";
    let body = json!({"seq": 900, "snapshot": snapshot, "transport_id": transport_id});
    client.answer("resume", body);
    client.forget();
    client.answer("publish", json!({}));
    client.answer("play", json!({"live": true}));
    assert_eq!(client.publisher_states(), [], "they were live all the time");
    assert_eq!(client.player_states(), []);
    client.seq = 900;
    client.push(json!({"event": "online_user_count", "count": 1}));
    assert_eq!(client.outputs.len(), 1, "pushes go on after the snapshot");
}

#[test]
fn a_live_stream_that_is_refused_for_now_is_requesting() {
    let mut client = streaming();
    client.close_socket();
    client.reopen();
    let snapshot = room("room1", &[], &[]);
    let transport_id = "00000000000000aa";
    client.answer("resume", json!({"seq": 0, "snapshot": snapshot, "transport_id": transport_id}));
    client.forget();
    client.refuse("publish", 1003099);
    client.refuse("play", 1004099);
    let publisher = [(PublisherState::PublishRequesting, 1003020)];
    assert_eq!(client.publisher_states(), publisher);
    assert_eq!(client.player_states(), [(PlayerState::PlayRequesting, 1004099)]);
}

#[test]
fn what_a_snapshot_made_be_asked_again_is_asked_until_it_is_answered() {
    let mut client = streaming();
    client.close_socket();
    client.reopen();
    let snapshot = room("room1", &[], &[]);
    let transport_id = "00000000000000aa";
    client.answer("resume", json!({"seq": 0, "snapshot": snapshot, "transport_id": transport_id}));
    client.close_socket();
    client.resume();
    assert!(client.has_request("publish") && client.has_request("play"));
}

#[test]
fn a_path_that_came_back_while_the_link_was_lost_needs_no_repair() {
    let mut client = Client::reconnecting();
    client.input(Input::TransportDisconnected);
    client.input(Input::TransportConnected);
    client.resume();
    client.wait(Duration::from_secs(1));
    assert_eq!(client.offers.len(), 1, "{:?}", client.offers);
}

#[test]
fn a_full_login_needs_slots_for_all_that_waits() {
    let mut client = Client::in_room();
    (1..=5).for_each(|number| client.play(&format!("s{number}")));
    client.input(Input::TransportClosed);
    client.wait(Duration::from_secs(1));
    let Some(OfferKind::New(count)) = client.offers.last() else { panic!() };
    assert_eq!((count.send, count.receive), (1, 8));
}

#[test]
fn a_transport_that_cannot_offer_is_asked_again() {
    let mut client = Client::new();
    client.cannot_offer = Some("no UDP");
    client.login();
    client.cannot_offer = None;
    client.wait_for(|output| {
        matches!(output, Output::Transport(TransportCommand::Offer(OfferKind::New(_))))
    });
}

proptest! {
    #[test]
    fn delays_are_capped_and_in_proportion_to_the_jitter(attempt: u32, jitter01 in 0.0..=1.0) {
        let delay = reconnect::delay(attempt, jitter01);
        let most = reconnect::delay(attempt, 1.0);
        prop_assert!(delay <= most && most <= Duration::from_secs(8));
        prop_assert!(most >= Duration::from_millis(200));
        prop_assert!((delay.as_secs_f64() - jitter01 * most.as_secs_f64()).abs() < 1e-3);
        prop_assert!(reconnect::delay(0, jitter01) <= Duration::from_millis(200));
    }
}
