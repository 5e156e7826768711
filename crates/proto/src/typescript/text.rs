//! TypeScript as text.

use ts_rs::{Config, TS};

/// An enum that crosses the wire as a number.
pub(crate) trait Numbered {
    const TYPE: &str;
    const DOC: &str;
    /// Each variant's description, name and number.
    const VARIANTS: &[(&str, &str, u8)];
}

/// How integers that Rust holds in 64 bits look: none on the wire exceeds JavaScript's 53.
pub(super) fn config() -> Config {
    Config::new().with_large_int("number")
}

/// An exported type with the comments of its Rust twin.
pub(super) fn declaration<T: TS>() -> String {
    let comment = T::docs().unwrap_or_default();
    layout(&plain(&format!("{comment}export {}\n", T::decl(&config()))))
}

/// An object of named numbers and the type of their values.
pub(super) fn numbered<T: Numbered>() -> String {
    let (name, mut text) = (T::TYPE, comment(T::DOC, ""));
    text += &format!("export const {name} = {{\n");
    for (doc, variant, number) in T::VARIANTS {
        text += &format!("{}  {variant}: {number},\n", comment(doc, "  "));
    }
    text += "} as const;\n";
    text += &comment(T::DOC, "");
    text + &format!("export type {name} = (typeof {name})[keyof typeof {name}];\n")
}

/// A constant with its description.
pub(super) fn constant(doc: &str, name: &str, value: &str) -> String {
    format!("{}export const {name} = {value};\n", comment(doc, ""))
}

/// The description of a Rust item as a comment.
pub(super) fn comment(doc: &str, indent: &str) -> String {
    plain(&format!("{indent}/** {} */\n", doc.trim()))
}

/// A text in the quotes of TypeScript.
pub(super) fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("a text can be quoted")
}

/// Rust's links to items, without their brackets and paths.
fn plain(text: &str) -> String {
    text.replace("[`", "`")
        .replace("`]", "`")
        .replace("`super::", "`")
        .replace("`crate::", "`")
        .replace("::", ".")
}

/// Each line indented by the braces around it, and a comment of one line on one line.
fn layout(text: &str) -> String {
    let text = short_comments(&text.replace(", }", ",\n}"));
    let (mut depth, mut lines) = (0, String::new());
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let is_code = !line.starts_with(['/', '*']);
        let count = |brace| if is_code { line.matches(brace).count() } else { 0 };
        let indent = depth - usize::from(line.starts_with('}'));
        depth = depth + count('{') - count('}');
        let star = if line.starts_with('*') { " " } else { "" };
        let line = line.strip_suffix(',').map_or(line.to_owned(), |field| format!("{field};"));
        lines += &format!("{}{star}{line}\n", "  ".repeat(indent));
    }
    lines
}

fn short_comments(text: &str) -> String {
    let parts = text.split("/**\n * ").map(|part| match part.split_once("\n */") {
        Some((comment, code)) if comment.contains('\n') => format!("/**\n * {comment}\n */{code}"),
        Some((comment, code)) => format!("/** {comment} */{code}"),
        None => part.to_owned(),
    });
    parts.collect()
}
