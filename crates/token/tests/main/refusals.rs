//! What is refused, with its code. The cases of reference §16.6 come first.

use crate::tokens::{APP, NOW, USER, V1, V2, V3, V5, first_secret, second_secret, user};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use cooee_proto::{AppId, Error, ErrorCode, RoomId, StreamId, WallTime};
use cooee_token::{Claims, Token, verify};
use proptest::prelude::*;

fn refusal(token: &str) -> Error {
    verify(token, &first_secret(), APP, &user(USER), NOW).expect_err("it should be refused")
}

fn claims(token: &str) -> Claims {
    let secret = if token == V2 { second_secret() } else { first_secret() };
    verify(token, &secret, APP, &user(USER), NOW).expect("good")
}

/// The token with one byte of its record exchanged.
fn with_byte_flipped(token: &str, place: usize, bits: u8) -> String {
    let mut record = STANDARD.decode(&token[2..]).expect("Base64");
    record[place] ^= bits;
    format!("04{}", STANDARD.encode(record))
}

fn record_bytes(token: &str) -> usize {
    STANDARD.decode(&token[2..]).expect("Base64").len()
}

#[test]
fn any_changed_byte_of_a_gcm_token_is_refused() {
    for place in 8..record_bytes(V3) {
        let error = refusal(&with_byte_flipped(V3, place, 1));
        // A changed nonce decrypts to noise, as another secret does.
        let expected = if (10..22).contains(&place) {
            ErrorCode::AUTHENTICATION_FAILED
        } else {
            ErrorCode::TOKEN_FORMAT
        };
        assert_eq!(error.code, expected, "byte {place}: {error}");
    }
}

#[test]
fn any_changed_ciphertext_byte_of_a_cbc_token_is_refused() {
    for token in [V1, V2] {
        for place in 28..record_bytes(token) {
            let error = Token::parse(&with_byte_flipped(token, place, 0x80))
                .expect("the envelope is in order")
                .open(&if token == V2 { second_secret() } else { first_secret() })
                .expect_err("it should be refused");
            assert_eq!(error.code, ErrorCode::TOKEN_FORMAT, "byte {place}: {error}");
        }
    }
}

#[test]
fn all_that_can_go_wrong_inside_cbc_looks_the_same() {
    let mut texts: Vec<_> = (28..record_bytes(V1))
        .flat_map(|place| (0..8).map(move |bit| with_byte_flipped(V1, place, 1 << bit)))
        .map(|token| refusal(&token).to_string())
        .collect();
    texts.sort();
    texts.dedup();
    assert_eq!(texts.len(), 1, "a padding oracle: {texts:#?}");
}

#[test]
fn a_token_of_another_secret_is_refused() {
    for token in [V1, V3] {
        let error = verify(token, &second_secret(), APP, &user(USER), NOW).expect_err("refused");
        assert_eq!(error.code, ErrorCode::AUTHENTICATION_FAILED, "{error}");
        assert!(error.message.contains("another ServerSecret"), "{error}");
    }
}

#[test]
fn a_token_of_another_user_is_refused() {
    let error = verify(V1, &first_secret(), APP, &user("user2"), NOW).expect_err("refused");
    assert_eq!(error.code, ErrorCode::TOKEN_USER_ID);
}

#[test]
fn a_token_of_another_app_is_refused() {
    let error = verify(V1, &first_secret(), AppId(1), &user(USER), NOW).expect_err("refused");
    assert_eq!(error.code, ErrorCode::TOKEN_APP_ID);
}

#[test]
fn another_version_is_refused() {
    for version in ["03", "05", "4", "x"] {
        let error = refusal(&format!("{version}{}", &V1[2..]));
        assert_eq!(error.code, ErrorCode::TOKEN_VERSION, "{version}");
    }
}

#[test]
fn an_expired_token_is_refused_from_its_expire_on() {
    let expire = 1_795_335_171_000;
    let at = |ms| verify(V5, &first_secret(), APP, &user(USER), WallTime(ms));
    assert!(at(expire - 1).is_ok());
    assert_eq!(at(expire).expect_err("refused").code, ErrorCode::TOKEN_EXPIRED);
    let error = at(NOW.0).expect_err("refused");
    assert_eq!(error.code, ErrorCode::TOKEN_EXPIRED);
    assert_eq!(
        error.message,
        "claim expire passed 39 s ago; the token expires 2026-11-22 08:12:51 UTC (1795335171), \
         the server's clock says 2026-11-22 08:13:30 UTC (1795335210)"
    );
}

