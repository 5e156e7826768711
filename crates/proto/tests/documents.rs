//! What the documents say of the wire and of each other is so.
//!
//! `UPDATE_DOCUMENTS=1 cargo test -p cooee-proto --test documents` writes the table of error
//! codes into `docs/protocol.md`.

use cooee_proto::ErrorCode;
use cooee_proto::signal::{ClientMessage, ServerMessage};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
const SNAPSHOTS: [&str; 2] = [
    "crates/proto/tests/snapshots/wire__requests_look_like_this.snap",
    "crates/proto/tests/snapshots/wire__server_messages_look_like_this.snap",
];

#[test]
fn the_table_of_error_codes_is_that_of_the_code() {
    let (begin, end) = ("<!-- codes -->\n", "<!-- end of codes -->");
    let page = read("docs/protocol.md");
    let (before, rest) = page.split_once(begin).expect("the page has the first mark");
    let (table, after) = rest.split_once(end).expect("the page has the second mark");
    let expected = table_of_codes();
    if std::env::var_os("UPDATE_DOCUMENTS").is_some() {
        let page = format!("{before}{begin}{expected}{end}{after}");
        fs::write(Path::new(ROOT).join("docs/protocol.md"), page).expect("the page is written");
    } else {
        assert!(table == expected, "run this test with UPDATE_DOCUMENTS=1");
    }
}

#[test]
fn every_example_is_a_message_and_every_message_has_an_example() {
    let examples = examples();
    let mut shown = BTreeSet::new();
    for example in &examples {
        let value: Value = serde_json::from_str(example).expect(example);
        let word = ["op", "event"].into_iter().find_map(|key| value.get(key)?.as_str());
        match value.get("op") {
            Some(_) => assert_eq!(ClientMessage::parse(example).err(), None, "{example}"),
            None => assert_eq!(ServerMessage::parse(example).err(), None, "{example}"),
        }
        shown.extend(word.map(str::to_owned));
    }
    let messages = SNAPSHOTS.iter().flat_map(|path| messages(path));
    let words: BTreeSet<String> = messages
        .filter_map(|message| {
            ["op", "event"]
                .into_iter()
                .find_map(|key| message.get(key)?.as_str().map(str::to_owned))
        })
        .collect();
    assert_eq!(shown, words);
}

#[test]
fn every_field_of_the_wire_is_on_the_page() {
    let page = read("docs/protocol.md");
    let mut fields = BTreeSet::new();
    SNAPSHOTS.iter().flat_map(|path| messages(path)).for_each(|it| collect(&it, &mut fields));
    assert!(fields.len() > 50, "the snapshots hold the messages");
    let missing: Vec<_> = fields
        .iter()
        .filter(|field| !page.contains(&format!("`{field}`")))
        .filter(|field| !page.contains(&format!("`{{\"{field}\":")))
        .collect();
    assert!(missing.is_empty(), "no word about {missing:?}");
}

#[test]
fn the_samples_of_the_front_page_are_those_of_the_sdks() {
    let samples = |page: &str, mark: &str| -> Vec<String> {
        let page = read(page);
        let blocks = page.split(mark).skip(1);
        blocks.filter_map(|rest| Some(rest.split_once("```")?.0.to_owned())).collect()
    };
    let sdks =
        [("```rust,no_run\n", "crates/client/README.md"), ("```html\n", "web/sdk/README.md")];
    for (mark, sdk) in sdks {
        let (front, shown) = (samples("README.md", mark), samples(sdk, mark));
        assert!(!front.is_empty(), "{mark}");
        for sample in front {
            assert!(shown.contains(&sample), "{sdk} lacks a sample of README.md: {sample}");
        }
    }
}

#[test]
fn links_between_documents_lead_somewhere() {
    let mut pages = Vec::new();
    find_pages(Path::new(ROOT), &mut pages);
    assert!(pages.len() > 5, "{pages:?}");
    let mut dead = Vec::new();
    for path in &pages {
        let text = fs::read_to_string(path).expect("a page can be read");
        for link in links(&text) {
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = match file {
                "" => path.clone(),
                file => path.parent().expect("a page is in a folder").join(file),
            };
            let leads = match (anchor, fs::read_to_string(&target)) {
                ("", _) => target.exists(),
                (anchor, Ok(text)) => anchors(&text).contains(anchor),
                (_, Err(_)) => false,
            };
            if !leads {
                dead.push(format!("{}: {link}", path.display()));
            }
        }
    }
    assert!(dead.is_empty(), "{dead:#?}");
}

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(ROOT).join(path)).expect(path)
}

fn table_of_codes() -> String {
    let mut table = "\n| code | name | what to do |\n|---|---|---|\n".to_owned();
    for code in ErrorCode::ALL {
        table += &format!("| {code} | `{}` | {} |\n", code.name(), code.hint());
    }
    table + "\n"
}

/// The lines of the page's `json` blocks, each a message.
fn examples() -> Vec<String> {
    let page = read("docs/protocol.md");
    let blocks = page.split("```json\n").skip(1).filter_map(|rest| rest.split_once("```"));
    blocks.flat_map(|(block, _)| block.lines().map(str::to_owned).collect::<Vec<_>>()).collect()
}

/// The messages in a snapshot.
fn messages(path: &str) -> Vec<Value> {
    read(path).lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
}

/// The names of all fields in a value.
fn collect(value: &Value, fields: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            for (name, value) in object {
                fields.insert(name.clone());
                collect(value, fields);
            }
        }
        Value::Array(values) => values.iter().for_each(|value| collect(value, fields)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// All Markdown pages of the repository.
fn find_pages(folder: &Path, pages: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder can be read").flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        let name = name.to_string_lossy();
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if is_folder && !name.starts_with('.') && name != "target" && name != "node_modules" {
            find_pages(&path, pages);
        } else if !is_folder && name.ends_with(".md") {
            pages.push(path);
        }
    }
}

/// Where the relative links of a page lead, outside its code blocks.
fn links(text: &str) -> Vec<&str> {
    let prose = text.split("```").step_by(2);
    let targets = prose.flat_map(|prose| prose.split("](").skip(1));
    targets
        .filter_map(|rest| rest.split_once(')').map(|(target, _)| target))
        .filter(|target| !target.contains("://") && !target.starts_with("mailto:"))
        .collect()
}

/// The names by which the headings of a page are linked to.
fn anchors(text: &str) -> BTreeSet<String> {
    let headings = text.lines().filter_map(|line| line.strip_prefix('#'));
    headings
        .map(|heading| {
            let words = heading.trim_start_matches('#').trim().to_lowercase();
            let kept = words.chars().filter(|it| it.is_alphanumeric() || "-_ ".contains(*it));
            kept.map(|character| if character == ' ' { '-' } else { character }).collect()
        })
        .collect()
}
