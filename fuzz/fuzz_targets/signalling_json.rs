//! WebSocket texts in both directions: no text breaks the readers, and what they accept keeps
//! its meaning when it is written and read again.
#![no_main]

use cooee_proto::signal::{ClientMessage, ServerMessage};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(message) = ClientMessage::parse(text) {
        assert_eq!(ClientMessage::parse(&message.to_text()).as_ref(), Ok(&message));
    }
    if let Ok(message) = ServerMessage::parse(text) {
        assert_eq!(ServerMessage::parse(&message.to_text()).as_ref(), Ok(&message));
    }
});
