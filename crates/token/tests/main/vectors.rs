//! The six tokens of reference §16.6 decode to what their makers put in.

use crate::tokens::{APP, NOW, USER, V1, V2, V3, V4, V5, V6, first_secret, second_secret, user};
use cooee_proto::{AppId, RoomId, StreamId, WallTime};
use cooee_token::{Claims, Form, Token, verify};

fn claims(nonce: i64, ctime: u64, expire: u64, payload: &str) -> Claims {
    Claims {
        app_id: APP,
        user_id: USER.to_owned(),
        nonce,
        ctime: WallTime(ctime * 1000),
        expire: WallTime(expire * 1000),
        payload: payload.to_owned(),
    }
}

fn form(token: &str) -> Form {
    Token::parse(token).expect("the envelope is in order").form()
}

#[test]
fn v1_of_node_in_cbc() {
    let found = verify(V1, &first_secret(), APP, &user(USER), NOW);
    assert_eq!(found, Ok(claims(733_593_596, 1_795_335_170, 2_110_695_170, "")));
    assert_eq!(form(V1), Form::Cbc);
}

#[test]
fn v2_of_python_in_cbc_with_privileges() {
    let found = verify(V2, &second_secret(), APP, &user(USER), NOW).expect("good");
    let payload = r#"{"room_id":"room1","privilege":{"1":1,"2":0},"stream_id_list":null}"#;
    assert_eq!(found, claims(1_641_667_883, 1_795_335_170, 2_110_695_170, payload));
    assert_eq!(form(V2), Form::Cbc);
    let privileges = found.privileges().expect("readable").expect("present");
    assert_eq!(privileges.room_id, RoomId::new("room1").expect("valid"));
    assert!(privileges.may_login);
    assert!(!privileges.may_publish);
    assert_eq!(privileges.streams, None);
}

#[test]
fn v3_of_node_in_gcm_with_a_negative_nonce_and_a_stream_list() {
    let found = verify(V3, &first_secret(), APP, &user(USER), NOW).expect("good");
    let payload = r#"{"room_id":"room1","privilege":{"1":1,"2":1},"stream_id_list":["stream-a"]}"#;
    assert_eq!(found, claims(-2_117_874_667, 1_795_335_170, 2_110_695_170, payload));
    assert_eq!(form(V3), Form::Gcm);
    let privileges = found.privileges().expect("readable").expect("present");
    assert!(privileges.may_publish);
    assert_eq!(privileges.streams, Some(vec![StreamId::new("stream-a").expect("valid")]));
}

#[test]
fn v4_of_python_in_gcm_with_the_largest_app_and_punctuation() {
    let largest = AppId(u32::MAX);
    let name = "u-~!@#$%^&*()_+=";
    let found = verify(V4, &second_secret(), largest, &user(name), NOW);
    let expected = Claims {
        app_id: largest,
        user_id: name.to_owned(),
        ..claims(19_549_229, 1_795_335_170, 2_110_695_170, "")
    };
    assert_eq!(found, Ok(expected));
    assert_eq!(form(V4), Form::Gcm);
}

#[test]
fn v5_of_python_in_gcm_is_good_for_its_one_second() {
    let found = verify(V5, &first_secret(), APP, &user(USER), WallTime(1_795_335_170_999));
    assert_eq!(found, Ok(claims(6_828_196, 1_795_335_170, 1_795_335_171, "")));
    assert_eq!(form(V5), Form::Gcm);
}

#[test]
fn v6_of_java_in_cbc_with_a_binary_iv_and_payload_null() {
    let found = verify(V6, &first_secret(), APP, &user(USER), NOW);
    assert_eq!(found, Ok(claims(-2_080_835_307, 1_795_335_202, 2_110_695_202, "")));
    assert_eq!(form(V6), Form::Cbc);
}
