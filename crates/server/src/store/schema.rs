//! The layout of the file. `user_version` counts the layouts; each step leads from one to the
//! next, and a file that exists is brought up to date when it is opened.

use super::StoreError;
use rusqlite::{Connection, TransactionBehavior};
use std::path::Path;

/// Step `n` leads from layout `n` to `n + 1`. Steps that were released never change.
const STEPS: &[&str] = &[
    "
    CREATE TABLE app (
        app_id INTEGER PRIMARY KEY CHECK (app_id BETWEEN 1 AND 4294967295),
        name TEXT NOT NULL,
        app_sign TEXT NOT NULL,
        server_secret TEXT NOT NULL,
        auth TEXT NOT NULL,
        strict INTEGER NOT NULL,
        on_token_expiry TEXT NOT NULL
    ) STRICT;
",
    "
    CREATE TABLE forbidden_stream (
        app_id INTEGER NOT NULL REFERENCES app ON DELETE CASCADE,
        stream_id TEXT NOT NULL,
        PRIMARY KEY (app_id, stream_id)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE forbid_rule (
        app_id INTEGER NOT NULL REFERENCES app ON DELETE CASCADE,
        -- Empty where the rule is not about one.
        address TEXT NOT NULL,
        room_id TEXT NOT NULL,
        user_id TEXT NOT NULL,
        login INTEGER NOT NULL,
        publish INTEGER NOT NULL,
        until_ms INTEGER NOT NULL,
        PRIMARY KEY (app_id, address, room_id, user_id)
    ) STRICT, WITHOUT ROWID;
",
    "
    -- Where an app's callbacks go, empty for nowhere, and what signs them.
    ALTER TABLE app ADD COLUMN callback_url TEXT NOT NULL DEFAULT '';
    ALTER TABLE app ADD COLUMN callback_secret TEXT NOT NULL DEFAULT '';
    UPDATE app SET callback_secret = lower(hex(randomblob(16)));
    CREATE TABLE callback_delivery (
        delivery_id INTEGER PRIMARY KEY AUTOINCREMENT,
        app_id INTEGER NOT NULL REFERENCES app ON DELETE CASCADE,
        room_id TEXT NOT NULL,
        event TEXT NOT NULL,
        body TEXT NOT NULL,
        created_ms INTEGER NOT NULL,
        state TEXT NOT NULL,
        attempts INTEGER NOT NULL,
        -- When it is tried next, and when it ended.
        next_ms INTEGER NOT NULL,
        ended_ms INTEGER NOT NULL,
        last_error TEXT NOT NULL
    ) STRICT;
    CREATE INDEX callback_waiting ON callback_delivery (app_id, room_id, delivery_id)
        WHERE state = 'waiting';
    CREATE INDEX callback_ended ON callback_delivery (ended_ms) WHERE state <> 'waiting';
",
    "
    CREATE TABLE operator (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        password_hash TEXT,
        setup_code TEXT,
        CHECK ((password_hash IS NULL) <> (setup_code IS NULL))
    ) STRICT;
    CREATE TABLE api_key (
        key_id INTEGER PRIMARY KEY AUTOINCREMENT,
        app_id INTEGER NOT NULL REFERENCES app ON DELETE CASCADE,
        name TEXT NOT NULL,
        begins_with TEXT NOT NULL,
        hash BLOB NOT NULL UNIQUE,
        created_ms INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX api_key_of_app ON api_key (app_id);
",
    "
    -- What the stored callbacks began and did not end.
    CREATE TABLE open_room (
        app_id INTEGER NOT NULL REFERENCES app ON DELETE CASCADE,
        room_id TEXT NOT NULL,
        room_session_id TEXT NOT NULL,
        -- The highest numbers of callbacks about its users and its streams.
        user_updates INTEGER NOT NULL,
        stream_updates INTEGER NOT NULL,
        PRIMARY KEY (app_id, room_id)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE open_in_room (
        app_id INTEGER NOT NULL,
        room_id TEXT NOT NULL,
        part TEXT NOT NULL CHECK (part IN ('stream', 'user')),
        name TEXT NOT NULL,
        -- The number of the callback that began it, and the fields of the one that ends it.
        began INTEGER NOT NULL,
        closing TEXT NOT NULL,
        PRIMARY KEY (app_id, room_id, part, name),
        FOREIGN KEY (app_id, room_id) REFERENCES open_room ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;
",
];

pub(super) fn bring_up_to_date(connection: &mut Connection, path: &Path) -> Result<(), StoreError> {
    let failed = |error| StoreError::sqlite(path, error);
    // With a write-ahead log a running server reads while a command writes.
    connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(())).map_err(failed)?;
    if steps_from(layout(connection, path)?, path)?.is_empty() {
        return Ok(());
    }
    // Immediate, so that of two processes that make the file at once one waits for the other.
    let transaction =
        connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
    for step in steps_from(layout(&transaction, path)?, path)? {
        transaction.execute_batch(step).map_err(failed)?;
    }
    transaction.pragma_update(None, "user_version", STEPS.len() as i64).map_err(failed)?;
    transaction.commit().map_err(failed)
}

fn layout(connection: &Connection, path: &Path) -> Result<i64, StoreError> {
    connection
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .map_err(|error| StoreError::sqlite(path, error))
}

fn steps_from(found: i64, path: &Path) -> Result<&'static [&'static str], StoreError> {
    let steps = usize::try_from(found).ok().and_then(|found| STEPS.get(found..));
    steps.ok_or_else(|| StoreError::TooNew {
        path: path.to_owned(),
        found,
        known: STEPS.len() as i64,
    })
}
