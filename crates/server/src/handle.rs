//! The way of operators and business servers to the node of a running server.

use crate::{
    control::Told,
    store::{Store, StoreError},
};
use cooee_node::{Answer, Live, Notice, Operation};
use cooee_proto::{AppId, Error, ErrorCode};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::sync::{broadcast, mpsc, oneshot, watch};
use tracing::error;

/// Notices that a slow listener may leave unread before it misses the oldest.
const WAITING_NOTICES: usize = 1024;
/// How often a live picture is taken while somebody watches.
const PICTURE_INTERVAL: Duration = Duration::from_secs(1);

/// Operates a running server, from any thread; clones operate the same one.
#[derive(Clone)]
pub struct Handle {
    control: mpsc::Sender<Told>,
    notices: broadcast::Sender<Arc<Notice>>,
    pictures: Arc<Mutex<Pictures>>,
    store: Arc<Mutex<Store>>,
}

type Pictures = BTreeMap<Option<AppId>, watch::Sender<Arc<Live>>>;

impl Handle {
    pub(crate) fn new(control: mpsc::Sender<Told>, store: Store) -> Self {
        let (notices, _) = broadcast::channel(WAITING_NOTICES);
        let store = Arc::new(Mutex::new(store));
        Self { control, notices, pictures: Arc::default(), store }
    }

    /// Performs an operation. What it forbids or allows is stored before this returns, and holds
    /// after a restart.
    pub async fn operate(&self, operation: Operation) -> Result<Answer, Error> {
        let kept = is_kept(&operation).then(|| operation.clone());
        let answer = self.ask(operation).await?;
        if let Some(operation) = kept {
            self.with_store(move |store| store.keep_ban(&operation)).await?;
        }
        Ok(answer)
    }

    /// Does something with the store, on a thread that may wait for the disk.
    pub async fn with_store<T: Send + 'static>(
        &self,
        act: impl FnOnce(&mut Store) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Error> {
        let store = self.store.clone();
        let task = tokio::task::spawn_blocking(move || {
            act(&mut store.lock().unwrap_or_else(PoisonError::into_inner))
        });
        match task.await {
            Ok(Ok(done)) => Ok(done),
            Ok(Err(StoreError::NoSuchApp(error) | StoreError::CallbackUrl(error))) => Err(error),
            Ok(Err(error)) => {
                error!(%error, "the store failed");
                Err(Error::new(ErrorCode::ROOM_INTERNAL, "the server's store failed"))
            }
            Err(_) => Err(Error::new(ErrorCode::ROOM_INTERNAL, "the server failed inside")),
        }
    }

    async fn ask(&self, operation: Operation) -> Result<Answer, Error> {
        let (answer, answered) = oneshot::channel();
        let stops = || Error::new(ErrorCode::DISCONNECTED, "the server stops");
        self.control.send(Told::Operate { operation, answer }).await.map_err(|_| stops())?;
        answered.await.map_err(|_| stops())?
    }

    /// What happens from this call on. Who reads too slowly misses the oldest notices.
    pub fn notices(&self) -> broadcast::Receiver<Arc<Notice>> {
        self.notices.subscribe()
    }

    /// How calls fare, of one app or of all: a new picture each second while anybody holds what
    /// this returns. The first one may be empty. Must be called within a tokio runtime.
    pub fn watch_live(&self, app: Option<AppId>) -> watch::Receiver<Arc<Live>> {
        let mut pictures = self.pictures.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = pictures.get(&app) {
            return known.subscribe();
        }
        let (sender, receiver) = watch::channel(Arc::default());
        pictures.insert(app, sender.clone());
        tokio::spawn(self.clone().take_pictures(app, sender));
        receiver
    }

    pub(crate) fn notice_sender(&self) -> broadcast::Sender<Arc<Notice>> {
        self.notices.clone()
    }

    async fn take_pictures(self, app: Option<AppId>, sender: watch::Sender<Arc<Live>>) {
        let mut ticks = tokio::time::interval(PICTURE_INTERVAL);
        loop {
            ticks.tick().await;
            {
                // Under the lock, so that nobody subscribes to a sender that is given up.
                let mut pictures = self.pictures.lock().unwrap_or_else(PoisonError::into_inner);
                if sender.is_closed() {
                    pictures.remove(&app);
                    return;
                }
            }
            match self.operate(Operation::Live { app }).await {
                Ok(Answer::Live(live)) => drop(sender.send(Arc::new(live))),
                // The app is gone, or the server stops: what waits for pictures hears of it.
                Ok(_) | Err(_) => {
                    let mut pictures = self.pictures.lock().unwrap_or_else(PoisonError::into_inner);
                    pictures.remove(&app);
                    return;
                }
            }
        }
    }
}

/// Whether an operation is to be done again after a restart.
fn is_kept(operation: &Operation) -> bool {
    matches!(
        operation,
        Operation::ForbidStream { .. }
            | Operation::ResumeStream { .. }
            | Operation::SetRule { .. }
            | Operation::DeleteRule { .. }
    )
}
