//! `docs/quality.md`.

use crate::outcome::{Figures, Outcome};
use crate::real_time::Measured;
use crate::rows;
use crate::table::minutes;
use std::fmt::Write;

pub fn markdown(outcomes: &[Outcome], measured: &[Measured], seeds: u64, clips: usize) -> String {
    let mut text = format!(
        "# How a call sounds over bad networks\n\n\
         `./x bench quality` measures this and writes this file.\n\n\
         ![PESQ-WB against the loss on the way](quality.svg)\n\n\
         ## Native to server to native\n\n\
         In virtual time, with the real engines and the real server: {clips} clips of real speech, \
         {seeds} calls on each network, from one client 20 ms away from the server to another one. \
         A target that is met stands in brackets behind the figure, a missed one with an \
         exclamation mark.\n\n\
         | network | PESQ-WB | worst | STOI | delay, ms | made up | kbit/s | queue, ms | sent at the end |\n\
         |---|---|---|---|---|---|---|---|---|\n"
    );
    for outcome in outcomes {
        row(&mut text, outcome);
    }
    text.push('\n');
    text.push_str(COLUMNS);
    targets(&mut text, outcomes);
    one_of_three(&mut text, outcomes);
    creep(&mut text, outcomes);
    if !measured.is_empty() {
        real_time(&mut text, outcomes, measured);
    }
    text.push_str(METHOD);
    text
}

const COLUMNS: &str = "\
- **network**: on the talker's uplink where nothing else is said; *downlink* is the listener's. *one of
  three*: the talker has three listeners, of whom one loses packets on his downlink; the line below
  is that of the others. Outages come 1.5 s after the beginning of each clip. *First words*:
  the clip begins with the first packet, so that nothing is known of the network yet.
- **PESQ-WB** (ITU-T P.862.2), 1 to 4.64, and **STOI**, 0 to 1: the median of all clips; **worst** is
  the worst PESQ-WB of any clip.
- **delay**: from a sound to its sound at the listener, less what the network takes at the least
  (median). It holds the packet, the codec and the jitter buffer.
- **made up**: which share of what was heard came out of nothing (no packet, no copy, no deep
  redundancy).
- **kbit/s**: what the talker sent, or the others got, with IP and UDP headers.
- **queue**: the wait in front of the bottleneck, usually and (in brackets) the one that 5 % exceed.
- **sent at the end**: how the sender's controller fitted the stream to the network: speech bits, packet
  length, redundant copies, reach of the deep redundancy.

";

const METHOD: &str = "\
## How it is measured

The clips are readers of LibriVox and a man who deals cards, from the Debian package
pocketsphinx-testdata. The network is bad for 25 s before the first clip, in which the same speech
is heard, and 1 s of silence follows each clip. What was heard is aligned with what was said by its
log-mel spectrum and scored by the Python packages `pesq` and `pystoi`, which `./x bench quality`
installs into the target folder. Losses, delays and clocks come from seeds, so that each run gives
the same figures, apart from what depends on keys. The rows are in
[`rows.rs`](../crates/testkit/benches/quality/rows.rs).
";

fn row(text: &mut String, outcome: &Outcome) {
    let targets = outcome.row.targets;
    let Figures { quality, worst_quality, intelligibility, delay, concealed, .. } =
        outcome.listener;
    let target = |wanted: Option<f64>, is_met: bool, digits: usize| match wanted {
        Some(wanted) if is_met => format!(" ({wanted:.digits$})"),
        Some(wanted) => format!(" (**{wanted:.digits$}!**)"),
        None => String::new(),
    };
    let millis = |limit: Option<std::time::Duration>| limit.map(|it| it.as_secs_f64() * 1000.0);
    let queue = outcome.queue.map_or(String::new(), |queue| {
        let most = millis(targets.queue);
        let target = target(most, most.is_none_or(|most| queue.long <= most), 0);
        format!("{:.0} ({:.0}){target}", queue.median, queue.long)
    });
    let most = millis(targets.delay);
    writeln!(
        text,
        "| {} | {quality:.2}{} | {worst_quality:.2} | {intelligibility:.2}{} | {delay:.0}{} | \
         {:.1} % | {:.0} | {queue} | {} |",
        outcome.row.name,
        target(targets.quality, targets.quality.is_none_or(|it| quality >= it), 1),
        target(
            targets.intelligibility,
            targets.intelligibility.is_none_or(|it| intelligibility >= it),
            2
        ),
        target(most, most.is_none_or(|most| delay <= most), 0),
        concealed * 100.0,
        outcome.kilobits_sent,
        outcome.sent,
    )
    .expect("a string takes all");
    if let Some(others) = outcome.others {
        writeln!(
            text,
            "| … the others | {:.2} | {:.2} | {:.2} | {:.0} | {:.1} % | {:.0} | | |",
            others.quality,
            others.worst_quality,
            others.intelligibility,
            others.delay,
            others.concealed * 100.0,
            others.kilobits,
        )
        .expect("a string takes all");
    }
}

