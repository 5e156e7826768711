//! The one list of options.

use super::{Config, LogFormat};
use crate::origins::Origins;
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
    /// How many values it takes.
    pub kind: Kind,
    pub(super) set: fn(&mut Config, &[String]) -> Result<(), String>,
}

/// How many values an option takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One.
    One,
    /// Any number.
    List,
    /// `true` or `false`; its flag alone means `true`.
    Switch,
}

/// All options, in the order of the help.
pub const SETTINGS: &[Setting] = &[
    Setting {
        key: "listen",
        value_name: "ADDRESS:PORT",
        default: "0.0.0.0:7870",
        help: "Where HTTP and WebSocket are served (TCP). 0.0.0.0 means every IPv4 address of \
               this machine, [::] every address.",
        kind: Kind::One,
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
        kind: Kind::One,
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
        kind: Kind::List,
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
        kind: Kind::One,
        set: |config, values| {
            config.data_dir = match one::<PathBuf>(values, "a folder")? {
                folder if folder.as_os_str().is_empty() => return Err("is empty".to_owned()),
                folder => folder,
            };
            Ok(())
        },
    },
    Setting {
        key: "tls_cert",
        value_name: "FILE",
        default: "no file",
        help: "The certificate for HTTPS, with those between it and its root behind it (PEM). \
               With it, `listen` serves HTTPS alone. Renewed files are taken over by themselves.",
        kind: Kind::One,
        set: |config, values| {
            config.tls_cert = Some(file(values)?);
            Ok(())
        },
    },
    Setting {
        key: "tls_key",
        value_name: "FILE",
        default: "no file",
        help: "The private key of `tls_cert` (PEM, without a password).",
        kind: Kind::One,
        set: |config, values| {
            config.tls_key = Some(file(values)?);
            Ok(())
        },
    },
    Setting {
        key: "tls_self_signed",
        value_name: "true|false",
        default: "false",
        help: "HTTPS with a certificate that the server makes and keeps in `data_dir`, for \
               localhost and all addresses of this machine. Browsers warn about it once; phones \
               on the same network can then use their microphone.",
        kind: Kind::Switch,
        set: |config, values| {
            config.tls_self_signed = one(values, "true or false")?;
            Ok(())
        },
    },
    Setting {
        key: "allow_origin",
        value_name: "ORIGIN",
        default: "all origins",
        help: "The origins whose web pages may connect, such as https://app.example.com; pages of \
               this server always may, and programs that are no browsers. Whatever the origin, a \
               page logs in with a Token alone.",
        kind: Kind::List,
        set: |config, values| {
            config.allow_origin =
                values.iter().map(|value| Origins::parse(value)).collect::<Result<_, _>>()?;
            Ok(())
        },
    },
    Setting {
        key: "heartbeat_timeout",
        value_name: "SECONDS",
        default: "90",
        help: "How long a client that sends nothing is kept before its user and streams leave \
               the room, in seconds, from 1 to 3600.",
        kind: Kind::One,
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
        key: "callback_ca",
        value_name: "FILE",
        default: "no file",
        help: "Certificates of authorities (PEM) that https callback URLs may have beside those \
               the system trusts: for receivers with a certificate of a private authority. Read \
               at the start.",
        kind: Kind::One,
        set: |config, values| {
            config.callback_ca = Some(file(values)?);
            Ok(())
        },
    },
    Setting {
        key: "listener_feedback",
        value_name: "true|false",
        default: "true",
        help: "Whether publishers are told what the players of their streams miss, so that they \
               protect their sound against loss anywhere on its way. Without, they hear of \
               losses on their own uplinks alone and spend fewer bits.",
        kind: Kind::Switch,
        set: |config, values| {
            config.listener_feedback = one(values, "true or false")?;
            Ok(())
        },
    },
    Setting {
        key: "log",
        value_name: "FILTER",
        default: "info",
        help: "Which log lines are written: a level (error, warn, info, debug, trace), or levels \
               per module such as `info,cooee_node=debug`.",
        kind: Kind::One,
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
        kind: Kind::One,
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

fn file(values: &[String]) -> Result<PathBuf, String> {
    match one::<PathBuf>(values, "a file")? {
        path if path.as_os_str().is_empty() => Err("is empty".to_owned()),
        path => Ok(path),
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
