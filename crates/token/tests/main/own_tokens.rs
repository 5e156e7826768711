//! Tokens that this crate makes, and tokens of makers that got a claim wrong.

use crate::tokens::{APP, NOW, USER, first_secret, user};
use aes_gcm::{
    Aes256Gcm,
    aead::{Aead, KeyInit},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use cooee_proto::{AppId, Error, ErrorCode, RoomId, StreamId, WallTime};
use cooee_token::{Claims, Form, Privileges, ServerSecret, Token, make, verify};
use proptest::prelude::*;

fn any_claims() -> impl Strategy<Value = Claims> {
    (1..=u32::MAX, ".{0,80}", any::<i64>(), 0..1u64 << 33, 0..1u64 << 33, ".{0,200}").prop_map(
        |(app_id, user_id, nonce, ctime, expire, payload)| Claims {
            app_id: AppId(app_id),
            user_id,
            nonce,
            ctime: WallTime(ctime * 1000),
            expire: WallTime(expire * 1000),
            payload,
        },
    )
}

proptest! {
    #[test]
    fn what_is_made_opens_to_the_same_claims(
        claims in any_claims(),
        key: [u8; 16],
        random: [u8; 16],
        gcm: bool,
    ) {
        let form = if gcm { Form::Gcm } else { Form::Cbc };
        let secret = ServerSecret::from_random(key);
        let token = Token::parse(&make(&claims, &secret, form, random).expect("made")).expect("in order");
        prop_assert_eq!(token.form(), form);
        prop_assert_eq!(token.unverified_expire(), Some(claims.expire));
        prop_assert_eq!(token.open(&secret), Ok(claims));
    }

    #[test]
    fn what_is_made_does_not_open_with_another_secret(
        claims in any_claims(),
        key: [u8; 16],
        random: [u8; 16],
        gcm: bool,
    ) {
        let form = if gcm { Form::Gcm } else { Form::Cbc };
        let token = make(&claims, &ServerSecret::from_random(key), form, random).expect("made");
        let other = ServerSecret::from_random(key.map(|byte| !byte));
        let error = Token::parse(&token).expect("in order").open(&other).expect_err("refused");
        prop_assert_eq!(error.code, ErrorCode::AUTHENTICATION_FAILED);
    }
}

#[test]
fn claims_that_do_not_fit_are_refused() {
    let with = |bytes| {
        let claims = Claims { payload: "x".repeat(bytes), ..claims() };
        make(&claims, &first_secret(), Form::Gcm, [1; 16])
    };
    let token = with(65_000).expect("fits");
    assert!(verify(&token, &first_secret(), APP, &user(USER), NOW).is_ok());
    let error = with(66_000).expect_err("refused");
    assert_eq!(error.code, ErrorCode::ILLEGAL_PARAMETER);
}

#[test]
fn privileges_survive_the_payload() {
    let name = |text| StreamId::new(text).expect("valid");
    for (may_publish, streams) in [
        (false, None),
        (true, None),
        (true, Some(vec![name("a")])),
        (true, Some(vec![name("a"), name("b_1")])),
    ] {
        let privileges = Privileges {
            room_id: RoomId::new("room1").expect("valid"),
            may_login: true,
            may_publish,
            streams,
        };
        let payload = privileges.to_payload();
        let claims = Claims { payload, ..claims() };
        assert_eq!(claims.privileges(), Ok(Some(privileges)));
    }
}

fn claims() -> Claims {
    Claims {
        app_id: APP,
        user_id: USER.to_owned(),
        nonce: 1,
        ctime: NOW,
        expire: WallTime(NOW.0 + 60_000),
        payload: String::new(),
    }
}

fn payload_refusal(payload: &str) -> Error {
    let claims = Claims { payload: payload.to_owned(), ..claims() };
    claims.check_strict_login(&RoomId::new("r").expect("valid")).expect_err("refused")
}

#[test]
fn a_payload_of_another_shape_is_a_format_error() {
    for payload in [
        "hello",
        "7",
        "{}",
        r#"{"room_id":7}"#,
        r#"{"room_id":""}"#,
        r#"{"room_id":"r","privilege":1}"#,
        r#"{"room_id":"r","privilege":{"1":2}}"#,
        r#"{"room_id":"r","privilege":{"1":1,"2":true}}"#,
        r#"{"room_id":"r","privilege":{"1":1},"stream_id_list":"s"}"#,
        r#"{"room_id":"r","privilege":{"1":1},"stream_id_list":[7]}"#,
        r#"{"room_id":"r","privilege":{"1":1},"stream_id_list":["not a stream"]}"#,
    ] {
        let error = payload_refusal(payload);
        assert_eq!(error.code, ErrorCode::TOKEN_FORMAT, "{payload}: {error}");
    }
}

#[test]
fn a_privilege_that_is_not_named_is_not_granted() {
    for payload in [
        r#"{"room_id":"r"}"#,
        r#"{"room_id":"r","privilege":null}"#,
        r#"{"room_id":"r","privilege":{"2":1}}"#,
        r#"{"room_id":"r","privilege":{"1":0,"2":1}}"#,
    ] {
        assert_eq!(payload_refusal(payload).code, ErrorCode::AUTHENTICATION_FAILED, "{payload}");
    }
}

#[test]
fn an_empty_stream_list_means_any_stream() {
    let payload = r#"{"room_id":"r","privilege":{"1":1,"2":1},"stream_id_list":[]}"#;
    let claims = Claims { payload: payload.to_owned(), ..claims() };
    let privileges = claims.privileges().expect("readable").expect("present");
    assert_eq!(privileges.check_publish(&StreamId::new("any").expect("valid")), Ok(()));
}

/// A token around any text, as a faulty generator might make it.
fn token_around(text: &str) -> String {
    let nonce = [7; 12];
    let key = *b"0123456789abcdef0123456789abcdef";
    let sealed =
        Aes256Gcm::new(&key.into()).encrypt(&nonce.into(), text.as_bytes()).expect("encrypts");
    let mut record = 2_000_000_000u64.to_be_bytes().to_vec();
    for part in [&nonce[..], &sealed] {
        record.extend((part.len() as u16).to_be_bytes());
        record.extend(part);
    }
    record.push(1);
    format!("04{}", STANDARD.encode(record))
}

#[test]
fn a_claim_of_a_wrong_kind_is_named() {
    let good = r#"{"app_id":1234567890,"user_id":"user1","nonce":5,"ctime":1,"expire":2000000000,"payload":""}"#;
    let check = |text: &str| verify(&token_around(text), &first_secret(), APP, &user(USER), NOW);
    assert_eq!(check(good).map(|claims| claims.nonce), Ok(5));
    for (from, to, code, message) in [
        (
            "1234567890",
            "0",
            1002075,
            "claim app_id is a number out of range; a number from 1 to 4294967295 is expected",
        ),
        (
            "1234567890",
            "\"1234567890\"",
            1002075,
            "claim app_id is a text; a number from 1 to 4294967295 is expected",
        ),
        ("\"user1\"", "1", 1002075, "claim user_id is a number out of range; a text is expected"),
        (":5,", ":\"5\",", 1002080, "claim nonce is a text; an integer is expected"),
        ("\"nonce\":5,", "", 1002080, "claim nonce is missing; an integer is expected"),
        (
            ":5,",
            ":5.5,",
            1002080,
            "claim nonce is a number with a fraction; an integer is expected",
        ),
        (
            "\"ctime\":1",
            "\"ctime\":-1",
            1002075,
            "claim ctime is a number out of range; a count of Unix seconds is expected",
        ),
        (
            "2000000000",
            "18446744073709551615",
            1002075,
            "claim expire is a number out of range; a count of Unix seconds is expected",
        ),
        (
            "\"payload\":\"\"",
            "\"payload\":{}",
            1002075,
            "claim payload is an object; a text or null is expected",
        ),
    ] {
        let text = good.replacen(from, to, 1);
        assert_ne!(text, good);
        let error = check(&text).expect_err("refused");
        assert_eq!((error.code.0, error.message.as_str()), (code, message), "{text}");
    }
    let error = check("[]").expect_err("refused");
    assert_eq!(error.code, ErrorCode::AUTHENTICATION_FAILED);
}
