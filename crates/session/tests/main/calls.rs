//! What each call does and refuses (§4 to §6 and §10 of the reference).

use crate::client::{Client, config, logged_in, room, room_id, slot_of, stream_id, user};
use cooee_proto::{
    PlayerState, PublishChannel, PublisherState, RemoteDeviceState, UserId,
    signal::{Auth, Request, TransportChoice},
};
use cooee_session::{
    Command, Config, Event, Input, OfferKind, Output, Reply, RequestId, TransportCommand,
};
use cooee_token::{AppSign, ProofInput, app_sign_proof};
use serde_json::json;
use std::time::Duration;

#[test]
fn a_second_login_is_refused_and_harms_nothing() {
    let mut client = Client::in_room();
    for room in ["room1", "room2"] {
        client.forget();
        let call = client.login_to(room, "token");
        assert_eq!(client.result(call), Some(Err(1002001)));
        assert_eq!(client.debug_errors(), [(1002001, "login_room")]);
        assert_eq!(client.room_states(), []);
    }
    client.publish_live("mine");
}

#[test]
fn publish_and_play_before_login_are_refused() {
    let mut client = Client::new();
    client.publish(PublishChannel::Main, "mine");
    client.play("theirs");
    assert_eq!(client.publisher_states(), [(PublisherState::NoPublish, 1000002)]);
    assert_eq!(client.player_states(), [(PlayerState::NoPlay, 1000002)]);
    let errors = [(1000002, "start_publishing_stream"), (1000002, "start_playing_stream")];
    assert_eq!(client.debug_errors(), errors);
}

#[test]
fn a_busy_channel_is_refused() {
    let mut client = Client::in_room();
    client.publish_live("mine");
    client.forget();
    client.publish(PublishChannel::Main, "other");
    assert_eq!(client.publisher_states(), [(PublisherState::NoPublish, 1003023)]);
    assert_eq!(client.debug_errors(), [(1003023, "start_publishing_stream")]);
    client.forget();
    client.publish(PublishChannel::Main, "mine");
    assert_eq!(client.publisher_states(), [], "the running stream keeps its state");
    assert_eq!(client.debug_errors(), [(1003023, "start_publishing_stream")]);
}

#[test]
fn one_stream_on_two_channels_is_refused() {
    let mut client = Client::in_room();
    client.publish_live("mine");
    client.forget();
    client.publish(PublishChannel::Aux, "mine");
    assert_eq!(client.publisher_states(), [(PublisherState::NoPublish, 1003028)]);
}

#[test]
fn twelve_streams_are_played_and_no_more() {
    let mut client = Client::in_room();
    (1..=12).for_each(|number| client.play(&format!("s{number}")));
    client.forget();
    client.play("s13");
    assert_eq!(client.player_states(), [(PlayerState::NoPlay, 1004010)]);
    assert_eq!(client.debug_errors(), [(1004010, "start_playing_stream")]);
    client.input(Command::StopPlaying { stream_id: stream_id("s3") });
    client.forget();
    client.play("s13");
    assert_eq!(client.player_states(), [(PlayerState::PlayRequesting, 0)]);
}

#[test]
fn a_repeated_play_changes_nothing() {
    let mut client = Client::in_room();
    client.play_live("theirs");
    client.forget();
    client.play("theirs");
    assert_eq!(client.outputs, []);
}

