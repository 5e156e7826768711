//! What came of a row: medians over all clips of all its calls.

use crate::call::{Call, Listener};
use crate::rows::Row;
use std::time::Duration;

pub struct Outcome {
    pub row: Row,
    /// What the row's listener got.
    pub listener: Figures,
    /// What those on clean networks got, if there are any.
    pub others: Option<Figures>,
    /// What the talker sent, in kbit/s with IP and UDP headers.
    pub kilobits_sent: f64,
    /// How the talker sent at the end of the first call.
    pub sent: String,
    /// The wait in front of the bottleneck, in milliseconds: usually, and at its worst.
    pub queue: Option<Queue>,
    /// The delay of each minute, in milliseconds, where calls last for minutes.
    pub minutes: Vec<f64>,
}

#[derive(Clone, Copy)]
pub struct Figures {
    pub quality: f64,
    pub worst_quality: f64,
    pub intelligibility: f64,
    /// Beyond the network's own, in milliseconds.
    pub delay: f64,
    /// The share of what was played that was made up.
    pub concealed: f64,
    /// What arrived, in kbit/s with IP and UDP headers.
    pub kilobits: f64,
}

#[derive(Clone, Copy)]
pub struct Queue {
    pub median: f64,
    /// All but 5 % of the time it was shorter.
    pub long: f64,
}

impl Outcome {
    pub fn new(row: Row, calls: &[Call]) -> Self {
        let own: Vec<_> = calls.iter().map(|call| &call.listeners[0]).collect();
        let others: Vec<_> = calls.iter().flat_map(|call| &call.listeners[1..]).collect();
        let waits: Vec<f64> = calls.iter().flat_map(|call| &call.queue).map(millis).collect();
        let queue = row
            .talker
            .up
            .bandwidth
            .map(|_| Queue { median: percentile(&waits, 0.5), long: percentile(&waits, 0.95) });
        let kilobits: Vec<f64> = calls.iter().map(|it| it.bits_per_second() / 1000.0).collect();
        let whole = row.lasts.as_secs() / 60;
        Self {
            listener: Figures::new(&own),
            others: (!others.is_empty()).then(|| Figures::new(&others)),
            kilobits_sent: mean(&kilobits),
            sent: calls[0].sent(),
            queue,
            minutes: (0..whole).map(|minute| delay_in(minute, &own)).collect(),
            row,
        }
    }

    /// Which of the row's targets are missed, in words.
    pub fn missed(&self) -> Vec<String> {
        let (targets, figures) = (self.row.targets, self.listener);
        let mut missed = Vec::new();
        let mut note = |is_missed: bool, what: String| missed.extend(is_missed.then_some(what));
        if let Some(least) = targets.quality {
            let short = least - figures.quality;
            note(short > 0.0, format!("PESQ-WB by {short:.2} ({least:.1} wanted)"));
        }
        if let Some(least) = targets.intelligibility {
            let short = least - figures.intelligibility;
            note(short > 0.0, format!("STOI by {short:.2} ({least:.2} wanted)"));
        }
        if let Some(most) = targets.delay {
            let over = figures.delay - millis(&most);
            note(over > 0.0, format!("delay by {over:.0} ms ({} wanted)", most.as_millis()));
        }
        if let (Some(most), Some(queue)) = (targets.queue, self.queue) {
            let over = queue.long - millis(&most);
            note(over > 0.0, format!("queue by {over:.0} ms ({} wanted)", most.as_millis()));
        }
        missed
    }
}

impl Figures {
    fn new(listeners: &[&Listener]) -> Self {
        let scores = || listeners.iter().flat_map(|listener| &listener.scores);
        let qualities: Vec<f64> = scores().map(|score| score.quality).collect();
        let understood: Vec<f64> = scores().map(|score| score.intelligibility).collect();
        let delays = listeners.iter().flat_map(|listener| &listener.delays);
        let delays: Vec<f64> = delays.map(|(_, delay)| millis(delay)).collect();
        let concealed: Vec<f64> = listeners.iter().map(|it| it.concealed()).collect();
        let kilobits: Vec<f64> = listeners.iter().map(|it| it.bits_per_second() / 1000.0).collect();
        Self {
            quality: median(&qualities),
            worst_quality: qualities.iter().copied().fold(f64::INFINITY, f64::min),
            intelligibility: median(&understood),
            delay: median(&delays),
            concealed: mean(&concealed),
            kilobits: mean(&kilobits),
        }
    }
}

/// The delay of the clips that began in a minute of their call, in milliseconds.
fn delay_in(minute: u64, listeners: &[&Listener]) -> f64 {
    let delays = listeners.iter().flat_map(|listener| &listener.delays);
    let within = delays.filter(|(begins, _)| begins.as_secs() / 60 == minute);
    median(&within.map(|(_, delay)| millis(delay)).collect::<Vec<_>>())
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

fn percentile(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[((sorted.len() - 1) as f64 * share) as usize]
}
