//! How a call sounds over good and bad networks: native to server to native, in virtual time,
//! with real speech. `./x bench quality [NAME…] [--seeds COUNT]` runs the rows whose names
//! contain one of the names; a run of all rows writes `docs/quality.md` and `docs/quality.svg`.

#![allow(clippy::expect_used)]

mod call;
mod document;
mod outcome;
mod plot;
mod real_time;
mod rows;
mod scores;
mod speech;
mod table;

use call::Call;
use outcome::Outcome;
use rows::Row;
use scores::Scores;
use std::path::{Path, PathBuf};

fn main() {
    // Only `./x bench quality` provides what computes the scores.
    let Some(python) = std::env::var_os("COOEE_SCORES_PYTHON") else {
        return println!("quality: run `./x bench quality`");
    };
    let arguments = Arguments::read();
    let clips = speech::clips();
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("quality");
    let mut scores = Scores::new(&python, &folder, &clips);
    println!("{}", table::HEADING);
    let mut outcomes = Vec::new();
    for row in rows::all().into_iter().filter(|row| arguments.want(row)) {
        let seeds = arguments.seeds.max(if row.is_beginning { clips.len() as u64 } else { 0 });
        let calls: Vec<Call> = (1..=seeds)
            .map(|seed| {
                let mut call = Call::make(&row, seed, &clips);
                call.score(&row, seed, &clips, &mut scores);
                call
            })
            .collect();
        outcomes.push(Outcome::new(row, &calls));
        println!("{}", table::lines(&outcomes[outcomes.len() - 1]));
    }
    if arguments.names.is_empty() {
        let measured = real_time::read();
        let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
        let document = document::markdown(&outcomes, &measured, arguments.seeds, clips.len());
        std::fs::write(docs.join("quality.md"), document).expect("docs/quality.md");
        std::fs::write(docs.join("quality.svg"), plot::svg(&outcomes, &measured))
            .expect("docs/quality.svg");
    }
}

struct Arguments {
    names: Vec<String>,
    seeds: u64,
}

impl Arguments {
    fn read() -> Self {
        let mut arguments = Self { names: Vec::new(), seeds: 2 };
        let mut words = std::env::args().skip(1);
        while let Some(word) = words.next() {
            match word.as_str() {
                // Cargo's own.
                "--bench" => {}
                "--seeds" => {
                    let count = words.next().and_then(|count| count.parse().ok());
                    arguments.seeds = count.expect("--seeds wants a number");
                }
                _ => arguments.names.push(word),
            }
        }
        arguments
    }

    fn want(&self, row: &Row) -> bool {
        self.names.is_empty() || self.names.iter().any(|name| row.name.contains(name.as_str()))
    }
}
