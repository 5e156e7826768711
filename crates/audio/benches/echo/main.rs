//! What a microphone's processing does to echo and to voices, beside libwebrtc's own module on the
//! same samples. `./x bench echo [NAME…] [--parts aec,ns,agc]` runs the scenes whose names contain
//! one of the names, with those parts of the processing (all of them by default).

#![allow(clippy::expect_used)]

mod modules;
#[path = "../../tests/main/processing/room.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod room;
mod scenes;
#[path = "../../../testkit/benches/quality/scores.rs"]
mod scores;
mod speech;
mod table;

use modules::{Libwebrtc, Module, Parts};
use scores::Scores;
use std::path::PathBuf;
use table::Row;

fn main() {
    // Only `./x bench echo` provides what computes the scores and libwebrtc's module.
    let Some(python) = std::env::var_os("COOEE_SCORES_PYTHON") else {
        return println!("echo: run `./x bench echo`");
    };
    let arguments = Arguments::read();
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("echo");
    let near = speech::near();
    let mut scores = Scores::new(&python, &folder, &near);
    let libwebrtc = Libwebrtc { python, folder };
    let modules = [Module::Off, Module::Cooee, Module::Libwebrtc(libwebrtc)];
    let delays = modules.each_ref().map(|module| scenes::delay(module, arguments.parts, &near));
    println!("{}", table::HEADING);
    for scene in scenes::all().into_iter().filter(|scene| arguments.want(scene.name)) {
        let row = Row::measure(&scene, &modules, &delays, arguments.parts, &near, &mut scores);
        row.print();
    }
}

struct Arguments {
    names: Vec<String>,
    parts: Parts,
}

impl Arguments {
    fn read() -> Self {
        let mut arguments = Self { names: Vec::new(), parts: Parts::ALL };
        let mut words = std::env::args().skip(1);
        while let Some(word) = words.next() {
            match word.as_str() {
                // Cargo's own.
                "--bench" => {}
                "--parts" => {
                    let parts = words.next().expect("--parts wants some of aec,ns,agc");
                    arguments.parts = Parts::read(&parts);
                }
                _ => arguments.names.push(word),
            }
        }
        arguments
    }

    fn want(&self, name: &str) -> bool {
        self.names.is_empty() || self.names.iter().any(|wanted| name.contains(wanted.as_str()))
    }
}