#[test]
fn the_pool_doubles_when_it_is_empty_with_one_offer_at_a_time() {
    let mut client = Client::in_room();
    (1..=5).for_each(|number| client.play(&format!("s{number}")));
    let asked = client.unanswered.iter().filter(|m| m.request.op() == "play").count();
    assert_eq!(asked, 2, "the first offer has two slots");
    let offers = client.unanswered.iter().filter(|m| m.request.op() == "offer").count();
    assert_eq!(offers, 1);
    let transport = json!({
        "transport_id": "00000000000000aa", "transport_key": "tk", "answer": "answer2",
    });
    client.answer("offer", json!({ "transport": transport }));
    client.answer("offer", json!({ "transport": transport }));
    let asked = client.unanswered.iter().filter(|m| m.request.op() == "play").count();
    assert_eq!(asked, 5);
    insta::assert_debug_snapshot!(client.offers, @r"
    [
        New(
            SlotCount {
                send: 1,
                receive: 2,
                send_video: 0,
                receive_video: 0,
            },
        ),
        Grow(
            SlotCount {
                send: 0,
                receive: 2,
                send_video: 0,
                receive_video: 0,
            },
        ),
        Grow(
            SlotCount {
                send: 0,
                receive: 4,
                send_video: 0,
                receive_video: 0,
            },
        ),
    ]
    ");
}

#[test]
fn growth_without_an_answer_leads_to_a_new_transport() {
    let mut client = Client::in_room();
    (1..=3).for_each(|number| client.play(&format!("s{number}")));
    assert!(matches!(client.offers.last(), Some(OfferKind::Grow(_))));
    client.wait(config().request_timeout * 2);
    assert!(matches!(client.offers.last(), Some(OfferKind::New(_))), "{:?}", client.offers);
}

#[test]
fn media_that_flow_do_not_save_a_transport_whose_growth_got_no_answer() {
    let mut client = Client::in_room();
    (1..=3).for_each(|number| client.play(&format!("s{number}")));
    let deadline = client.now + config().request_timeout;
    while client.now < deadline {
        client.now = client.session.deadline().unwrap();
        client.input(Input::Timeout);
    }
    client.input(Input::TransportConnected);
    client.wait(Duration::from_millis(200));
    assert!(matches!(client.offers.last(), Some(OfferKind::New(_))), "{:?}", client.offers);
}

#[test]
fn what_ended_in_one_stay_is_not_told_in_the_next() {
    let mut client = Client::in_room();
    client.play_live("theirs");
    client.input(Command::StopPlaying { stream_id: stream_id("theirs") });
    let request = client.call();
    client.input(Command::Logout { request, room_id: None });
    client.login();
    client.hello();
    client.answer("login", logged_in(2, None, room("room1", &[], &[])));
    assert!(!client.has_request("unplay"));
}

#[test]
fn a_freed_slot_is_used_again() {
    let mut client = Client::in_room();
    client.play_live("a");
    client.play_live("b");
    client.input(Command::StopPlaying { stream_id: stream_id("a") });
    client.play("c");
    assert_eq!(client.offers.len(), 1, "no renegotiation");
    let ending = client.unanswered.iter().position(|m| m.request.op() == "unplay");
    let start = client.unanswered.iter().position(|m| m.request.op() == "play");
    assert!(ending < start, "the slot is told to be free before it is used again");
}

#[test]
fn a_refused_growth_is_rolled_back_and_asked_for_again() {
    let mut client = Client::in_room();
    ["a", "b", "c"].into_iter().for_each(|stream| client.play(stream));
    client.refuse("offer", 1002099);
    assert!(client.outputs.contains(&Output::Transport(TransportCommand::Rollback)));
    client.wait(Duration::from_secs(1));
    assert!(client.has_request("offer"));
}

#[test]
fn renew_token_of_a_wrong_room_is_refused() {
    for mut client in [Client::new(), Client::in_room()] {
        client.input(Command::RenewToken { room_id: room_id("room9"), token: "t".into() });
        assert_eq!(client.debug_errors(), [(1002002, "renew_token")]);
    }
}

#[test]
fn a_renewed_token_is_told_and_used_by_the_next_login() {
    let mut client = Client::in_room();
    client.input(Command::RenewToken { room_id: room_id("room1"), token: "token2".into() });
    client.answer("renew_token", json!({}));
    assert_eq!(token_of_next_login(&mut client), "token2");

    let mut client = Client::in_room();
    client.input(Command::RenewToken { room_id: room_id("room1"), token: "token2".into() });
    client.refuse("renew_token", 1002082);
    assert_eq!(client.debug_errors(), [(1002082, "renew_token")]);
    assert_eq!(token_of_next_login(&mut client), "token", "the refused one is not used");

    let mut client = Client::reconnecting();
    client.input(Command::RenewToken { room_id: room_id("room1"), token: "token2".into() });
    client.resume();
    assert!(client.has_request("renew_token"), "told as soon as the link is back");

    let mut client = Client::reconnecting();
    client.input(Command::RenewToken { room_id: room_id("room1"), token: "token2".into() });
    client.reopen();
    client.refuse("resume", 1002057);
    client.answer("login", logged_in(2, None, room("room1", &[], &[])));
    assert!(!client.has_request("renew_token"), "the login carried it");
}

fn token_of_next_login(client: &mut Client) -> String {
    client.close_socket();
    client.reopen();
    client.refuse("resume", 1002057);
    let Request::Login(login) = client.take_request("login").request else { unreachable!() };
    match login.auth {
        Auth::Token(token) => token,
        Auth::AppSign(_) => panic!("the login has a token"),
    }
}

#[test]
fn an_app_sign_is_proved_over_the_offer_and_never_sent() {
    let text = "0123456789abcdef".repeat(4);
    let app_sign = AppSign::new(&text).unwrap();
    let config = Config { app_sign: Some(app_sign.clone()), ..crate::client::config() };
    let mut client = Client::with(config);
    client.login_to("room1", "");
    client.hello();
    let proof = app_sign_proof(
        &app_sign,
        &ProofInput {
            nonce: crate::client::NONCE,
            app_id: cooee_proto::AppId(1),
            user_id: &user("ann").user_id,
            room_id: &room_id("room1"),
            platform: "linux",
            offer: "offer1",
        },
    );
    assert!(client.unanswered.iter().all(|message| !message.to_text().contains(&text)));
    let Request::Login(login) = client.take_request("login").request else { unreachable!() };
    assert_eq!(login.auth, Auth::AppSign(proof));
    assert_eq!(login.transport, TransportChoice::Offer("offer1".into()));
}

#[test]
fn without_app_sign_and_token_the_server_decides() {
    let mut client = Client::new();
    client.login_to("room1", "");
    client.hello();
    let Request::Login(login) = client.take_request("login").request else { unreachable!() };
    assert_eq!(login.auth, Auth::Token(String::new()));
}

#[test]
fn switch_room_is_checked() {
    let mut client = Client::in_room();
    for (from, token, code) in [("room9", "t", 1002002), ("room1", "", 1002067)] {
        let request = client.call();
        client.input(Command::SwitchRoom {
            request,
            from: room_id(from),
            to: room_id("room2"),
            config: Default::default(),
            token: token.to_owned(),
        });
        assert_eq!(client.result(request), Some(Err(code)));
        assert_eq!(client.room_states(), [], "the login goes on");
    }
}

#[test]
fn a_login_after_a_logout_keeps_the_transport() {
    let mut client = Client::in_room();
    let request = client.call();
    client.input(Command::Logout { request, room_id: Some(room_id("room1")) });
    assert!(!client.outputs.contains(&Output::Transport(TransportCommand::Drop)));
    client.login_to("room2", "token");
    client.hello();
    let Request::Login(login) = client.unanswered.last().unwrap().request.clone() else {
        unreachable!()
    };
    let TransportChoice::Reuse { transport_id, .. } = login.transport else { panic!("{login:?}") };
    assert_eq!(transport_id.to_string(), "00000000000000aa");
    client.answer("login", logged_in(2, None, room("room2", &[], &[])));
    client.forget();
    client.publish_live("mine");
    let states = [(PublisherState::PublishRequesting, 0), (PublisherState::Publishing, 0)];
    assert_eq!(client.publisher_states(), states);
}

#[test]
fn a_transport_that_the_server_forgot_is_made_anew() {
    let mut client = Client::in_room();
    let request = client.call();
    client.input(Command::Logout { request, room_id: None });
    let login = client.login();
    client.hello();
    client.refuse("login", 1002057);
    let room = room("room1", &[], &[]);
    client.answer("login", logged_in(2, Some("answer"), room));
    assert!(client.result(login).is_some_and(|result| result.is_ok()));
    assert_eq!(client.offers.len(), 2);
}

#[test]
fn destroy_ends_everything() {
    let mut client = Client::in_room();
    client.publish_live("mine");
    client.play_live("theirs");
    let call = client.call();
    let room_id = room_id("room1");
    client.input(Command::SendBroadcastMessage { request: call, room_id, message: "hi".into() });
    client.forget();
    client.input(Command::Destroy);
    assert_eq!(client.publisher_states(), [(PublisherState::NoPublish, 0)]);
    assert_eq!(client.player_states(), [(PlayerState::NoPlay, 0)]);
    assert_eq!(client.room_states().len(), 1);
    assert_eq!(client.result(call), Some(Err(1009010)));
    let last = &client.outputs[client.outputs.len() - 2..];
    assert_eq!(last, [Output::CloseSocket, Output::Transport(TransportCommand::Drop)]);
    assert_eq!(client.session.deadline(), None);
    client.forget();
    client.input(Command::Destroy);
    assert_eq!(client.outputs, [], "twice is not more than once");
}

#[test]
fn stream_extra_info_belongs_to_its_stream() {
    let set = |client: &mut Client, text: &str| {
        let request = client.call();
        client.input(Command::SetStreamExtraInfo {
            request,
            channel: PublishChannel::Main,
            extra_info: text.to_owned(),
        });
        request
    };
    let mut client = Client::in_room();
    let early = set(&mut client, "early");
    assert_eq!(client.result(early), Some(Ok(Reply::Nothing)));
    client.publish(PublishChannel::Main, "mine");
    let Request::Publish(publish) = client.unanswered.last().unwrap().request.clone() else {
        unreachable!()
    };
    assert_eq!(publish.extra_info, "early");

    let meanwhile = set(&mut client, "meanwhile");
    assert_eq!(client.result(meanwhile), Some(Ok(Reply::Nothing)));
    client.answer("publish", json!({}));
    client.answer("set_stream_extra_info", json!({}));

    let live = set(&mut client, "live");
    assert_eq!(client.result(live), None, "the server has not answered");
    client.answer("set_stream_extra_info", json!({}));
    assert_eq!(client.result(live), Some(Ok(Reply::Nothing)));

    let refused = set(&mut client, "refused");
    client.refuse("set_stream_extra_info", 1003053);
    assert_eq!(client.result(refused), Some(Err(1003053)));

    let first = set(&mut client, "first");
    let second = set(&mut client, "later");
    client.refuse("set_stream_extra_info", 1003053);
    client.answer("set_stream_extra_info", json!({}));
    assert_eq!(client.result(first), Some(Err(1003053)));
    assert_eq!(client.result(second), Some(Ok(Reply::Nothing)), "the later call stands");

    let long = set(&mut client, &"x".repeat(1024));
    assert_eq!(client.result(long), Some(Err(1003051)));

    let lost = set(&mut client, "lost");
    client.close_socket();
    assert_eq!(client.result(lost), Some(Err(1003053)));
    let offline = set(&mut client, "offline");
    assert_eq!(client.result(offline), Some(Err(1003053)));
    client.resume();
    let Request::SetStreamExtraInfo(set) = client.take_request("set_stream_extra_info").request
    else {
        unreachable!()
    };
    assert_eq!(set.extra_info, "later", "what failed is undone at the server too");
}

#[test]
fn a_late_answer_belongs_to_the_stream_that_asked() {
    let mut client = Client::in_room();
    client.publish(PublishChannel::Main, "first");
    client.play("theirs");
    client.input(Command::StopPublishing { channel: PublishChannel::Main });
    client.input(Command::StopPlaying { stream_id: stream_id("theirs") });
    client.publish(PublishChannel::Main, "second");
    client.play("theirs");
    client.forget();
    client.refuse("publish", 1003028);
    client.answer("play", json!({"live": true}));
    assert_eq!(client.publisher_states(), []);
    assert_eq!(client.player_states(), []);
    client.answer("publish", json!({}));
    client.answer("play", json!({"live": true}));
    assert_eq!(client.publisher_states(), [(PublisherState::Publishing, 0)]);
    assert_eq!(client.player_states(), [(PlayerState::Playing, 0)]);
}

#[test]
fn the_microphone_state_follows_the_stream() {
    let set = |client: &mut Client, state| {
        client.input(Command::SetMicState { channel: PublishChannel::Main, state });
    };
    let mut client = Client::in_room();
    client.publish(PublishChannel::Main, "mine");
    set(&mut client, RemoteDeviceState::Mute);
    assert!(!client.has_request("set_mic_state"), "told after the publish");
    client.answer("publish", json!({}));
    assert!(client.has_request("set_mic_state"));
    client.close_socket();
    set(&mut client, RemoteDeviceState::Disable);
    client.resume();
    let Request::SetMicState(told) = client.take_request("set_mic_state").request else {
        unreachable!()
    };
    assert_eq!(told.state, RemoteDeviceState::Disable);
    assert!(!client.has_request("set_mic_state"), "only the last state matters");

    // A publish that is repeated after a loss tells it too.
    let mut client = Client::in_room();
    client.publish(PublishChannel::Main, "mine");
    client.close_socket();
    set(&mut client, RemoteDeviceState::Mute);
    client.resume();
    let Request::Publish(publish) = client.unanswered.last().unwrap().request.clone() else {
        unreachable!()
    };
    assert_eq!(publish.mic_state, RemoteDeviceState::Mute);
    client.answer("publish", json!({}));
    assert!(!client.has_request("set_mic_state"));
}

#[test]
fn the_remote_microphone_is_told_once_for_each_change() {
    let mut client = Client::in_room();
    client.play("theirs");
    client.answer("play", json!({"live": true, "mic_state": 10}));
    for state in [10, 0, 0] {
        client.push(json!({"event": "remote_mic_state", "stream_id": "theirs", "state": state}));
    }
    client.push(json!({"event": "remote_mic_state", "stream_id": "another", "state": 10}));
    let states: Vec<_> = client
        .outputs
        .iter()
        .filter_map(|output| match output {
            Output::Event(Event::RemoteMicStateUpdate { state, .. }) => Some(*state),
            _ => None,
        })
        .collect();
    assert_eq!(states, [RemoteDeviceState::Mute, RemoteDeviceState::Open]);

    client.forget();
    let play_state = |live| {
        json!({
            "event": "play_state", "stream_id": "theirs", "live": live, "code": 0, "mic_state": 0,
        })
    };
    client.push(play_state(false));
    client.push(play_state(true));
    let state = RemoteDeviceState::Open;
    let again = Event::RemoteMicStateUpdate { stream_id: stream_id("theirs"), state };
    assert!(client.outputs.contains(&Output::Event(again)), "another publish, another microphone");
}

#[test]
fn only_news_are_told() {
    let push = |client: &mut Client, update: u8, streams: &[&str]| {
        let streams: Vec<_> = streams
            .iter()
            .map(|stream| json!({"stream_id": stream, "user": user("bob")}))
            .collect();
        let reasons: Vec<_> = streams
            .iter()
            .map(|stream| json!({"stream_id": stream["stream_id"], "code": 1}))
            .collect();
        let reasons = if update == 1 { reasons } else { Vec::new() };
        client.push(json!({
            "event": "room_streams", "update": update, "streams": streams, "reasons": reasons,
        }));
    };
    let mut client = Client::in_room();
    push(&mut client, 0, &["a"]);
    push(&mut client, 0, &["a", "b"]);
    push(&mut client, 1, &["a", "unheard-of"]);
    let told: Vec<_> = client
        .outputs
        .iter()
        .map(|output| match output {
            Output::Event(Event::RoomStreamUpdate { streams, reasons, .. }) => {
                let streams = streams.iter().map(|stream| stream.stream_id.to_string());
                let reasons = reasons.iter().map(|reason| reason.stream_id.to_string());
                (streams.collect::<Vec<_>>(), reasons.collect::<Vec<_>>())
            }
            other => panic!("{other:?}"),
        })
        .collect();
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let expected =
        [(names(&["a"]), vec![]), (names(&["b"]), vec![]), (names(&["a"]), names(&["a"]))];
    assert_eq!(told, expected);

    // One's own extra info is no news, even where it comes back in a snapshot.
    let mut snapshot = room("room1", &[], &[]);
    snapshot["extra_info"] = json!({
        "key": "topic", "value": "tea", "update_time_ms": 5, "update_user": user("ann"),
    });
    client.close_socket();
    client.reopen();
    client.answer("resume", json!({"seq": 9, "snapshot": snapshot}));
    let told = |output: &Output| matches!(output, Output::Event(Event::RoomExtraInfoUpdate { .. }));
    assert!(!client.outputs.iter().any(told));
}

/// The four calls that the room answers.
fn room_calls(request: RequestId, room: &str, text: &str) -> [Command; 4] {
    let (room_id, text) = (room_id(room), text.to_owned());
    [
        Command::SetRoomExtraInfo {
            request,
            room_id: room_id.clone(),
            key: text.clone(),
            value: "v".into(),
        },
        Command::SendBroadcastMessage { request, room_id: room_id.clone(), message: text.clone() },
        Command::SendBarrageMessage { request, room_id: room_id.clone(), message: text.clone() },
        Command::SendCustomCommand {
            request,
            room_id,
            command: text,
            to_users: vec![UserId::new("bob").unwrap()],
        },
    ]
}

#[test]
fn room_calls_are_refused_with_their_codes() {
    let logging_in = || {
        let mut client = Client::new();
        client.login();
        client
    };
    let long = "x".repeat(1025);
    type Row<'a> = (&'a str, fn() -> Client, &'a str, &'a str, [u32; 4]);
    let rows: [Row; 6] = [
        ("before login", Client::new, "room1", "text", [1000002; 4]),
        ("while logging in", logging_in, "room1", "text", [1000002; 4]),
        ("other room", Client::in_room, "room9", "text", [1002002, 1009005, 1009005, 1009005]),
        (
            "broken link",
            Client::reconnecting,
            "room1",
            "text",
            [1002051, 1009010, 1009010, 1009010],
        ),
        ("empty", Client::in_room, "room1", "", [1002014, 1009001, 1009001, 1009001]),
        ("long", Client::in_room, "room1", &long, [1002015, 1009002, 1009002, 1009002]),
    ];
    for (row, client, room, text, codes) in rows {
        for (place, code) in codes.into_iter().enumerate() {
            let mut client = client();
            let request = client.call();
            let [a, b, c, d] = room_calls(request, room, text);
            let command = [a, b, c, d].into_iter().nth(place).unwrap();
            let function = command.function();
            client.input(command);
            assert_eq!(client.result(request), Some(Err(code)), "{function}, {row}");
            let last = client.debug_errors().last().copied();
            assert_eq!(last, Some((code, function)), "{function}, {row}");
        }
    }
    let mut client = Client::in_room();
    let request = client.call();
    let (key, value) = ("topic".to_owned(), "v".repeat(129));
    client.input(Command::SetRoomExtraInfo { request, room_id: room_id("room1"), key, value });
    assert_eq!(client.result(request), Some(Err(1002016)));
}

