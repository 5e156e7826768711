//! Messages of the room, typed as lines: `--chat`.

use cooee::{Engine, Error, ErrorCode, PublishChannel, RoomId};
use std::io::{BufRead, stdin};
use std::pin::Pin;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// What a line asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// A message to everyone.
    Broadcast(String),
    /// A message to everyone that may be dropped under load.
    Barrage(String),
    /// A command to one user.
    Command { user: String, text: String },
    /// The room's extra info.
    RoomInfo { key: String, value: String },
    /// The extra info of the own stream.
    StreamInfo(String),
}

/// The result of a line, once the server answered.
pub type Sent = Pin<Box<dyn Future<Output = Result<(), Error>>>>;

/// Standard input, line by line.
pub struct Chat {
    lines: UnboundedReceiver<String>,
}

impl Chat {
    /// Reads standard input from here on.
    pub fn start() -> std::io::Result<Self> {
        let (sender, lines) = unbounded_channel();
        std::thread::Builder::new().name("chat".to_owned()).spawn(move || {
            for line in stdin().lock().lines() {
                match line {
                    Ok(line) => {
                        if sender.send(line).is_err() {
                            return;
                        }
                    }
                    Err(_) => return,
                }
            }
        })?;
        Ok(Self { lines })
    }

    /// The next line; the end of the input does not end the call.
    pub async fn next(&mut self) -> String {
        match self.lines.recv().await {
            Some(line) => line,
            None => std::future::pending().await,
        }
    }
}

impl Line {
    /// Reads a line; an empty one asks for nothing.
    pub fn parse(line: &str) -> Result<Option<Self>, Error> {
        let Some(command) = line.strip_prefix('/') else {
            return Ok(Some(line).filter(|it| !it.is_empty()).map(|it| Self::Broadcast(it.into())));
        };
        let (word, rest) = command.split_once(' ').unwrap_or((command, ""));
        let pair = || rest.split_once(' ').map(|(first, text)| (first.to_owned(), text.to_owned()));
        let meaning = match word {
            "barrage" => Some(Self::Barrage(rest.to_owned())),
            "command" => pair().map(|(user, text)| Self::Command { user, text }),
            "room-info" => pair().map(|(key, value)| Self::RoomInfo { key, value }),
            "stream-info" => Some(Self::StreamInfo(rest.to_owned())),
            _ => None,
        };
        meaning.map(Some).ok_or_else(|| {
            Error::new(ErrorCode::ILLEGAL_PARAMETER, format!("{line:?} cannot be read")).with_hint(
                "Type a message, or: /barrage TEXT, /command USER TEXT, /room-info KEY VALUE, \
                     /stream-info TEXT.",
            )
        })
    }

    /// Does what the line asks for.
    pub fn send(self, engine: &Engine, room: &RoomId) -> Sent {
        let room = room.as_str();
        match self {
            Self::Broadcast(text) => done(engine.send_broadcast_message(room, text)),
            Self::Barrage(text) => done(engine.send_barrage_message(room, text)),
            Self::Command { user, text } => done(engine.send_custom_command(room, text, [user])),
            Self::RoomInfo { key, value } => done(engine.set_room_extra_info(room, key, value)),
            Self::StreamInfo(text) => {
                done(engine.set_stream_extra_info(text, PublishChannel::Main))
            }
        }
    }
}

fn done<T>(pending: impl Future<Output = Result<T, Error>> + 'static) -> Sent {
    Box::pin(async { pending.await.map(|_| ()) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_have_meanings() {
        let meaning = |line: &str| Line::parse(line).ok().flatten();
        assert_eq!(meaning("hello there"), Some(Line::Broadcast("hello there".into())));
        assert_eq!(meaning("/barrage hi all"), Some(Line::Barrage("hi all".into())));
        let command = Line::Command { user: "bob".into(), text: "open the door".into() };
        assert_eq!(meaning("/command bob open the door"), Some(command));
        let info = Line::RoomInfo { key: "topic".into(), value: "tea and cake".into() };
        assert_eq!(meaning("/room-info topic tea and cake"), Some(info));
        assert_eq!(
            meaning("/stream-info on the road"),
            Some(Line::StreamInfo("on the road".into()))
        );
        assert_eq!(Line::parse(""), Ok(None));
    }

    #[test]
    fn a_wrong_line_says_which_there_are() {
        let error = Line::parse("/shout x").expect_err("no such command");
        assert!(error.hint.contains("/barrage TEXT"), "{error}");
        assert!(Line::parse("/command bob").is_err());
    }
}
