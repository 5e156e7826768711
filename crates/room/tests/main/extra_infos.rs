//! Extra infos of streams and of the room.

use crate::support::{START, World};
use cooee_proto::RemoteDeviceState::Open;
use cooee_proto::{RoomExtraInfo, SessionId, WallTime};
use std::time::Duration;

#[test]
fn stream_extra_info_is_told_with_the_stream_and_when_it_is_set() {
    let mut world = World::new();
    world.login(1, "ann", "r");
    world.login(2, "bob", "r");
    world.publish_as(1, "s", "first", Open);
    let snapshot = world.app.snapshot(SessionId(2)).unwrap();
    assert_eq!(snapshot.streams[0].extra_info, "first");
    world.skip();
    world.set_stream_extra_info(1, "s", "second");
    assert_eq!(world.heard(1), ["ok"]);
    assert_eq!(world.heard(2), ["stream info s=second"]);
    world.login(3, "cid", "r");
    let snapshot = world.app.snapshot(SessionId(3)).unwrap();
    assert_eq!(snapshot.streams[0].extra_info, "second");
    world.skip();
    world.set_stream_extra_info(2, "s", "not mine");
    assert_eq!(world.heard(2), ["error 1003053"]);
    assert!(world.heard(1).is_empty());
}

#[test]
fn stream_extra_info_has_fewer_than_1024_bytes() {
    let mut world = World::new();
    world.login(1, "ann", "r");
    world.skip();
    world.publish_as(1, "long", &"x".repeat(1024), Open);
    world.publish_as(1, "s", &"x".repeat(1023), Open);
    world.set_stream_extra_info(1, "s", &"x".repeat(1023));
    world.set_stream_extra_info(1, "s", &"x".repeat(1024));
    assert_eq!(world.heard(1), ["error 1003051", "ok", "ok", "error 1003051"]);
}

#[test]
fn room_extra_info_goes_to_others_and_is_kept_for_late_joiners() {
    let mut world = World::new();
    world.login(1, "ann", "r");
    world.login(2, "bob", "r");
    world.skip();
    world.pass_seconds(7);
    world.set_room_extra_info(1, "k", "v");
    assert_eq!(world.heard(1), ["ok"]);
    assert_eq!(world.heard(2), ["room info k=v by ann"]);
    world.logout(1);
    world.login(3, "cid", "r");
    assert_eq!(world.heard(3), ["in r users [bob] streams [] count 2 info k=v"]);
    let info = world.app.snapshot(SessionId(3)).unwrap().extra_info.unwrap();
    let RoomExtraInfo { update_user, update_time_ms, .. } = info;
    assert_eq!(update_user.user_id.as_str(), "ann");
    assert_eq!(update_time_ms, WallTime(START.0 + 7000));
    world.skip();
    world.set_room_extra_info(2, "k", "");
    assert_eq!(world.heard(3), ["room info k= by bob"], "others may change it, also to nothing");
}

#[test]
fn each_broken_rule_of_room_extra_info_has_its_code() {
    let mut world = World::new();
    world.login(1, "ann", "r");
    world.login(2, "bob", "r");
    world.skip();
    world.set_room_extra_info(1, "", "v");
    world.set_room_extra_info(1, &"k".repeat(11), "v");
    world.set_room_extra_info(1, "k", &"v".repeat(129));
    world.set_room_extra_info(1, &"k".repeat(10), &"v".repeat(128));
    world.set_room_extra_info(2, "other", "v");
    let codes = ["error 1002014", "error 1002015", "error 1002016", "ok"];
    assert_eq!(world.heard(1), codes);
    assert_eq!(world.heard(2).last().unwrap(), "error 1002017");
}

#[test]
fn a_rooms_extra_info_changes_ten_times_a_second() {
    let mut world = World::new();
    world.login(1, "ann", "r");
    world.login(2, "bob", "r");
    world.skip();
    for number in 0..10 {
        world.set_room_extra_info(1 + number % 2, "k", &number.to_string());
    }
    assert!(!world.heard(1).iter().any(|line| line.starts_with("error")));
    world.set_room_extra_info(1, "k", "too much");
    assert_eq!(world.heard(1), ["error 1002073"]);
    world.pass(Duration::from_millis(999));
    world.set_room_extra_info(1, "k", "too much");
    world.pass(Duration::from_millis(1));
    world.set_room_extra_info(1, "k", "again");
    assert_eq!(world.heard(1), ["error 1002073", "ok"]);
}
