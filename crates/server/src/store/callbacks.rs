//! Where callbacks go, and those that wait for their delivery.

use super::{Effect, Store, StoreError, open_rooms};
use crate::callbacks::check_url;
use cooee_proto::{AppId, WallTime};
use rusqlite::{Connection, OptionalExtension, Row, TransactionBehavior, params};

/// An app's callbacks.
#[derive(Clone, PartialEq, Eq)]
pub struct Callback {
    /// Where they are posted to; `None` while the app wants none.
    pub url: Option<String>,
    /// What signs them, 32 hexadecimal characters.
    pub secret: String,
}

/// A callback that is to be kept until it is delivered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDelivery {
    /// The app.
    pub app_id: AppId,
    /// The room; deliveries of one room keep their order.
    pub room_id: String,
    /// The life of the room.
    pub room_session_id: String,
    /// The event's name, such as `room_login`.
    pub event: String,
    /// The fields of its JSON body, as JSON, without those of the signature; `None` for what is
    /// not to be delivered.
    pub body: Option<String>,
    /// When it happened.
    pub created: WallTime,
    /// What it begins or ends.
    pub effect: Effect,
}

/// One callback with what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Rises with each callback of the server.
    pub delivery_id: i64,
    /// The app.
    pub app_id: AppId,
    /// The room.
    pub room_id: String,
    /// The event's name, such as `room_login`.
    pub event: String,
    /// The fields of its JSON body, as JSON, without those of the signature.
    pub body: String,
    /// When it happened.
    pub created: WallTime,
    /// How far it is.
    pub state: DeliveryState,
    /// How often it was tried.
    pub attempts: u32,
    /// Why the last try failed; empty if none did.
    pub last_error: String,
}

/// How far a callback is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeliveryState {
    /// It is tried at this time, after those of its room that came before it.
    Waiting {
        /// When; a time that has passed means at once.
        next: WallTime,
    },
    /// The receiver took it.
    Delivered {
        /// When.
        at: WallTime,
    },
    /// It was given up.
    Failed {
        /// When.
        at: WallTime,
    },
}

/// What makes a callback secret.
pub(super) fn callback_secret() -> String {
    hex::encode(rand::random::<[u8; 16]>())
}

impl Store {
    /// An app's callbacks.
    pub fn callback(&self, app_id: AppId) -> Result<Callback, StoreError> {
        let select = "SELECT callback_url, callback_secret FROM app WHERE app_id = ?";
        let found = self.connection.query_row(select, [app_id.0], |row| {
            let url: String = row.get(0)?;
            Ok(Callback { url: Some(url).filter(|url| !url.is_empty()), secret: row.get(1)? })
        });
        let found = found.optional().map_err(|error| self.failed(error))?;
        found.ok_or_else(|| StoreError::no_such_app(app_id, &self.path))
    }

    /// Sets where an app's callbacks go, or that it wants none. What waits goes there, too.
    pub fn set_callback_url(&self, app_id: AppId, url: Option<&str>) -> Result<(), StoreError> {
        if let Some(url) = url {
            check_url(url).map_err(StoreError::CallbackUrl)?;
        }
        self.set(app_id, "callback_url", &url.unwrap_or_default())?;
        match url {
            Some(_) => Ok(()),
            None => {
                open_rooms::forget(&self.connection, app_id).map_err(|error| self.failed(error))
            }
        }
    }

    /// Gives an app a fresh callback secret; callbacks are signed with it from then on.
    pub fn rotate_callback_secret(&self, app_id: AppId) -> Result<String, StoreError> {
        let secret = callback_secret();
        self.set(app_id, "callback_secret", &secret)?;
        Ok(secret)
    }

    /// Keeps callbacks until they are delivered, and notes what they begin and end; all or none.
    pub fn keep_deliveries(&mut self, deliveries: &[NewDelivery]) -> Result<(), StoreError> {
        let path = self.path.clone();
        let failed = |error| StoreError::sqlite(&path, error);
        // Immediate, since it reads first: it could not wait for another writer after that.
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(failed)?;
        for new in deliveries {
            insert(&transaction, new).map_err(failed)?;
        }
        transaction.commit().map_err(failed)
    }

