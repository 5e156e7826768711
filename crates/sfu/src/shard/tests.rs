//! Whatever the node commands, slots and streams agree on who is bound to whom.

use super::*;
use cooee_proto::Mid as SlotName;
use proptest::prelude::*;
use std::time::Duration;
use str0m::RtcConfig;
use str0m::media::{Direction, MediaKind};

const TRANSPORTS: u64 = 3;
const STREAMS: u64 = 4;

/// An offer of 2 sending and 2 receiving lines, and their names.
fn offer(now: Instant) -> (String, Vec<SlotName>) {
    let mut rtc =
        RtcConfig::new().set_rtp_mode(true).clear_codecs().enable_opus(true, true).build(now);
    let mut api = rtc.sdp_api();
    let directions =
        [Direction::SendOnly, Direction::SendOnly, Direction::RecvOnly, Direction::RecvOnly];
    let slots = directions
        .map(|direction| api.add_media(MediaKind::Audio, direction, None, None, None))
        .map(|mid| SlotName(mid.to_string()));
    let (offer, _) = api.apply().expect("there are changes");
    (offer.to_sdp_string(), slots.to_vec())
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Connect { transport: u64 },
    Close { transport: u64 },
    Publish { stream: u64, transport: u64, slot: usize },
    Unpublish { stream: u64 },
    Play { stream: u64, transport: u64, slot: usize },
    Unplay { stream: u64, transport: u64 },
}

fn step() -> impl Strategy<Value = Step> {
    let transport = 0..TRANSPORTS;
    let stream = 0..STREAMS;
    prop_oneof![
        1 => transport.clone().prop_map(|transport| Step::Connect { transport }),
        1 => transport.clone().prop_map(|transport| Step::Close { transport }),
        6 => (stream.clone(), transport.clone(), 0_usize..4)
            .prop_map(|(stream, transport, slot)| Step::Publish { stream, transport, slot }),
        2 => stream.clone().prop_map(|stream| Step::Unpublish { stream }),
        6 => (stream.clone(), transport.clone(), 0_usize..4)
            .prop_map(|(stream, transport, slot)| Step::Play { stream, transport, slot }),
        2 => (stream, transport)
            .prop_map(|(stream, transport)| Step::Unplay { stream, transport }),
    ]
}

fn check(shard: &mut Shard) -> Result<(), TestCaseError> {
    let mut bound = 0;
    for (id, transport) in &shard.transports {
        for (mid, slot) in transport.slots() {
            let here = SlotRef { transport: *id, mid: *mid };
            if let Some(handle) = slot.publishing {
                bound += 1;
                let publisher = shard.streams[&handle].publisher.as_ref();
                prop_assert_eq!(publisher.map(|publisher| publisher.slot), Some(here));
            }
            if let Some(handle) = slot.playing {
                bound += 1;
                prop_assert!(shard.streams[&handle].players.contains(&here));
            }
        }
    }
    let mut bindings = 0;
    for stream in shard.streams.values() {
        prop_assert!(!stream.is_unused());
        bindings += usize::from(stream.publisher.is_some()) + stream.players.len();
    }
    prop_assert_eq!(bound, bindings);
    prop_assert_eq!(shard.owners.fragments.len(), shard.transports.len());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn slots_and_streams_agree(steps in prop::collection::vec(step(), 1..80)) {
        let now = crate::test_start();
        let offers: Vec<_> = (0..TRANSPORTS).map(|_| offer(now)).collect();
        let mut shard =
            Shard::new(Config::new(vec![SocketAddr::from(([192, 0, 2, 1], 7870))]));
        let connect = |transport: u64| Command::Connect {
            transport: SessionId(transport),
            request: 0,
            peer: Peer::Native,
            offer: offers[transport as usize].0.clone(),
        };
        let slot = |transport: u64, slot: usize| offers[transport as usize].1[slot].clone();
        for transport in 0..TRANSPORTS {
            shard.handle(now, Input::Command(connect(transport)));
        }
        for step in steps {
            let command = match step {
                Step::Connect { transport } => connect(transport),
                Step::Close { transport } => Command::Close { transport: SessionId(transport) },
                Step::Publish { stream, transport, slot: index } => Command::Publish {
                    stream: StreamHandle(stream),
                    transport: SessionId(transport),
                    slot: slot(transport, index),
                },
                Step::Unpublish { stream } => {
                    Command::Unpublish { stream: StreamHandle(stream) }
                }
                Step::Play { stream, transport, slot: index } => Command::Play {
                    stream: StreamHandle(stream),
                    transport: SessionId(transport),
                    slot: slot(transport, index),
                },
                Step::Unplay { stream, transport } => Command::Unplay {
                    stream: StreamHandle(stream),
                    transport: SessionId(transport),
                },
            };
            shard.handle(now, Input::Command(command));
            check(&mut shard)?;
        }
        // Nobody ever checks: all die, and nothing is left.
        let later = now + shard.config.silence_timeout + Duration::from_millis(1);
        shard.handle(later, Input::Timeout);
        prop_assert_eq!(shard.transports.len(), 0);
        prop_assert_eq!(shard.streams.len(), 0);
        prop_assert_eq!(shard.deadline(), None);
    }
}
