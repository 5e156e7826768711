//! How a call sounds over good and bad networks: native to server to native, in virtual time,
//! with real speech. `./x bench quality [NAME…] [--seeds COUNT]` runs the rows whose names
//! contain one of the names.

#![allow(clippy::expect_used)]

mod call;
mod rows;
mod scores;
mod speech;
mod table;

use call::Call;
use rows::Row;
use scores::Scores;
use std::path::PathBuf;

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
    for row in rows::all().into_iter().filter(|row| arguments.want(row)) {
        let calls: Vec<Call> = (1..=arguments.seeds)
            .map(|seed| {
                let mut call = Call::make(&row, seed, &clips);
                call.score(&clips, &mut scores);
                call
            })
            .collect();
        println!("{}", table::line(&row, &calls));
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
