//! The stored callbacks, and what follows from tries to post them. Time is an input.

use super::{
    Schedule, body,
    endings::{ServerEnd, endings},
};
use crate::store::{Delivery, DeliveryState, NewDelivery, Store, StoreError};
use cooee_node::Notice;
use cooee_proto::{AppId, WallTime};
use std::{collections::BTreeMap, time::Duration};

/// Rooms of an app whose first callback is looked at in one go: those with a post under way, and
/// as many to come after them.
const LOOKED_AT: usize = 2 * super::MOST_POSTS_OF_APP;
/// How long callbacks that ended stay visible.
const KEPT: Duration = Duration::from_secs(7 * 24 * 3600);
/// How often those are looked for that need not stay any longer.
const SWEEP_INTERVAL: Duration = Duration::from_secs(3600);

pub struct Outbox {
    store: Store,
    schedule: Schedule,
    swept_at: WallTime,
}

/// What is posted where.
pub struct Request {
    pub url: String,
    pub body: String,
}

impl Outbox {
    pub fn new(store: Store, schedule: Schedule) -> Self {
        Self { store, schedule, swept_at: WallTime(0) }
    }

    /// Stores the callbacks of apps that want any.
    pub fn keep(&mut self, notices: &[Notice]) -> Result<(), StoreError> {
        let mut wanting: BTreeMap<AppId, bool> = BTreeMap::new();
        let mut deliveries: Vec<NewDelivery> = Vec::new();
        for notice in notices {
            let wants = match wanting.get(&notice.app) {
                Some(&wants) => wants,
                None => match self.store.callback(notice.app) {
                    Ok(callback) => callback.url.is_some(),
                    // The app was removed meanwhile.
                    Err(StoreError::NoSuchApp(_)) => false,
                    Err(error) => return Err(error),
                },
            };
            wanting.insert(notice.app, wants);
            deliveries.extend(body::delivery(notice).filter(|_| wants));
        }
        self.keep_all(&deliveries)
    }

    /// Keeps callbacks that end what none ended before the server ended; returns of how many
    /// rooms.
    pub fn end_open_rooms(&mut self, end: ServerEnd, now: WallTime) -> Result<usize, StoreError> {
        let rooms = self.store.open_rooms()?;
        let count = rooms.len();
        let endings: Vec<_> = rooms.into_iter().flat_map(|it| endings(it, end, now)).collect();
        self.keep_all(&endings)?;
        Ok(count)
    }

    fn keep_all(&mut self, deliveries: &[NewDelivery]) -> Result<(), StoreError> {
        match deliveries {
            [] => Ok(()),
            _ => self.store.keep_deliveries(deliveries),
        }
    }

    /// The callback of each room that is to be posted next, with the time for it.
    pub fn firsts(&self) -> Result<Vec<(WallTime, Delivery)>, StoreError> {
        let firsts = self.store.first_deliveries(LOOKED_AT)?.into_iter();
        let firsts = firsts.map(|first| match first.state {
            DeliveryState::Waiting { next } => (next, first),
            DeliveryState::Delivered { at } | DeliveryState::Failed { at } => (at, first),
        });
        Ok(firsts.collect())
    }

    /// What is posted for a callback, signed at this time.
    pub fn request(&self, delivery: &Delivery, now: WallTime) -> Result<Request, StoreError> {
        let callback = self.store.callback(delivery.app_id)?;
        let nonce = rand::random::<u32>().to_string();
        let body = body::signed(delivery.app_id, &delivery.body, &callback.secret, &nonce, now);
        // What is damaged is posted as it is, so that it does not hold up its room for ever.
        let body = body.unwrap_or_else(|_| delivery.body.clone());
        Ok(Request { url: callback.url.unwrap_or_default(), body })
    }

