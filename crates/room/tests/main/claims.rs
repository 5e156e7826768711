//! The registry seam: what happens while an answer is under way.

use crate::support::{World, stream, user};
use cooee_proto::{Error, ErrorCode, SessionId, StreamDeleteReason};
use cooee_room::{Claim, ClaimId, Epoch, Input, KickTarget, RegistryAnswer, Rights};

/// How a session gives up what it asked for, and what it hears then.
type Way<'a> = (&'a str, &'a dyn Fn(&mut World), &'a [&'a str]);

fn slow_world() -> World {
    let mut world = World::new();
    world.login(1, "ann", "r");
    world.answers_at_once = false;
    world.skip();
    world
}

fn claim_of_user(user_id: &str, session: u64) -> Claim {
    Claim::User { user_id: user(user_id), session: SessionId(session) }
}

fn claim_of_stream(stream_id: &str, session: u64) -> Claim {
    Claim::Stream { stream_id: stream(stream_id), session: SessionId(session) }
}

#[test]
fn nothing_is_told_before_the_registry_agreed() {
    let mut world = slow_world();
    world.login(2, "bob", "r");
    world.publish(1, "s");
    world.pass_seconds(20);
    assert!(world.all_heard().is_empty());
    assert!(world.media().is_empty());
    assert_eq!(world.app.counts().users, 1);
    world.answer(1);
    assert_eq!(world.heard(1), ["ok"]);
    world.answer(0);
    assert_eq!(world.heard(2), ["in r users [ann] streams [s:ann] count 2"]);
    assert_eq!(world.heard(1), ["+user bob"]);
}

#[test]
fn a_refusal_is_passed_on_and_changes_nothing() {
    let mut world = slow_world();
    world.registry_fails = true;
    world.login(2, "ann", "r");
    world.publish(1, "s");
    world.answer_all();
    assert_eq!(world.heard(2), ["error 1002099"]);
    assert_eq!(world.heard(1), ["error 1002099"], "the older login lives on");
    world.registry_fails = false;
    world.publish(1, "s");
    world.answer_all();
    assert_eq!(world.heard(1), ["ok"]);
}

#[test]
fn a_stream_that_another_node_holds_is_refused() {
    let mut world = slow_world();
    world.held.insert(claim_of_stream("s", 0), Epoch(1));
    world.publish(1, "s");
    world.answer_all();
    assert_eq!(world.heard(1), ["error 1003028"]);
}

#[test]
fn the_late_grant_of_a_login_that_is_gone_is_released() {
    let kick = |target| Input::Kick {
        target,
        error: Error::new(ErrorCode::KICKED_BY_SERVER, "by the test"),
        reason: StreamDeleteReason::Kicked,
    };
    let ways: [Way; 5] = [
        ("logout", &|world| world.logout(2), &["error 1002052", "ok"]),
        ("link lost", &|world| world.link_closed(2), &["error 1002052"]),
        ("silence", &|world| world.pass_seconds(90), &["error 1002031"]),
        (
            "kick of the user",
            &|world| world.handle(kick(KickTarget::User(user("bob")))),
            &["error 1002055"],
        ),
        (
            "kick of the session",
            &|world| world.handle(kick(KickTarget::Session(SessionId(2)))),
            &["error 1002055"],
        ),
    ];
    for (name, leave, answers) in ways {
        let mut world = slow_world();
        world.login(2, "bob", "r");
        leave(&mut world);
        assert_eq!(world.heard(2), answers, "{name}");
        assert!(world.held.contains_key(&claim_of_user("bob", 0)), "{name}");
        world.answer_all();
        assert!(!world.held.contains_key(&claim_of_user("bob", 0)), "{name}");
        assert!(world.heard(2).is_empty(), "{name}");
        assert!(!world.heard(1).contains(&"+user bob".to_owned()), "{name}");
    }
}

#[test]
fn the_late_grant_of_a_publish_that_is_gone_is_released() {
    let ways: [Way; 3] = [
        ("unpublish", &|world| world.unpublish(1, "s"), &["error 1003020", "ok"]),
        ("logout", &|world| world.logout(1), &["ok", "error 1000002", "ended 0"]),
        ("silence", &|world| world.pass_seconds(90), &["error 1002057", "ended 1002057"]),
    ];
    for (name, leave, answers) in ways {
        let mut world = slow_world();
        world.publish(1, "s");
        leave(&mut world);
        let heard = world.heard(1).into_iter().filter(|line| !line.starts_with("count"));
        assert_eq!(heard.collect::<Vec<_>>(), answers, "{name}");
        world.answer_all();
        assert!(!world.held.contains_key(&claim_of_stream("s", 0)), "{name}");
        assert!(world.media().is_empty(), "{name}");
        assert!(world.all_heard().is_empty(), "{name}");
    }
}

#[test]
fn two_logins_of_a_user_under_way_are_taken_in_order() {
    let mut world = slow_world();
    world.login(2, "bob", "r");
    world.login(3, "bob", "r");
    assert_eq!(world.unanswered.len(), 1, "the second waits for the first's answer");
    world.answer(0);
    assert_eq!(world.heard(2), ["in r users [ann] streams [] count 2"]);
    assert_eq!(world.unanswered.len(), 1);
    world.answer(0);
    assert_eq!(world.heard(2), ["kicked 1002050", "ended 1002050"]);
    assert_eq!(world.heard(3), ["in r users [ann] streams [] count 2"]);
    assert_eq!(world.heard(1), ["+user bob", "-user bob", "+user bob"]);
}

#[test]
fn a_login_that_took_the_user_over_and_vanished_ends_the_older_session_too() {
    let mut world = slow_world();
    world.login(2, "ann", "r");
    world.link_closed(2);
    world.skip();
    world.answer_all();
    assert_eq!(world.heard(1), ["kicked 1002050", "ended 1002050"]);
    assert!(world.heard(2).is_empty());
    assert!(world.held.is_empty(), "nobody is the user any more");
    assert_eq!(world.app.counts().rooms, 0);
}

#[test]
fn a_room_that_filled_up_meanwhile_refuses_and_gives_the_user_back() {
    let mut world = World::new();
    world.login_with(1, "ann", "r", true, 2, Rights::unrestricted());
    world.answers_at_once = false;
    world.login(2, "bob", "r");
    world.login(3, "cid", "r");
    world.skip();
    world.answer(1);
    world.answer(0);
    assert_eq!(world.heard(3), ["in r users [ann] streams [] count 2"]);
    assert_eq!(world.heard(2), ["error 1002034"]);
    assert!(!world.held.contains_key(&claim_of_user("bob", 0)));
    world.login(2, "bob", "elsewhere");
    world.answer_all();
    assert_eq!(world.heard(2), ["in elsewhere users [] streams [] count 1"], "he may try another");
}

#[test]
fn of_two_publishes_under_way_the_first_wins() {
    let mut world = slow_world();
    world.answers_at_once = true;
    world.login(2, "bob", "r");
    world.answers_at_once = false;
    world.skip();
    world.publish(1, "s");
    world.publish(2, "s");
    assert_eq!(world.unanswered.len(), 1);
    world.answer(0);
    assert_eq!(world.heard(1), ["ok"]);
    assert_eq!(world.heard(2), ["+stream s:ann", "error 1003028"]);
    assert!(world.unanswered.is_empty());
}

#[test]
fn a_publish_that_waits_for_one_that_is_taken_back_gets_the_stream() {
    let mut world = slow_world();
    world.answers_at_once = true;
    world.login(2, "bob", "r");
    world.answers_at_once = false;
    world.publish(1, "s");
    world.publish(2, "s");
    world.unpublish(1, "s");
    world.skip();
    world.answer_all();
    assert_eq!(world.heard(2), ["ok"]);
    assert_eq!(world.heard(1), ["+stream s:bob"]);
}

#[test]
fn a_publish_that_is_taken_back_while_it_waits_is_forgotten() {
    let mut world = slow_world();
    world.answers_at_once = true;
    world.login(2, "bob", "r");
    world.answers_at_once = false;
    world.publish(1, "s");
    world.publish(2, "s");
    world.unpublish(2, "s");
    world.skip();
    world.answer_all();
    world.unpublish(1, "s");
    world.answer_all();
    assert_eq!(world.heard(2), ["+stream s:ann", "-stream s:ann reason 1"]);
    assert_eq!(world.held.len(), 2, "only the two users are held");
}

#[test]
fn a_publish_repeated_under_way_is_answered_as_often() {
    let mut world = slow_world();
    world.publish_as(1, "s", "x", cooee_proto::RemoteDeviceState::Open);
    world.publish_as(1, "s", "y", cooee_proto::RemoteDeviceState::Open);
    world.set_mic_state(1, "s", cooee_proto::RemoteDeviceState::Mute);
    world.login(2, "bob", "r");
    world.answer_all();
    assert_eq!(world.heard(1), ["ok", "ok", "ok", "+user bob"]);
    let stream = &world.app.snapshot(SessionId(2)).unwrap().streams[0];
    assert_eq!(stream.extra_info, "y");
    assert_eq!(stream.mic_state, cooee_proto::RemoteDeviceState::Mute);
}

#[test]
fn an_answer_that_nobody_waits_for_is_ignored() {
    let mut world = slow_world();
    world.login(2, "bob", "r");
    let (_, answer) = world.answer(0);
    world.skip();
    world.handle(Input::Registry(answer));
    let epoch = Epoch(9);
    world.handle(Input::Registry(RegistryAnswer::Granted { claim: ClaimId(99), epoch }));
    assert!(world.all_heard().is_empty());
}
