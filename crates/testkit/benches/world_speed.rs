//! How much faster than reality a World is: seconds of a three-client call with real Opus per
//! second of CPU time.

#![allow(clippy::expect_used)]

use cooee_audio::codec::OpusCodec;
use cooee_proto::{AppId, PublishChannel};
use cooee_testkit::{World, voice};
use std::sync::Arc;
use std::time::{Duration, Instant};

const APP: AppId = AppId(1);
const CLIENTS: usize = 3;
const CALL: Duration = Duration::from_secs(60);

fn main() {
    let mut world = World::new(1);
    world.add_app(APP);
    for number in 0..CLIENTS {
        let client = world.add_client_with(APP, &format!("user{number}"), |config| {
            config.codec = Arc::new(OpusCodec);
        });
        let mut speech = voice::speech(number as u32, 10).into_iter().cycle();
        world.feed(client, PublishChannel::Main, move |frame| {
            frame.iter_mut().zip(&mut speech).for_each(|(sample, spoken)| *sample = spoken);
        });
        world.play_all(client);
        world.login(client, "room").expect("logged in");
        world.publish(client, PublishChannel::Main, &format!("stream{number}"));
    }
    world.run_for(Duration::from_secs(2));
    let before = cpu_time();
    world.run_for(CALL);
    let spent = cpu_time() - before;
    println!(
        "world_speed: {:.1} s of a call of {CLIENTS} with Opus per CPU second ({:.1} ms per \
         simulated second)",
        CALL.as_secs_f64() / spent.as_secs_f64(),
        spent.as_secs_f64() * 1e3 / CALL.as_secs_f64(),
    );
}

/// The CPU time of this thread where the system tells it, else the time that passed.
fn cpu_time() -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let on_cpu = told.and_then(|told| told.split(' ').next()?.parse().ok());
    on_cpu.map_or_else(passed_time, Duration::from_nanos)
}

#[expect(clippy::disallowed_methods, reason = "a measurement is about real time")]
fn passed_time() -> Duration {
    static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    START.get_or_init(Instant::now).elapsed()
}
