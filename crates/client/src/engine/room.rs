//! Rooms: login, logout, switch, tokens.

use super::Engine;
use crate::Pending;
use cooee_engine::{Command, LoginUser, Reply, RoomConfig};

/// What a login gives (Express: `ZegoRoomLoginResult`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoomLoginResult {
    /// Names this life of the room, from its first login to its last logout.
    pub room_session_id: String,
}

impl From<Reply> for RoomLoginResult {
    fn from(reply: Reply) -> Self {
        let room_session_id = match reply {
            Reply::LoggedIn { room_session_id } => room_session_id,
            Reply::Done | Reply::BroadcastMessageId(_) | Reply::BarrageMessageId(_) => {
                String::new()
            }
        };
        Self { room_session_id }
    }
}

impl Engine {
    /// Logs in to a room, which is made if it does not exist (Express: `loginRoom`).
    ///
    /// States: LOGINING, then LOGINED or LOGIN_FAILED; a network fault is retried for 20 min,
    /// a refusal is final at once. Already logged in: 1002001, and that login goes on.
    pub fn login_room(
        &self,
        room_id: impl Into<String>,
        user: impl Into<LoginUser>,
        config: RoomConfig,
    ) -> Pending<RoomLoginResult> {
        let command = Command::LoginRoom { room_id: room_id.into(), user: user.into(), config };
        self.ask(command, Into::into)
    }

    /// Logs out (Express: `logoutRoom`): every publish and play stops. Another room than the
    /// current one: LOGOUT_FAILED with 1002002.
    pub fn logout_room(&self, room_id: impl Into<String>) -> Pending<()> {
        let command = Command::LogoutRoom { room_id: Some(room_id.into()) };
        self.ask(command, |_| ())
    }

    /// Leaves one room and logs in to another on the same transport (Express: `switchRoom`).
    /// Publishes and plays stop. If the login used a Token, `config` needs one.
    pub fn switch_room(
        &self,
        from_room_id: impl Into<String>,
        to_room_id: impl Into<String>,
        config: RoomConfig,
    ) -> Pending<RoomLoginResult> {
        let command = Command::SwitchRoom {
            from_room_id: from_room_id.into(),
            to_room_id: to_room_id.into(),
            config,
        };
        self.ask(command, Into::into)
    }

    /// Replaces the Token (Express: `renewToken`), best when `on_room_token_will_expire` comes.
    pub fn renew_token(&self, room_id: impl Into<String>, token: impl Into<String>) {
        self.call(Command::RenewToken { room_id: room_id.into(), token: token.into() });
    }
}
