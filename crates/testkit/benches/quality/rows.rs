//! The networks that are tried.

use cooee_testkit::network::{Bandwidth, Conditions, Link};
use std::time::Duration;

/// One network, and what is hoped for on it.
#[derive(Clone)]
pub struct Row {
    pub name: &'static str,
    pub talker: Link,
    pub listener: Link,
    /// How many more listen, on clean networks.
    pub others: usize,
    /// At least so long the talker talks.
    pub lasts: Duration,
    /// Whether the first words of calls count, one clip in each, on a network that was bad from
    /// the beginning.
    pub is_beginning: bool,
    /// How long nothing passes from the talker, 1.5 s after the beginning of each clip.
    pub outage: Option<Duration>,
    pub targets: Targets,
}

/// What is hoped for.
#[derive(Clone, Copy, Default)]
pub struct Targets {
    /// The least PESQ-WB.
    pub quality: Option<f64>,
    /// The least STOI.
    pub intelligibility: Option<f64>,
    /// The longest delay beyond the network's own.
    pub delay: Option<Duration>,
    /// The longest usual wait in front of the bottleneck.
    pub queue: Option<Duration>,
}

/// From a client to the server and back.
const LATENCY: Duration = Duration::from_millis(20);

/// The delay that loss may add to the 45 ms of a clean call.
const LOSSY_DELAY: Option<Duration> = Some(ms(145));

/// What may wait in front of a bottleneck.
const SHORT_QUEUE: Option<Duration> = Some(ms(200));

const CLEAN: Conditions = Conditions {
    latency: LATENCY,
    jitter: Duration::ZERO,
    spread: Duration::ZERO,
    loss: 0.0,
    burst_length: 1,
    reorder: 0.0,
    reorder_delay: Duration::ZERO,
    duplicate: 0.0,
    bandwidth: None,
};

/// The names of the rows that others are compared with.
pub const CLEAN_NAME: &str = "clean";

/// The rows with one lossy listener among three, each with the row of the same loss on the uplink.
pub const ONE_OF_THREE: [(&str, &str); 2] =
    [("one of three, loss 10 %", "loss 10 %"), ("one of three, loss 30 %", "loss 30 %")];

pub fn all() -> Vec<Row> {
    let targets = Targets { quality: Some(4.3), delay: Some(ms(45)), ..Targets::default() };
    let mut rows = vec![Row { targets, ..clean(CLEAN_NAME) }];
    let lossy = |quality| Targets { quality, delay: LOSSY_DELAY, ..Targets::default() };
    for (name, loss, score) in [
        ("loss 5 %", 0.05, None),
        ("loss 10 %", 0.1, Some(4.0)),
        ("loss 20 %", 0.2, Some(3.9)),
        ("loss 30 %", 0.3, Some(3.8)),
        ("loss 50 %", 0.5, Some(3.2)),
    ] {
        let conditions = Conditions { loss, ..CLEAN };
        rows.push(Row { targets: lossy(score), ..up(name, conditions) });
    }
    for (name, loss, score) in [
        ("bursts of 3, 10 %", 0.1, None),
        ("bursts of 3, 20 %", 0.2, None),
        ("bursts of 3, 30 %", 0.3, Some(3.0)),
    ] {
        let conditions = Conditions { loss, burst_length: 3, ..CLEAN };
        rows.push(Row { targets: lossy(score), ..up(name, conditions) });
    }
    for (name, loss) in [
        ("downlink loss 10 %", 0.1),
        ("downlink loss 20 %", 0.2),
        ("downlink loss 30 %", 0.3),
        ("downlink loss 50 %", 0.5),
    ] {
        rows.push(down(name, Conditions { loss, ..CLEAN }));
    }
    for ((name, _), loss) in ONE_OF_THREE.into_iter().zip([0.1, 0.3]) {
        rows.push(Row { others: 2, ..down(name, Conditions { loss, ..CLEAN }) });
    }
    rows.push(up("jitter 20 ms", Conditions { jitter: ms(20), ..CLEAN }));
    rows.push(up("jitter 50 ms", Conditions { jitter: ms(50), ..CLEAN }));
    let uneven = Conditions { latency: ms(50), spread: ms(100), ..CLEAN };
    rows.push(up("delay 100±50 ms", uneven));
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
    rows.extend(bottlenecks());
    rows
}

fn bottlenecks() -> Vec<Row> {
    let row = |name, bits_per_second, loss| {
        let bandwidth = Some(Bandwidth { bits_per_second, queue: ms(500) });
        let targets = Targets { queue: SHORT_QUEUE, ..Targets::default() };
        Row { targets, ..up(name, Conditions { bandwidth, loss, ..CLEAN }) }
    };
    let narrowest = row("32 kbit/s", 32_000, 0.0);
    let intelligible = Targets { intelligibility: Some(0.85), ..narrowest.targets };
    vec![
        row("96 kbit/s", 96_000, 0.0),
        row("64 kbit/s", 64_000, 0.0),
        Row { targets: intelligible, ..narrowest },
        Row { is_beginning: true, ..clean("clean, first words") },
        Row { is_beginning: true, ..row("64 kbit/s, first words", 64_000, 0.0) },
        Row { is_beginning: true, ..row("32 kbit/s, first words", 32_000, 0.0) },
        row("64 kbit/s, loss 10 %", 64_000, 0.1),
        Row { lasts: Duration::from_secs(5 * 60), ..row("64 kbit/s, 10 %, 5 min", 64_000, 0.1) },
    ]
}

fn clean(name: &'static str) -> Row {
    let link = Link::symmetric(CLEAN);
    Row {
        name,
        talker: link,
        listener: link,
        others: 0,
        lasts: Duration::ZERO,
        is_beginning: false,
        outage: None,
        targets: Targets::default(),
    }
}

/// The talker's uplink is bad.
fn up(name: &'static str, up: Conditions) -> Row {
    Row { talker: Link { up, down: CLEAN }, ..clean(name) }
}

/// The listener's downlink is bad.
fn down(name: &'static str, down: Conditions) -> Row {
    Row { listener: Link { up: CLEAN, down }, ..clean(name) }
}

/// A link without faults.
pub fn good_link() -> Link {
    Link::symmetric(CLEAN)
}

const fn ms(count: u64) -> Duration {
    Duration::from_millis(count)
}
