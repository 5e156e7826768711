//! The arrows between the crates, and what may not stand below a sans-IO crate.
//!
//! It lives in the crate that all others build on because here it needs nothing but serde_json.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// Each crate of the workspace and the crates it points to. A crate may use those, and whatever
/// they may use.
const ARROWS: [(&str, &[&str]); 14] = [
    ("cooee-proto", &[]),
    ("cooee-token", &["cooee-proto"]),
    ("cooee-room", &["cooee-proto"]),
    ("cooee-sfu", &["cooee-proto"]),
    ("cooee-transport", &["cooee-proto"]),
    ("cooee-audio", &["cooee-proto"]),
    ("cooee-session", &["cooee-proto", "cooee-token"]),
    ("cooee-node", &["cooee-room", "cooee-sfu", "cooee-token"]),
    ("cooee-engine", &["cooee-session", "cooee-transport", "cooee-audio"]),
    ("cooee-testkit", &["cooee-node", "cooee-engine"]),
    ("cooee-net", &[]),
    ("cooee-server", &["cooee-node", "cooee-net"]),
    ("cooee", &["cooee-engine", "cooee-net"]),
    ("cooee-cli", &["cooee-server", "cooee"]),
];

/// The crates that may do I/O. All others are sans-IO.
const SHELLS: [&str; 4] = ["cooee-net", "cooee-server", "cooee", "cooee-cli"];

/// What brings sockets, timers or threads of its own.
const RUNTIMES: [&str; 13] = [
    "async-executor",
    "async-io",
    "async-std",
    "compio",
    "cpal",
    "futures-executor",
    "glommio",
    "mio",
    "monoio",
    "polling",
    "smol",
    "tokio",
    "tungstenite",
];

#[test]
fn crates_point_only_along_the_arrows() {
    let workspace = Workspace::read();
    let members: BTreeSet<&str> = workspace.members.keys().map(String::as_str).collect();
    let listed: BTreeSet<&str> = ARROWS.iter().map(|(name, _)| *name).collect();
    assert_eq!(members, listed, "every crate of the workspace has a row in ARROWS");

    for (name, package) in &workspace.members {
        let allowed = reachable(name);
        for dependency in dependencies(package) {
            let target = text(dependency, "name");
            if members.contains(target) {
                assert!(allowed.contains(target), "{name} must not depend on {target}");
            }
        }
    }
}

#[test]
fn only_shells_switch_the_sound_devices_on() {
    for (name, package) in &Workspace::read().members {
        let with_devices = dependencies(package).any(|dependency| {
            text(dependency, "name") == "cooee-audio"
                && list(dependency, "features").iter().any(|feature| feature == "device")
        });
        let allowed = SHELLS.contains(&name.as_str());
        assert!(allowed || !with_devices, "{name} must not enable cooee-audio/device");
    }
}

#[test]
fn no_runtime_stands_below_a_sans_io_crate() {
    let workspace = Workspace::read();
    for name in workspace.members.keys().filter(|name| !SHELLS.contains(&name.as_str())) {
        for path in workspace.paths_below(name) {
            let last = path.last().map(String::as_str).unwrap_or_default();
            assert!(!RUNTIMES.contains(&last), "a runtime below a sans-IO crate: {path:?}");
        }
    }
}

/// The crates that `name` may use: what its arrows reach, at any distance.
fn reachable(name: &str) -> BTreeSet<&'static str> {
    let arrows: BTreeMap<&str, &[&str]> = ARROWS.into_iter().collect();
    let mut found = BTreeSet::new();
    let mut open: Vec<&str> = arrows[name].to_vec();
    while let Some(next) = open.pop() {
        if found.insert(next) {
            open.extend(arrows[next]);
        }
    }
    found
}

/// What `cargo metadata` knows about this workspace on this machine's platform.
struct Workspace {
    /// The manifest of each crate of the workspace by name.
    members: BTreeMap<String, Value>,
    /// The name of each package by id.
    names: BTreeMap<String, String>,
    /// What each package is built with, by id.
    built_with: BTreeMap<String, BTreeSet<String>>,
}

impl Workspace {
    fn read() -> Self {
        let metadata = cargo_metadata();
        let mut members = BTreeMap::new();
        let mut names = BTreeMap::new();
        for package in list(&metadata, "packages") {
            let name = text(package, "name").to_owned();
            if list(&metadata, "workspace_members").contains(&package["id"]) {
                members.insert(name.clone(), package.clone());
            }
            names.insert(text(package, "id").to_owned(), name);
        }
        let mut built_with: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for node in list(&metadata["resolve"], "nodes") {
            let normal = list(node, "deps")
                .iter()
                .filter(|edge| list(edge, "dep_kinds").iter().any(|kind| kind["kind"].is_null()));
            let ids = normal.map(|edge| text(edge, "pkg").to_owned()).collect();
            built_with.insert(text(node, "id").to_owned(), ids);
        }
        Self { members, names, built_with }
    }

    /// A path of names to each package in the normal dependency tree of a crate.
    fn paths_below(&self, name: &str) -> Vec<Vec<String>> {
        let id = text(&self.members[name], "id").to_owned();
        let mut seen = BTreeSet::from([id.clone()]);
        let mut open = vec![(id, vec![name.to_owned()])];
        let mut paths = Vec::new();
        while let Some((id, path)) = open.pop() {
            for next in self.built_with[&id].difference(&self.optional_members_parts(&id)) {
                if seen.insert(next.clone()) {
                    let mut path = path.clone();
                    path.push(self.names[next].clone());
                    paths.push(path.clone());
                    open.push((next.clone(), path));
                }
            }
        }
        paths
    }

    /// The optional dependencies of a crate of ours. The metadata unites the features of the
    /// whole workspace; below a sans-IO crate ours are off, as the test above makes sure.
    fn optional_members_parts(&self, id: &str) -> BTreeSet<String> {
        let Some(package) = self.members.get(&self.names[id]) else { return BTreeSet::new() };
        let optional: BTreeSet<&str> = list(package, "dependencies")
            .iter()
            .filter(|dependency| dependency["optional"] == true)
            .map(|dependency| text(dependency, "name"))
            .collect();
        let is_optional = |id: &&String| optional.contains(self.names[*id].as_str());
        self.built_with[id].iter().filter(is_optional).cloned().collect()
    }
}

/// The dependencies of a manifest that are not for its tests alone.
fn dependencies(package: &Value) -> impl Iterator<Item = &Value> {
    list(package, "dependencies").iter().filter(|dependency| dependency["kind"] != "dev")
}

fn cargo_metadata() -> Value {
    let cargo = std::env::var("CARGO").expect("cargo sets CARGO for tests");
    let output = Command::new(&cargo)
        .args(["metadata", "--format-version=1", "--offline", "--locked"])
        .args(["--filter-platform", &host()])
        .args(["--manifest-path", concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.toml")])
        .output()
        .expect("cargo runs");
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "cargo metadata failed: {complaint}");
    serde_json::from_slice(&output.stdout).expect("cargo metadata prints JSON")
}

/// The platform of this machine: packages for other platforms need not be downloaded.
fn host() -> String {
    let output = Command::new("rustc").arg("-vV").output().expect("rustc runs");
    let version = String::from_utf8(output.stdout).expect("rustc prints text");
    let line = version.lines().find_map(|line| line.strip_prefix("host: "));
    line.expect("rustc names its host").to_owned()
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("no text {key:?} in the metadata"))
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().unwrap_or_else(|| panic!("no list {key:?} in the metadata"))
}
