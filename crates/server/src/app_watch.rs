//! Keeps the node's apps as the store has them, also while commands change it.

use crate::{
    control::Told,
    store::{Store, StoreError},
};
use cooee_node::{AppRecord, Input};
use cooee_proto::AppId;
use std::{
    collections::BTreeMap,
    io,
    sync::mpsc,
    thread::{self, JoinHandle},
    time::Duration,
};
use tokio::sync::oneshot;
use tracing::{info, warn};

/// How often the store is looked at without a cause.
const INTERVAL: Duration = Duration::from_secs(1);
/// How long a new connection waits for the store at most.
const LONGEST_WAIT: Duration = Duration::from_secs(1);
/// Connections that may wait for the store at once; further ones do not wait.
const WAITING: usize = 1024;

/// Asks the thread that watches the store. The thread ends when all of these are dropped.
#[derive(Clone)]
pub struct AppWatch(mpsc::SyncSender<oneshot::Sender<()>>);

impl AppWatch {
    /// Starts to watch; the node knows the apps `known` already.
    pub fn start(
        store: Store,
        known: Vec<AppRecord>,
        control: tokio::sync::mpsc::Sender<Told>,
    ) -> io::Result<(Self, JoinHandle<()>)> {
        let (questions, asked) = mpsc::sync_channel(WAITING);
        let known = known.into_iter().map(|record| (record.app_id, record)).collect();
        let watcher = Watcher { store, control, known, is_failing: false };
        let thread = thread::Builder::new().name("cooee-store".to_owned());
        Ok((Self(questions), thread.spawn(move || watcher.run(&asked))?))
    }

    /// Waits until the node knows every app that was stored before this call.
    pub async fn look(&self) {
        let (done, looked) = oneshot::channel();
        if self.0.try_send(done).is_ok() {
            // Whether it was answered or took too long, the connection goes on.
            tokio::time::timeout(LONGEST_WAIT, looked).await.ok();
        }
    }
}

struct Watcher {
    store: Store,
    control: tokio::sync::mpsc::Sender<Told>,
    known: BTreeMap<AppId, AppRecord>,
    is_failing: bool,
}

impl Watcher {
    fn run(mut self, asked: &mpsc::Receiver<oneshot::Sender<()>>) {
        loop {
            let question = match asked.recv_timeout(INTERVAL) {
                Ok(question) => Some(question),
                Err(mpsc::RecvTimeoutError::Timeout) => None,
                Err(mpsc::RecvTimeoutError::Disconnected) => return,
            };
            self.look();
            if let Some(question) = question {
                // Who asked may have gone.
                question.send(()).ok();
            }
        }
    }

    fn look(&mut self) {
        let result = match self.store.changed() {
            Ok(true) => self.read(),
            // What could not be read is tried again.
            Ok(false) if self.is_failing => self.read(),
            Ok(false) => Ok(()),
            Err(error) => Err(error),
        };
        if let Err(error) = &result
            && !self.is_failing
        {
            warn!(%error, "the store cannot be read; the apps stay as they are");
        }
        self.is_failing = result.is_err();
    }

    fn read(&mut self) -> Result<(), StoreError> {
        let stored: BTreeMap<_, _> =
            self.store.apps()?.into_iter().map(|record| (record.app_id, record)).collect();
        let removed = self.known.keys().filter(|app| !stored.contains_key(app));
        let removed: Vec<_> = removed.copied().map(Input::AppRemoved).collect();
        let changed = stored.values().filter(|&app| self.known.get(&app.app_id) != Some(app));
        let changed: Vec<_> = changed.cloned().map(Input::AppStored).collect();
        info!(apps = stored.len(), changed = changed.len(), removed = removed.len(), "store read");
        for input in removed.into_iter().chain(changed) {
            // Without a control loop the server stops.
            self.control.blocking_send(Told::Input(input)).ok();
        }
        self.known = stored;
        Ok(())
    }
}