#[test]
fn room_calls_end_with_the_servers_answer() {
    let bodies = [json!({}), json!({"message_id": 7}), json!({"message_id": "b7"}), json!({})];
    let replies = [
        Reply::Nothing,
        Reply::BroadcastSent { message_id: 7 },
        Reply::BarrageSent { message_id: "b7".into() },
        Reply::Nothing,
    ];
    for place in 0..4 {
        let ask = || {
            let mut client = Client::in_room();
            let request = client.call();
            let command = room_calls(request, "room1", "text").into_iter().nth(place).unwrap();
            client.input(command);
            let op = client.unanswered[0].request.op();
            (client, request, op)
        };
        let (mut client, request, op) = ask();
        client.answer(op, bodies[place].clone());
        assert_eq!(client.result(request), Some(Ok(replies[place].clone())), "{op}");

        let (mut client, request, op) = ask();
        client.refuse(op, 1009015);
        assert_eq!(client.result(request), Some(Err(1009015)), "{op}");

        let failure = if place == 0 { 1002051 } else { 1009010 };
        let (mut client, request, op) = ask();
        client.close_socket();
        assert_eq!(client.result(request), Some(Err(failure)), "{op} and a lost link");

        let (mut client, request, op) = ask();
        client.wait(Duration::from_secs(5));
        assert_eq!(client.result(request), Some(Err(failure)), "{op} without an answer");
        assert!(client.has_request("heartbeat"), "the link is doubted");
    }
}