    /// Notes what became of a try.
    pub fn note(
        &mut self,
        delivery: &Delivery,
        result: Result<(), String>,
        now: WallTime,
    ) -> Result<(), StoreError> {
        let next = || self.schedule.next(delivery.attempts + 1, delivery.created, now);
        let (state, error) = match result {
            Ok(()) => (DeliveryState::Delivered { at: now }, String::new()),
            Err(error) => match next() {
                Some(next) => (DeliveryState::Waiting { next }, error),
                None => (DeliveryState::Failed { at: now }, error),
            },
        };
        self.store.note_attempt(delivery.delivery_id, state, &error)?;
        if now.0.saturating_sub(self.swept_at.0) >= SWEEP_INTERVAL.as_millis() as u64 {
            self.swept_at = now;
            let before = WallTime(now.0.saturating_sub(KEPT.as_millis() as u64));
            self.store.forget_deliveries(before)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::AuthMode;
    use cooee_node::{Fact, NoticeEvent, RoomEnd, RoomName};
    use cooee_proto::RoomId;
    use tempfile::TempDir;

    const START: WallTime = WallTime(1_700_000_000_000);

    struct World {
        folder: TempDir,
        outbox: Outbox,
        app: AppId,
        now: WallTime,
        /// What was posted: when, in ms from the start, which room, and which event.
        posts: Vec<(u64, String, String)>,
    }

    impl World {
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let store = Store::open(folder.path()).unwrap();
            let app = store.create_app("a", AuthMode::Open).unwrap().app_id;
            store.set_callback_url(app, Some("http://127.0.0.1:1/")).unwrap();
            let outbox = Outbox::new(store, Schedule::default());
            Self { folder, outbox, app, now: START, posts: Vec::new() }
        }

        fn restart(&mut self) {
            let store = Store::open(self.folder.path()).unwrap();
            self.outbox = Outbox::new(store, Schedule::default());
        }

        fn happens(&mut self, room: &str) {
            let name = RoomName {
                room_id: RoomId::new(room).unwrap(),
                room_session_id: "1".to_owned(),
                created: self.now,
            };
            let (app, time) = (self.app, self.now);
            let closed = Fact::RoomClosed { room: name.clone(), reason: RoomEnd::Empty };
            let facts = [Fact::RoomCreated { room: name }, closed];
            let notice = |fact| Notice { app, time, event: NoticeEvent::InRoom(fact) };
            self.outbox.keep(&facts.map(notice)).unwrap();
        }

        /// Lets the time pass with a receiver that takes what the closure lets it.
        fn pass(&mut self, duration: Duration, takes: impl Fn(u64, &Delivery) -> bool) {
            let end = WallTime(self.now.0 + duration.as_millis() as u64);
            loop {
                let firsts = self.outbox.firsts().unwrap();
                let Some((due, delivery)) = firsts.into_iter().next() else { break };
                if due > end {
                    break;
                }
                self.now = self.now.max(due);
                let since = self.now.0 - START.0;
                self.posts.push((since, delivery.room_id.clone(), delivery.event.clone()));
                let result = match takes(since, &delivery) {
                    true => Ok(()),
                    false => Err("the receiver answered 503".to_owned()),
                };
                self.outbox.note(&delivery, result, self.now).unwrap();
            }
            self.now = end;
        }

        fn posts(&mut self) -> Vec<String> {
            let posts = std::mem::take(&mut self.posts).into_iter();
            posts.map(|(since, room, event)| format!("{since} {room} {event}")).collect()
        }
    }

    #[test]
    fn a_failing_callback_holds_back_its_room_alone() {
        let mut world = World::new();
        world.happens("r");
        world.happens("q");
        world.pass(Duration::from_secs(70), |since, delivery| {
            delivery.room_id == "q" || since >= 30_000
        });
        assert_eq!(
            world.posts(),
            [
                "0 r room_create",
                "0 q room_create",
                "0 q room_close",
                "2000 r room_create",
                "6000 r room_create",
                "14000 r room_create",
                "30000 r room_create",
                "30000 r room_close",
            ]
        );
    }

    #[test]
    fn nothing_is_lost_where_the_receiver_fails_twice_and_is_gone_for_a_minute() {
        let mut world = World::new();
        world.happens("r");
        let takes = |since, _: &Delivery| since > 6_000 + 60_000;
        world.pass(Duration::from_secs(20), takes);
        // The server is started again meanwhile, and more happens.
        world.restart();
        world.happens("r");
        world.pass(Duration::from_secs(300), takes);
        assert_eq!(
            world.posts(),
            [
                "0 r room_create",
                "2000 r room_create",
                "6000 r room_create",
                "14000 r room_create",
                "30000 r room_create",
                "62000 r room_create",
                "122000 r room_create",
                "122000 r room_close",
                "122000 r room_create",
                "122000 r room_close",
            ]
        );
        let recent = world.outbox.store.recent_deliveries(world.app, 10).unwrap();
        assert_eq!(recent.len(), 4);
        let is_delivered = |it: &Delivery| matches!(it.state, DeliveryState::Delivered { .. });
        assert!(recent.iter().all(is_delivered));
        assert_eq!(recent.iter().map(|it| it.attempts).collect::<Vec<_>>(), [1, 1, 1, 7]);
    }

    #[test]
    fn after_a_day_a_callback_is_given_up_and_its_room_goes_on() {
        let mut world = World::new();
        world.happens("r");
        world.pass(Duration::from_secs(24 * 3600 + 120), |_, it| it.event == "room_close");
        let recent = world.outbox.store.recent_deliveries(world.app, 10).unwrap();
        let [close, create] = &recent[..] else { panic!("{recent:?}") };
        assert!(matches!(create.state, DeliveryState::Failed { .. }), "{create:?}");
        assert_eq!(create.last_error, "the receiver answered 503");
        assert!(create.attempts > 1400, "{create:?}");
        assert!(matches!(close.state, DeliveryState::Delivered { .. }), "{close:?}");
        // Later they are forgotten.
        world.pass(Duration::from_secs(8 * 24 * 3600), |_, _| true);
        world.happens("q");
        world.pass(Duration::from_secs(1), |_, _| true);
        assert_eq!(world.outbox.store.recent_deliveries(world.app, 10).unwrap().len(), 2);
    }

    #[test]
    fn many_rooms_of_an_app_keep_no_place_from_another_app() {
        let mut world = World::new();
        for room in 0..100 {
            world.happens(&format!("r{room}"));
        }
        let other = world.outbox.store.create_app("b", AuthMode::Open).unwrap().app_id;
        world.outbox.store.set_callback_url(other, Some("http://127.0.0.1:2/")).unwrap();
        world.app = other;
        world.now = WallTime(START.0 + 1000);
        world.happens("q");
        let firsts = world.outbox.firsts().unwrap();
        assert_eq!(firsts.len(), LOOKED_AT + 1);
        assert_eq!(firsts.last().map(|(_, it)| it.app_id), Some(other));
    }

    #[test]
    fn an_app_without_a_url_wants_nothing_and_what_waits_waits() {
        let mut world = World::new();
        world.happens("r");
        world.outbox.store.set_callback_url(world.app, None).unwrap();
        world.happens("r");
        world.pass(Duration::from_secs(60), |_, _| true);
        assert_eq!(world.posts(), [""; 0]);
        world.outbox.store.set_callback_url(world.app, Some("http://a/")).unwrap();
        world.pass(Duration::from_secs(60), |_, _| true);
        assert_eq!(world.posts().len(), 2);
        let gone = AppId(world.app.0 ^ 1);
        world.app = gone;
        world.happens("r");
    }
}
