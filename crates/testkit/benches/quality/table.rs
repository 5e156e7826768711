//! What is printed.

use crate::call::Call;
use crate::rows::Row;
use std::time::Duration;

pub const HEADING: &str = "\
network                 PESQ-WB  worst  at least   STOI   delay ms  at most  concealed   kbit/s  \
sent at the end";

/// A row of the table: medians over all clips of all calls.
pub fn line(row: &Row, calls: &[Call]) -> String {
    let each = || calls.iter().flat_map(|call| &call.scores);
    let scores: Vec<f64> = each().map(|score| score.quality).collect();
    let understood: Vec<f64> = each().map(|score| score.intelligibility).collect();
    let delays: Vec<f64> = calls.iter().flat_map(|call| &call.delays).map(millis).collect();
    let concealed: Vec<f64> = calls.iter().map(Call::concealed).collect();
    let bits: Vec<f64> = calls.iter().map(Call::bits_per_second).collect();
    let score = median(&scores);
    let delay = median(&delays);
    let worst = scores.iter().copied().fold(f64::INFINITY, f64::min);
    let wanted_score =
        row.score.map_or("".into(), |it| format!("{it:.1}{}", if score >= it { " " } else { "!" }));
    let wanted_delay = row.delay.map_or("".into(), |it| {
        format!("{:.0}{}", millis(&it), if delay <= millis(&it) { " " } else { "!" })
    });
    format!(
        "{:<22}  {score:>7.2}  {worst:>5.2}  {wanted_score:>8}  {:>5.2}  {delay:>9.1}  {wanted_delay:>7}  {:>8.1}%  {:>7.0}  {}",
        row.name,
        median(&understood),
        mean(&concealed) * 100.0,
        mean(&bits) / 1000.0,
        calls[0].sent(),
    )
}

fn millis(duration: &Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    if sorted.len() % 2 == 1 { sorted[middle] } else { (sorted[middle - 1] + sorted[middle]) / 2.0 }
}
