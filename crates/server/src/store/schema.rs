//! The layout of the file. `user_version` counts the layouts; each step leads from one to the
//! next, and a file that exists is brought up to date when it is opened.

use super::StoreError;
use rusqlite::{Connection, TransactionBehavior};
use std::path::Path;

/// Step `n` leads from layout `n` to `n + 1`. Steps that were released never change.
const STEPS: [&str; 1] = ["
    CREATE TABLE app (
        app_id INTEGER PRIMARY KEY CHECK (app_id BETWEEN 1 AND 4294967295),
        name TEXT NOT NULL,
        app_sign TEXT NOT NULL,
        server_secret TEXT NOT NULL,
        auth TEXT NOT NULL,
        strict INTEGER NOT NULL,
        on_token_expiry TEXT NOT NULL
    ) STRICT;
"];

pub(super) fn bring_up_to_date(connection: &mut Connection, path: &Path) -> Result<(), StoreError> {
    let failed = |error| StoreError::sqlite(path, error);
    // With a write-ahead log a running server reads while a command writes.
    connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(())).map_err(failed)?;
    // Immediate, so that of two processes that make the file at once one waits for the other.
    let transaction =
        connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
    let found: i64 =
        transaction.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(failed)?;
    let known = STEPS.len() as i64;
    let steps = usize::try_from(found).ok().and_then(|found| STEPS.get(found..));
    let Some(steps) = steps else {
        return Err(StoreError::TooNew { path: path.to_owned(), found, known });
    };
    for step in steps {
        transaction.execute_batch(step).map_err(failed)?;
    }
    transaction.pragma_update(None, "user_version", known).map_err(failed)?;
    transaction.commit().map_err(failed)
}
