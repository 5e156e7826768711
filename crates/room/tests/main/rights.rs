//! What tokens allow, and what happens when they expire.

use crate::support::{World, rights_until, stream};
use cooee_room::{OnExpiry, Rights};
use std::time::Duration;

fn login(world: &mut World, session: u64, user_id: &str, rights: Rights) {
    world.login_with(session, user_id, "r", true, 0, rights);
}

#[test]
fn a_publish_needs_the_privilege_and_the_stream_on_its_list() {
    let mut world = World::new();
    let none = Rights { may_publish: false, ..Rights::unrestricted() };
    let listed = Rights { streams: Some(vec![stream("a")]), ..Rights::unrestricted() };
    login(&mut world, 1, "ann", none);
    login(&mut world, 2, "bob", listed);
    world.skip();
    world.publish(1, "a");
    world.publish(2, "b");
    world.publish(2, "a");
    world.play(1, "a");
    assert_eq!(world.heard(1), ["error 1003072", "+stream a:bob", "ok live mic 0"]);
    assert_eq!(world.heard(2), ["error 1003072", "ok"]);
}

#[test]
fn the_warning_comes_30_s_before_the_end_and_once() {
    let mut world = World::new();
    login(&mut world, 1, "ann", rights_until(70, OnExpiry::Stay));
    world.skip();
    world.pass(Duration::from_millis(39_999));
    assert_eq!(world.heard(1), ["count 1"]);
    world.pass(Duration::from_millis(1));
    assert_eq!(world.heard(1), ["token 30 s"]);
    world.alive(1);
    world.pass_seconds(60);
    assert_eq!(world.heard(1), ["count 1", "count 1"]);
}

#[test]
fn a_login_with_a_short_token_is_warned_right_after_the_answer() {
    let mut world = World::new();
    login(&mut world, 1, "ann", rights_until(12, OnExpiry::Stay));
    assert_eq!(world.heard(1), ["in r users [] streams [] count 1", "token 12 s"]);
}

#[test]
fn after_the_end_a_session_stays_with_what_it_has_and_publishes_nothing_new() {
    let mut world = World::new();
    login(&mut world, 1, "ann", rights_until(20, OnExpiry::Stay));
    login(&mut world, 2, "bob", Rights::unrestricted());
    world.publish(1, "s");
    world.skip();
    world.pass(Duration::from_millis(19_999));
    world.publish(1, "t");
    world.pass(Duration::from_millis(1));
    world.publish(1, "u");
    world.publish(1, "s");
    world.play(1, "v");
    assert_eq!(world.heard(1), ["ok", "error 1003072", "ok", "ok waits"], "a repeat is not new");
    assert_eq!(world.heard(2), ["+stream t:ann"]);
    world.renew(1, rights_until(100, OnExpiry::Stay));
    world.publish(1, "u");
    assert_eq!(world.heard(1), ["ok", "ok"]);
    world.alive(2);
    world.skip();
    world.pass_seconds(50);
    assert_eq!(world.heard(1), ["count 2", "count 2", "token 30 s"], "each token has its warning");
}

#[test]
fn in_kick_mode_the_end_of_the_token_ends_the_session() {
    let mut world = World::new();
    login(&mut world, 1, "ann", rights_until(50, OnExpiry::Kick));
    login(&mut world, 2, "bob", Rights::unrestricted());
    world.publish(1, "s");
    world.skip();
    world.pass(Duration::from_millis(49_999));
    assert_eq!(world.heard(1), ["token 30 s", "count 2"]);
    world.pass(Duration::from_millis(1));
    assert_eq!(world.heard(1), ["kicked 1002056", "ended 1002056"]);
    assert_eq!(world.heard(2), ["count 2", "-stream s:ann reason 4", "-user ann"]);
}

#[test]
fn a_renewed_token_moves_the_end() {
    let mut world = World::new();
    login(&mut world, 1, "ann", rights_until(50, OnExpiry::Kick));
    world.pass_seconds(40);
    world.renew(1, rights_until(200, OnExpiry::Kick));
    world.skip();
    world.pass_seconds(80);
    world.alive(1);
    world.pass_seconds(79);
    assert_eq!(world.heard(1).iter().filter(|line| line.starts_with("token")).count(), 1);
    assert_eq!(world.app.counts().users, 1);
    world.pass_seconds(1);
    assert_eq!(world.app.counts().users, 0);
    world.login(2, "bob", "r");
    world.renew(2, Rights::unrestricted());
    world.skip();
    world.pass_seconds(89);
    assert_eq!(world.heard(2), ["count 1", "count 1"], "no end, no warning");
}

#[test]
fn a_renewed_token_that_forbids_what_is_published_is_refused() {
    let mut world = World::new();
    login(&mut world, 1, "ann", Rights::unrestricted());
    world.publish(1, "s");
    world.skip();
    world.renew(1, Rights { may_publish: false, ..Rights::unrestricted() });
    let other = Rights { streams: Some(vec![stream("t")]), ..Rights::unrestricted() };
    world.renew(1, other.clone());
    world.publish(1, "u");
    assert_eq!(world.heard(1), ["error 1002082", "error 1002082", "ok"], "the old rights hold");
    world.unpublish(1, "s");
    world.unpublish(1, "u");
    world.renew(1, other);
    world.publish(1, "s");
    world.publish(1, "t");
    assert_eq!(world.heard(1), ["ok", "ok", "ok", "error 1003072", "ok"]);
}
