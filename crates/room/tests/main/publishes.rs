//! Streams and those who play them.

use crate::support::World;
use cooee_proto::RemoteDeviceState::{Mute, Open};

#[test]
fn others_hear_of_a_stream_and_its_publisher_does_not() {
    let mut world = World::new();
    world.login(1, "ann", "r");
    world.login(2, "bob", "r");
    world.skip();
    world.publish(1, "s");
    assert_eq!(world.heard(1), ["ok"]);
    assert_eq!(world.heard(2), ["+stream s:ann"]);
    assert_eq!(world.media(), ["1 publishes s"]);
    world.login(3, "cid", "r");
    assert_eq!(world.heard(3), ["in r users [ann bob] streams [s:ann] count 3"]);
    world.skip();
    world.unpublish(1, "s");
    assert_eq!(world.heard(1), ["ok"]);
    assert_eq!(world.heard(2), ["-stream s:ann reason 1"]);
    assert_eq!(world.media(), ["1 unpublishes s"]);
    world.unpublish(1, "s");
    assert_eq!(world.heard(1), ["ok"], "stopping twice is no error");
    assert!(world.heard(2).is_empty());
}

#[test]
fn a_streamid_that_is_live_anywhere_in_the_app_is_refused_and_the_first_stays() {
    let mut world = World::new();
    world.login(1, "ann", "r");
    world.login(2, "bob", "r");
    world.login(3, "cid", "elsewhere");
    world.publish(1, "s");
    world.play(2, "s");
    world.skip();
    world.publish(2, "s");
    world.publish(3, "s");
    assert_eq!(world.heard(2), ["error 1003028"]);
    assert_eq!(world.heard(3), ["error 1003028"]);
    world.unpublish(2, "s");
    world.logout(3);
    assert!(world.heard(1).is_empty());
    assert_eq!(world.heard(2), ["ok"], "another's stream cannot be stopped");
    assert!(world.media().is_empty());
}

#[test]
fn a_user_publishes_up_to_four_streams_that_others_tell_apart() {
    let mut world = World::new();
    world.login(1, "ann", "r");
    world.login(2, "bob", "r");
    world.skip();
    for stream in ["a", "b", "c", "d", "e"] {
        world.publish(1, stream);
    }
    assert_eq!(world.heard(1), ["ok", "ok", "ok", "ok", "error 1003023"]);
    assert_eq!(
        world.heard(2),
        ["+stream a:ann", "+stream b:ann", "+stream c:ann", "+stream d:ann"]
    );
    world.play(2, "a");
    world.play(2, "b");
    world.skip();
    world.unpublish(1, "a");
    assert_eq!(world.heard(2), ["-stream a:ann reason 1", "play a 1004002"]);
    assert_eq!(world.media(), ["2 unplays a", "1 unpublishes a"]);
    world.publish(1, "e");
    world.logout(1);
    assert_eq!(
        world.heard(2),
        [
            "+stream e:ann",
            "-stream b:ann c:ann d:ann e:ann reason 1",
            "play b 1004002",
            "-user ann"
        ]
    );
}

#[test]
fn a_repeated_publish_is_answered_and_tells_others_only_what_differs() {
    let mut world = World::new();
    world.login(1, "ann", "r");
    world.login(2, "bob", "r");
    world.publish_as(1, "s", "x", Open);
    world.play(2, "s");
    world.skip();
    world.publish_as(1, "s", "x", Open);
    assert_eq!(world.heard(1), ["ok"]);
    assert_eq!(world.media(), ["1 publishes s"], "the slot may be another");
    assert!(world.heard(2).is_empty());
    world.publish_as(1, "s", "y", Mute);
    assert_eq!(world.heard(2), ["stream info s=y", "mic s 10"]);
}

#[test]
fn a_play_waits_for_its_stream_and_waits_again_when_it_ends() {
    let mut world = World::new();
    world.login(1, "ann", "r");
    world.login(2, "bob", "r");
    world.skip();
    world.play(2, "s");
    assert_eq!(world.heard(2), ["ok waits"]);
    assert!(world.media().is_empty());
    for _ in 0..2 {
        world.publish_as(1, "s", "", Mute);
        assert_eq!(world.heard(2), ["+stream s:ann", "play s live mic 10"]);
        assert_eq!(world.media(), ["1 publishes s", "2 plays s"]);
        world.unpublish(1, "s");
        assert_eq!(world.heard(2), ["-stream s:ann reason 1", "play s 1004002"]);
        assert_eq!(world.media(), ["2 unplays s", "1 unpublishes s"]);
    }
    world.unplay(2, "s");
    assert_eq!(world.heard(2), ["ok"]);
    world.publish(1, "s");
    assert_eq!(world.heard(2), ["+stream s:ann"]);
    assert_eq!(world.media(), ["1 publishes s"]);
}

