//! Tokens in words, as a person reads them in the terminal.

use crate::tokens::{APP, NOW, USER, V1, V2, V3, V5, first_secret, second_secret, user};
use cooee_proto::{AppId, RoomId, StreamId, WallTime};
use cooee_token::{Claims, Form, Question, explain, make};

const NOTHING: Question<'_> = Question {
    secret: None,
    app_id: None,
    user_id: None,
    room_id: None,
    stream_id: None,
    now: NOW,
};

#[test]
fn a_good_token_with_privileges() {
    let secret = first_secret();
    let (user, room) = (user(USER), RoomId::new("room1").expect("valid"));
    let question = Question {
        secret: Some(&secret),
        app_id: Some(APP),
        user_id: Some(&user),
        room_id: Some(&room),
        ..NOTHING
    };
    let explanation = explain(V3, &question);
    assert!(explanation.is_good());
    insta::assert_snapshot!(explanation);
}

#[test]
fn a_token_that_is_wrong_in_every_claim() {
    let secret = first_secret();
    let user = user("user2");
    let question =
        Question { secret: Some(&secret), app_id: Some(AppId(1)), user_id: Some(&user), ..NOTHING };
    let explanation = explain(V5, &question);
    assert!(!explanation.is_good());
    insta::assert_snapshot!(explanation);
}

#[test]
fn a_token_that_may_not_log_in_to_the_room_or_publish_the_stream() {
    let secret = second_secret();
    let stream = StreamId::new("stream-a").expect("valid");
    let texts = ["room1", "room2"].map(|name| {
        let room = RoomId::new(name).expect("valid");
        let question = Question {
            secret: Some(&secret),
            room_id: Some(&room),
            stream_id: Some(&stream),
            ..NOTHING
        };
        explain(V2, &question).to_string()
    });
    insta::assert_snapshot!(texts.join("--\n"));
}

#[test]
fn a_token_without_its_secret() {
    let explanation = explain(V1, &NOTHING);
    assert!(!explanation.is_good());
    assert!(explanation.problems.is_empty());
    insta::assert_snapshot!(explanation);
}

#[test]
fn a_token_of_another_secret() {
    let secret = second_secret();
    insta::assert_snapshot!(explain(V1, &Question { secret: Some(&secret), ..NOTHING }));
}

#[test]
fn a_token_from_the_future_with_a_payload_of_its_own() {
    let claims = Claims {
        app_id: APP,
        user_id: USER.to_owned(),
        nonce: -5,
        ctime: WallTime(NOW.0 + 90_000),
        expire: WallTime(NOW.0 + 3_690_000),
        payload: "gold member".to_owned(),
    };
    let secret = first_secret();
    let token = make(&claims, &secret, Form::Cbc, [3; 16]).expect("made");
    insta::assert_snapshot!(explain(&token, &Question { secret: Some(&secret), ..NOTHING }));
}

#[test]
fn texts_that_are_no_token() {
    let texts = ["", "03AAAA", "hello", "04AAAA", "04####", &V3[..V3.len() - 4]]
        .map(|text| explain(text, &NOTHING).to_string());
    insta::assert_snapshot!(texts.join("--\n"));
}
