//! The store on real files.

use super::{FILE_NAME, Store, StoreError};
use cooee_node::{AuthMode, TokenExpiry};
use cooee_proto::AppId;
use rusqlite::Connection;
use std::fs;
use tempfile::TempDir;

fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

fn open(folder: &TempDir) -> Store {
    Store::open(folder.path()).expect("the store opens")
}

#[test]
fn an_app_survives_reopening() {
    let folder = folder();
    let made = open(&folder).create_app("demo", AuthMode::AppSignAndToken).expect("made");
    assert_ne!(made.app_id.0, 0);
    assert_eq!(made.app_sign.reveal().len(), 64);
    assert_eq!(made.server_secret.reveal().len(), 32);
    let store = open(&folder);
    assert_eq!(store.app(made.app_id).expect("found"), made);
    assert_eq!(store.apps().expect("listed"), [made]);
}

#[test]
fn two_apps_differ_in_everything_but_their_name() {
    let folder = folder();
    let store = open(&folder);
    let [one, two] = [1, 2].map(|_| store.create_app("same", AuthMode::Open).expect("made"));
    assert_ne!(one.app_id, two.app_id);
    assert_ne!(one.app_sign, two.app_sign);
    assert_ne!(one.server_secret, two.server_secret);
    assert_eq!(store.apps().expect("listed").len(), 2);
}

#[test]
fn an_app_id_that_is_taken_is_not_written_twice() {
    let folder = folder();
    let store = open(&folder);
    let made = store.create_app("first", AuthMode::Open).expect("made");
    let mut second = made.clone();
    second.name = "second".to_owned();
    assert!(!store.insert(&second).expect("answered"));
    assert_eq!(store.app(made.app_id).expect("found").name, "first");
}

#[test]
fn a_rotated_secret_replaces_only_itself() {
    let folder = folder();
    let store = open(&folder);
    let before = store.create_app("a", AuthMode::AppSignAndToken).expect("made");
    let other = store.create_app("b", AuthMode::AppSignAndToken).expect("made");
    let app_sign = store.rotate_app_sign(before.app_id).expect("rotated");
    let after = store.app(before.app_id).expect("found");
    assert_eq!(after.app_sign, app_sign);
    assert_ne!(after.app_sign, before.app_sign);
    assert_eq!(after.server_secret, before.server_secret);
    let server_secret = store.rotate_server_secret(before.app_id).expect("rotated");
    let after = store.app(before.app_id).expect("found");
    assert_eq!((&after.app_sign, &after.server_secret), (&app_sign, &server_secret));
    assert_ne!(after.server_secret, before.server_secret);
    assert_eq!(store.app(other.app_id).expect("found"), other);
}

#[test]
fn rules_are_kept() {
    let folder = folder();
    let store = open(&folder);
    let app_id = store.create_app("a", AuthMode::AppSignAndToken).expect("made").app_id;
    for auth in [AuthMode::TokenOnly, AuthMode::Open, AuthMode::AppSignAndToken] {
        store.set_auth(app_id, auth).expect("set");
        assert_eq!(store.app(app_id).expect("found").auth, auth);
    }
    for strict in [true, false] {
        store.set_strict(app_id, strict).expect("set");
        assert_eq!(store.app(app_id).expect("found").strict, strict);
    }
    for expiry in [TokenExpiry::Kick, TokenExpiry::Stay] {
        store.set_token_expiry(app_id, expiry).expect("set");
        assert_eq!(store.app(app_id).expect("found").on_token_expiry, expiry);
    }
}

#[test]
fn an_app_that_does_not_exist_is_named() {
    let folder = folder();
    let store = open(&folder);
    for result in [
        store.app(AppId(7)).map(drop),
        store.rotate_app_sign(AppId(7)).map(drop),
        store.set_strict(AppId(7), true),
    ] {
        let error = result.expect_err("refused");
        assert!(matches!(&error, StoreError::NoSuchApp(error) if error.code.0 == 1001004));
        assert!(error.to_string().starts_with("app 7 does not exist in "), "{error}");
    }
}