fn targets(text: &mut String, outcomes: &[Outcome]) {
    text.push_str("## Targets\n\n");
    let missed: Vec<_> = outcomes
        .iter()
        .flat_map(|it| it.missed().into_iter().map(move |text| (it, text)))
        .collect();
    if missed.is_empty() {
        text.push_str("All of the table's targets are met.\n\n");
        return;
    }
    text.push_str(
        "Met, except what follows; \
         [ADR 11](adr/0011-the-sender-picks-by-expected-score.md) tells what bounds it:\n\n",
    );
    for (outcome, missed) in missed {
        writeln!(text, "- {}: {missed}.", outcome.row.name).expect("a string takes all");
    }
    text.push('\n');
}

fn one_of_three(text: &mut String, outcomes: &[Outcome]) {
    let named = |name: &str| outcomes.iter().find(|outcome| outcome.row.name == name);
    text.push_str("## One lossy listener among three\n\n");
    for (name, uplink) in rows::ONE_OF_THREE {
        let (Some(one), Some(uplink), Some(clean)) =
            (named(name), named(uplink), named(rows::CLEAN_NAME))
        else {
            continue;
        };
        let Some(others) = one.others else { continue };
        let behind = uplink.listener.quality - one.listener.quality;
        let met = |is_met: bool| if is_met { "met" } else { "missed" };
        writeln!(
            text,
            "- {name}: his PESQ-WB is {:.2}, that of the same loss on the uplink {:.2} \
             (within 0.3: {}). The others hear {:.2} and get {:.0} kbit/s; a clean call takes \
             {:.0}, the protected one {:.0} (no more than the protection: {}).",
            one.listener.quality,
            uplink.listener.quality,
            met(behind.abs() <= 0.3),
            others.quality,
            others.kilobits,
            clean.kilobits_sent,
            uplink.kilobits_sent,
            met(others.kilobits <= uplink.kilobits_sent * 1.05),
        )
        .expect("a string takes all");
    }
    text.push('\n');
}

fn creep(text: &mut String, outcomes: &[Outcome]) {
    for outcome in outcomes.iter().filter(|outcome| !outcome.minutes.is_empty()) {
        writeln!(
            text,
            "## Delay over minutes\n\n{}: {} ms in each minute.\n",
            outcome.row.name,
            minutes(outcome)
        )
        .expect("a string takes all");
    }
}

fn real_time(text: &mut String, outcomes: &[Outcome], measured: &[Measured]) {
    text.push_str(
        "## Beside browsers and libwebrtc\n\n\
         The same clips over the same networks, in real time; the native lines are those of the \
         table above. *FEC* is the share of the talker's packets that carried forward error \
         correction.\n\n\
         | network | clients | PESQ-WB | STOI | delay, ms | kbit/s | FEC | runs |\n\
         |---|---|---|---|---|---|---|---|\n",
    );
    let number = |value: Option<f64>, digits: usize| {
        value.map_or(String::new(), |value| format!("{value:.digits$}"))
    };
    let mut conditions: Vec<&str> = measured.iter().map(|it| it.condition.as_str()).collect();
    conditions.dedup();
    conditions.sort_by_key(|name| outcomes.iter().position(|it| it.row.name == *name));
    conditions.dedup();
    for condition in conditions {
        if let Some(native) = outcomes.iter().find(|it| it.row.name == condition) {
            let it = native.listener;
            writeln!(
                text,
                "| {condition} | native via Cooee | {:.2} | {:.2} | {:.0} | {:.0} | | |",
                it.quality, it.intelligibility, it.delay, native.kilobits_sent
            )
            .expect("a string takes all");
        }
        for it in measured.iter().filter(|it| it.condition == condition) {
            writeln!(
                text,
                "| {condition} | {} | {:.2} | {} | {} | {} | {} | {} |",
                it.client,
                it.pesq,
                number(it.stoi, 2),
                number(it.delay_ms, 0),
                number(it.kbit_per_second, 0),
                it.fec_share.map_or(String::new(), |share| format!("{:.0} %", share * 100.0)),
                it.runs,
            )
            .expect("a string takes all");
        }
    }
    text.push('\n');
}
