//! What is printed while the rows run.

use crate::outcome::{Figures, Outcome};

pub const HEADING: &str = "\
network                  PESQ-WB  worst   STOI  delay ms  concealed  kbit/s  queue ms (95 %)  \
sent at the end";

/// A row of the table; a second one for the listeners on clean networks.
pub fn lines(outcome: &Outcome) -> String {
    let Outcome { row, listener, .. } = outcome;
    let queue = outcome.queue.map_or("".into(), |it| format!("{:.0} ({:.0})", it.median, it.long));
    let mut text = figures(row.name, listener, outcome.kilobits_sent);
    text += &format!("  {queue:>15}  {}", outcome.sent);
    if let Some(others) = &outcome.others {
        text += "\n";
        text += &figures("  the others", others, others.kilobits);
    }
    if !outcome.minutes.is_empty() {
        text += &format!("\n  delay of each minute: {} ms", minutes(outcome));
    }
    for missed in outcome.missed() {
        text += &format!("\n  ! misses {missed}");
    }
    text
}

/// The delays of the minutes in milliseconds.
pub fn minutes(outcome: &Outcome) -> String {
    let delays: Vec<_> = outcome.minutes.iter().map(|delay| format!("{delay:.0}")).collect();
    delays.join(", ")
}

fn figures(name: &str, figures: &Figures, kilobits: f64) -> String {
    let Figures { quality, worst_quality, intelligibility, delay, .. } = *figures;
    let concealed = figures.concealed * 100.0;
    format!(
        "{name:<23}  {quality:>7.2}  {worst_quality:>5.2}  {intelligibility:>5.2}  {delay:>8.1}  \
         {concealed:>8.1}%  {kilobits:>6.0}"
    )
}
