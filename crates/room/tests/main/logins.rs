//! Rooms and users: the way in, the way out, and who hears of it.

use crate::support::{World, user};
use cooee_proto::{Error, ErrorCode, SessionId, StreamDeleteReason};
use cooee_room::{Input, KickTarget, Rights};

#[test]
fn users_who_opted_in_hear_of_all_others_and_never_of_themselves() {
    let mut world = World::new();
    world.login(1, "ann", "r");
    assert_eq!(world.heard(1), ["in r users [] streams [] count 1"]);
    world.login_with(2, "bob", "r", false, 0, Rights::unrestricted());
    assert_eq!(world.heard(2), ["in r users [] streams [] count 2"], "bob did not ask");
    world.login(3, "cid", "r");
    assert_eq!(world.heard(3), ["in r users [ann bob] streams [] count 3"]);
    assert_eq!(world.heard(1), ["+user bob", "+user cid"]);
    world.logout(3);
    world.logout(2);
    assert_eq!(world.heard(1), ["-user cid", "-user bob"]);
    assert_eq!(world.heard(2), ["ok", "ended 0"], "no user event ever came");
    assert_eq!(world.heard(3), ["ok", "ended 0"]);
}

#[test]
fn no_event_leaves_its_room() {
    let mut world = World::new();
    world.login(1, "ann", "r");
    world.login(2, "bob", "elsewhere");
    world.skip();
    world.publish_as(1, "s", "x", 0.try_into().unwrap());
    world.set_stream_extra_info(1, "s", "y");
    world.set_room_extra_info(1, "k", "v");
    world.broadcast(1, "hi");
    world.barrage(1, "hi");
    world.command(1, "hi", &[]);
    world.command(1, "hi", &["bob"]);
    world.unpublish(1, "s");
    world.logout(1);
    assert!(world.heard(2).is_empty());
}

#[test]
fn a_room_lives_from_its_first_login_to_its_last_logout() {
    let mut world = World::new();
    world.login(1, "ann", "r");
    world.login(2, "bob", "r");
    let first = world.app.snapshot(SessionId(1)).unwrap().room_session_id;
    assert_eq!(world.app.snapshot(SessionId(2)).unwrap().room_session_id, first);
    world.set_room_extra_info(1, "k", "v");
    world.logout(1);
    assert_eq!(world.app.counts().rooms, 1);
    world.logout(2);
    assert_eq!(world.app.counts().rooms, 0);
    assert_eq!(world.app.deadline(), None, "an empty app wants no time");
    world.skip();
    world.login(3, "cid", "r");
    assert_eq!(world.heard(3), ["in r users [] streams [] count 1"], "the extra info is gone");
    assert_ne!(world.app.snapshot(SessionId(3)).unwrap().room_session_id, first);
}

#[test]
fn a_session_that_is_logged_in_cannot_log_in_again() {
    let mut world = World::new();
    world.login(1, "ann", "r");
    world.login(2, "bob", "r");
    world.skip();
    world.login(1, "ann", "r");
    world.login(1, "ann", "elsewhere");
    assert_eq!(world.heard(1), ["error 1002001", "error 1002001"]);
    assert!(world.heard(2).is_empty(), "the existing login is untouched");
    world.answers_at_once = false;
    world.login(3, "cid", "r");
    world.login(3, "cid", "r");
    assert_eq!(world.heard(3), ["error 1002001"]);
    world.answer_all();
    assert_eq!(world.heard(3), ["in r users [ann bob] streams [] count 3"]);
}

#[test]
fn the_login_that_makes_the_room_limits_it() {
    let mut world = World::new();
    world.login_with(1, "ann", "r", true, 2, Rights::unrestricted());
    world.login_with(2, "bob", "r", true, 9, Rights::unrestricted());
    world.skip();
    world.login_with(3, "cid", "r", true, 9, Rights::unrestricted());
    assert_eq!(world.heard(3), ["error 1002034"]);
    assert!(world.heard(1).is_empty());
    world.login(4, "bob", "r");
    assert_eq!(
        world.heard(4),
        ["in r users [ann] streams [] count 2"],
        "a user takes his own place in a full room"
    );
    world.logout(4);
    world.login(3, "cid", "r");
    assert_eq!(world.heard(3), ["in r users [ann] streams [] count 2"]);
}

#[test]
fn a_user_whom_a_full_room_refuses_keeps_his_older_login() {
    let mut world = World::new();
    world.login_with(1, "ann", "r", true, 1, Rights::unrestricted());
    world.login(2, "bob", "elsewhere");
    world.skip();
    world.login(3, "bob", "r");
    assert_eq!(world.heard(3), ["error 1002034"]);
    assert!(world.heard(2).is_empty());
}

