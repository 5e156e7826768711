//! Each thing that a script can do to the network.

use cooee_proto::WallTime;
use cooee_testkit::network::{
    Arrival, Bandwidth, Change, Conditions, End, Link, SocketEvent, SocketId, Traffic,
};
use cooee_testkit::{Clock, Network};
use std::net::SocketAddr;
use std::time::Duration;

const SECOND: Duration = Duration::from_secs(1);

fn milliseconds(number: u64) -> Duration {
    Duration::from_millis(number)
}

pub fn home() -> SocketAddr {
    "10.0.0.2:5000".parse().expect("an address")
}

pub fn mobile() -> SocketAddr {
    "198.51.100.7:6000".parse().expect("an address")
}

pub fn server() -> SocketAddr {
    "192.0.2.1:7870".parse().expect("an address")
}

/// A network with a log of what arrived when.
pub struct Lab {
    pub clock: Clock,
    pub network: Network,
    pub log: Vec<(Duration, Arrival)>,
}

impl Lab {
    pub fn new(seed: u64) -> Self {
        Self { clock: Clock::new(WallTime(0)), network: Network::new(seed), log: Vec::new() }
    }

    /// One client on a link of that quality.
    pub fn with_link(conditions: Conditions) -> Self {
        let mut lab = Self::new(1);
        lab.apply(Change::Attach { address: home(), link: Link::symmetric(conditions) });
        lab
    }

    /// One client on a good link with a round trip of 40 ms.
    fn good() -> Self {
        Self::with_link(Conditions { latency: milliseconds(20), ..Conditions::default() })
    }

    pub fn apply(&mut self, change: Change) {
        self.network.apply(self.clock.now(), change);
    }

    /// The client sends a datagram of that length.
    pub fn sends(&mut self, number: u32, bytes: usize) {
        let mut contents = number.to_be_bytes().to_vec();
        contents.resize(bytes.max(4), 0);
        self.network.transmit(self.clock.now(), home(), server(), contents);
    }

    pub fn opens(&mut self) -> SocketId {
        self.network.open_socket(self.clock.now(), home())
    }

    pub fn says(&mut self, socket: SocketId, from: End, text: &str) {
        self.network.send_text(self.clock.now(), socket, from, text.to_owned());
    }

    pub fn run_for(&mut self, time: Duration) {
        let end = self.clock.now() + time;
        while let Some(at) = self.network.deadline().filter(|at| *at <= end) {
            self.clock.advance_to(at);
            while let Some(arrival) = self.network.poll(self.clock.now()) {
                self.log.push((self.clock.elapsed(), arrival));
            }
        }
        self.clock.advance_to(end);
    }

    /// When which datagram arrived, by the numbers that they hold.
    fn arrivals(&self) -> Vec<(Duration, u32)> {
        let number = |(at, arrival): &(Duration, Arrival)| match arrival {
            Arrival::Datagram { contents, .. } => {
                let number = contents[..4].try_into().expect("four bytes");
                Some((*at, u32::from_be_bytes(number)))
            }
            Arrival::Socket { .. } => None,
        };
        self.log.iter().filter_map(number).collect()
    }

    fn numbers(&self) -> Vec<u32> {
        self.arrivals().into_iter().map(|(_, number)| number).collect()
    }

    /// Sends so many datagrams, one each 20 ms, and waits for them.
    fn stream(&mut self, count: u32) {
        for number in 0..count {
            self.sends(number, 100);
            self.run_for(milliseconds(20));
        }
        self.run_for(SECOND);
    }

    /// What an end of a socket got to know, and when.
    pub fn heard(&self, wanted: SocketId, at_end: End) -> Vec<(Duration, SocketEvent)> {
        let heard = |(at, arrival): &(Duration, Arrival)| match arrival {
            Arrival::Socket { socket, end, event } if (*socket, *end) == (wanted, at_end) => {
                Some((*at, event.clone()))
            }
            _ => None,
        };
        self.log.iter().filter_map(heard).collect()
    }

    /// What an end heard last.
    fn last_heard(&self, socket: SocketId, end: End) -> Option<SocketEvent> {
        self.heard(socket, end).pop().map(|(_, event)| event)
    }
}

