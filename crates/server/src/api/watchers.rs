//! How many may watch calls at once: each watcher costs a connection, and a text each second.

use super::{Problem, unpoisoned};
use axum::http::StatusCode;
use cooee_proto::AppId;
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};

/// Watchers of one app.
const MOST_OF_APP: usize = 50;
/// Watchers of all apps.
const MOST: usize = 200;
/// When who was refused may ask again: a watcher that is gone is noticed at the next picture.
const WAIT: Duration = Duration::from_secs(5);

/// All watchers; clones count the same ones.
#[derive(Clone, Default)]
pub struct Watchers(Arc<Mutex<BTreeMap<AppId, usize>>>);

/// The place of one watcher, which is free again when this is dropped.
pub struct Place {
    app: AppId,
    watchers: Watchers,
}

impl Watchers {
    /// A place, if there is one left.
    pub fn enter(&self, app: AppId) -> Result<Place, Problem> {
        let mut counts = unpoisoned(&self.0);
        let of_app = counts.get(&app).copied().unwrap_or(0);
        let all: usize = counts.values().sum();
        if of_app >= MOST_OF_APP {
            let message = format!("{of_app} watch the calls of this app, as many as may");
            return Err(full(StatusCode::TOO_MANY_REQUESTS, message));
        }
        if all >= MOST {
            let message = format!("{all} watch the calls of this server, as many as may");
            return Err(full(StatusCode::SERVICE_UNAVAILABLE, message));
        }
        counts.insert(app, of_app + 1);
        Ok(Place { app, watchers: self.clone() })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut counts = unpoisoned(&self.watchers.0);
        match counts.get_mut(&self.app) {
            Some(count) if *count > 1 => *count -= 1,
            _ => drop(counts.remove(&self.app)),
        }
    }
}

fn full(status: StatusCode, message: String) -> Problem {
    let hint = "Close another watcher; GET …/rooms shows the same once.";
    Problem::new(status, "too_many_watchers", message, hint).after(WAIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_bounded_for_an_app_and_for_all_and_come_back() {
        let watchers = Watchers::default();
        let mut places: Vec<_> =
            (0..MOST_OF_APP).map(|_| watchers.enter(AppId(1)).ok().unwrap()).collect();
        assert!(watchers.enter(AppId(1)).is_err());
        places.pop();
        places.push(watchers.enter(AppId(1)).ok().unwrap());
        for app in 2.. {
            let entered = (0..MOST_OF_APP).map_while(|_| watchers.enter(AppId(app)).ok());
            let before = places.len();
            places.extend(entered);
            if places.len() == before {
                break;
            }
        }
        assert_eq!(places.len(), MOST);
        places.clear();
        assert!(unpoisoned(&watchers.0).is_empty());
        assert!(watchers.enter(AppId(1)).is_ok());
    }
}
