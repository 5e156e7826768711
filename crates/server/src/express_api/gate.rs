//! What is remembered of callers: the nonces they used, how often they called, and the sequence
//! numbers they sent.

use super::{
    answer::{Code, Refusal},
    signature::WINDOW_SECONDS,
};
use cooee_proto::{AppId, StreamId};
use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    time::{Duration, Instant},
};

/// Nonces of one app that are remembered: a caller would have to sign 400 requests a second for
/// twenty minutes to use more.
const MOST_NONCES: usize = 500_000;
/// Rates and sequence numbers that are remembered before those that are over are swept out.
const SWEEP_AT: usize = 10_000;
/// How long a sequence number counts.
const SEQUENCE_LIFE: Duration = Duration::from_secs(10);

#[derive(Debug, Default)]
pub struct Gate {
    nonces: BTreeMap<AppId, Nonces>,
    calls: BTreeMap<Counted, VecDeque<Instant>>,
    sequences: BTreeMap<(AppId, StreamId), (Instant, u64)>,
}

#[derive(Debug, Default)]
struct Nonces {
    known: BTreeSet<String>,
    /// When each may be forgotten, in Unix seconds.
    by_end: BTreeSet<(i64, String)>,
}

/// What is counted: an action of an app, or of one of its rooms.
type Counted = (AppId, &'static str, Option<String>);

/// How often an action may be called.
struct Rate {
    action: &'static str,
    per_app: u32,
    /// So many per room in so many seconds.
    per_room: Option<(u32, u64)>,
}

const RATES: &[Rate] = &[
    Rate { action: "KickoutUser", per_app: 50, per_room: None },
    Rate { action: "DescribeUserNum", per_app: 10, per_room: None },
    Rate { action: "DescribeUserList", per_app: 200, per_room: Some((1, 1)) },
    Rate { action: "DescribeUsers", per_app: 10, per_room: None },
    Rate { action: "DescribeSimpleStreamList", per_app: 50, per_room: Some((1, 10)) },
    Rate { action: "SendBroadcastMessage", per_app: 100, per_room: None },
    Rate { action: "SendBarrageMessage", per_app: 100, per_room: None },
    Rate { action: "SendCustomCommand", per_app: 100, per_room: None },
    Rate { action: "CloseRoom", per_app: 1, per_room: None },
];
/// For the actions whose rate is not documented.
const OTHER: Rate = Rate { action: "", per_app: 50, per_room: None };

impl Gate {
    /// Takes the nonce of a request that was found to be signed by the app; refuses one that was
    /// used before with any timestamp that is not over.
    pub fn take_nonce(
        &mut self,
        app: AppId,
        nonce: &str,
        timestamp: i64,
        now: i64,
    ) -> Result<(), Refusal> {
        let nonces = self.nonces.entry(app).or_default();
        while nonces.by_end.first().is_some_and(|(end, _)| *end < now) {
            if let Some((_, over)) = nonces.by_end.pop_first() {
                nonces.known.remove(&over);
            }
        }
        if nonces.known.contains(nonce) {
            let message = "SignatureNonce was used before; each request needs a fresh one";
            return Err(Refusal::new(Code::SIGNATURE_EXPIRED, message));
        }
        if nonces.known.len() >= MOST_NONCES {
            let message = format!("the app called {MOST_NONCES} times in the last minutes");
            return Err(Refusal::new(Code::APP_RATE, message));
        }
        nonces.known.insert(nonce.to_owned());
        nonces.by_end.insert((timestamp + WINDOW_SECONDS, nonce.to_owned()));
        Ok(())
    }

    /// Counts a call, or refuses it where there were too many.
    pub fn spend(
        &mut self,
        now: Instant,
        app: AppId,
        action: &str,
        room: Option<&str>,
    ) -> Result<(), Refusal> {
        let rate = RATES.iter().find(|rate| rate.action == action).unwrap_or(&OTHER);
        let second = Duration::from_secs(1);
        self.sweep(now);
        let of_room = rate.per_room.zip(room).map(|((most, seconds), room)| {
            ((app, rate.action, Some(room.to_owned())), most, Duration::from_secs(seconds))
        });
        let of_app = (app, rate.action, None);
        if !self.allows(now, &of_app, rate.per_app, second) {
            let message = format!("{action} is allowed {} times a second", rate.per_app);
            return Err(Refusal::new(Code::APP_RATE, message));
        }
        if let Some((of_room, most, span)) = of_room {
            if !self.allows(now, &of_room, most, span) {
                let message = format!("{action} is allowed {most} times in {span:?} for a room");
                return Err(Refusal::new(Code::ROOM_RATE, message));
            }
            self.calls.entry(of_room).or_default().push_back(now);
        }
        self.calls.entry(of_app).or_default().push_back(now);
        Ok(())
    }

    /// Takes a sequence number about a stream, which has to be above the one before.
    pub fn take_sequence(
        &mut self,
        now: Instant,
        app: AppId,
        stream: &StreamId,
        sequence: u64,
    ) -> Result<(), Refusal> {
        let is_over = |at: Instant| now.saturating_duration_since(at) >= SEQUENCE_LIFE;
        if self.sequences.len() > SWEEP_AT {
            self.sequences.retain(|_, (at, _)| !is_over(*at));
        }
        let key = (app, stream.clone());
        if let Some(&(at, before)) = self.sequences.get(&key)
            && !is_over(at)
            && sequence <= before
        {
            let message = format!("Sequence is {sequence} after {before}; it has to rise");
            return Err(Refusal::new(Code::PARAMETER, message));
        }
        self.sequences.insert(key, (now, sequence));
        Ok(())
    }

    fn allows(&mut self, now: Instant, counted: &Counted, most: u32, span: Duration) -> bool {
        let Some(times) = self.calls.get_mut(counted) else { return true };
        while times.front().is_some_and(|&at| now.saturating_duration_since(at) >= span) {
            times.pop_front();
        }
        times.len() < most as usize
    }

    fn sweep(&mut self, now: Instant) {
        if self.calls.len() > SWEEP_AT {
            let longest = SEQUENCE_LIFE;
            let is_fresh = |&at: &Instant| now.saturating_duration_since(at) < longest;
            self.calls.retain(|_, times| times.back().is_some_and(is_fresh));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const APP: AppId = AppId(7);

    #[test]
    fn a_nonce_serves_once_while_its_timestamp_may_come() {
        let mut gate = Gate::default();
        let now = 1_000_000;
        // Of a clock that is ahead: it may come for twenty minutes.
        gate.take_nonce(APP, "n", now + 600, now).unwrap();
        for later in [0, 599, 1200] {
            let refused = gate.take_nonce(APP, "n", now + 600, now + later).unwrap_err();
            assert_eq!(refused.code, Code::SIGNATURE_EXPIRED);
        }
        gate.take_nonce(AppId(8), "n", now, now).unwrap();
        gate.take_nonce(APP, "n", now + 1201, now + 1201).unwrap();
        assert_eq!(gate.nonces[&APP].known.len(), 1);
        assert_eq!(gate.nonces[&APP].by_end.len(), 1);
    }

    #[test]
    fn the_nonces_of_an_app_are_bounded() {
        let mut gate = Gate::default();
        for number in 0..MOST_NONCES {
            gate.take_nonce(APP, &number.to_string(), 0, 0).unwrap();
        }
        let refused = gate.take_nonce(APP, "one more", 0, 0).unwrap_err();
        assert_eq!(refused.code, Code::APP_RATE);
        gate.take_nonce(APP, "one more", 601, 601).unwrap();
        assert_eq!(gate.nonces[&APP].known.len(), 1);
    }

    #[test]
    fn rates_hold_for_an_app_and_for_a_room() {
        let start = Instant::now();
        let mut gate = Gate::default();
        let mut spend = |millis, app, action: &str, room: &str| {
            let now = start + Duration::from_millis(millis);
            gate.spend(now, app, action, Some(room)).map_err(|refusal| refusal.code.0)
        };
        assert_eq!(spend(0, APP, "CloseRoom", "r"), Ok(()));
        assert_eq!(spend(999, APP, "CloseRoom", "q"), Err(206));
        assert_eq!(spend(999, AppId(8), "CloseRoom", "q"), Ok(()));
        assert_eq!(spend(1000, APP, "CloseRoom", "q"), Ok(()));
        assert_eq!(spend(0, APP, "DescribeSimpleStreamList", "r"), Ok(()));
        assert_eq!(spend(9_999, APP, "DescribeSimpleStreamList", "r"), Err(207));
        assert_eq!(spend(9_999, APP, "DescribeSimpleStreamList", "q"), Ok(()));
        assert_eq!(spend(10_000, APP, "DescribeSimpleStreamList", "r"), Ok(()));
        for _ in 0..OTHER.per_app {
            assert_eq!(spend(0, APP, "ForbidRTCStream", ""), Ok(()));
        }
        assert_eq!(spend(0, APP, "ForbidRTCStream", ""), Err(206));
    }

    #[test]
    fn what_is_remembered_of_rooms_is_bounded() {
        let start = Instant::now();
        let mut gate = Gate::default();
        for number in 0..3 * SWEEP_AT as u64 {
            let now = start + Duration::from_millis(6 * number);
            gate.spend(now, APP, "DescribeUserList", Some(&number.to_string())).unwrap();
        }
        assert!(gate.calls.len() <= SWEEP_AT + 1, "{}", gate.calls.len());
    }

    #[test]
    fn sequence_numbers_rise_for_ten_seconds() {
        let start = Instant::now();
        let stream = StreamId::new("s").unwrap();
        let mut gate = Gate::default();
        let mut take = |seconds, sequence| {
            gate.take_sequence(start + Duration::from_secs(seconds), APP, &stream, sequence).is_ok()
        };
        assert!(take(0, 5));
        assert!(!take(1, 5));
        assert!(!take(9, 4));
        assert!(take(9, 6));
        assert!(!take(18, 5));
        assert!(take(19, 5));
    }
}
