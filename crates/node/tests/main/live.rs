//! How calls fare, as an operator sees it.

use crate::world::{APP, SHARD, World, mid, play, publish};
use cooee_node::{Answer, Input, Live, LivePlayer, LiveStream, LiveVideo, Operation};
use cooee_proto::{AppId, ErrorCode, Mid, RemoteDeviceState, SessionId, signal::Request};
use cooee_sfu::{
    Codec, Command, Figures, PlayFigures, StreamFigures, StreamHandle, TransportFigures,
};
use std::{collections::BTreeMap, time::Duration};

pub fn live(world: &mut World, app: Option<AppId>) -> Live {
    match world.operate(Operation::Live { app }) {
        Ok(Answer::Live(live)) => live,
        other => panic!("{other:?}"),
    }
}

/// The same request with pictures on another line.
fn with_pictures(request: Request, slot: Option<Mid>) -> Request {
    match request {
        Request::Publish(mut publish) => {
            publish.camera_state = RemoteDeviceState::Open;
            publish.video_slot = slot;
            Request::Publish(publish)
        }
        Request::Play(mut play) => {
            play.video_slot = slot;
            Request::Play(play)
        }
        other => other,
    }
}

fn figures_of(stream: StreamHandle, codec: Codec, players: &[SessionId]) -> StreamFigures {
    let frames_per_second = if codec == Codec::Opus { 0.0 } else { 29.5 };
    let bits_per_second = if codec == Codec::Opus { 32_000 } else { 600_000 };
    let play = |&transport: &SessionId| PlayFigures {
        transport,
        loss: 0.0,
        jitter: Duration::ZERO,
        bits_per_second: bits_per_second - 1000,
    };
    StreamFigures {
        stream,
        codec: Some(codec),
        frames_per_second,
        level: None,
        bits_per_second,
        loss: 0.125,
        jitter: Duration::from_millis(2),
        players: players.iter().map(play).collect(),
    }
}

#[test]
fn the_live_picture_has_the_figures_of_the_media_thread_while_somebody_looks() {
    let mut world = World::new();
    let (amy, bob) = (world.join("amy", "r"), world.join("bob", "r"));
    world.ask(bob.connection, publish("speech", "0")).unwrap();
    world.ask(amy.connection, play("speech", "1")).unwrap();
    world.routes();
    let first = live(&mut world, None);
    assert_eq!(world.routes(), [Command::Watch(true)]);
    assert_eq!(first.apps[0].rooms[0].streams[0].bits_per_second, 0);
    let figures = Figures {
        streams: vec![StreamFigures {
            stream: StreamHandle(1),
            codec: Some(Codec::Opus),
            frames_per_second: 0.0,
            level: Some(-30),
            bits_per_second: 32_000,
            loss: 0.25,
            jitter: Duration::from_millis(4),
            players: vec![PlayFigures {
                transport: amy.transport,
                loss: 0.5,
                jitter: Duration::from_micros(1500),
                bits_per_second: 31_000,
            }],
        }],
        transports: vec![TransportFigures {
            transport: amy.transport,
            round_trip: Some(Duration::from_millis(20)),
        }],
    };
    let event = cooee_sfu::Event::Figures(figures);
    world.input(Input::Shard { shard: SHARD, event: event.clone() });
    world.disconnect(bob.connection);
    let live_now = live(&mut world, Some(APP));
    assert_eq!(world.routes(), [], "it measures already");
    let seen = &live_now.apps[0].rooms[0];
    let users: Vec<_> = seen.users.iter().map(|it| (it.connected, it.round_trip_ms)).collect();
    assert_eq!(users, [(true, Some(20.0)), (false, None)]);
    let speech = &seen.streams[0];
    assert_eq!((speech.codec, speech.has_video, &speech.video), ("opus", false, &None));
    assert_eq!((speech.level, speech.bits_per_second, speech.loss), (50.0, 32_000, 0.25));
    assert_eq!((speech.players[0].loss, speech.players[0].jitter_ms), (0.5, 1.5));
    let json = serde_json::to_value(&live_now).unwrap();
    assert_eq!(json["apps"][0]["rooms"][0]["streams"][0]["players"][0]["user_id"], "amy");
    let unknown = world.operate(Operation::Live { app: Some(AppId(7)) });
    assert_eq!(unknown.unwrap_err().code, ErrorCode::APP_ID_WRONG);

    world.pass(Duration::from_secs(6));
    assert_eq!(world.routes(), [Command::Watch(false)]);
    world.input(Input::Shard { shard: SHARD, event });
    let later = live(&mut world, None);
    assert_eq!(later.apps[0].rooms[0].streams[0].bits_per_second, 0, "what is old is not shown");
    assert_eq!(world.routes(), [Command::Watch(true)]);
}

#[test]
fn the_live_picture_tells_of_pictures_where_a_publisher_sends_them() {
    let mut world = World::new();
    let (amy, bob) = (world.join("amy", "r"), world.join("bob", "r"));
    let cid = world.join("cid", "r");
    let publish_on = |slot| with_pictures(publish("speech", "0"), slot);
    world.ask(bob.connection, publish_on(Some(mid("2")))).unwrap();
    let watch = with_pictures(play("speech", "1"), Some(mid("3")));
    world.ask(amy.connection, watch).unwrap();
    world.ask(cid.connection, play("speech", "1")).unwrap();
    let routes = world.routes();
    let published = routes.iter().filter_map(|command| match command {
        Command::Publish { stream, .. } => Some(*stream),
        _ => None,
    });
    let [sound, pictures] = published.collect::<Vec<_>>()[..] else { panic!("{routes:?}") };
    let seen = |world: &mut World| -> LiveStream {
        live(world, None).apps.remove(0).rooms.remove(0).streams.remove(0)
    };
    let first = seen(&mut world);
    let video = first.video.expect("the publisher named a line for pictures");
    assert!(first.has_video && video.has_open_camera);
    assert_eq!((first.codec, video.codec, video.bits_per_second), ("", "", 0));

    let figures = Figures {
        streams: vec![
            figures_of(sound, Codec::Opus, &[amy.transport, cid.transport]),
            figures_of(pictures, Codec::H264, &[amy.transport]),
        ],
        transports: Vec::new(),
    };
    let event = cooee_sfu::Event::Figures(figures);
    world.input(Input::Shard { shard: SHARD, event });
    let stream = seen(&mut world);
    assert_eq!((stream.codec, stream.bits_per_second), ("opus", 32_000));
    let expected = LiveVideo {
        codec: "h264",
        bits_per_second: 600_000,
        frames_per_second: 29.5,
        loss: 0.125,
        jitter_ms: 2.0,
        has_open_camera: true,
    };
    assert_eq!(stream.video, Some(expected));
    let to = |player: &LivePlayer| {
        let bits = (player.bits_per_second, player.video_bits_per_second);
        (player.user_id.to_string(), bits)
    };
    let plays: BTreeMap<_, _> = stream.players.iter().map(to).collect();
    assert_eq!(plays["amy"], (31_000, Some(599_000)));
    assert_eq!(plays["cid"], (31_000, None));

    // Pictures that are taken back are gone for the operator, too.
    world.ask(bob.connection, publish_on(None)).unwrap();
    let stream = seen(&mut world);
    assert_eq!((stream.has_video, stream.video), (false, None));
    world.ask(bob.connection, publish_on(Some(mid("2")))).unwrap();
    assert!(seen(&mut world).has_video);
    let event = cooee_sfu::Event::Closed { transport: bob.transport };
    world.input(Input::Shard { shard: SHARD, event });
    assert!(!seen(&mut world).has_video, "nothing carries them");
}
