//! The one list of options.

use super::{Config, LogFormat};
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;
use tracing_subscriber::EnvFilter;

/// One option. Its flag is `--key` with dashes for underscores, its environment variable
/// `COOEE_KEY` in capitals, and the file's key is `key`.
pub struct Setting {
    /// Its name in the file.
    pub key: &'static str,
    /// What stands for a value in the help.
    pub value_name: &'static str,
    /// The default, in words where it is not fixed.
    pub default: &'static str,
    /// What it does, with the unit where there is one.
    pub help: &'static str,
    /// Whether it takes several values.
    pub is_list: bool,
    pub(super) set: fn(&mut Config, &[String]) -> Result<(), String>,
}

/// All options, in the order of the help.
pub const SETTINGS: &[Setting] = &[
    Setting {
        key: "listen",
        value_name: "ADDRESS:PORT",
        default: "0.0.0.0:7870",
        help: "Where HTTP and WebSocket are served (TCP). 0.0.0.0 means every IPv4 address of \
               this machine, [::] every address.",
        is_list: false,
        set: |config, values| {
            config.listen = one(values, "an address with a port, such as 0.0.0.0:7870")?;
            Ok(())
        },
    },
    Setting {
        key: "media",
        value_name: "ADDRESS:PORT",
        default: "the address and port number of `listen`",
        help: "Where media is received and sent (UDP).",
        is_list: false,
        set: |config, values| {
            let media: SocketAddr = one(values, "an address with a port, such as 0.0.0.0:7870")?;
            config.media = Some(media);
            Ok(())
        },
    },
    Setting {
        key: "advertise_ip",
        value_name: "IP",
        default: "all usable addresses of this machine",
        help: "The addresses that clients are told to send media to. Needed behind address \
               translation (NAT), where this machine does not know its public address.",
        is_list: true,
        set: |config, values| {
            config.advertise_ip =
                values.iter().map(|value| reachable(value)).collect::<Result<_, _>>()?;
            Ok(())
        },
    },
    Setting {
        key: "data_dir",
        value_name: "FOLDER",
        default: "`$XDG_DATA_HOME/cooee`, else `$HOME/.local/share/cooee`",
        help: "The folder of the store with the apps and their secrets. Made if it does not exist.",
        is_list: false,
        set: |config, values| {
            config.data_dir = match one::<PathBuf>(values, "a folder")? {
                folder if folder.as_os_str().is_empty() => return Err("is empty".to_owned()),
                folder => folder,
            };
            Ok(())
        },
    },
    Setting {
        key: "heartbeat_timeout",
        value_name: "SECONDS",
        default: "90",
        help: "How long a client that sends nothing is kept before its user and streams leave \
               the room, in seconds, from 1 to 3600.",
        is_list: false,
        set: |config, values| {
            let expected = "a whole number of seconds from 1 to 3600";
            let seconds: u64 = one(values, expected)?;
            if !(1..=3600).contains(&seconds) {
                return Err(format!("{seconds} is not {expected}"));
            }
            config.heartbeat_timeout = Duration::from_secs(seconds);
            Ok(())
        },
    },
    Setting {
        key: "log",
        value_name: "FILTER",
        default: "info",
        help: "Which log lines are written: a level (error, warn, info, debug, trace), or levels \
               per module such as `info,cooee_node=debug`.",
        is_list: false,
        set: |config, values| {
            let filter: String = one(values, "a filter")?;
            EnvFilter::try_new(&filter)
                .map_err(|error| format!("{filter:?} is not a log filter: {error}"))?;
            config.log = filter;
            Ok(())
        },
    },
    Setting {
        key: "log_format",
        value_name: "text|json",
        default: "text",
        help: "How log lines are written: text for people, json for programs.",
        is_list: false,
        set: |config, values| {
            config.log_format = match one::<String>(values, "text or json")?.as_str() {
                "text" => LogFormat::Text,
                "json" => LogFormat::Json,
                other => return Err(format!("{other:?} is not text or json")),
            };
            Ok(())
        },
    },
];

impl Setting {
    /// The flag without its dashes: `data-dir`.
    pub fn flag(&self) -> String {
        self.key.replace('_', "-")
    }

    /// The environment variable: `COOEE_DATA_DIR`.
    pub fn variable(&self) -> String {
        format!("COOEE_{}", self.key.to_uppercase())
    }
}

fn one<T: FromStr>(values: &[String], expected: &str) -> Result<T, String> {
    match values {
        [value] => value.parse().map_err(|_| format!("{value:?} is not {expected}")),
        _ => Err(format!("there are {} values; {expected} is expected", values.len())),
    }
}

/// An address that somebody can send to.
fn reachable(value: &str) -> Result<IpAddr, String> {
    match value.parse::<IpAddr>() {
        Ok(ip) if ip.is_unspecified() || ip.is_multicast() => {
            Err(format!("nobody can send to {ip}; name an address of this machine or its router"))
        }
        Ok(ip) => Ok(ip),
        Err(_) => Err(format!("{value:?} is not an IP address")),
    }
}
