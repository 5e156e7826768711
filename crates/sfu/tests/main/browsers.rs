//! Offers as real browsers make them: recorded from Chromium 156 and Firefox ESR 153, each with
//! one sending and two receiving audio lines.

use crate::world::World;
use cooee_proto::SessionId;
use cooee_sfu::{Command, Event, Peer};

/// Made before gathering, so that it has no candidates; codecs as the browser orders them.
const CHROMIUM: &str = include_str!("../offers/chromium.sdp");
/// With redundant audio preferred, and after gathering without a microphone's permission: all
/// its candidates end in `.local`.
const CHROMIUM_RED_GATHERED: &str = include_str!("../offers/chromium-red-gathered.sdp");
/// Made before gathering.
const FIREFOX: &str = include_str!("../offers/firefox.sdp");

fn answer(world: &mut World, offers: &[&str]) -> String {
    let (transport, peer) = (SessionId(0), Peer::Browser);
    for (index, offer) in offers.iter().enumerate() {
        let offer = offer.lines().map(|line| format!("{line}\r\n")).collect();
        world.command(match index {
            0 => Command::Connect { transport, request: 1, peer, offer },
            _ => Command::Offer { transport, request: 1, offer },
        });
    }
    match world.events.pop() {
        Some(Event::Answered { result: Ok(answer), .. }) => answer,
        other => panic!("no answer: {other:?}"),
    }
}

fn lines<'a>(answer: &'a str, start: &str) -> Vec<&'a str> {
    answer.lines().filter(|line| line.starts_with(start)).collect()
}

#[test]
fn each_is_answered_with_an_address_to_check() {
    for offer in [CHROMIUM, CHROMIUM_RED_GATHERED, FIREFOX] {
        let answer = answer(&mut World::new(), &[offer]);
        assert!(answer.contains(" 192.0.2.1 7870 typ host"), "{answer}");
        assert!(answer.contains("a=ice-lite\r\n") && answer.contains("a=setup:passive\r\n"));
        assert_eq!(lines(&answer, "a=mid:"), ["a=mid:0", "a=mid:1", "a=mid:2"]);
        let directions = ["a=recvonly", "a=sendonly", "a=sendonly"];
        let answered = answer.lines().filter(|line| directions.contains(line));
        assert_eq!(answered.collect::<Vec<_>>(), directions);
        // Without it a browser never protects its speech against loss.
        let fec = lines(&answer, "a=fmtp:").iter().filter(|f| f.contains("useinbandfec=1")).count();
        assert_eq!(fec, 3, "{answer}");
        assert!(answer.contains("urn:ietf:params:rtp-hdrext:ssrc-audio-level"));
        assert!(answer.contains("transport-cc\r\n"));
        assert!(!answer.contains("G722") && !answer.contains("PCMU"), "{answer}");
    }
}

#[test]
fn redundant_audio_comes_first_where_the_client_put_it_first() {
    let media = |offer: &str| {
        let answer = answer(&mut World::new(), &[offer]);
        lines(&answer, "m=").into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(media(CHROMIUM), ["m=audio 9 UDP/TLS/RTP/SAVPF 111 63"; 3]);
    assert_eq!(media(CHROMIUM_RED_GATHERED), ["m=audio 9 UDP/TLS/RTP/SAVPF 63 111"; 3]);
    assert_eq!(media(FIREFOX), ["m=audio 9 UDP/TLS/RTP/SAVPF 109"; 3]);
}

#[test]
fn a_further_offer_switches_redundancy_on_and_off() {
    let red_first = CHROMIUM.replace(" 111 63 ", " 63 111 ");
    let first = |offers: &[&str]| {
        let answer = answer(&mut World::new(), offers);
        lines(&answer, "m=")[0].rsplit("SAVPF ").next().map(str::to_owned)
    };
    assert_eq!(first(&[CHROMIUM, &red_first]).as_deref(), Some("63 111"));
    assert_eq!(first(&[&red_first, CHROMIUM]).as_deref(), Some("111 63"));
}
