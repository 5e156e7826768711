//! The networks that are tried.

use cooee_testkit::network::{Bandwidth, Conditions, Link};
use std::time::Duration;

/// One network, and what is hoped for on it.
pub struct Row {
    pub name: &'static str,
    pub talker: Link,
    pub listener: Link,
    /// How long nothing passes from the talker, 1.5 s after the beginning of each clip.
    pub outage: Option<Duration>,
    /// The least PESQ-WB.
    pub score: Option<f64>,
    /// The longest delay beyond the network's own.
    pub delay: Option<Duration>,
}

/// From a client to the server and back.
const LATENCY: Duration = Duration::from_millis(20);

/// The delay that loss may add to the 45 ms of a clean call.
const LOSSY_DELAY: Option<Duration> = Some(ms(145));

const CLEAN: Conditions = Conditions {
    latency: LATENCY,
    jitter: Duration::ZERO,
    loss: 0.0,
    burst_length: 1,
    reorder: 0.0,
    reorder_delay: Duration::ZERO,
    duplicate: 0.0,
    bandwidth: None,
};

pub fn all() -> Vec<Row> {
    let mut rows = vec![Row { score: Some(4.3), delay: Some(ms(45)), ..clean("clean") }];
    for (name, loss, score) in [
        ("loss 5 %", 0.05, None),
        ("loss 10 %", 0.1, Some(4.0)),
        ("loss 20 %", 0.2, Some(3.9)),
        ("loss 30 %", 0.3, Some(3.8)),
        ("loss 50 %", 0.5, Some(3.2)),
    ] {
        rows.push(Row { score, delay: LOSSY_DELAY, ..up(name, Conditions { loss, ..CLEAN }) });
    }
    for (name, loss, score) in [
        ("bursts of 3, 10 %", 0.1, None),
        ("bursts of 3, 20 %", 0.2, None),
        ("bursts of 3, 30 %", 0.3, Some(3.0)),
    ] {
        let conditions = Conditions { loss, burst_length: 3, ..CLEAN };
        rows.push(Row { score, delay: LOSSY_DELAY, ..up(name, conditions) });
    }
    for (name, loss) in [("downlink loss 10 %", 0.1), ("downlink loss 30 %", 0.3)] {
        let down = Conditions { loss, ..CLEAN };
        rows.push(Row { listener: Link { up: CLEAN, down }, ..clean(name) });
    }
    rows.push(up("jitter 20 ms", Conditions { jitter: ms(20), ..CLEAN }));
    rows.push(up("jitter 50 ms", Conditions { jitter: ms(50), ..CLEAN }));
    let swapped = Conditions {
        latency: ms(70),
        reorder: 0.3,
        reorder_delay: ms(80),
        jitter: ms(10),
        ..CLEAN
    };
    rows.push(up("reordered 30 %", swapped));
    rows.push(Row { outage: Some(ms(300)), ..clean("outage 300 ms") });
    rows.push(Row { outage: Some(ms(1000)), ..clean("outage 1 s") });
    for (name, bits_per_second) in
        [("96 kbit/s", 96_000), ("64 kbit/s", 64_000), ("32 kbit/s", 32_000)]
    {
        let bandwidth = Some(Bandwidth { bits_per_second, queue: ms(500) });
        rows.push(up(name, Conditions { bandwidth, ..CLEAN }));
    }
    let bandwidth = Some(Bandwidth { bits_per_second: 64_000, queue: ms(500) });
    rows.push(up("64 kbit/s, loss 10 %", Conditions { bandwidth, loss: 0.1, ..CLEAN }));
    rows
}

fn clean(name: &'static str) -> Row {
    let link = Link::symmetric(CLEAN);
    Row { name, talker: link, listener: link, outage: None, score: None, delay: None }
}

/// The talker's uplink is bad.
fn up(name: &'static str, up: Conditions) -> Row {
    Row { talker: Link { up, down: CLEAN }, ..clean(name) }
}

const fn ms(count: u64) -> Duration {
    Duration::from_millis(count)
}