fn text(text: &str) -> SocketEvent {
    SocketEvent::Text(text.to_owned())
}

#[test]
fn datagrams_take_the_latency_both_ways() {
    let mut lab = Lab::good();
    lab.sends(1, 10);
    lab.network.transmit(lab.clock.now(), server(), home(), vec![0, 0, 0, 2]);
    lab.run_for(SECOND);
    assert_eq!(lab.arrivals(), [(milliseconds(20), 1), (milliseconds(20), 2)]);
    let ends = |arrival: &Arrival| match arrival {
        Arrival::Datagram { source, destination, .. } => (*source, *destination),
        Arrival::Socket { .. } => panic!("no socket"),
    };
    assert_eq!(ends(&lab.log[0].1), (home(), server()));
    assert_eq!(ends(&lab.log[1].1), (server(), home()));
}

#[test]
fn what_nobody_is_attached_for_leads_nowhere() {
    let mut lab = Lab::good();
    lab.network.transmit(lab.clock.now(), mobile(), server(), vec![0; 4]);
    lab.network.transmit(lab.clock.now(), server(), mobile(), vec![0; 4]);
    assert_eq!(lab.network.deadline(), None);
}

#[test]
fn losses_have_their_share_and_bursts_their_length() {
    for burst_length in [1, 3] {
        let conditions = Conditions { loss: 0.2, burst_length, ..Conditions::default() };
        let mut lab = Lab::with_link(conditions);
        lab.stream(20_000);
        let numbers = lab.numbers();
        let lost = 1.0 - numbers.len() as f64 / 20_000.0;
        assert!((0.18..0.22).contains(&lost), "{lost}");
        let gaps = numbers.windows(2).map(|pair| pair[1] - pair[0] - 1).filter(|gap| *gap > 0);
        let gaps: Vec<_> = gaps.collect();
        if burst_length == 3 {
            assert!(gaps.iter().all(|gap| gap % 3 == 0));
        }
        let mean = f64::from(gaps.iter().sum::<u32>()) / gaps.len() as f64;
        let expected = f64::from(burst_length) * 1.25;
        assert!((mean / expected - 1.0).abs() < 0.2, "{mean}");
    }
}

#[test]
fn jitter_delays_but_keeps_the_order() {
    let conditions =
        Conditions { latency: milliseconds(20), jitter: milliseconds(30), ..Conditions::default() };
    let mut lab = Lab::with_link(conditions);
    lab.stream(1_000);
    assert!(lab.numbers().is_sorted() && lab.numbers().len() == 1_000);
    let delays = lab.arrivals();
    let delays = delays.iter().map(|(at, number)| *at - milliseconds(20) * *number);
    let mean = delays.sum::<Duration>() / 1_000;
    assert!((milliseconds(45)..milliseconds(80)).contains(&mean), "{mean:?}");
}

#[test]
fn some_datagrams_are_overtaken_and_some_arrive_twice() {
    let mut lab = Lab::with_link(Conditions { reorder: 0.1, ..Conditions::default() });
    lab.stream(1_000);
    let late = lab.numbers().windows(2).filter(|pair| pair[1] < pair[0]).count();
    assert_eq!(lab.numbers().len(), 1_000);
    assert!((60..140).contains(&late), "{late}");

    let mut lab = Lab::with_link(Conditions { duplicate: 0.1, ..Conditions::default() });
    lab.stream(1_000);
    assert!((1_060..1_140).contains(&lab.numbers().len()));
}

#[test]
fn an_uneven_link_lets_many_datagrams_overtake() {
    let spread = milliseconds(100);
    let mut lab = Lab::with_link(Conditions { spread, ..Conditions::default() });
    for number in 0..100 {
        lab.sends(number, 100);
    }
    lab.run_for(spread);
    assert_eq!(lab.numbers().len(), 100);
    let late = lab.numbers().windows(2).filter(|pair| pair[1] < pair[0]).count();
    assert!((30..70).contains(&late), "{late}");
}

