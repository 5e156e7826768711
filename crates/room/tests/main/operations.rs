//! What is done from outside, while claims may be unanswered; the watcher sees that all hear the
//! same.

use crate::support::{World, room, stream, user};
use cooee_proto::{Error, ErrorCode};
use cooee_room::{Fact, Input, Operation, RequestId, RoomEnd, UserEnd};

fn operate(world: &mut World, operation: Operation) -> String {
    world.handle(Input::Operate { id: RequestId(1), operation });
    let answers = std::mem::take(&mut world.operated);
    assert_eq!(answers.len(), 1, "an operation is answered once, at once");
    answers[0].clone()
}

fn error(code: ErrorCode) -> Error {
    Error::new(code, "the server says so")
}

fn close(room_id: &str) -> Operation {
    let error = error(ErrorCode::KICKED_BY_SERVER);
    Operation::CloseRoom { room_id: room(room_id), error, wants_callback: false }
}

fn end(stream_id: &str, players: Option<ErrorCode>) -> Operation {
    let error = error(ErrorCode::PUBLISH_FORBIDDEN);
    Operation::EndStream { stream_id: stream(stream_id), error, players }
}

#[test]
fn a_closed_room_takes_its_plays_streams_and_claims_with_it() {
    let mut world = World::new();
    for (session, name) in [(1, "ann"), (2, "bob"), (3, "cid")] {
        world.login(session, name, "r");
    }
    world.login(4, "dan", "q");
    world.publish(1, "s");
    world.publish(4, "t");
    for session in [2, 3, 4] {
        world.play(session, "s");
    }
    world.play(1, "t");
    world.answers_at_once = false;
    world.publish(2, "u");
    world.skip();
    world.facts.clear();
    assert_eq!(operate(&mut world, close("r")), "ok");
    assert_eq!(world.heard(1), ["kicked 1002055", "ended 1002055"]);
    let expected = ["play s 1004002", "error 1002055", "kicked 1002055", "ended 1002055"];
    assert_eq!(world.heard(2), expected);
    assert_eq!(world.heard(3), ["play s 1004002", "kicked 1002055", "ended 1002055"]);
    assert_eq!(world.heard(4), ["play s 1004002"]);
    let ends = world
        .facts
        .iter()
        .filter(|fact| matches!(fact, Fact::LoggedOut { reason: UserEnd::Kicked, .. }));
    assert_eq!(ends.count(), 3);
    let last = world.facts.last();
    assert!(
        matches!(
            last,
            Some(Fact::RoomClosed { reason: RoomEnd::Closed { wants_callback: false }, .. })
        ),
        "{last:?}"
    );
    // A claim that is granted too late is given back.
    world.answer_all();
    assert_eq!(world.app.counts().rooms, 1);
    assert_eq!(world.app.counts().streams, 1);
    assert_eq!(operate(&mut world, close("r")), "error 50001");
}

#[test]
fn a_kick_is_for_those_who_are_in_the_room() {
    let mut world = World::new();
    world.login(1, "ann", "r");
    world.login(2, "bob", "r");
    world.login(3, "cid", "q");
    world.publish(2, "s");
    world.skip();
    let kick = Operation::Kick {
        room_id: room("r"),
        users: ["bob", "bob", "cid", "dan"].map(user).to_vec(),
        error: error(ErrorCode::KICKED_BY_SERVER),
    };
    assert_eq!(operate(&mut world, kick), "ok missing [bob cid dan]");
    assert_eq!(world.heard(2), ["kicked 1002055", "ended 1002055"]);
    assert_eq!(world.heard(1), ["-stream s:bob reason 4", "-user bob"]);
    assert_eq!(world.heard(3), [""; 0]);
}

#[test]
fn a_stream_that_is_ended_before_its_claim_is_answered_is_refused() {
    let mut world = World::new();
    world.login(1, "ann", "r");
    world.login(2, "bob", "r");
    world.play(2, "s");
    world.answers_at_once = false;
    world.publish(1, "s");
    world.skip();
    assert_eq!(operate(&mut world, end("s", Some(ErrorCode::PLAY_FORBIDDEN))), "ok");
    assert_eq!(world.heard(1), ["error 1003025"]);
    assert_eq!(world.heard(2), ["play s 1004025"]);
    world.answer_all();
    assert_eq!(world.app.counts().streams, 0);
    assert_eq!(world.app.counts().plays, 0);
    assert_eq!(operate(&mut world, end("s", None)), "error 1004002");
}

#[test]
fn an_ended_stream_is_played_again_when_it_is_back_unless_that_is_over_too() {
    for players in [None, Some(ErrorCode::PLAY_FORBIDDEN)] {
        let mut world = World::new();
        world.login(1, "ann", "r");
        world.login(2, "bob", "q");
        world.publish(1, "s");
        world.play(2, "s");
        world.skip();
        assert_eq!(operate(&mut world, end("s", players)), "ok");
        assert_eq!(world.heard(1), ["stopped s 1003025"]);
        let expected = if players.is_some() { "play s 1004025" } else { "play s 1004002" };
        assert_eq!(world.heard(2), [expected]);
        assert_eq!(world.media(), ["2 unplays s", "1 unpublishes s"]);
        world.publish(1, "s");
        let is_back = world.media().contains(&"2 plays s".to_owned());
        assert_eq!(is_back, players.is_none());
    }
}
