//! Callbacks: what happens in rooms is posted to the business server of the app.
//!
//! Each event is stored before it is posted, and stays stored until the receiver took it or it is
//! given up. Events of one room are posted one after another in their order: one that fails holds
//! back those of its room, and no others. `docs/server-api.md` tells what is posted.

mod body;
mod endings;
mod outbox;
mod post;
mod schedule;
mod url;

pub use schedule::Schedule;
pub use url::check_url;

use crate::{
    StartError,
    control::wall_time,
    store::{Delivery, Store, StoreError},
};
use cooee_node::Notice;
use cooee_proto::AppId;
use endings::ServerEnd;
use outbox::Outbox;
use post::Poster;
use std::{
    collections::BTreeSet,
    path::Path,
    thread::{self, JoinHandle},
    time::Duration,
};
use tokio::{
    sync::mpsc::{self, UnboundedReceiver, UnboundedSender},
    task::JoinSet,
};
use tracing::{debug, error, warn};

/// Posts under way at once, of all apps and of one: a receiver that does not answer must not
/// hold up those of other apps.
const MOST_POSTS: usize = 64;
const MOST_POSTS_OF_APP: usize = 8;
/// Events that are stored in one go.
const BATCH: usize = 256;
/// Events that may wait while the store cannot be written.
const MOST_UNSTORED: usize = 100_000;
/// How long a store that failed is left alone.
const STORE_PAUSE: Duration = Duration::from_secs(1);
/// How often it is looked whether a command gave an app a callback URL.
const LOOK_INTERVAL: Duration = Duration::from_secs(5);

/// Starts the thread that stores and posts. It ends, with all stored that it was told, when the
/// sender is dropped.
///
/// Rooms that are open when the server ends get their callbacks then; those of a server that was
/// killed get them here.
pub fn start(
    store: Store,
    schedule: Schedule,
    further_roots: Option<&Path>,
) -> Result<(UnboundedSender<Notice>, JoinHandle<()>), StartError> {
    let poster = Poster::new(further_roots)?;
    let mut outbox = Outbox::new(store, schedule);
    let left = outbox.end_open_rooms(ServerEnd::Failed, wall_time())?;
    if left > 0 {
        warn!(rooms = left, "the server was not stopped before; callbacks end the rooms it had");
    }
    let (sender, notices) = mpsc::unbounded_channel();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let worker = Worker { outbox, poster, posts: JoinSet::new(), busy: BTreeSet::new() };
    let thread = thread::Builder::new().name("cooee-callbacks".to_owned());
    Ok((sender, thread.spawn(move || runtime.block_on(worker.run(notices)))?))
}

struct Worker {
    outbox: Outbox,
    poster: Poster,
    posts: JoinSet<Posted>,
    /// The rooms with a post under way.
    busy: BTreeSet<(AppId, String)>,
}

/// A post that ended, with what was wrong if something was.
type Posted = (Delivery, Result<(), String>);

impl Worker {
    async fn run(mut self, mut notices: UnboundedReceiver<Notice>) {
        let mut batch = Vec::with_capacity(BATCH);
        let mut is_open = true;
        loop {
            self.keep(&mut batch);
            if !is_open {
                // What is under way is posted again after the next start.
                if let Err(error) = self.outbox.end_open_rooms(ServerEnd::Stopped, wall_time()) {
                    error!(%error, "the callbacks of rooms that end wait for the next start");
                }
                return;
            }
            let wait = match self.start_posts() {
                Ok(wait) if batch.is_empty() => wait,
                Ok(_) => STORE_PAUSE,
                Err(error) => {
                    error!(%error, "callbacks cannot be read from the store");
                    STORE_PAUSE
                }
            };
            tokio::select! {
                count = notices.recv_many(&mut batch, BATCH) => is_open = count > 0,
                Some(posted) = self.posts.join_next() => match posted {
                    Ok((delivery, result)) => self.note(&delivery, result),
                    Err(error) => error!(%error, "a post failed inside"),
                },
                () = tokio::time::sleep(wait) => {}
            }
        }
    }

    /// Stores what happened; what cannot be stored waits for the next try.
    fn keep(&mut self, batch: &mut Vec<Notice>) {
        match self.outbox.keep(batch) {
            Ok(()) => batch.clear(),
            Err(error) if batch.len() < MOST_UNSTORED => {
                error!(%error, waiting = batch.len(), "callbacks cannot be stored");
            }
            Err(error) => {
                error!(%error, lost = batch.len(), "callbacks cannot be stored and are lost");
                batch.clear();
            }
        }
    }

    /// Starts what is due, as far as there is room; returns how long nothing else is.
    fn start_posts(&mut self) -> Result<Duration, StoreError> {
        let now = wall_time();
        let mut wait = LOOK_INTERVAL;
        for (due, delivery) in self.outbox.firsts()? {
            let room = (delivery.app_id, delivery.room_id.clone());
            if self.busy.contains(&room) {
                continue;
            }
            if due > now {
                wait = wait.min(Duration::from_millis(due.0 - now.0));
                continue;
            }
            let of_app = self.busy.iter().filter(|(app, _)| *app == delivery.app_id).count();
            if self.busy.len() >= MOST_POSTS || of_app >= MOST_POSTS_OF_APP {
                continue;
            }
            let request = self.outbox.request(&delivery, now)?;
            let poster = self.poster.clone();
            self.busy.insert(room);
            self.posts.spawn(async move {
                let result = poster.post(&request.url, request.body).await;
                (delivery, result)
            });
        }
        Ok(wait)
    }

    fn note(&mut self, delivery: &Delivery, result: Result<(), String>) {
        self.busy.remove(&(delivery.app_id, delivery.room_id.clone()));
        let (app, event, number) = (delivery.app_id, &delivery.event, delivery.delivery_id);
        let attempt = delivery.attempts + 1;
        match &result {
            Ok(()) => debug!(%app, event, number, attempt, "callback delivered"),
            Err(error) => warn!(%app, event, number, attempt, error, "callback not delivered"),
        }
        if let Err(error) = self.outbox.note(delivery, result, wall_time()) {
            error!(%error, "what became of a callback cannot be stored");
        }
    }
}
