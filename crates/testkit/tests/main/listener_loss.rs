//! A listener's loss, known to the publisher.

use crate::support::*;
use cooee_audio::SendSettings;
use cooee_testkit::network::{Conditions, Link};
use cooee_testkit::{ClientId, World};
use std::time::Duration;

fn settings(world: &World, client: ClientId) -> SendSettings {
    world.engine(client).statistics().publishes[&MAIN].settings
}

#[test]
fn a_publisher_protects_the_listener_who_loses_packets_on_his_downlink() {
    let mut world = world(1);
    let [anna, ben, cat] = call(&mut world);
    world.run_for(5 * SECOND);
    let clean = settings(&world, anna).copies;

    let lossy = Conditions { loss: 0.2, ..Conditions::default() };
    let perfect = Link::with_round_trip(Duration::ZERO);
    world.set_link(cat, Link { down: lossy, ..perfect });
    world.run_for(15 * SECOND);
    for publisher in [anna, ben] {
        let protected = settings(&world, publisher);
        assert!(protected.copies > clean, "{protected:?}");
    }
    assert_eq!(settings(&world, cat).copies, clean, "nobody loses what the lossy one publishes");

    world.set_link(cat, perfect);
    world.run_for(60 * SECOND);
    // A last copy stays where leaving it out would gain next to nothing (ADR 11).
    let unprotected = settings(&world, anna);
    assert!(unprotected.copies <= clean + 1, "{unprotected:?}");
}
