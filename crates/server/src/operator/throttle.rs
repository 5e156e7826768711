//! Slows down who guesses the password or the set-up code.
//!
//! An attempt counts as a failure until it has succeeded, so that many at once gain nothing. Each
//! network has some attempts free and then waits twice as long each time. All networks together
//! draw from one store of attempts that fills slowly; only a network from which somebody signed in
//! before does not need it, so that an attack from everywhere does not lock the operator out.

use std::{
    collections::BTreeMap,
    net::{IpAddr, Ipv6Addr},
    time::{Duration, Instant},
};

/// Attempts of a network before it has to wait.
const FREE: u32 = 5;
const FIRST_WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_secs(5 * 60);
/// After so long without an attempt a network begins afresh.
const FORGOTTEN: Duration = Duration::from_secs(60 * 60);
/// Networks that are remembered; the one that tried longest ago gives way.
const MOST_NETWORKS: usize = 4096;
/// Attempts of all networks together, and how long each takes to come back.
const ATTEMPTS: u32 = 60;
const REFILL: Duration = Duration::from_secs(5);

/// Remembers who failed.
#[derive(Default)]
pub struct Throttle {
    networks: BTreeMap<IpAddr, Network>,
    /// When all attempts are back; each takes away [`REFILL`].
    full_at: Option<Instant>,
}

struct Network {
    failures: u32,
    tried: Instant,
    has_signed_in: bool,
}

impl Network {
    fn wait(&self) -> Duration {
        match self.failures.checked_sub(FREE) {
            None => Duration::ZERO,
            Some(further) => (FIRST_WAIT * 2u32.pow(further.min(16))).min(LONGEST_WAIT),
        }
    }
}

impl Throttle {
    /// Asks for an attempt, which counts as failed until [`succeeded`](Self::succeeded). If there
    /// is none, the error is how long to wait.
    pub fn attempt(&mut self, now: Instant, address: IpAddr) -> Result<(), Duration> {
        let network = network(address);
        self.networks.retain(|_, known| now < known.tried + FORGOTTEN);
        let known = self.networks.get(&network);
        if let Some(known) = known {
            let until = known.tried + known.wait();
            if now < until {
                return Err(until - now);
            }
        }
        if !known.is_some_and(|known| known.has_signed_in) {
            self.take(now)?;
        }
        if !self.networks.contains_key(&network) {
            self.make_room();
        }
        let fresh = Network { failures: 0, tried: now, has_signed_in: false };
        let known = self.networks.entry(network).or_insert(fresh);
        known.failures += 1;
        known.tried = now;
        Ok(())
    }

    /// The attempt was right.
    pub fn succeeded(&mut self, now: Instant, address: IpAddr) {
        let known = Network { failures: 0, tried: now, has_signed_in: true };
        self.networks.insert(network(address), known);
        self.full_at = self.full_at.and_then(|full| full.checked_sub(REFILL));
    }

    fn take(&mut self, now: Instant) -> Result<(), Duration> {
        let full_at = self.full_at.unwrap_or(now).max(now) + REFILL;
        let most = now + REFILL * ATTEMPTS;
        if full_at > most {
            return Err(full_at - most);
        }
        self.full_at = Some(full_at);
        Ok(())
    }

    fn make_room(&mut self) {
        if self.networks.len() < MOST_NETWORKS {
            return;
        }
        let oldest =
            self.networks.iter().min_by_key(|(_, known)| (known.has_signed_in, known.tried));
        if let Some((&oldest, _)) = oldest {
            self.networks.remove(&oldest);
        }
    }
}

/// Who has one IPv6 address mostly has 2^64 of them.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64).into(),
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_network_waits_longer_after_each_failure() {
        let (mut throttle, mut now) = (Throttle::default(), Instant::now());
        let amy = ip("192.0.2.1");
        for _ in 0..FREE {
            assert_eq!(throttle.attempt(now, amy), Ok(()));
        }
        for seconds in [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300] {
            let wait = Duration::from_secs(seconds);
            assert_eq!(throttle.attempt(now, amy), Err(wait));
            now += wait;
            assert_eq!(throttle.attempt(now, amy), Ok(()));
        }
        assert_eq!(throttle.attempt(now, ip("192.0.2.2")), Ok(()), "others do not wait");
        assert_eq!(throttle.attempt(now + FORGOTTEN, amy), Ok(()), "forgotten");
    }

    #[test]
    fn a_success_is_a_fresh_beginning() {
        let (mut throttle, now) = (Throttle::default(), Instant::now());
        let amy = ip("192.0.2.1");
        for _ in 0..10 {
            for _ in 0..FREE {
                assert_eq!(throttle.attempt(now, amy), Ok(()));
            }
            throttle.succeeded(now, amy);
        }
    }

    #[test]
    fn an_attack_from_everywhere_is_slowed_down_and_locks_nobody_out() {
        let (mut throttle, now) = (Throttle::default(), Instant::now());
        let amy = ip("192.0.2.1");
        assert_eq!(throttle.attempt(now, amy), Ok(()));
        throttle.succeeded(now, amy);
        let everywhere = |number: u32| IpAddr::from((0x0a00_0000 + number).to_be_bytes());
        let passed = (0..1000).filter(|&n| throttle.attempt(now, everywhere(n)).is_ok()).count();
        assert_eq!(passed, ATTEMPTS as usize);
        assert_eq!(throttle.attempt(now, ip("198.51.100.1")), Err(REFILL));
        assert_eq!(throttle.attempt(now, amy), Ok(()), "who signed in before");
        let later = now + REFILL * 2;
        assert_eq!(throttle.attempt(later, ip("198.51.100.1")), Ok(()));
        assert_eq!(throttle.attempt(later, ip("198.51.100.2")), Ok(()));
        assert_eq!(throttle.attempt(later, ip("198.51.100.3")), Err(REFILL));
    }

    #[test]
    fn an_ipv6_network_is_one_and_memory_is_bounded() {
        assert_eq!(network(ip("2001:db8::1")), network(ip("2001:db8::ffff:1")));
        assert_ne!(network(ip("2001:db8::1")), network(ip("2001:db8:0:1::1")));
        assert_eq!(network(ip("::ffff:192.0.2.1")), ip("192.0.2.1"));
        let (mut throttle, mut now) = (Throttle::default(), Instant::now());
        for number in 0..MOST_NETWORKS as u32 + 100 {
            now += Duration::from_millis(1);
            throttle.succeeded(now, ip("192.0.2.1"));
            throttle.full_at = None;
            throttle.attempt(now, IpAddr::from((0x0a00_0000 + number).to_be_bytes())).unwrap();
        }
        assert_eq!(throttle.networks.len(), MOST_NETWORKS);
        assert!(throttle.networks[&ip("192.0.2.1")].has_signed_in);
    }
}
