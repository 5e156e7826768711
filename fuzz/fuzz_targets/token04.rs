//! Tokens: no text breaks the reader, and what a genuine one carries is read as it was written.
#![no_main]

use cooee_proto::{AppId, UserId, WallTime};
use cooee_token::{Claims, Form, Question, ServerSecret, explain, make, verify};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let secret = ServerSecret::from_random([7; 16]);
    let user = UserId::new("alice").expect("a valid userID");
    let (app, now) = (AppId(1), WallTime(1_000_000));

    assert!(verify(text, &secret, app, &user, now).is_err(), "a token was guessed");
    let question = Question {
        secret: Some(&secret),
        app_id: Some(app),
        user_id: Some(&user),
        room_id: None,
        stream_id: None,
        now,
    };
    let _ = explain(text, &question).to_string();

    // The same text as the payload of a genuine token.
    let claims = Claims {
        app_id: app,
        user_id: user.to_string(),
        nonce: 1,
        ctime: now,
        expire: WallTime(2_000_000),
        payload: text.to_owned(),
    };
    for form in [Form::Cbc, Form::Gcm] {
        if let Ok(token) = make(&claims, &secret, form, [3; 16]) {
            assert_eq!(verify(&token, &secret, app, &user, now).as_ref(), Ok(&claims));
        }
    }
    let _ = claims.privileges();
});
