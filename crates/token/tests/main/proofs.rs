//! AppSign proofs. The expected values come from Python:
//!
//! ```python
//! def proof(sign, nonce, app, user, room, platform, offer):
//!     text = b"cooee-appsign-v1\0"
//!     offer = hashlib.sha256(offer.encode()).digest()
//!     for field in (nonce, str(app), user, room, platform):
//!         text += struct.pack(">I", len(field.encode())) + field.encode()
//!     text += struct.pack(">I", len(offer)) + offer
//!     return hmac.new(bytes.fromhex(sign), text, hashlib.sha256).hexdigest()
//! ```

use crate::tokens::user;
use cooee_proto::{AppId, ErrorCode, RoomId, UserId};
use cooee_token::{AppSign, ProofInput, app_sign_proof, check_app_sign_proof};

const SIGN: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
const NONCE: &str = "00112233445566778899aabbccddeeff";
const OFFER: &str = "v=0\r\na=fingerprint:sha-256 AB:CD\r\n";

fn sign(text: &str) -> AppSign {
    AppSign::new(text).expect("64 digits")
}

fn room(text: &str) -> RoomId {
    RoomId::new(text).expect("a valid roomID")
}

fn input<'a>(user_id: &'a UserId, room_id: &'a RoomId, offer: &'a str) -> ProofInput<'a> {
    let app_id = AppId(1_234_567_890);
    ProofInput { nonce: NONCE, app_id, user_id, room_id, platform: "linux", offer }
}

#[test]
fn proofs_are_those_of_python() {
    let (user1, room1) = (user("user1"), room("room1"));
    assert_eq!(
        app_sign_proof(&sign(SIGN), &input(&user1, &room1, OFFER)),
        "75a8bbf75d58635352373f25f3f19de2a8b8d5c61492b6a546455639be8eb641"
    );
    assert_eq!(
        app_sign_proof(&sign(SIGN), &input(&user1, &room1, "")),
        "239c2d43c35ec32b5ab0de36b43ea0c14f8aa098d6518ff8fc167998abadd85b"
    );
    let (strange_user, strange_room) = (user("u-~!@#$%^&*()_+="), room("a/b’c"));
    let strange = ProofInput {
        nonce: "abcdef0123456789abcdef0123456789",
        app_id: AppId(u32::MAX),
        user_id: &strange_user,
        room_id: &strange_room,
        platform: "android",
        offer: "v=0\r\n",
    };
    assert_eq!(
        app_sign_proof(&sign(&"F".repeat(64)), &strange),
        "674d056700bbf9787d8f17222366a9bee39e7993a9e43ca9106c37d242f45eec"
    );
}

#[test]
fn every_field_and_the_secret_are_bound() {
    let (user1, room1, user2, room2) = (user("user1"), room("room1"), user("user2"), room("r"));
    let good = input(&user1, &room1, OFFER);
    let proof = app_sign_proof(&sign(SIGN), &good);
    assert_eq!(check_app_sign_proof(&sign(SIGN), &good, &proof), Ok(()));
    assert_eq!(check_app_sign_proof(&sign(SIGN), &good, &proof.to_uppercase()), Ok(()));
    let changed = [
        ProofInput { nonce: "00112233445566778899aabbccddeefe", ..good },
        ProofInput { app_id: AppId(1), ..good },
        ProofInput { user_id: &user2, ..good },
        ProofInput { room_id: &room2, ..good },
        ProofInput { platform: "web", ..good },
        ProofInput { offer: "v=0\r\na=fingerprint:sha-256 AB:CE\r\n", ..good },
        ProofInput { offer: "", ..good },
    ];
    for input in changed {
        let error = check_app_sign_proof(&sign(SIGN), &input, &proof).expect_err("refused");
        assert_eq!(error.code, ErrorCode::APP_SIGN_WRONG, "{input:?}");
    }
    let other = sign(&"0".repeat(64));
    let error = check_app_sign_proof(&other, &good, &proof).expect_err("refused");
    assert_eq!(error.code, ErrorCode::APP_SIGN_WRONG);
}

#[test]
fn a_proof_of_another_shape_is_refused() {
    let (user1, room1) = (user("user1"), room("room1"));
    let good = input(&user1, &room1, OFFER);
    let proof = app_sign_proof(&sign(SIGN), &good);
    for text in ["", "zz", &proof[..62], &format!("{proof}00"), SIGN] {
        let error = check_app_sign_proof(&sign(SIGN), &good, text).expect_err("refused");
        assert_eq!(error.code, ErrorCode::APP_SIGN_WRONG, "{text}");
    }
}
