//! The secrets' rules, and that nothing prints them.

use cooee_token::{AppSign, Claims, Form, ServerSecret, Token, make};

const SIGN: &str = "00112233445566778899AABBCCDDEEFF00112233445566778899aabbccddeeff";
const SECRET: &str = "fa94dd0f974cf2e293728a526b028271";

fn app_sign_code(text: &str) -> u32 {
    AppSign::new(text).expect_err("refused").code.0
}

#[test]
fn an_app_sign_obeys_the_reference() {
    assert_eq!(app_sign_code(&SIGN[1..]), 1001001);
    assert_eq!(app_sign_code(&format!("{SIGN}0")), 1001001);
    assert_eq!(app_sign_code(&SIGN.replace('0', "g")), 1001002);
    assert_eq!(app_sign_code(&"é".repeat(64)), 1001002);
    assert_eq!(app_sign_code(""), 1001003);
    let sign = AppSign::new(SIGN).expect("64 digits of either case");
    assert_eq!(sign.reveal(), SIGN.to_lowercase());
}

#[test]
fn a_server_secret_is_32_ascii_characters() {
    let code = |text: &str| ServerSecret::new(text).expect_err("refused").code.0;
    assert_eq!(code(""), 1000017);
    assert_eq!(code(&SECRET[1..]), 1000017);
    assert_eq!(code(&"é".repeat(16)), 1000017);
    assert_eq!(code(&" ".repeat(32)), 1000017);
    assert_eq!(ServerSecret::new(SECRET).expect("32 characters").reveal(), SECRET);
    assert_eq!(ServerSecret::from_random([0xab; 16]).reveal(), "ab".repeat(16));
}

#[test]
fn no_debug_output_and_no_error_shows_a_secret_or_a_token() {
    let sign = AppSign::new(SIGN).expect("64 digits");
    let secret = ServerSecret::new(SECRET).expect("32 characters");
    assert_eq!(format!("{sign:?} {secret:?}"), "AppSign(redacted) ServerSecret(redacted)");
    let claims = Claims {
        app_id: cooee_proto::AppId(1),
        user_id: "u".to_owned(),
        nonce: 1,
        ctime: cooee_proto::WallTime(0),
        expire: cooee_proto::WallTime(1000),
        payload: String::new(),
    };
    let token = make(&claims, &secret, Form::Gcm, [1; 16]).expect("made");
    let parsed = Token::parse(&token).expect("in order");
    assert_eq!(format!("{parsed:?}"), "Token(GCM, redacted)");
    for broken in [&SIGN[1..], &SIGN.replace('0', "g")] {
        let text = AppSign::new(broken).expect_err("refused").to_string();
        assert!(!text.contains(&broken[10..20]), "{text}");
    }
    let text = ServerSecret::new(&SECRET[1..]).expect_err("refused").to_string();
    assert!(!text.contains(&SECRET[10..20]), "{text}");
    for broken in [token.replace('A', "!"), format!("zz{token}"), token[..40].to_owned()] {
        let text = Token::parse(&broken).expect_err("refused").to_string();
        assert!(!text.contains(&broken[2..12]), "{text}");
    }
}