    /// The first waiting callback of each room of each app that has a callback URL, the one that
    /// is to be tried next first; of an app with many rooms the first ones, so that what waits for
    /// a receiver that does not answer keeps no place from other apps.
    pub fn first_deliveries(&self, most_of_app: usize) -> Result<Vec<Delivery>, StoreError> {
        self.deliveries_by(
            "SELECT * FROM (
                 SELECT *, ROW_NUMBER() OVER
                     (PARTITION BY app_id ORDER BY next_ms, delivery_id) AS place
                 FROM callback_delivery WHERE delivery_id IN (
                     SELECT MIN(delivery_id) FROM callback_delivery WHERE state = 'waiting'
                     GROUP BY app_id, room_id)
                 AND app_id IN (SELECT app_id FROM app WHERE callback_url <> ''))
             WHERE place <= ? ORDER BY next_ms, delivery_id",
            &[&column_of(most_of_app)],
        )
    }

    /// The newest callbacks of an app, the newest first.
    pub fn recent_deliveries(
        &self,
        app_id: AppId,
        most: usize,
    ) -> Result<Vec<Delivery>, StoreError> {
        self.deliveries_by(
            "SELECT * FROM callback_delivery WHERE app_id = ? ORDER BY delivery_id DESC LIMIT ?",
            &[&app_id.0, &column_of(most)],
        )
    }

    /// Notes what became of a try.
    pub fn note_attempt(
        &self,
        delivery_id: i64,
        state: DeliveryState,
        error: &str,
    ) -> Result<(), StoreError> {
        let (state, next, ended) = match state {
            DeliveryState::Waiting { next } => ("waiting", column(next), 0),
            DeliveryState::Delivered { at } => ("delivered", 0, column(at)),
            DeliveryState::Failed { at } => ("failed", 0, column(at)),
        };
        let noted = self.connection.execute(
            "UPDATE callback_delivery
             SET state = ?, attempts = attempts + 1, next_ms = ?, ended_ms = ?, last_error = ?
             WHERE delivery_id = ?",
            params![state, next, ended, error, delivery_id],
        );
        noted.map(drop).map_err(|error| self.failed(error))
    }

    /// Forgets callbacks that ended before this time.
    pub fn forget_deliveries(&self, before: WallTime) -> Result<(), StoreError> {
        let delete = "DELETE FROM callback_delivery WHERE state <> 'waiting' AND ended_ms < ?";
        let deleted = self.connection.execute(delete, [column(before)]);
        deleted.map(drop).map_err(|error| self.failed(error))
    }

    fn deliveries_by(
        &self,
        select: &str,
        parameters: &[&dyn rusqlite::ToSql],
    ) -> Result<Vec<Delivery>, StoreError> {
        let failed = |error| self.failed(error);
        let mut statement = self.connection.prepare_cached(select).map_err(failed)?;
        let rows = statement.query_map(parameters, delivery).map_err(failed)?;
        rows.map(|row| row.map_err(failed)).collect()
    }
}

fn insert(transaction: &Connection, new: &NewDelivery) -> rusqlite::Result<()> {
    let select = "SELECT EXISTS (SELECT 1 FROM app WHERE app_id = ?)";
    let exists: bool =
        transaction.prepare_cached(select)?.query_row([new.app_id.0], |row| row.get(0))?;
    // An app that was removed meanwhile wants no callbacks any more.
    if !exists {
        return Ok(());
    }
    if let Some(body) = &new.body {
        let insert = "INSERT INTO callback_delivery
                      (app_id, room_id, event, body, created_ms, state, attempts, next_ms,
                       ended_ms, last_error)
                      VALUES (?1, ?2, ?3, ?4, ?5, 'waiting', 0, ?5, 0, '')";
        let created = column(new.created);
        let values = params![new.app_id.0, new.room_id, new.event, body, created];
        transaction.prepare_cached(insert)?.execute(values)?;
    }
    open_rooms::apply(transaction, new)
}

fn delivery(row: &Row<'_>) -> rusqlite::Result<Delivery> {
    let time = |column| -> rusqlite::Result<WallTime> {
        Ok(WallTime(u64::try_from(row.get::<_, i64>(column)?).unwrap_or(0)))
    };
    let ended = time("ended_ms")?;
    let state = match row.get::<_, String>("state")?.as_str() {
        "waiting" => DeliveryState::Waiting { next: time("next_ms")? },
        "delivered" => DeliveryState::Delivered { at: ended },
        _ => DeliveryState::Failed { at: ended },
    };
    Ok(Delivery {
        delivery_id: row.get("delivery_id")?,
        app_id: AppId(row.get("app_id")?),
        room_id: row.get("room_id")?,
        event: row.get("event")?,
        body: row.get("body")?,
        created: time("created_ms")?,
        state,
        attempts: row.get("attempts")?,
        last_error: row.get("last_error")?,
    })
}

fn column(time: WallTime) -> i64 {
    i64::try_from(time.0).unwrap_or(i64::MAX)
}

fn column_of(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
