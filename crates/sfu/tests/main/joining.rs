//! From an offer to a connection.

use crate::client::{Client, Kind};
use crate::world::{World, client_address, start};
use cooee_proto::{ErrorCode, SessionId};
use cooee_sfu::{Command, Event, Peer};
use std::time::Duration;
use str0m::change::SdpOffer;

fn join_time(
    kind: Kind,
    loses: impl FnMut(&crate::client::Datagram) -> bool + 'static,
) -> Duration {
    let mut world = World::new();
    world.latency = Duration::from_millis(50);
    world.loses = Box::new(loses);
    let start = world.now;
    world.join(0, kind);
    world.run(Duration::from_secs(10));
    assert_eq!(world.count(&Event::Connected { transport: SessionId(0) }), 1);
    world.client(0).connected_at.expect("connected") - start
}

#[test]
fn a_join_takes_few_round_trips() {
    for (name, kind, most_ms) in [("native", Kind::NATIVE, 350), ("browser", Kind::BROWSER, 450)] {
        let time = join_time(kind, |_| false);
        println!("{name}: connected after {time:?} at 100 ms round trip");
        assert!(time <= Duration::from_millis(most_ms), "{name}: {time:?}");
    }
}

#[test]
fn a_join_survives_the_loss_of_any_early_datagram() {
    for kind in [Kind::NATIVE, Kind::BROWSER] {
        for lost in 0..12 {
            let mut index = 0;
            let time = join_time(kind, move |_| {
                index += 1;
                index - 1 == lost
            });
            assert!(time < Duration::from_secs(3), "datagram {lost} lost: {time:?}");
        }
    }
}

#[test]
fn an_answer_receives_first_and_sends_next() {
    let mut world = World::new();
    world.join(0, Kind::NATIVE);
    let client = world.client(0);
    let offer = client.offer(0, 1);
    world.command(Command::Offer { transport: SessionId(0), request: 9, offer });
    let Some(Event::Answered { request: 9, result: Ok(answer), .. }) = world.events.last() else {
        panic!("no answer");
    };
    let directions: Vec<_> = answer
        .lines()
        .filter(|line| line.starts_with("a=recvonly") || line.starts_with("a=sendonly"))
        .collect();
    assert_eq!(directions, ["a=recvonly", "a=sendonly", "a=sendonly", "a=sendonly"]);
    assert!(answer.contains("a=ice-lite"));
    assert!(answer.contains("192.0.2.1 7870 typ host"));
    assert!(answer.contains("opus/48000/2") && answer.contains("red/48000/2"));
    assert!(answer.contains("urn:ietf:params:rtp-hdrext:ssrc-audio-level"));
    assert!(answer.contains("transport-cc"));
}

#[test]
fn candidates_that_cannot_be_resolved_do_no_harm() {
    let mut world = World::new();
    let now = world.now;
    world.clients.insert(0, Client::new(now, client_address(0), Kind::BROWSER));
    let offer = world.client(0).offer(1, 2).replace(
        "198.51.100.0 40000 typ host",
        "4b1bf4b6-7b1c-4b4e-8f7a-0f6d3f1f2a3b.local 40000 typ host generation 0 network-cost 999",
    );
    assert!(offer.contains(".local"));
    let transport = SessionId(0);
    world.command(Command::Connect { transport, request: 1, peer: Peer::Browser, offer });
    world.accept(0);
    world.run(Duration::from_millis(500));
    assert!(world.client(0).connected_at.is_some());
}

#[test]
fn each_unusable_offer_is_refused_and_leaves_nothing_behind() {
    let mut world = World::new();
    let good = Client::new(world.now, client_address(0), Kind::NATIVE).offer(1, 2);
    assert!(SdpOffer::from_sdp_string(&good).is_ok());
    let many = Client::new(world.now, client_address(0), Kind::NATIVE).offer(1, 64);
    let first_mid = good.lines().find(|line| line.starts_with("a=mid:")).unwrap();
    let without = |prefix: &str| -> String {
        good.lines()
            .filter(|line| !line.starts_with(prefix))
            .map(|line| format!("{line}\r\n"))
            .collect()
    };
    let offers = [
        ("empty", String::new()),
        ("no SDP", "hello".to_owned()),
        ("no lines", good.split("m=audio").next().unwrap().to_owned()),
        ("no fingerprint", without("a=fingerprint")),
        ("no ICE credentials", without("a=ice-")),
        ("a long MID", good.replace(first_mid, "a=mid:12345678901234567")),
        ("no MID", without("a=mid:")),
        ("too many lines", many),
    ];
    for (name, offer) in offers {
        let transport = SessionId(5);
        let peer = Peer::Native;
        world.command(Command::Connect { transport, request: 3, peer, offer });
        let Some(Event::Answered { request: 3, result: Err(error), .. }) = world.events.pop()
        else {
            panic!("{name}: accepted");
        };
        assert_eq!(error.code, ErrorCode::ILLEGAL_PARAMETER, "{name}");
        assert_eq!(world.shard.statistics().transports, 0, "{name}");
        assert_eq!(world.shard.deadline(), None, "{name}");
    }
}