#[test]
fn streams_start_on_the_slots_that_media_is_told() {
    let mut client = Client::in_room();
    client.publish(PublishChannel::Main, "mine");
    client.play("theirs");
    let slots: Vec<_> = client.unanswered.iter().filter_map(slot_of).collect();
    client.answer("publish", json!({}));
    let media = client.media();
    let expected = [
        cooee_session::MediaCommand::StartReceiving {
            stream_id: stream_id("theirs"),
            slot: slots[1].clone(),
        },
        cooee_session::MediaCommand::StartSending {
            channel: PublishChannel::Main,
            slot: slots[0].clone(),
        },
    ];
    assert_eq!(media, expected);
}

#[test]
fn an_own_streams_feedback_reaches_its_channel() {
    let mut client = Client::unrecorded(crate::client::config(), 1).into_room();
    client.publish(PublishChannel::Main, "mine");
    client.publish(PublishChannel::Aux, "other");
    client.forget();
    for (stream, loss) in [("mine", 0.25), ("other", 7.0), ("theirs", 0.5)] {
        client.push(json!({
            "event": "stream_feedback", "stream_id": stream, "loss": loss, "jitter_ms": 9,
        }));
    }
    let adapted: Vec<_> = client
        .outputs
        .iter()
        .filter_map(|output| match output {
            Output::Media(cooee_session::MediaCommand::AdaptSending { channel, listener_loss }) => {
                Some((*channel, *listener_loss))
            }
            _ => None,
        })
        .collect();
    assert_eq!(adapted, [(PublishChannel::Main, 0.25), (PublishChannel::Aux, 1.0)]);
}
