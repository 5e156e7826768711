//! What operators forbid, so that it outlives a restart.

use super::{Store, StoreError};
use cooee_node::{Operation, Rule, RuleTarget};
use cooee_proto::{AppId, RoomId, StreamId, UserId, WallTime};
use rusqlite::{Row, params};

impl Store {
    /// Keeps what an operation forbids or allows; others change nothing.
    pub fn keep_ban(&self, operation: &Operation) -> Result<(), StoreError> {
        let kept = match operation {
            Operation::ForbidStream { app, stream } => self.connection.execute(
                "INSERT INTO forbidden_stream (app_id, stream_id) VALUES (?, ?)
                 ON CONFLICT DO NOTHING",
                params![app.0, stream.as_str()],
            ),
            Operation::ResumeStream { app, stream } => self.connection.execute(
                "DELETE FROM forbidden_stream WHERE app_id = ? AND stream_id = ?",
                params![app.0, stream.as_str()],
            ),
            Operation::SetRule { app, rule } => {
                let (address, room, user) = columns(&rule.target);
                let until = i64::try_from(rule.until.0).unwrap_or(i64::MAX);
                self.connection.execute(
                    "INSERT OR REPLACE INTO forbid_rule
                     (app_id, address, room_id, user_id, login, publish, until_ms)
                     VALUES (?, ?, ?, ?, ?, ?, ?)",
                    params![
                        app.0,
                        address,
                        room,
                        user,
                        rule.forbids_login,
                        rule.forbids_publish,
                        until
                    ],
                )
            }
            Operation::DeleteRule { app, target } => {
                let (address, room, user) = columns(target);
                self.connection.execute(
                    "DELETE FROM forbid_rule
                     WHERE app_id = ? AND address = ? AND room_id = ? AND user_id = ?",
                    params![app.0, address, room, user],
                )
            }
            _ => return Ok(()),
        };
        kept.map(drop).map_err(|error| self.failed(error))
    }

    /// The operations that forbid again what was forbidden at this time. Rules whose time is over
    /// are removed.
    pub fn bans(&self, now: WallTime) -> Result<Vec<Operation>, StoreError> {
        let failed = |error| self.failed(error);
        let now = i64::try_from(now.0).unwrap_or(i64::MAX);
        self.connection
            .execute("DELETE FROM forbid_rule WHERE until_ms <= ?", [now])
            .map_err(failed)?;
        let mut bans = Vec::new();
        let mut streams =
            self.connection.prepare("SELECT * FROM forbidden_stream").map_err(failed)?;
        let rows = streams.query_map([], |row| Ok(self.stream_ban(row))).map_err(failed)?;
        for row in rows {
            bans.push(row.map_err(failed)??);
        }
        let mut rules = self.connection.prepare("SELECT * FROM forbid_rule").map_err(failed)?;
        let rows = rules.query_map([], |row| Ok(self.rule_ban(row))).map_err(failed)?;
        for row in rows {
            bans.push(row.map_err(failed)??);
        }
        Ok(bans)
    }

    fn stream_ban(&self, row: &Row<'_>) -> Result<Operation, StoreError> {
        let failed = |error| self.failed(error);
        let app = AppId(row.get("app_id").map_err(failed)?);
        let text: String = row.get("stream_id").map_err(failed)?;
        let stream =
            StreamId::new(text).map_err(|error| self.damaged(app.0, "stream_id", error.message))?;
        Ok(Operation::ForbidStream { app, stream })
    }

    fn rule_ban(&self, row: &Row<'_>) -> Result<Operation, StoreError> {
        let failed = |error| self.failed(error);
        let app = AppId(row.get("app_id").map_err(failed)?);
        let text = |column| row.get::<_, String>(column).map_err(failed);
        let (address, room, user) = (text("address")?, text("room_id")?, text("user_id")?);
        let room_id =
            || RoomId::new(&*room).map_err(|it| self.damaged(app.0, "room_id", it.message));
        let user_id =
            || UserId::new(&*user).map_err(|it| self.damaged(app.0, "user_id", it.message));
        let target = match (address.is_empty(), room.is_empty(), user.is_empty()) {
            (false, ..) => {
                let damaged = |_| self.damaged(app.0, "address", "is no IP address".to_owned());
                RuleTarget::Address(address.parse().map_err(damaged)?)
            }
            (true, false, true) => RuleTarget::Room(room_id()?),
            (true, true, _) => RuleTarget::User(user_id()?),
            (true, false, false) => RuleTarget::UserInRoom(room_id()?, user_id()?),
        };
        let until: i64 = row.get("until_ms").map_err(failed)?;
        let rule = Rule {
            target,
            forbids_login: row.get("login").map_err(failed)?,
            forbids_publish: row.get("publish").map_err(failed)?,
            until: WallTime(u64::try_from(until).unwrap_or(0)),
        };
        Ok(Operation::SetRule { app, rule })
    }

    fn damaged(&self, app_id: u32, column: &'static str, what: String) -> StoreError {
        StoreError::Damaged { path: self.path.clone(), app_id, column, what }
    }
}

/// Address, room and user.
fn columns(target: &RuleTarget) -> (String, &str, &str) {
    match target {
        RuleTarget::Address(address) => (address.to_canonical().to_string(), "", ""),
        RuleTarget::Room(room) => (String::new(), room.as_str(), ""),
        RuleTarget::User(user) => (String::new(), "", user.as_str()),
        RuleTarget::UserInRoom(room, user) => (String::new(), room.as_str(), user.as_str()),
    }
}
