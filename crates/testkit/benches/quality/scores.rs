//! PESQ-WB by the reference code inside the Python package `pesq`, and STOI by `pystoi`.

use crate::speech::Clip;
use cooee_audio::wav::Writer;
use std::ffi::OsStr;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// How good a clip sounded.
#[derive(Clone, Copy)]
pub struct Score {
    /// PESQ-WB, 1 to 4.64.
    pub quality: f64,
    /// STOI, 0 to 1.
    pub intelligibility: f64,
}

pub struct Scores {
    folder: PathBuf,
    child: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Scores {
    pub fn new(python: &OsStr, folder: &Path, clips: &[Clip]) -> Self {
        std::fs::create_dir_all(folder).expect("a folder for the samples");
        for (index, clip) in clips.iter().enumerate() {
            write(&reference(folder, index), clip);
        }
        let mut child = Command::new(python)
            .args(["-c", include_str!("scores.py")])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("Python");
        let questions = child.stdin.take().expect("piped");
        let answers = BufReader::new(child.stdout.take().expect("piped"));
        Self { folder: folder.to_owned(), child, questions, answers }
    }

    pub fn score(&mut self, clip: usize, heard: &[f32]) -> Score {
        let path = self.folder.join("heard.wav");
        write(&path, heard);
        let reference = reference(&self.folder, clip);
        writeln!(self.questions, "{}\t{}", reference.display(), path.display()).expect("asked");
        let mut answer = String::new();
        self.answers.read_line(&mut answer).expect("answered");
        let mut numbers = answer.split_whitespace().map(|it| it.parse().expect("a score"));
        let mut number = || numbers.next().expect("two scores");
        Score { quality: number(), intelligibility: number() }
    }
}

impl Drop for Scores {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn reference(folder: &Path, clip: usize) -> PathBuf {
    folder.join(format!("said-{clip}.wav"))
}

fn write(path: &Path, samples: &[f32]) {
    let file = File::create(path).expect("a place for the samples");
    let mut writer = Writer::new(BufWriter::new(file)).expect("a WAV file");
    writer.push(samples).and_then(|()| writer.finish()).expect("a place for the samples");
}
