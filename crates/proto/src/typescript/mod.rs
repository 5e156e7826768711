//! Writes the Web SDK's protocol types, `web/sdk/src/protocol/generated.ts`.
//!
//! `UPDATE_DOCUMENTS=1 cargo test -p cooee-proto typescript` writes the file; without the
//! variable the test fails where the file is stale.

mod codes;
mod ids;
mod limits;
mod messages;
mod text;

pub(crate) use text::Numbered;

use std::fs;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../web/sdk/src/protocol/generated.ts");

const HEAD: &str = "\
// Generated from crates/proto by `UPDATE_DOCUMENTS=1 cargo test -p cooee-proto typescript`.
";

#[test]
fn the_web_sdks_types_are_those_of_the_wire() {
    let sections =
        [HEAD.to_owned(), messages::section(), codes::section(), ids::section(), limits::section()];
    let expected = sections.join("\n");
    if std::env::var_os("UPDATE_DOCUMENTS").is_some() {
        fs::write(FILE, expected).expect("the file is written");
    } else {
        let found = fs::read_to_string(FILE).expect("the file can be read");
        assert!(found == expected, "run this test with UPDATE_DOCUMENTS=1");
    }
}
