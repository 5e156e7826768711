//! What holds whatever the script: nothing is made up, streams stay in order, and a seed
//! decides everything.

use crate::network::{Lab, home, mobile, server};
use cooee_testkit::network::{
    Arrival, Bandwidth, Change, Conditions, End, Link, SocketEvent, SocketId, Traffic,
};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::time::Duration;

/// One thing that happens; each is followed by a while.
#[derive(Clone, Debug)]
enum Step {
    Up,
    Down,
    Say(End),
    Change(Box<Change>),
}

fn conditions() -> impl Strategy<Value = Conditions> {
    let durations = (0..200_u64, 0..50_u64, 0..60_u64);
    let shares = (0.0..0.6, 0.0..0.3, 0.0..0.3);
    let bandwidth = prop::option::of((20_000..2_000_000_u64, 0..300_u64));
    (durations, shares, 1..5_u32, bandwidth).prop_map(|(durations, shares, burst, bandwidth)| {
        Conditions {
            latency: Duration::from_millis(durations.0),
            jitter: Duration::from_millis(durations.1),
            spread: Duration::from_millis(if burst % 2 == 0 { durations.2 } else { 0 }),
            loss: shares.0,
            burst_length: burst,
            reorder: shares.1,
            reorder_delay: Duration::from_millis(durations.2),
            duplicate: shares.2,
            bandwidth: bandwidth.map(|(bits_per_second, queue)| Bandwidth {
                bits_per_second,
                queue: Duration::from_millis(queue),
            }),
        }
    })
}

fn change() -> impl Strategy<Value = Change> {
    let address = home();
    let traffic = prop_oneof![Just(Traffic::Datagrams), Just(Traffic::Sockets), Just(Traffic::All)];
    let link = (conditions(), conditions()).prop_map(|(up, down)| Link { up, down });
    prop_oneof![
        link.prop_map(move |link| Change::Link { address, link }),
        traffic.clone().prop_map(move |traffic| Change::Cut { address, traffic }),
        traffic.prop_map(move |traffic| Change::Restore { address, traffic }),
        Just(Change::Rebind { address, outside: mobile() }),
        Just(Change::Rebind { address, outside: address }),
    ]
}

fn steps() -> impl Strategy<Value = Vec<(Step, u64)>> {
    let step = prop_oneof![
        4 => Just(Step::Up),
        4 => Just(Step::Down),
        2 => Just(Step::Say(End::Client)),
        2 => Just(Step::Say(End::Server)),
        1 => change().prop_map(|change| Step::Change(Box::new(change))),
    ];
    prop::collection::vec((step, 0..120_u64), 1..120)
}

/// Plays a script to its end, where everything is restored, and until nothing is under way.
fn play(seed: u64, first: Conditions, script: &[(Step, u64)]) -> (Lab, SocketId) {
    let mut lab = Lab::new(seed);
    lab.apply(Change::Attach { address: home(), link: Link::symmetric(first) });
    let socket = lab.opens();
    for (number, (step, pause)) in (0_u32..).zip(script) {
        let contents = number.to_be_bytes().to_vec();
        let now = lab.clock.now();
        match step {
            Step::Up => lab.network.transmit(now, home(), server(), contents),
            Step::Down => lab.network.transmit(now, server(), home(), contents),
            Step::Say(end) => lab.says(socket, *end, &number.to_string()),
            Step::Change(change) => lab.apply(Change::clone(change)),
        }
        lab.run_for(Duration::from_millis(*pause));
    }
    lab.apply(Change::Restore { address: home(), traffic: Traffic::All });
    lab.run_for(Duration::from_secs(3600));
    (lab, socket)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn datagrams_are_never_made_up_and_arrive_where_they_should(
        seed: u64, first in conditions(), script in steps()
    ) {
        let (lab, _) = play(seed, first, &script);
        let mut copies = BTreeMap::<u32, usize>::new();
        for (_, arrival) in &lab.log {
            let Arrival::Datagram { source, destination, contents } = arrival else { continue };
            let number = u32::from_be_bytes(contents[..].try_into().expect("four bytes"));
            *copies.entry(number).or_default() += 1;
            match &script[number as usize].0 {
                Step::Up => {
                    prop_assert_eq!(*destination, server());
                    prop_assert!([home(), mobile()].contains(source));
                }
                Step::Down => {
                    prop_assert_eq!((*source, *destination), (server(), home()));
                }
                other => prop_assert!(false, "{other:?} is no datagram"),
            }
        }
        prop_assert!(copies.values().all(|copies| *copies <= 2));
        prop_assert_eq!(lab.network.deadline(), None);
    }

    #[test]
    fn texts_arrive_once_and_in_order_after_all(
        seed: u64, first in conditions(), script in steps()
    ) {
        let (lab, socket) = play(seed, first, &script);
        for end in [End::Client, End::Server] {
            let said = (0..).zip(&script).filter_map(|(number, (step, _))| match step {
                Step::Say(from) if *from == end.other() => Some(number.to_string()),
                _ => None,
            });
            let expected: Vec<_> = said.map(SocketEvent::Text).collect();
            let mut heard: Vec<_> =
                lab.heard(socket, end).into_iter().map(|(_, event)| event).collect();
            heard.retain(|event| *event != SocketEvent::Opened);
            prop_assert_eq!(heard, expected);
        }
    }

    #[test]
    fn a_good_link_delivers_everything(
        seed: u64, latency in 0..200_u64, script in steps()
    ) {
        let latency = Duration::from_millis(latency);
        let script: Vec<_> = script
            .into_iter()
            .filter(|(step, _)| matches!(step, Step::Up | Step::Down | Step::Say(_)))
            .collect();
        let (lab, socket) = play(seed, Conditions { latency, ..Conditions::default() }, &script);
        let opened = lab.heard(socket, End::Client).len().min(1)
            + lab.heard(socket, End::Server).len().min(1);
        prop_assert_eq!(lab.log.len(), script.len() + opened);
    }

    #[test]
    fn a_seed_decides_everything_and_others_change_nothing(
        seed: u64, first in conditions(), script in steps(), noise in 0..20_u32
    ) {
        let (lab, _) = play(seed, first, &script);
        let (again, _) = play(seed, first, &script);
        prop_assert_eq!(&lab.log, &again.log);

        let send = |with_noise: bool| {
            let mut lab = Lab::new(seed);
            for address in [home(), mobile()] {
                lab.apply(Change::Attach { address, link: Link::symmetric(first) });
            }
            for number in 0..50 {
                lab.sends(number, 100);
                for _ in 0..if with_noise { noise } else { 0 } {
                    lab.network.transmit(lab.clock.now(), mobile(), server(), vec![0xFF; 4]);
                }
                lab.run_for(Duration::from_millis(20));
            }
            lab.run_for(Duration::from_secs(60));
            lab.log.retain(|(_, arrival)| matches!(
                arrival, Arrival::Datagram { source, .. } if *source == home()
            ));
            lab.log
        };
        prop_assert_eq!(send(true), send(false));
    }
}
