//! Heartbeats, lost links and the user count.

use crate::support::World;
use cooee_proto::SessionId;
use cooee_room::Config;
use std::time::Duration;

#[test]
fn a_silent_session_is_removed_after_the_heartbeat_time_out() {
    let mut world = World::new();
    world.login(1, "ann", "r");
    world.publish(1, "s");
    world.login(2, "bob", "r");
    world.play(2, "s");
    world.pass_seconds(60);
    world.alive(2);
    world.skip();
    world.pass(Duration::from_millis(29_999));
    assert_eq!(world.heard(1), Vec::<String>::new());
    world.pass(Duration::from_millis(1));
    assert_eq!(world.heard(1), ["ended 1002057"]);
    assert_eq!(
        world.heard(2),
        ["-stream s:ann reason 2", "play s 1004002", "-user ann", "count 1"]
    );
    assert_eq!(world.app.snapshot(SessionId(1)), None);
}

#[test]
fn a_session_whose_link_closed_stays_until_the_time_out() {
    let mut world = World::new();
    world.login(1, "ann", "r");
    world.publish(1, "s");
    world.login(2, "bob", "r");
    world.skip();
    world.link_closed(1);
    world.pass_seconds(89);
    world.alive(2);
    assert_eq!(world.heard(2), ["count 2", "count 2"], "neither the user nor the stream went");
    world.pass_seconds(1);
    assert_eq!(world.heard(2), ["-stream s:ann reason 5", "-user ann", "count 1"]);
}

#[test]
fn a_resume_in_time_is_seen_by_nobody_and_finds_the_room_as_it_is() {
    let mut world = World::new();
    world.login(1, "ann", "r");
    world.publish(1, "s");
    world.login(2, "bob", "r");
    world.link_closed(1);
    world.pass_seconds(80);
    world.skip();
    world.publish(2, "t");
    world.alive(1);
    assert_eq!(world.heard(2), ["ok"]);
    assert_eq!(world.heard(1), ["+stream t:bob"], "pushes went on for the ring to keep");
    let snapshot = world.app.snapshot(SessionId(1)).unwrap();
    assert_eq!(snapshot.users.len(), 1);
    assert_eq!(snapshot.streams.len(), 1);
    world.alive(2);
    world.pass_seconds(89);
    assert_eq!(world.app.counts().users, 2, "the time-out counts from the last sign of life");
    world.alive(2);
    world.skip();
    world.pass_seconds(1);
    assert_eq!(world.heard(1), ["ended 1002057"]);
    assert_eq!(world.heard(2)[0], "-stream s:ann reason 2", "the link was there again");
}

#[test]
fn any_request_is_a_sign_of_life() {
    let mut world = World::new();
    world.login(1, "ann", "r");
    for _ in 0..3 {
        world.pass_seconds(60);
        world.play(1, "s");
    }
    assert_eq!(world.app.counts().users, 1);
}

#[test]
fn a_sign_of_life_at_the_time_out_is_too_late() {
    let mut world = World::new();
    world.login(1, "ann", "r");
    world.skip();
    world.now += Duration::from_secs(90);
    world.alive(1);
    assert!(world.heard(1).contains(&"ended 1002057".to_owned()));
}

#[test]
fn the_time_out_is_configured() {
    let mut world = World::with_config(Config { heartbeat_timeout: Duration::from_secs(4) });
    world.login(1, "ann", "r");
    world.pass_seconds(3);
    world.alive(1);
    world.pass_seconds(3);
    assert_eq!(world.app.counts().users, 1);
    world.pass_seconds(1);
    assert_eq!(world.app.counts().users, 0);
    assert!(world.held.is_empty(), "the claim was given back");
}

#[test]
fn the_user_count_comes_every_thirty_seconds_to_everyone() {
    let mut world = World::new();
    world.login_with(1, "ann", "r", false, 0, cooee_room::Rights::unrestricted());
    world.pass_seconds(10);
    world.login(2, "bob", "r");
    world.login(3, "cid", "elsewhere");
    world.skip();
    world.pass_seconds(19);
    assert!(world.heard(1).is_empty());
    world.pass_seconds(1);
    assert_eq!(world.heard(1), ["count 2"]);
    assert_eq!(world.heard(2), ["count 2"]);
    assert!(world.heard(3).is_empty());
    world.pass_seconds(10);
    assert_eq!(world.heard(3), ["count 1"]);
    world.logout(2);
    world.pass_seconds(20);
    assert_eq!(world.heard(1), ["count 1"]);
}
