//! The keys of the call, and the terminal mode that they need.

use crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use std::io::{IsTerminal, stdin};
use std::sync::Once;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// What the help says.
pub const HELP: &str = "keys: m mutes the microphone, s mutes the speaker, q leaves \
                        (also Esc and Ctrl-C), ? shows this";

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// Mute the microphone, or end that.
    Microphone,
    /// Mute the speaker, or end that.
    Speaker,
    /// Leave the call.
    Leave,
    /// Show the keys.
    Help,
}

/// The keyboard, key by key. The terminal is as before when this is dropped, and after a panic
/// of any thread.
pub struct Keys {
    pressed: UnboundedReceiver<Key>,
}

impl Keys {
    /// Takes the terminal over; `None` where standard input is none.
    pub fn start() -> std::io::Result<Option<Self>> {
        if !stdin().is_terminal() {
            return Ok(None);
        }
        restore_on_panic();
        enable_raw_mode()?;
        let (sender, pressed) = unbounded_channel();
        // From here on a drop restores the terminal.
        let keys = Self { pressed };
        std::thread::Builder::new().name("keys".to_owned()).spawn(move || {
            loop {
                let key = match event::read() {
                    Ok(Event::Key(key)) => meaning(key),
                    Ok(_) => None,
                    // The terminal is gone.
                    Err(_) => Some(Key::Leave),
                };
                if let Some(key) = key
                    && (sender.send(key).is_err() || key == Key::Leave)
                {
                    return;
                }
            }
        })?;
        Ok(Some(keys))
    }

    /// The next key that means something.
    pub async fn next(&mut self) -> Key {
        match self.pressed.recv().await {
            Some(key) => key,
            None => std::future::pending().await,
        }
    }
}

impl Drop for Keys {
    fn drop(&mut self) {
        restore();
    }
}

/// A mode that cannot be restored is one of a terminal that is gone.
fn restore() {
    let _ = disable_raw_mode();
}

/// So that the panic's own text is readable, and a panic elsewhere does not leave the mode.
fn restore_on_panic() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            restore();
            before(panic);
        }));
    });
}

fn meaning(key: KeyEvent) -> Option<Key> {
    if key.kind != KeyEventKind::Press {
        return None;
    }
    if key.modifiers.contains(KeyModifiers::CONTROL) {
        return matches!(key.code, KeyCode::Char('c' | 'd')).then_some(Key::Leave);
    }
    match key.code {
        KeyCode::Char('m' | 'M') => Some(Key::Microphone),
        KeyCode::Char('s' | 'S') => Some(Key::Speaker),
        KeyCode::Char('q' | 'Q') | KeyCode::Esc => Some(Key::Leave),
        KeyCode::Char('?' | 'h' | 'H') => Some(Key::Help),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_have_meanings() {
        let with = |code, modifiers| meaning(KeyEvent::new(code, modifiers));
        let plain = |character| with(KeyCode::Char(character), KeyModifiers::NONE);
        assert_eq!(plain('m'), Some(Key::Microphone));
        assert_eq!(plain('s'), Some(Key::Speaker));
        assert_eq!(plain('q'), Some(Key::Leave));
        assert_eq!(plain('?'), Some(Key::Help));
        assert_eq!(plain('c'), None);
        assert_eq!(with(KeyCode::Esc, KeyModifiers::NONE), Some(Key::Leave));
        assert_eq!(with(KeyCode::Char('c'), KeyModifiers::CONTROL), Some(Key::Leave));
        assert_eq!(with(KeyCode::Char('m'), KeyModifiers::CONTROL), None);
    }
}
