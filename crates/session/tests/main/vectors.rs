//! Lives of sessions as files that every port of the machine has to live through in the same way.
//!
//! `UPDATE_VECTORS=1 cargo test -p cooee-session` writes `crates/session/vectors/*.json`, one file
//! for each module of tests, from all that these tests do with their clients.

use crate::json;
use cooee_session::{Config, Input, Output, Session};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    sync::{LazyLock, Mutex, PoisonError},
    time::{Duration, Instant},
};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/vectors");

fn is_update() -> bool {
    std::env::var_os("UPDATE_VECTORS").is_some()
}

#[test]
fn the_machine_lives_as_its_vectors_say() {
    if is_update() {
        return;
    }
    let mut count = 0;
    for file in fs::read_dir(FOLDER).unwrap() {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        for vector in serde_json::from_str::<Vec<Value>>(&text).unwrap() {
            replay(&vector);
            count += 1;
        }
    }
    assert!(count > 200, "only {count} vectors");
}

fn replay(vector: &Value) {
    let name = &vector["name"];
    let start = Instant::now();
    let seed = vector["seed"].as_u64().unwrap();
    let mut session = Session::new(json::config_of(&vector["config"]), seed);
    for (place, step) in vector["steps"].as_array().unwrap().iter().enumerate() {
        let now = start + Duration::from_millis(step["at_ms"].as_u64().unwrap());
        session.handle(now, json::input_of(&step["input"]));
        let outputs: Vec<_> = std::iter::from_fn(|| session.poll()).collect();
        let outputs: Vec<_> = outputs.iter().map(json::output).collect();
        let expected = step["outputs"].as_array().unwrap();
        assert_eq!(&outputs, expected, "step {place} of {name}");
        let deadline = session.deadline().map(|deadline| json::millis(deadline - start));
        assert_eq!(deadline, step["deadline_ms"].as_u64(), "deadline of step {place} of {name}");
    }
}

/// Writes down what a client does, while it lives.
pub struct Recorder {
    module: String,
    name: String,
    head: String,
    steps: Vec<String>,
}

impl Recorder {
    /// For a client of the test that runs; `None` where nothing is to be written down.
    pub fn for_test(config: &Config, seed: u64) -> Option<Self> {
        let thread = std::thread::current();
        let test = thread.name().unwrap_or_default();
        let (module, name) = test.split_once("::").unwrap_or(("other", test));
        Self::new(module, name, config, seed)
    }

    /// The same under a given name.
    pub fn new(module: &str, name: &str, config: &Config, seed: u64) -> Option<Self> {
        if !is_update() || config.app_sign.is_some() {
            return None;
        }
        assert_ne!(module, "other", "the name of the test comes from its thread");
        let head = format!("\"config\":{},\"seed\":{seed},\"steps\":[\n", json::config(config));
        Some(Self { module: module.to_owned(), name: name.to_owned(), head, steps: Vec::new() })
    }

    pub fn step(
        &mut self,
        at: Duration,
        input: Value,
        outputs: &[Output],
        deadline: Option<Duration>,
    ) {
        let outputs: Vec<_> = outputs.iter().map(json::output).collect();
        self.steps.push(format!(
            "{{\"at_ms\":{},\"input\":{input},\"outputs\":{},\"deadline_ms\":{}}}",
            json::millis(at),
            Value::from(outputs),
            Value::from(deadline.map(json::millis)),
        ));
    }

    /// An input before it is consumed.
    pub fn input(input: &Input) -> Value {
        json::input(input)
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        if std::thread::panicking() || self.steps.is_empty() {
            return;
        }
        let mut books = BOOKS.lock().unwrap_or_else(PoisonError::into_inner);
        let book = books.entry(self.module.clone()).or_default();
        let numbers = book.keys().filter(|(name, _)| *name == self.name).count();
        let life = format!("{}{}", self.head, self.steps.join(",\n"));
        book.insert((self.name.clone(), numbers), life);
        write(&self.module, book);
    }
}

/// The lives of each module, by test and number.
type Book = BTreeMap<(String, usize), String>;
static BOOKS: LazyLock<Mutex<BTreeMap<String, Book>>> = LazyLock::new(Mutex::default);

/// Writes a module's file; lives that are the beginning of another are left out.
fn write(module: &str, book: &Book) {
    let lives: Vec<_> = book.iter().collect();
    let is_told = |place: usize| {
        let life = lives[place].1;
        let tells = |(other_place, (_, other)): (usize, &(_, &String))| {
            other.starts_with(life.as_str()) && (other.len() > life.len() || other_place < place)
        };
        lives.iter().enumerate().any(tells)
    };
    let mut text = String::new();
    for (place, ((name, number), life)) in lives.iter().enumerate() {
        if !is_told(place) {
            let begin = if text.is_empty() { "[\n" } else { ",\n" };
            let name = if *number == 0 { name.clone() } else { format!("{name} {}", number + 1) };
            text += &format!("{begin}{{\"name\":\"{module}::{name}\",{life}\n]}}");
        }
    }
    text += "\n]\n";
    fs::create_dir_all(FOLDER).unwrap();
    fs::write(Path::new(FOLDER).join(format!("{module}.json")), text).unwrap();
}