#[test]
fn a_bottleneck_spaces_datagrams_and_drops_what_would_wait_too_long() {
    let bandwidth = Some(Bandwidth { bits_per_second: 80_000, queue: milliseconds(100) });
    let mut lab = Lab::with_link(Conditions { bandwidth, ..Conditions::default() });
    for number in 0..50 {
        // With its headers each takes 20 ms.
        lab.sends(number, 172);
    }
    lab.run_for(SECOND);
    let at = |number| (milliseconds(20) * (number + 1), number);
    assert_eq!(lab.arrivals(), (0..6).map(at).collect::<Vec<_>>());
    lab.sends(50, 172);
    lab.run_for(SECOND);
    assert_eq!(lab.numbers().last(), Some(&50));
}

#[test]
fn a_cut_takes_datagrams_under_way_and_a_script_restores_it() {
    let mut lab = Lab::good();
    let all = Traffic::All;
    let now = lab.clock.now();
    let (address, restored) = (home(), now + milliseconds(200));
    lab.network.schedule(now + milliseconds(90), Change::Cut { address, traffic: all });
    lab.network.schedule(restored, Change::Restore { address, traffic: all });
    lab.stream(20);
    // Sent before 70 ms or from 200 ms on.
    let expected: Vec<_> = (0..4).chain(10..20).collect();
    assert_eq!(lab.numbers(), expected);
}

#[test]
fn a_rebound_client_is_seen_from_outside_under_another_address() {
    let mut lab = Lab::good();
    lab.network.transmit(lab.clock.now(), server(), home(), vec![0, 0, 0, 1]);
    lab.apply(Change::Rebind { address: home(), outside: mobile() });
    lab.sends(2, 4);
    lab.network.transmit(lab.clock.now(), server(), home(), vec![0, 0, 0, 3]);
    lab.network.transmit(lab.clock.now(), server(), mobile(), vec![0, 0, 0, 4]);
    lab.run_for(SECOND);
    assert_eq!(lab.numbers(), [2, 4]);
    let Arrival::Datagram { source, .. } = lab.log[0].1 else { panic!("a datagram") };
    let Arrival::Datagram { destination, .. } = lab.log[1].1 else { panic!("a datagram") };
    assert_eq!((source, destination), (mobile(), home()));
}

#[test]
fn a_socket_opens_in_two_round_trips_and_carries_texts_in_order() {
    let mut lab = Lab::good();
    let socket = lab.opens();
    lab.run_for(SECOND);
    let opened = SocketEvent::Opened;
    assert_eq!(lab.heard(socket, End::Server), [(milliseconds(60), opened.clone())]);
    assert_eq!(lab.heard(socket, End::Client), [(milliseconds(80), opened)]);
    lab.says(socket, End::Client, "one");
    lab.says(socket, End::Client, "two");
    lab.says(socket, End::Server, "three");
    lab.network.close_socket(lab.clock.now(), socket, End::Client);
    lab.run_for(SECOND);
    let heard: Vec<_> = lab.heard(socket, End::Server).into_iter().skip(1).collect();
    let at = milliseconds(1020);
    let closed = SocketEvent::Closed { reason: "closed by the other end".to_owned() };
    assert_eq!(heard, [(at, text("one")), (at, text("two")), (at, closed)]);
    assert_eq!(lab.heard(socket, End::Client).len(), 1, "who closed hears no more");
}

#[test]
fn texts_wait_for_a_cut_link() {
    let mut lab = Lab::good();
    let socket = lab.opens();
    lab.run_for(SECOND);
    lab.says(socket, End::Client, "under way");
    lab.apply(Change::Cut { address: home(), traffic: Traffic::Sockets });
    lab.says(socket, End::Client, "waiting");
    lab.says(socket, End::Server, "back");
    lab.run_for(SECOND * 60);
    assert_eq!(lab.heard(socket, End::Server).len(), 1);
    lab.apply(Change::Restore { address: home(), traffic: Traffic::Sockets });
    lab.run_for(SECOND);
    let texts: Vec<_> = lab.heard(socket, End::Server).into_iter().skip(1).collect();
    let at = SECOND * 61 + milliseconds(220);
    assert_eq!(texts, [(at, text("under way")), (at, text("waiting"))]);
    assert_eq!(lab.last_heard(socket, End::Client), Some(text("back")));
}