#[test]
fn the_payload_binds_room_and_publish() {
    let room = |name| RoomId::new(name).expect("valid");
    let error = claims(V2).check_strict_login(&room("room2")).expect_err("refused");
    assert_eq!(error.code, ErrorCode::AUTHENTICATION_FAILED);
    let stream = |name| StreamId::new(name).expect("valid");
    let listener = claims(V2).check_strict_login(&room("room1")).expect("may log in");
    let error = listener.check_publish(&stream("stream-a")).expect_err("refused");
    assert_eq!(error.code, ErrorCode::PUBLISH_NOT_ALLOWED);
    let publisher = claims(V3).check_strict_login(&room("room1")).expect("may log in");
    assert_eq!(publisher.check_publish(&stream("stream-a")), Ok(()));
    let error = publisher.check_publish(&stream("stream-b")).expect_err("refused");
    assert_eq!(error.code, ErrorCode::PUBLISH_NOT_ALLOWED);
}

#[test]
fn a_token_without_privileges_is_refused_by_a_strict_app() {
    let error = claims(V1).check_strict_login(&RoomId::new("room1").expect("valid"));
    assert_eq!(error.expect_err("refused").code, ErrorCode::AUTHENTICATION_FAILED);
}

#[test]
fn an_empty_token_is_no_credential() {
    assert_eq!(refusal("").code, ErrorCode::NO_CREDENTIALS);
}

#[test]
fn a_changed_clear_expire_is_refused() {
    assert_eq!(refusal(&with_byte_flipped(V3, 7, 1)).code, ErrorCode::TOKEN_FORMAT);
    // A sign bit makes it negative.
    assert_eq!(refusal(&with_byte_flipped(V3, 0, 0x80)).code, ErrorCode::TOKEN_FORMAT);
}

#[test]
fn a_cut_or_lengthened_token_is_refused() {
    for token in [V1, V3] {
        for end in 2..token.len() {
            assert_eq!(refusal(&token[..end]).code, ErrorCode::TOKEN_FORMAT, "cut at {end}");
        }
        let mut record = STANDARD.decode(&token[2..]).expect("Base64");
        record.extend([1, 1]);
        let longer = format!("04{}", STANDARD.encode(record));
        assert_eq!(refusal(&longer).code, ErrorCode::TOKEN_FORMAT);
        assert_eq!(refusal(&format!("{token}\n")).code, ErrorCode::TOKEN_FORMAT);
    }
}

#[test]
fn a_cbc_token_may_name_its_mode() {
    let mut record = STANDARD.decode(&V1[2..]).expect("Base64");
    record.push(0);
    let named = format!("04{}", STANDARD.encode(&record));
    assert!(verify(&named, &first_secret(), APP, &user(USER), NOW).is_ok());
    // The other mode's byte does not fit the 16 random bytes, a third mode does not exist.
    for mode in [1, 2] {
        record.pop();
        record.push(mode);
        let error = refusal(&format!("04{}", STANDARD.encode(&record)));
        assert_eq!(error.code, ErrorCode::TOKEN_FORMAT);
    }
}

proptest! {
    #[test]
    fn arbitrary_text_is_refused(text in ".{0,300}") {
        prop_assert!(verify(&text, &first_secret(), APP, &user(USER), NOW).is_err());
    }

    #[test]
    fn an_arbitrary_record_is_refused(record in prop::collection::vec(any::<u8>(), 0..200)) {
        let text = format!("04{}", STANDARD.encode(record));
        prop_assert!(verify(&text, &first_secret(), APP, &user(USER), NOW).is_err());
    }

    // Lengths that fit lead all the way to the ciphers.
    #[test]
    fn noise_in_a_good_envelope_is_a_token_of_another_secret(
        random in prop::collection::vec(any::<u8>(), 16),
        sealed in prop::collection::vec(any::<u8>(), 16..200),
        gcm: bool,
    ) {
        let mut record = vec![0; 8];
        let (random, sealed) = if gcm {
            (&random[..12], &sealed[..])
        } else {
            (&random[..], &sealed[..sealed.len() / 16 * 16])
        };
        for part in [random, sealed] {
            record.extend((part.len() as u16).to_be_bytes());
            record.extend(part);
        }
        if gcm {
            record.push(1);
        }
        let error = refusal(&format!("04{}", STANDARD.encode(record)));
        prop_assert_eq!(error.code, ErrorCode::AUTHENTICATION_FAILED);
    }
}