#[test]
fn the_same_user_again_ends_the_older_session_and_its_streams() {
    let mut world = World::new();
    world.login(1, "ann", "r");
    world.login(2, "bob", "r");
    world.publish(1, "s");
    world.publish(1, "t");
    world.play(2, "s");
    world.skip();
    world.login(3, "ann", "r");
    assert_eq!(world.heard(1), ["kicked 1002050", "ended 1002050"]);
    assert_eq!(world.heard(3), ["in r users [bob] streams [] count 2"]);
    assert_eq!(
        world.heard(2),
        ["-stream s:ann t:ann reason 3", "play s 1004002", "-user ann", "+user ann"]
    );
    assert_eq!(world.media(), ["2 unplays s", "1 unpublishes s", "1 unpublishes t"]);
    world.publish(3, "s");
    assert_eq!(world.heard(3), ["ok"], "the streamID is free for the newer session");
    world.publish(1, "t");
    assert_eq!(world.heard(1), ["error 1000002"], "the older one is out");
}

#[test]
fn the_same_user_in_another_room_of_the_app_ends_the_older_session_too() {
    let mut world = World::new();
    world.login(1, "ann", "r");
    world.login(2, "bob", "r");
    world.skip();
    world.login(3, "ann", "elsewhere");
    assert_eq!(world.heard(1), ["kicked 1002050", "ended 1002050"]);
    assert_eq!(world.heard(2), ["-user ann"]);
    assert_eq!(world.heard(3), ["in elsewhere users [] streams [] count 1"]);
}

#[test]
fn a_room_outlives_its_only_user_who_logs_in_again() {
    let mut world = World::new();
    world.login_with(1, "ann", "r", true, 1, Rights::unrestricted());
    world.set_room_extra_info(1, "k", "v");
    let life = world.app.snapshot(SessionId(1)).unwrap().room_session_id;
    world.login(2, "ann", "r");
    assert_eq!(world.heard(2), ["in r users [] streams [] count 1 info k=v"]);
    assert_eq!(world.app.snapshot(SessionId(2)).unwrap().room_session_id, life);
    world.login(3, "bob", "r");
    assert_eq!(world.heard(3), ["error 1002034"], "the first limit holds");
}

#[test]
fn a_kick_names_its_reasons_to_the_session_and_to_others() {
    let mut world = World::new();
    world.login(1, "ann", "r");
    world.login(2, "bob", "r");
    world.publish(1, "s");
    world.skip();
    let kick = |target| Input::Kick {
        target,
        error: Error::new(ErrorCode::KICKED_BY_SERVER, "by the test"),
        reason: StreamDeleteReason::Kicked,
    };
    world.handle(kick(KickTarget::User(user("ann"))));
    assert_eq!(world.heard(1), ["kicked 1002055", "ended 1002055"]);
    assert_eq!(world.heard(2), ["-stream s:ann reason 4", "-user ann"]);
    world.handle(kick(KickTarget::User(user("nobody"))));
    world.handle(kick(KickTarget::Session(SessionId(1))));
    assert!(world.all_heard().is_empty(), "an absent target is no error");
    world.handle(kick(KickTarget::Session(SessionId(2))));
    assert_eq!(world.heard(2), ["kicked 1002055", "ended 1002055"]);
    assert!(world.held.is_empty(), "all claims are given back");
}

#[test]
fn outside_a_room_each_request_is_refused() {
    let mut world = World::new();
    world.publish(1, "s");
    world.unpublish(1, "s");
    world.play(1, "s");
    world.unplay(1, "s");
    world.set_stream_extra_info(1, "s", "");
    world.set_room_extra_info(1, "k", "v");
    world.broadcast(1, "hi");
    world.barrage(1, "hi");
    world.command(1, "hi", &[]);
    world.logout(1);
    assert_eq!(world.heard(1), ["error 1000002"; 10]);
    world.renew(1, Rights::unrestricted());
    assert_eq!(world.heard(1), ["error 1002002"]);
}

#[test]
fn two_apps_with_the_same_ids_are_two_machines_that_never_meet() {
    let (mut one, mut other) = (World::new(), World::new());
    for world in [&mut one, &mut other] {
        world.login(1, "ann", "r");
        world.login(2, "bob", "r");
        world.publish(1, "s");
        world.play(2, "s");
        world.skip();
    }
    one.logout(1);
    assert!(other.all_heard().is_empty());
    assert_eq!(other.app.counts().streams, 1);
}
