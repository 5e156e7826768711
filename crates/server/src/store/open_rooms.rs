//! What the stored callbacks began and did not end: rooms, the users in them, and their streams.
//!
//! It changes in the transaction that stores a callback, so that both tell the same.

use super::{NewDelivery, Store, StoreError};
use cooee_proto::AppId;
use rusqlite::{Connection, Row, params};

/// What a callback begins or ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// A room.
    RoomBegins,
    /// A room, with all that is in it.
    RoomEnds,
    /// A user or a stream in a room.
    Begins {
        /// Which.
        name: PartName,
        /// Its place among the callbacks of this kind in this life of the room.
        update: u64,
        /// The fields of the callback that would end it, as JSON; its number and its time are
        /// those of the beginning.
        closing: String,
    },
    /// A user or a stream in a room.
    Ends {
        /// Which.
        name: PartName,
        /// Its place among the callbacks of this kind in this life of the room.
        update: u64,
    },
}

/// Names what is in a room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PartName {
    /// A user, by his session.
    User(String),
    /// A stream, by the name of its life.
    Stream(String),
}

/// A room that began and did not end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenRoom {
    /// The app.
    pub app_id: AppId,
    /// The room.
    pub room_id: String,
    /// Names this life of it.
    pub room_session_id: String,
    /// The highest number of the callbacks about its users.
    pub user_updates: u64,
    /// The highest number of the callbacks about its streams.
    pub stream_updates: u64,
    /// What is in it, streams before users, each kind in the order of its beginnings, with the
    /// fields of the callback that ends it.
    pub parts: Vec<(PartName, String)>,
}

impl PartName {
    fn columns(&self) -> (&'static str, &str) {
        match self {
            Self::User(name) => ("user", name),
            Self::Stream(name) => ("stream", name),
        }
    }
}

impl Store {
    /// What is open.
    pub fn open_rooms(&self) -> Result<Vec<OpenRoom>, StoreError> {
        self.select_open_rooms().map_err(|error| self.failed(error))
    }

    fn select_open_rooms(&self) -> rusqlite::Result<Vec<OpenRoom>> {
        let mut rooms = self.connection.prepare("SELECT * FROM open_room")?;
        // Streams come before users in the alphabet, too.
        let parts = "SELECT * FROM open_in_room WHERE app_id = ? AND room_id = ?
                     ORDER BY part, began";
        let mut parts = self.connection.prepare(parts)?;
        let rooms = rooms.query_map([], room)?;
        rooms
            .map(|room| {
                let mut room = room?;
                let found = parts.query_map(params![room.app_id.0, room.room_id], part)?;
                room.parts = found.collect::<rusqlite::Result<_>>()?;
                Ok(room)
            })
            .collect()
    }
}

/// Notes what a callback changes.
pub(super) fn apply(transaction: &Connection, new: &NewDelivery) -> rusqlite::Result<()> {
    let (app, room) = (new.app_id.0, &new.room_id);
    let execute = |sql, parameters: &[&dyn rusqlite::ToSql]| {
        transaction.prepare_cached(sql)?.execute(parameters).map(drop)
    };
    // Callbacks may have been switched on while people were in the room.
    let open = || {
        execute(
            "INSERT INTO open_room VALUES (?, ?, ?, 0, 0) ON CONFLICT DO NOTHING",
            &[&app, room, &new.room_session_id],
        )
    };
    let count = |name: &PartName, update: u64| {
        let update = i64::try_from(update).unwrap_or(i64::MAX);
        let sql = match name {
            PartName::User(_) => {
                "UPDATE open_room SET user_updates = max(user_updates, ?)
                 WHERE app_id = ? AND room_id = ?"
            }
            PartName::Stream(_) => {
                "UPDATE open_room SET stream_updates = max(stream_updates, ?)
                 WHERE app_id = ? AND room_id = ?"
            }
        };
        execute(sql, &[&update, &app, room]).map(|()| update)
    };
    let close = || execute("DELETE FROM open_room WHERE app_id = ? AND room_id = ?", &[&app, room]);
    match &new.effect {
        Effect::RoomBegins => close().and_then(|()| open()),
        Effect::RoomEnds => close(),
        Effect::Begins { name, update, closing } => {
            open()?;
            let update = count(name, *update)?;
            let (part, name) = name.columns();
            let insert = "INSERT OR REPLACE INTO open_in_room VALUES (?, ?, ?, ?, ?, ?)";
            execute(insert, &[&app, room, &part, &name, &update, closing])
        }
        Effect::Ends { name, update } => {
            count(name, *update)?;
            let (part, name) = name.columns();
            let delete = "DELETE FROM open_in_room
                          WHERE app_id = ? AND room_id = ? AND part = ? AND name = ?";
            execute(delete, &[&app, room, &part, &name])
        }
    }
}

/// The app wants no callbacks any more, so that none ends anything.
pub(super) fn forget(connection: &Connection, app_id: AppId) -> rusqlite::Result<()> {
    connection.execute("DELETE FROM open_room WHERE app_id = ?", [app_id.0]).map(drop)
}

fn room(row: &Row<'_>) -> rusqlite::Result<OpenRoom> {
    let number = |column| -> rusqlite::Result<u64> {
        Ok(u64::try_from(row.get::<_, i64>(column)?).unwrap_or(0))
    };
    Ok(OpenRoom {
        app_id: AppId(row.get("app_id")?),
        room_id: row.get("room_id")?,
        room_session_id: row.get("room_session_id")?,
        user_updates: number("user_updates")?,
        stream_updates: number("stream_updates")?,
        parts: Vec::new(),
    })
}

fn part(row: &Row<'_>) -> rusqlite::Result<(PartName, String)> {
    let name = row.get("name")?;
    let name = match row.get::<_, String>("part")?.as_str() {
        "stream" => PartName::Stream(name),
        _ => PartName::User(name),
    };
    Ok((name, row.get("closing")?))
}
