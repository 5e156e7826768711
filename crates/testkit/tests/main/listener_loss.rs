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
    let clean = settings(&world, anna);
    assert_eq!(clean.packet_loss, 0);

    let lossy = Conditions { loss: 0.2, ..Conditions::default() };
    world.set_link(cat, Link { down: lossy, ..Link::with_round_trip(Duration::ZERO) });
    world.run_for(15 * SECOND);
    for publisher in [anna, ben] {
        let protected = settings(&world, publisher);
        assert!((15..=35).contains(&protected.packet_loss), "{protected:?}");
        assert!(protected.copies > clean.copies || protected.deep_redundancy > 0);
    }
    // Nobody loses what the lossy listener publishes.
    assert!(settings(&world, cat).packet_loss < 5);

    world.set_link(cat, Link::with_round_trip(Duration::ZERO));
    world.run_for(90 * SECOND);
    assert_eq!(settings(&world, anna), clean);
}
