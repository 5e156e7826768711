//! Room messages and extra infos. The sender never receives his own.

use super::Engine;
use crate::Pending;
use cooee_engine::{Command, Reply};

impl Engine {
    /// Sends a text to everyone else in the room, reliably and in order (Express:
    /// `sendBroadcastMessage`). 1 to 1024 bytes, 2 in a second. Gives the message's id.
    pub fn send_broadcast_message(
        &self,
        room_id: impl Into<String>,
        message: impl Into<String>,
    ) -> Pending<u64> {
        let (room_id, message) = (room_id.into(), message.into());
        let command = Command::SendBroadcastMessage { room_id, message };
        self.ask(command, |reply| match reply {
            Reply::BroadcastMessageId(id) => id,
            Reply::Done | Reply::LoggedIn { .. } | Reply::BarrageMessageId(_) => 0,
        })
    }

    /// Sends a text to everyone else in the room that may be dropped under load (Express:
    /// `sendBarrageMessage`). 1 to 1024 bytes. Gives the message's id.
    pub fn send_barrage_message(
        &self,
        room_id: impl Into<String>,
        message: impl Into<String>,
    ) -> Pending<String> {
        let (room_id, message) = (room_id.into(), message.into());
        let command = Command::SendBarrageMessage { room_id, message };
        self.ask(command, |reply| match reply {
            Reply::BarrageMessageId(id) => id,
            Reply::Done | Reply::LoggedIn { .. } | Reply::BroadcastMessageId(_) => String::new(),
        })
    }

    /// Sends a command to some users of the room by their ids, to everyone else if none is
    /// named (Express: `sendCustomCommand`). 1 to 1024 bytes.
    pub fn send_custom_command<S: Into<String>>(
        &self,
        room_id: impl Into<String>,
        command: impl Into<String>,
        to_users: impl IntoIterator<Item = S>,
    ) -> Pending<()> {
        let (room_id, command) = (room_id.into(), command.into());
        let to_users = to_users.into_iter().map(Into::into).collect();
        self.ask(Command::SendCustomCommand { room_id, command, to_users }, |_| ())
    }

    /// Sets the room's extra info (Express: `setRoomExtraInfo`): one key of at most 10 bytes,
    /// a value of at most 128. Later users get it after their login.
    pub fn set_room_extra_info(
        &self,
        room_id: impl Into<String>,
        key: impl Into<String>,
        value: impl Into<String>,
    ) -> Pending<()> {
        let (room_id, key, value) = (room_id.into(), key.into(), value.into());
        self.ask(Command::SetRoomExtraInfo { room_id, key, value }, |_| ())
    }
}