#[test]
fn a_play_of_a_live_stream_is_live_at_once_and_may_be_repeated() {
    let mut world = World::new();
    world.login(1, "ann", "r");
    world.login(2, "bob", "r");
    world.publish_as(1, "s", "", Mute);
    world.skip();
    for _ in 0..2 {
        world.play(2, "s");
        assert_eq!(world.heard(2), ["ok live mic 10"]);
        assert_eq!(world.media(), ["2 plays s"]);
    }
    world.unplay(2, "s");
    world.unplay(2, "s");
    assert_eq!(world.heard(2), ["ok", "ok"], "stopping twice is no error");
    assert_eq!(world.media(), ["2 unplays s"]);
}

#[test]
fn a_stream_is_played_from_another_room_of_the_app() {
    let mut world = World::new();
    world.login(1, "ann", "r");
    world.login(2, "bob", "elsewhere");
    world.skip();
    world.play(2, "s");
    world.publish(1, "s");
    world.set_mic_state(1, "s", Mute);
    world.set_stream_extra_info(1, "s", "x");
    world.logout(1);
    assert_eq!(
        world.heard(2),
        ["ok waits", "play s live mic 0", "mic s 10", "play s 1004002"],
        "news of the play, and none of the other room"
    );
}

#[test]
fn an_own_stream_may_be_played_and_own_events_do_not_come_back() {
    let mut world = World::new();
    world.login(1, "ann", "r");
    world.skip();
    world.play(1, "s");
    world.publish(1, "s");
    world.set_mic_state(1, "s", Mute);
    world.set_stream_extra_info(1, "s", "x");
    world.unpublish(1, "s");
    assert_eq!(
        world.heard(1),
        ["ok waits", "ok", "play s live mic 0", "ok", "ok", "ok", "play s 1004002"]
    );
    world.publish(1, "s");
    world.skip();
    world.logout(1);
    assert_eq!(world.heard(1), ["ok", "ended 0"]);
    assert_eq!(world.media(), ["1 unplays s", "1 unpublishes s"]);
}

#[test]
fn a_session_plays_at_most_twelve_streams() {
    let mut world = World::new();
    world.login(1, "ann", "r");
    world.skip();
    for number in 0..12 {
        world.play(1, &format!("s{number}"));
    }
    assert_eq!(world.heard(1), ["ok waits"; 12]);
    world.play(1, "s12");
    world.play(1, "s0");
    assert_eq!(world.heard(1), ["error 1004010", "ok waits"]);
    assert_eq!(world.app.counts().plays, 12);
    world.unplay(1, "s0");
    world.play(1, "s12");
    assert_eq!(world.heard(1), ["ok", "ok waits"]);
}

#[test]
fn a_player_who_leaves_stops_his_live_plays_only() {
    let mut world = World::new();
    world.login(1, "ann", "r");
    world.login(2, "bob", "r");
    world.publish(1, "s");
    world.play(2, "s");
    world.play(2, "missing");
    world.skip();
    world.logout(2);
    assert_eq!(world.media(), ["2 unplays s"]);
    assert_eq!(world.heard(1), ["-user bob"]);
    assert_eq!(world.app.counts().plays, 0);
}

#[test]
fn the_microphone_state_goes_to_players_when_it_changes() {
    let mut world = World::new();
    world.login(1, "ann", "r");
    world.login(2, "bob", "r");
    world.login(3, "cid", "r");
    world.publish(1, "s");
    world.play(2, "s");
    world.skip();
    world.set_mic_state(1, "s", Mute);
    world.set_mic_state(1, "s", Mute);
    world.set_mic_state(1, "s", Open);
    assert_eq!(world.heard(1), ["ok", "ok", "ok"]);
    assert_eq!(world.heard(2), ["mic s 10", "mic s 0"]);
    assert!(world.heard(3).is_empty(), "he does not play it");
    world.set_mic_state(2, "s", Mute);
    assert_eq!(world.heard(2), ["error 1000017"], "it is not his stream");
}

#[test]
fn players_are_told_of_a_camera_that_comes_and_goes() {
    let mut world = World::new();
    world.login(1, "ann", "r");
    world.login(2, "bob", "r");
    world.skip();
    world.publish(1, "s");
    world.play(2, "s");
    world.set_camera_state(1, "s", Open);
    world.set_camera_state(1, "s", Open);
    world.set_camera_state(1, "s", Mute);
    let heard = world.heard(2);
    assert_eq!(heard[1..], ["ok live mic 0", "camera s 0", "camera s 10"], "{heard:?}");
    world.set_camera_state(2, "s", Open);
    assert!(world.heard(2)[0].starts_with("error"), "it is not his");
    // A publish that says nothing of pictures has none.
    world.publish(1, "s");
    assert_eq!(world.heard(2), ["camera s 9"]);
}