#[test]
fn a_broken_socket_tells_both_ends_and_a_silent_one_nobody() {
    let mut lab = Lab::good();
    let (broken, silent) = (lab.opens(), lab.opens());
    lab.run_for(SECOND);
    lab.apply(Change::Cut { address: home(), traffic: Traffic::All });
    lab.run_for(SECOND * 10);
    assert_eq!(lab.last_heard(silent, End::Client), Some(SocketEvent::Opened));
    let reason = "timed out".to_owned();
    lab.apply(Change::BreakSockets { address: home(), reason: reason.clone() });
    lab.run_for(SECOND);
    for end in [End::Client, End::Server] {
        let closed = SocketEvent::Closed { reason: reason.clone() };
        assert_eq!(lab.heard(broken, end).pop(), Some((SECOND * 11, closed)));
    }
}

#[test]
fn no_socket_opens_while_the_link_is_cut_or_the_server_away() {
    let mut lab = Lab::good();
    let refused = SocketEvent::Closed { reason: "connection refused".to_owned() };
    for (away, back) in [
        (
            Change::Cut { address: home(), traffic: Traffic::All },
            Change::Restore { address: home(), traffic: Traffic::All },
        ),
        (Change::Server { listens: false }, Change::Server { listens: true }),
    ] {
        lab.apply(away);
        let socket = lab.opens();
        lab.run_for(SECOND);
        assert_eq!(lab.last_heard(socket, End::Client), Some(refused.clone()));
        assert_eq!(lab.last_heard(socket, End::Server), None);
        lab.apply(back);
        let socket = lab.opens();
        lab.run_for(SECOND);
        assert_eq!(lab.last_heard(socket, End::Client), Some(SocketEvent::Opened));
    }
}

#[test]
fn a_dying_server_resets_sockets_and_hears_nothing() {
    let mut lab = Lab::good();
    let socket = lab.opens();
    lab.run_for(SECOND);
    lab.says(socket, End::Client, "too late");
    lab.sends(1, 4);
    lab.apply(Change::Server { listens: false });
    lab.run_for(SECOND);
    let reason = "connection reset by the server".to_owned();
    assert_eq!(lab.last_heard(socket, End::Client), Some(SocketEvent::Closed { reason }));
    assert_eq!(lab.last_heard(socket, End::Server), Some(SocketEvent::Opened));
    assert!(lab.numbers().is_empty());
}

#[test]
fn a_client_moves_to_another_interface() {
    let mut lab = Lab::good();
    let socket = lab.opens();
    lab.run_for(SECOND);
    let link = Link::with_round_trip(milliseconds(100));
    lab.apply(Change::Attach { address: mobile(), link });
    lab.apply(Change::Detach { address: home() });
    lab.sends(1, 4);
    lab.says(socket, End::Client, "lost");
    let other = lab.network.open_socket(lab.clock.now(), mobile());
    lab.network.transmit(lab.clock.now(), mobile(), server(), vec![0, 0, 0, 2]);
    lab.run_for(SECOND);
    assert_eq!(lab.arrivals(), [(milliseconds(1050), 2)]);
    assert_eq!(lab.last_heard(socket, End::Server), Some(SocketEvent::Opened));
    let opened = lab.heard(other, End::Client).pop();
    assert_eq!(opened, Some((milliseconds(1200), SocketEvent::Opened)));
}

#[test]
fn a_lossy_link_delays_texts() {
    let loss = Conditions { loss: 0.3, ..Conditions::default() };
    let mut lab = Lab::with_link(loss);
    let socket = lab.opens();
    lab.run_for(SECOND * 20);
    for number in 0..100 {
        lab.says(socket, End::Client, &number.to_string());
        lab.run_for(SECOND * 20);
    }
    let heard = lab.heard(socket, End::Server);
    assert_eq!(heard.len(), 101);
    let late = heard.iter().filter(|(at, _)| at.subsec_millis() != 0).count();
    assert!((15..45).contains(&late), "{late}");
}
