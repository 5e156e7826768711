//! `docs/appsign-to-token.md` runs from its first command to its last.

use crate::{COOEE, Shell};
use std::path::Path;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/appsign-to-token.md");
/// The one line that a reader replaces.
const THE_READERS_APP: &str = "APP=1234567890 # your AppID; `cooee app list` shows it";

#[test]
fn the_way_from_app_sign_to_token_is_as_the_page_says() {
    let shell = Shell::new();
    let before = shell.json("app create --json");
    let page = std::fs::read_to_string(PAGE).expect("the page exists");
    let script = commands(&page);
    assert!(script.contains(THE_READERS_APP), "{script}");
    let script = script.replace(THE_READERS_APP, &format!("APP={}", before["app_id"]));

    let tools = Path::new(COOEE).parent().expect("a folder");
    let mut sh = shell.command("/bin/sh".as_ref());
    sh.env("PATH", format!("{}:/usr/bin:/bin", tools.display())).args(["-eux"]);
    let run = crate::run(&mut sh, &script);
    assert_eq!(run.exit_code, 0, "{}\n{}", run.output, run.errors);
    assert_eq!(run.output.matches("\nGood.\n").count(), 3, "{}", run.output);
    assert!(run.output.ends_with("refused\n"), "{}", run.output);

    let after = shell.json(&format!("app show {} --secrets --json", before["app_id"]));
    assert_eq!(after["auth"], "token_only");
    assert_eq!(after["strict"], true);
    assert_eq!(after["on_token_expiry"], "kick");
    assert_ne!(after["app_sign"], before["app_sign"]);
    assert_ne!(after["server_secret"], before["server_secret"]);
}

/// All lines in the page's `sh` blocks.
fn commands(page: &str) -> String {
    let mut script = String::new();
    let mut inside = false;
    for line in page.lines() {
        match line {
            "```sh" => inside = true,
            "```" => inside = false,
            line if inside => script += &format!("{line}\n"),
            _ => {}
        }
    }
    script
}
