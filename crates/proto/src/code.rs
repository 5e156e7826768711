//! The numeric codes of the Express reference, each with a stable name and a hint.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A numeric error code with the meaning that the Express reference gives it. 0 is success.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(transparent)]
pub struct ErrorCode(pub u32);

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $constant:ident = $number:literal, $name:literal, $hint:literal;)+) => {
        impl ErrorCode {
            $($(#[doc = $doc])+ pub const $constant: ErrorCode = ErrorCode($number);)+

            /// Every code that Cooee emits, in numeric order within its group.
            pub const ALL: &'static [ErrorCode] = &[$(ErrorCode::$constant),+];

            /// Each code's description and the name of its constant, in the order of `ALL`.
            #[cfg(test)]
            pub(crate) const CONSTANTS: &[(&str, &str)] =
                &[$((concat!($($doc),+), stringify!($constant))),+];

            /// The stable word for this code, or `"unknown"`.
            pub fn name(self) -> &'static str {
                match self.0 { $($number => $name,)+ _ => "unknown" }
            }

            /// What to do about this code, as a sentence for the developer.
            pub fn hint(self) -> &'static str {
                match self.0 { $($number => $hint,)+ _ => "See the error code table in docs/protocol.md." }
            }
        }
    };
}

codes! {
    /// Success.
    OK = 0, "ok", "Nothing to do.";

    /// The room does not exist. A number of the server API.
    ROOM_MISSING = 50001, "room_missing", "A room exists from its first login to its last logout.";
    /// An engine call came before create or after destroy.
    NO_ENGINE = 1000001, "no_engine", "Create the engine first and keep a handle to it.";
    /// Publish, play or send came before login or after logout.
    NOT_IN_ROOM = 1000002, "not_in_room", "Call login_room and wait for its result first.";
    /// The feature is not part of this SDK.
    FEATURE_MISSING = 1000010, "feature_missing", "Leave the call out: this SDK is for audio.";
    /// The streamID is longer than 256 bytes.
    STREAM_ID_TOO_LONG = 1000014, "stream_id_too_long", "Use a streamID of at most 256 bytes.";
    /// The streamID is empty.
    STREAM_ID_EMPTY = 1000015, "stream_id_empty", "Pass a streamID that is unique within the app.";
    /// The streamID holds a character outside `0-9 A-Z a-z _ -`.
    STREAM_ID_CHARACTERS = 1000016, "stream_id_characters", "Use only digits, ASCII letters, '_' and '-' in a streamID.";
    /// An argument is malformed.
    ILLEGAL_PARAMETER = 1000017, "illegal_parameter", "Correct the argument that the message names.";

    /// The appID is 0.
    APP_ID_ZERO = 1001000, "app_id_zero", "Pass the AppID that `cooee app create` printed.";
    /// The AppSign is not 64 characters long.
    APP_SIGN_LENGTH = 1001001, "app_sign_length", "Copy all 64 characters of the AppSign that `cooee app show --secrets` prints.";
    /// The AppSign holds a character that is not hexadecimal.
    APP_SIGN_CHARACTERS = 1001002, "app_sign_characters", "An AppSign has only the characters 0-9 and a-f.";
    /// The AppSign is empty.
    APP_SIGN_EMPTY = 1001003, "app_sign_empty", "Pass the AppSign, or leave it out and log in with a Token.";
    /// The server does not know this appID.
    APP_ID_WRONG = 1001004, "app_id_wrong", "Check the AppID against `cooee app list` on this server.";
    /// The AppSign does not belong to this appID.
    APP_SIGN_WRONG = 1001005, "app_sign_wrong", "Check the AppSign against `cooee app show --secrets`; it changes when it is rotated.";

    /// Already logged in to a room.
    ALREADY_LOGGED_IN = 1002001, "already_logged_in", "Log out first, or use switch_room.";
    /// That roomID is not the one logged in to.
    NOT_THAT_ROOM = 1002002, "not_that_room", "Pass the roomID of the room that this engine is logged in to.";
    /// The userID is empty.
    USER_ID_EMPTY = 1002005, "user_id_empty", "Pass a userID that is unique within the app.";
    /// The userID holds a character that is not allowed.
    USER_ID_CHARACTERS = 1002006, "user_id_characters", "Use digits, ASCII letters and the punctuation that the reference lists.";
    /// The userID is too long.
    USER_ID_TOO_LONG = 1002007, "user_id_too_long", "Use a userID of fewer than 64 bytes.";
    /// The userName is empty.
    USER_NAME_EMPTY = 1002008, "user_name_empty", "Pass a userName, or use User::from_id.";
    /// The userName holds a control character.
    USER_NAME_CHARACTERS = 1002009, "user_name_characters", "Take control characters out of the userName.";
    /// The userName is too long.
    USER_NAME_TOO_LONG = 1002010, "user_name_too_long", "Use a userName of fewer than 256 bytes.";
    /// The roomID is empty.
    ROOM_ID_EMPTY = 1002011, "room_id_empty", "Pass a roomID.";
    /// The roomID holds a character that is not allowed.
    ROOM_ID_CHARACTERS = 1002012, "room_id_characters", "Use digits, ASCII letters and the punctuation that the reference lists.";
    /// The roomID is too long.
    ROOM_ID_TOO_LONG = 1002013, "room_id_too_long", "Use a roomID of fewer than 128 bytes.";
    /// The room extra info key is empty.
    ROOM_EXTRA_INFO_KEY_EMPTY = 1002014, "room_extra_info_key_empty", "Pass a key of 1 to 10 bytes.";
    /// The room extra info key is too long.
    ROOM_EXTRA_INFO_KEY_TOO_LONG = 1002015, "room_extra_info_key_too_long", "Use a key of at most 10 bytes.";
    /// The room extra info value is too long.
    ROOM_EXTRA_INFO_VALUE_TOO_LONG = 1002016, "room_extra_info_value_too_long", "Use a value of at most 128 bytes.";
    /// The room already has extra info under another key.
    ROOM_EXTRA_INFO_SECOND_KEY = 1002017, "room_extra_info_second_key", "A room has one extra info key; set that one.";
    /// The server cannot be reached.
    CANNOT_CONNECT = 1002030, "cannot_connect", "Check the server URL, and that `cooee serve` runs there.";
    /// The login got no answer in time.
    LOGIN_TIMED_OUT = 1002031, "login_timed_out", "Check the network; the SDK retries until its budget ends.";
    /// Authentication failed.
    AUTHENTICATION_FAILED = 1002033, "authentication_failed", "Explain the token with `cooee token check`.";
    /// The room is full.
    ROOM_FULL = 1002034, "room_full", "Wait until a user leaves, or raise max_member_count of the first login.";
    /// The same userID logged in elsewhere.
    KICKED_BY_SAME_USER = 1002050, "kicked_by_same_user", "Another device uses this userID; ask the person before logging in again.";
    /// The link is broken; the SDK retries.
    LINK_BROKEN = 1002051, "link_broken", "Wait: the SDK reconnects by itself.";
    /// The link was closed.
    DISCONNECTED = 1002052, "disconnected", "Log in again.";
    /// The retry budget is used up.
    RETRY_BUDGET_USED_UP = 1002053, "retry_budget_used_up", "Check the network, then log in again.";
    /// Kicked by the business server.
    KICKED_BY_SERVER = 1002055, "kicked_by_server", "Ask the application's server why.";
    /// Kicked because the token expired.
    KICKED_TOKEN_EXPIRED = 1002056, "kicked_token_expired", "Call renew_token when on_room_token_will_expire comes.";
    /// The server no longer knows this session.
    SESSION_FAULT = 1002057, "session_fault", "Log in again.";
    /// The user is blacklisted.
    BLACKLISTED = 1002066, "blacklisted", "Ask the operator to lift the rule.";
    /// Neither AppSign nor Token was given.
    NO_CREDENTIALS = 1002067, "no_credentials", "Create the engine with an AppSign, or put a Token into the room config.";
    /// Signalling requests come too fast.
    SIGNAL_RATE = 1002073, "signal_rate", "Send fewer requests per second.";
    /// The token failed inside.
    TOKEN_INTERNAL = 1002074, "token_internal", "Make a new token.";
    /// The token is malformed.
    TOKEN_FORMAT = 1002075, "token_format", "Copy the whole token; make it with `cooee token make` or a Token04 generator.";
    /// The token is for another app.
    TOKEN_APP_ID = 1002076, "token_app_id", "Make the token with this engine's AppID.";
    /// The token is for another user.
    TOKEN_USER_ID = 1002077, "token_user_id", "Make the token for the userID that logs in.";
    /// The token has expired.
    TOKEN_EXPIRED = 1002078, "token_expired", "Make a new token; if it is new, compare the clocks that the message names.";
    /// The token is not version 04.
    TOKEN_VERSION = 1002079, "token_version", "Make a Token04: its first two characters are 04.";
    /// The token's nonce is not a number.
    TOKEN_NONCE = 1002080, "token_nonce", "Make the token with an integer nonce.";
    /// The renewed token may not publish although the user does.
    TOKEN_NO_PUBLISH = 1002082, "token_no_publish", "Make the new token with the publish privilege.";
    /// The server failed inside.
    ROOM_INTERNAL = 1002099, "room_internal", "Look at the server's log.";

    /// The publish was interrupted; the SDK retries.
    PUBLISH_INTERRUPTED = 1003020, "publish_interrupted", "Wait: the SDK publishes again by itself.";
    /// The publish retry budget is used up.
    PUBLISH_RETRY_BUDGET_USED_UP = 1003021, "publish_retry_budget_used_up", "Check the network, then publish again after 3 to 5 s.";
    /// That channel already publishes.
    CHANNEL_BUSY = 1003023, "channel_busy", "Stop the stream on this channel first, or use another channel.";
    /// The server forbids this publish.
    PUBLISH_FORBIDDEN = 1003025, "publish_forbidden", "Ask the operator to resume the stream.";
    /// Somebody in the app already publishes this streamID.
    STREAM_ID_LIVE = 1003028, "stream_id_live", "Use a streamID that nobody else publishes, for example one with the userID in it.";
    /// The stream extra info is missing.
    STREAM_EXTRA_INFO_NULL = 1003050, "stream_extra_info_null", "Pass a text; it may be empty.";
    /// The stream extra info is too long.
    STREAM_EXTRA_INFO_TOO_LONG = 1003051, "stream_extra_info_too_long", "Use fewer than 1024 bytes.";
    /// The stream extra info could not be set.
    STREAM_EXTRA_INFO_FAILED = 1003053, "stream_extra_info_failed", "Publish the stream first, and check the network.";
    /// The token does not allow this publish.
    PUBLISH_NOT_ALLOWED = 1003072, "publish_not_allowed", "Make a token with the publish privilege and this streamID.";
    /// The publish failed inside.
    PUBLISH_INTERNAL = 1003099, "publish_internal", "Look at the server's log.";

    /// The stream does not exist.
    STREAM_MISSING = 1004002, "stream_missing", "Wait: it is played when it appears; or check the streamID.";
    /// More than 12 streams are played at once.
    TOO_MANY_PLAYS = 1004010, "too_many_plays", "Stop one of the 12 streams first.";
    /// That stream is not being played.
    NOT_PLAYING = 1004011, "not_playing", "Call start_playing_stream first.";
    /// The play was interrupted; the SDK retries. With state NO_PLAY: it gave up.
    PLAY_INTERRUPTED = 1004020, "play_interrupted", "Wait while the state is REQUESTING; after NO_PLAY play again after 3 to 5 s.";
    /// The server forbids this play.
    PLAY_FORBIDDEN = 1004025, "play_forbidden", "Ask the operator to resume the stream.";
    /// The play failed inside.
    PLAY_INTERNAL = 1004099, "play_internal", "Look at the server's log.";

    /// A device failed.
    DEVICE_GENERIC = 1006001, "device_generic", "Look at the system's sound settings; the call goes on silently.";
    /// No device has this id.
    DEVICE_UNKNOWN = 1006002, "device_unknown", "Take an id from audio_device_list.";
    /// The device is not permitted.
    DEVICE_NOT_PERMITTED = 1006003, "device_not_permitted", "Allow the program to use the device.";
    /// The device is in use by another program.
    DEVICE_IN_USE = 1006005, "device_in_use", "Close the program that uses the device.";
    /// The device was unplugged.
    DEVICE_UNPLUGGED = 1006006, "device_unplugged", "Plug the device in, or choose another one.";
    /// The sound level interval is outside 100 to 3000 ms.
    SOUND_LEVEL_INTERVAL = 1006031, "sound_level_interval", "Use 100 to 3000 ms.";

    /// The message is empty.
    MESSAGE_EMPTY = 1009001, "message_empty", "Pass a text.";
    /// The message is longer than 1024 bytes.
    MESSAGE_TOO_LONG = 1009002, "message_too_long", "Use at most 1024 bytes of UTF-8.";
    /// The message is for another room.
    MESSAGE_OTHER_ROOM = 1009005, "message_other_room", "Pass the roomID of the room that this engine is logged in to.";
    /// The message could not be sent.
    MESSAGE_FAILED = 1009010, "message_failed", "Check the network and send again.";
    /// A target userID is empty.
    MESSAGE_TARGET_EMPTY = 1009011, "message_target_empty", "Name every target user, or pass no target for everyone.";
    /// A target userID is too long.
    MESSAGE_TARGET_TOO_LONG = 1009012, "message_target_too_long", "Use the userID as it stands in the user list.";
    /// The message parameters are too long.
    MESSAGE_PARAMETERS_TOO_LONG = 1009013, "message_parameters_too_long", "Name fewer or shorter target users.";
    /// Messages come too fast.
    MESSAGE_RATE = 1009015, "message_rate", "Send fewer messages per second.";

    /// The custom audio source type is wrong.
    CUSTOM_AUDIO_SOURCE = 1012001, "custom_audio_source", "Pass a source type that the documentation lists.";
    /// Custom audio capture is not enabled.
    CUSTOM_CAPTURE_NOT_ENABLED = 1012002, "custom_capture_not_enabled", "Call enable_custom_audio_io before publishing.";
    /// Custom audio rendering is not enabled.
    CUSTOM_RENDER_NOT_ENABLED = 1012003, "custom_render_not_enabled", "Call enable_custom_audio_io before playing.";
    /// Custom audio was enabled after the engine started.
    CUSTOM_AUDIO_TOO_LATE = 1012004, "custom_audio_too_late", "Call enable_custom_audio_io before publishing or playing.";
    /// The sample rate is not supported.
    CUSTOM_AUDIO_SAMPLE_RATE = 1012010, "custom_audio_sample_rate", "Use 8000, 16000, 22050, 24000, 32000, 44100 or 48000 Hz.";
}

impl ErrorCode {
    /// Whether this is [`ErrorCode::OK`].
    pub fn is_ok(self) -> bool {
        self == Self::OK
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn numbers_and_names_are_unique_and_hints_are_sentences() {
        let numbers: BTreeSet<_> = ErrorCode::ALL.iter().collect();
        let names: BTreeSet<_> = ErrorCode::ALL.iter().map(|code| code.name()).collect();
        assert_eq!(numbers.len(), ErrorCode::ALL.len());
        assert_eq!(names.len(), ErrorCode::ALL.len());
        for code in ErrorCode::ALL {
            assert!(code.hint().ends_with('.'), "{} has no sentence", code.name());
        }
    }

    #[test]
    fn an_unlisted_number_is_unknown() {
        assert_eq!(ErrorCode(7).name(), "unknown");
    }
}