#[test]
fn an_offer_for_a_transport_that_is_gone_says_what_to_do() {
    let mut world = World::new();
    let offer = Client::new(world.now, client_address(0), Kind::NATIVE).offer(1, 2);
    world.command(Command::Offer { transport: SessionId(5), request: 3, offer });
    let Some(Event::Answered { result: Err(error), .. }) = world.events.pop() else {
        panic!("accepted");
    };
    assert!(error.to_string().contains("new media transport"), "{error}");
}

/// DTLS authenticates the client by the fingerprint in its offer, which signalling vouches for.
#[test]
fn a_client_with_another_certificate_than_its_offer_says_gets_no_connection() {
    let mut world = World::new();
    let now = world.now;
    world.clients.insert(0, Client::new(now, client_address(0), Kind::NATIVE));
    let offer = world.client(0).offer(1, 2);
    let fingerprint = offer.lines().find(|line| line.starts_with("a=fingerprint:")).unwrap();
    let other = fingerprint.replace(|one: char| one.is_ascii_digit(), "0");
    let offer = offer.replace(fingerprint, &other);
    let (transport, peer) = (SessionId(0), Peer::Native);
    world.command(Command::Connect { transport, request: 1, peer, offer });
    world.accept(0);
    world.run(Duration::from_secs(1));
    assert_eq!(world.events, [Event::Closed { transport }]);
}

/// A client of the other DTLS version is no crash and ends as a dead one.
#[test]
fn a_client_that_speaks_another_dtls_version_is_dropped() {
    let mut world = World::new();
    for (id, kind, peer) in [(0, Kind::NATIVE, Peer::Browser), (1, Kind::BROWSER, Peer::Native)] {
        let now = world.now;
        world.clients.insert(id, Client::new(now, client_address(id), kind));
        let offer = world.client(id).offer(1, 2);
        let transport = SessionId(id);
        world.command(Command::Connect { transport, request: 1, peer, offer });
        world.accept(id);
    }
    world.run(Duration::from_secs(31));
    assert_eq!(world.shard.statistics().transports, 0);
    assert_eq!(world.events.len(), 2);
}

/// Payload types that contradict each other within an offer or between offers.
#[test]
fn contradictory_payload_types_are_answered_or_refused() {
    let now = start();
    let good = Client::new(now, client_address(0), Kind::BROWSER).offer(2, 2);
    let (first, rest) = good.split_at(good.match_indices("m=audio").nth(1).unwrap().0);
    let swapped = |text: &str| {
        text.replace("111", "X").replace(":63", ":111").replace(" 63", " 111").replace('X', "63")
    };
    let same = |text: &str| text.replace(":63", ":111").replace(" 63", "");
    let out_of_range = |text: &str| text.replace("111", "411");
    let offers = [
        swapped(&good),
        same(&good),
        out_of_range(&good),
        format!("{first}{}", swapped(rest)),
        format!("{}{rest}", swapped(first)),
        format!("{first}{}", same(rest)),
        format!("{}{rest}", same(first)),
        good.replace("111/111", "63/63"),
        good.replace("111/111", "1/2/3/4/5/6/7/8/9"),
        good.clone(),
    ];
    for offer in &offers {
        for other in &offers {
            let mut world = World::new();
            let (transport, peer) = (SessionId(0), Peer::Browser);
            let (offer, other) = (offer.clone(), other.clone());
            world.command(Command::Connect { transport, request: 1, peer, offer });
            world.command(Command::Offer { transport, request: 2, offer: other });
            assert_eq!(world.events.len(), 2);
        }
    }
}