#[test]
fn a_change_of_another_process_is_noticed_once() {
    let folder = folder();
    let mut server = open(&folder);
    assert!(!server.changed().expect("answered"));
    let command = open(&folder);
    let app_id = command.create_app("a", AuthMode::Open).expect("made").app_id;
    assert!(server.changed().expect("answered"));
    assert!(!server.changed().expect("answered"));
    assert_eq!(open(&folder).apps().expect("listed").len(), 1);
    assert!(!server.changed().expect("answered"), "looking changes nothing");
    command.set_auth(app_id, AuthMode::TokenOnly).expect("set");
    assert!(server.changed().expect("answered"));
    assert_eq!(server.app(app_id).expect("found").auth, AuthMode::TokenOnly);
    server.set_strict(app_id, true).expect("set");
    assert!(!server.changed().expect("answered"), "its own change");
}

#[test]
fn many_processes_may_make_the_store_at_once() {
    let folder = folder();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| open(&folder).create_app("a", AuthMode::Open).expect("made"));
        }
    });
    assert_eq!(open(&folder).apps().expect("listed").len(), 4);
}

#[cfg(unix)]
#[test]
fn the_files_are_for_their_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let outer = folder();
    let folder = outer.path().join("deep/data");
    let mode =
        |path: &std::path::Path| fs::metadata(path).expect("exists").permissions().mode() & 0o777;
    let store = Store::open(&folder).expect("opens");
    store.create_app("a", AuthMode::Open).expect("made");
    assert_eq!(mode(&folder), 0o700);
    let files: Vec<_> = fs::read_dir(&folder).expect("readable").flatten().collect();
    assert!(files.len() > 1, "the write-ahead log is a second file");
    for file in files {
        assert_eq!(mode(&file.path()), 0o600, "{:?}", file.path());
    }
    // A file that somebody opened up is closed again.
    let path = store.path().to_owned();
    drop(store);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).expect("allowed");
    drop(Store::open(&folder).expect("opens"));
    assert_eq!(mode(&path), 0o600);
}

#[test]
fn a_missing_store_is_not_made_by_looking() {
    let folder = folder();
    let inner = folder.path().join("none");
    let error = Store::open_existing(&inner).err().expect("refused");
    assert!(matches!(error, StoreError::Missing { .. }));
    assert!(!inner.exists());
}

#[test]
fn a_store_of_the_future_is_left_alone() {
    let folder = folder();
    drop(open(&folder));
    let path = folder.path().join(FILE_NAME);
    let raw = Connection::open(&path).expect("opens");
    raw.pragma_update(None, "user_version", 99).expect("set");
    let error = Store::open(folder.path()).err().expect("refused");
    assert!(matches!(error, StoreError::TooNew { found: 99, .. }), "{error}");
}

#[test]
fn a_file_that_is_no_store_is_an_error() {
    let folder = folder();
    fs::write(folder.path().join(FILE_NAME), "hello, this is a letter".repeat(100))
        .expect("written");
    let error = Store::open(folder.path()).err().expect("refused");
    assert!(error.to_string().contains(FILE_NAME), "{error}");
}

#[test]
fn a_damaged_row_names_its_column_and_no_secret() {
    let folder = folder();
    let store = open(&folder);
    let record = store.create_app("a", AuthMode::Open).expect("made");
    let raw = Connection::open(store.path()).expect("opens");
    raw.execute("UPDATE app SET auth = 'sometimes'", []).expect("set");
    let text = store.app(record.app_id).expect_err("damaged").to_string();
    assert!(text.contains("column auth") && text.contains("sometimes"), "{text}");
    let half = &record.server_secret.reveal()[..20];
    raw.execute("UPDATE app SET auth = 'open', server_secret = ?", [half]).expect("set");
    let text = store.apps().expect_err("damaged").to_string();
    assert!(text.contains("column server_secret") && !text.contains(half), "{text}");
}
