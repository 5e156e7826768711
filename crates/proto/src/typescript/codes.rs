//! The error codes, with their words and hints.

use super::text::{comment, declaration, quoted};
use crate::ErrorCode;

/// Where a hint speaks of Rust's own names or of another program: what a web page calls it.
const WEB_WORDS: &[(&str, &str)] = &[
    ("on_room_token_will_expire", "tokenWillExpire"),
    ("audio_device_list", "enumDevices"),
    (", or use User::from_id", ""),
    (
        "Create the engine with an AppSign, or put a Token into the room config",
        "Pass a Token to loginRoom",
    ),
    ("Pass the AppSign, or leave it out and log in with a Token", "Log in with a Token"),
    ("max_member_count", "maxMemberCount"),
    ("login_room", "loginRoom"),
    ("switch_room", "switchRoom"),
    ("renew_token", "renewToken"),
    ("start_playing_stream", "startPlayingStream"),
    ("enable_custom_audio_io", "createZegoStream with a custom source"),
];

pub(super) fn section() -> String {
    let mut text = declaration::<ErrorCode>();
    text += &comment("Each error code, by the upper-case form of its name.", "");
    text += "export const ErrorCode = {\n";
    for (code, (doc, constant)) in ErrorCode::ALL.iter().zip(ErrorCode::CONSTANTS) {
        assert_eq!(code.name(), constant.to_lowercase());
        text += &format!("{}  {constant}: {code},\n", comment(doc, "  "));
    }
    text += "} as const;\n\n";
    text += &comment("What to do about each code, as a sentence for the developer.", "");
    text += "export const HINTS: Readonly<Record<ErrorCode, string>> = {\n";
    for code in ErrorCode::ALL {
        text += &format!("  {code}: {},\n", quoted(&web_hint(*code)));
    }
    text + "};\n" + MAKE_ERROR
}

const MAKE_ERROR: &str = "
/**
 * An error with the code's own name and hint. `message` says what arrived and what was expected,
 * without a full stop at its end.
 */
export function makeError(code: ErrorCode, message: string): Error {
  const entry = Object.entries(ErrorCode).find(([, number]) => number === code);
  const name = entry?.[0].toLowerCase() ?? \"unknown\";
  return { code, name, message, hint: HINTS[code] ?? \"\" };
}
";

fn web_hint(code: ErrorCode) -> String {
    let hint =
        WEB_WORDS.iter().fold(code.hint().to_owned(), |hint, (rust, web)| hint.replace(rust, web));
    let is_snake =
        |word: &str| word.contains('_') && word.starts_with(|it: char| it.is_lowercase());
    assert!(!hint.split(' ').any(is_snake), "{hint:?} needs an entry of WEB_WORDS");
    hint
}
