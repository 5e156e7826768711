//! Layers, errors, and the page that describes them.

use super::{Config, DataArgs, Given, Kind, LogFormat, SETTINGS, ServeArgs, Setting, load};
use clap::{Args, FromArgMatches};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

const HOME: (&str, &str) = ("HOME", "/home/ann");

fn from(flags: &[(&'static str, &str)], variables: &[(&str, &str)]) -> Result<Config, String> {
    let mut values = BTreeMap::<_, Vec<_>>::new();
    for (key, value) in flags {
        values.entry(*key).or_default().push((*value).to_owned());
    }
    layered(&Given { config_file: None, values }, variables)
}

fn layered(given: &Given, variables: &[(&str, &str)]) -> Result<Config, String> {
    let variables: BTreeMap<_, _> = variables.iter().copied().collect();
    load(given, |name| variables.get(name).map(OsString::from)).map_err(|error| error.to_string())
}

/// A configuration from a file alone, and the name that the file has in errors.
fn from_file(text: &str, variables: &[(&str, &str)]) -> Result<Config, String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("cooee.toml");
    std::fs::write(&path, text).expect("written");
    let given = Given { config_file: Some(path.clone()), values: BTreeMap::new() };
    layered(&given, variables).map_err(|error| error.replace(&path.display().to_string(), "FILE"))
}

#[test]
fn nothing_given_means_the_defaults() {
    let config = from(&[], &[HOME]).expect("good");
    assert_eq!(config, Config::new("/home/ann/.local/share/cooee".into()));
    assert_eq!(config.listen.to_string(), "0.0.0.0:7870");
    assert_eq!(config.heartbeat_timeout, Duration::from_secs(90));
    let data_home = from(&[], &[HOME, ("XDG_DATA_HOME", "/data")]).expect("good").data_dir;
    assert_eq!(data_home, PathBuf::from("/data/cooee"));
    assert_eq!(from(&[], &[]).expect("good").data_dir, PathBuf::from("cooee-data"));
}

#[test]
fn the_documented_defaults_are_the_real_ones() {
    for Setting { key, default, set, .. } in SETTINGS {
        if default.contains(' ') {
            continue; // In words: no fixed value.
        }
        let mut config = Config::new("/x".into());
        set(&mut config, &[(*default).to_owned()]).expect("the default is valid");
        assert_eq!(config, Config::new("/x".into()), "{key}");
    }
}

#[test]
fn a_flag_beats_the_environment_which_beats_the_file() {
    let text = "heartbeat_timeout = 1\nlog = \"warn\"\nlog_format = \"json\"\n";
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("cooee.toml");
    std::fs::write(&path, text).expect("written");
    let variables = [
        ("COOEE_CONFIG", path.to_str().expect("UTF-8")),
        ("COOEE_HEARTBEAT_TIMEOUT", "2"),
        ("COOEE_LOG", "error"),
    ];
    let config = from(&[("heartbeat_timeout", "3")], &variables).expect("good");
    assert_eq!(config.heartbeat_timeout, Duration::from_secs(3));
    assert_eq!(config.log, "error");
    assert_eq!(config.log_format, LogFormat::Json);
}

#[test]
fn every_setting_can_come_from_the_file() {
    let config = from_file(
        r#"
            listen = "[::1]:80"
            media = "127.0.0.1:81"
            advertise_ip = ["192.0.2.1", "2001:db8::1"]
            data_dir = "/var/lib/cooee"
            tls_cert = "/etc/cooee/cert.pem"
            tls_key = "/etc/cooee/key.pem"
            tls_self_signed = false
            allow_origin = ["https://app.example.com", "null"]
            heartbeat_timeout = 30
            callback_ca = "/etc/cooee/ca.pem"
            listener_feedback = false
            log = "info,cooee_node=debug"
            log_format = "json"
        "#,
        &[],
    );
    let expected = Config {
        listen: "[::1]:80".parse().expect("an address"),
        media: Some("127.0.0.1:81".parse().expect("an address")),
        advertise_ip: ["192.0.2.1", "2001:db8::1"].map(|ip| ip.parse().expect("an IP")).into(),
        data_dir: "/var/lib/cooee".into(),
        tls_cert: Some("/etc/cooee/cert.pem".into()),
        tls_key: Some("/etc/cooee/key.pem".into()),
        tls_self_signed: false,
        allow_origin: ["https://app.example.com", "null"].map(str::to_owned).into(),
        heartbeat_timeout: Duration::from_secs(30),
        callback_ca: Some("/etc/cooee/ca.pem".into()),
        callback_schedule: crate::callbacks::Schedule::default(),
        listener_feedback: false,
        log: "info,cooee_node=debug".to_owned(),
        log_format: LogFormat::Json,
    };
    assert_eq!(config, Ok(expected));
}

#[test]
fn a_list_may_be_one_text_with_commas() {
    let config = from(&[], &[("COOEE_ADVERTISE_IP", "192.0.2.1, 192.0.2.2,")]).expect("good");
    assert_eq!(config.advertise_ip.len(), 2);
    let flags = [("advertise_ip", "192.0.2.1"), ("advertise_ip", "192.0.2.2,192.0.2.3")];
    assert_eq!(from(&flags, &[]).expect("good").advertise_ip.len(), 3);
    let file = from_file("advertise_ip = \"192.0.2.1,192.0.2.2\"", &[]).expect("good");
    assert_eq!(file.advertise_ip.len(), 2);
}

#[test]
fn an_error_names_its_source_and_what_is_expected() {
    let error = |flags, variables| from(flags, variables).expect_err("refused");
    assert_eq!(
        error(&[("listen", "7870")], &[]),
        "--listen: \"7870\" is not an address with a port, such as 0.0.0.0:7870"
    );
    assert_eq!(
        error(&[], &[("COOEE_HEARTBEAT_TIMEOUT", "0")]),
        "COOEE_HEARTBEAT_TIMEOUT: 0 is not a whole number of seconds from 1 to 3600"
    );
    assert_eq!(
        error(&[("advertise_ip", "0.0.0.0")], &[]),
        "--advertise-ip: nobody can send to 0.0.0.0; name an address of this machine or its router"
    );
    assert_eq!(error(&[("data_dir", "")], &[]), "--data-dir: is empty");
    assert_eq!(error(&[("log_format", "xml")], &[]), "--log-format: \"xml\" is not text or json");
    assert!(error(&[("log", "cooee=loud")], &[]).contains("is not a log filter"));
}

#[test]
fn a_switch_is_a_flag_without_a_value() {
    let serve = |flags: &[&str]| {
        let command = ServeArgs::augment_args(clap::Command::new("serve"));
        let line = ["serve"].iter().chain(flags);
        let matches = command.try_get_matches_from(line).expect("known flags");
        let ServeArgs(given) = ServeArgs::from_arg_matches(&matches).expect("read");
        layered(&given, &[("COOEE_TLS_SELF_SIGNED", "true")]).map(|config| config.tls_self_signed)
    };
    assert_eq!(serve(&["--tls-self-signed", "--log=info"]), Ok(true));
    assert_eq!(serve(&["--tls-self-signed=false"]), Ok(false));
    assert_eq!(serve(&[]), Ok(true));
    let error = serve(&["--tls-self-signed=maybe"]).expect_err("refused");
    assert_eq!(error, "--tls-self-signed: \"maybe\" is not true or false");
    let file = from_file("tls_self_signed = true", &[]).expect("good");
    assert!(file.tls_self_signed);
}

#[test]
fn settings_for_https_must_fit_together() {
    let error = |flags: &[_]| from(flags, &[]).expect_err("refused");
    let (cert, key) = (("tls_cert", "cert.pem"), ("tls_key", "key.pem"));
    assert!(from(&[cert, key], &[]).is_ok());
    assert_eq!(error(&[cert]), "HTTPS: tls_cert needs tls_key, the file of its private key");
    assert_eq!(error(&[key]), "HTTPS: tls_key needs tls_cert, the file of its certificate");
    let self_signed = ("tls_self_signed", "true");
    for flags in [&[cert, key, self_signed][..], &[cert, self_signed], &[key, self_signed]] {
        assert!(error(flags).contains("only one of both ways"), "{flags:?}");
    }
}

#[test]
fn an_error_in_the_file_names_key_and_file() {
    let error = |text| from_file(text, &[]).expect_err("refused");
    assert_eq!(
        error("listn = \"0.0.0.0:1\""),
        "listn in FILE: there is no such key; the keys are listen, media, advertise_ip, \
         data_dir, tls_cert, tls_key, tls_self_signed, allow_origin, heartbeat_timeout, \
         callback_ca, listener_feedback, log, log_format"
    );
    assert_eq!(
        error("[listen]\nport = 1"),
        "listen in FILE: its value cannot be of the kind table"
    );
    assert_eq!(error("log = [\"info\"]"), "log in FILE: its value cannot be of the kind array");
    assert_eq!(
        error("heartbeat_timeout = \"long\""),
        "heartbeat_timeout in FILE: \"long\" is not a whole number of seconds from 1 to 3600"
    );
    assert!(error("listen = ").starts_with("FILE: TOML parse error at line 1"));
    let missing = Given { config_file: Some("/none/cooee.toml".into()), ..Given::default() };
    let error = layered(&missing, &[]).expect_err("refused");
    assert!(error.starts_with("/none/cooee.toml: No such file"), "{error}");
}

#[test]
fn the_flags_are_those_of_the_settings() {
    let command = ServeArgs::augment_args(clap::Command::new("serve"));
    let mut line = vec!["serve".to_owned(), "--config=/x.toml".to_owned()];
    line.extend(SETTINGS.iter().map(|setting| format!("--{}={}", setting.flag(), setting.key)));
    line.push("--advertise-ip=again".to_owned());
    let matches = command.clone().try_get_matches_from(line).expect("known flags");
    let ServeArgs(given) = ServeArgs::from_arg_matches(&matches).expect("read");
    assert_eq!(given.config_file, Some("/x.toml".into()));
    assert_eq!(given.values.len(), SETTINGS.len());
    assert_eq!(given.values["listen"], ["listen"]);
    assert_eq!(given.values["advertise_ip"], ["advertise_ip", "again"]);
    let help = command.clone().render_long_help().to_string();
    for setting in SETTINGS {
        assert!(help.contains(&format!("[default: {}]", setting.default)), "{help}");
        assert!(help.contains(&format!("[env: {}]", setting.variable())), "{help}");
    }
    let store_only = DataArgs::augment_args(clap::Command::new("app"));
    let names: Vec<_> = store_only.get_arguments().map(|argument| argument.get_id()).collect();
    assert_eq!(names, ["config", "data_dir"]);
}

#[test]
fn the_page_lists_every_option_as_it_is() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/configuration.md");
    let page = std::fs::read_to_string(path).expect("the page exists");
    let listed = page
        .split_once("<!-- options -->\n")
        .and_then(|(_, rest)| rest.split_once("<!-- end of options -->"))
        .map(|(table, _)| table)
        .expect("the page has both marks");
    let expected = options_in_markdown();
    assert_eq!(
        listed, expected,
        "put this between the marks of docs/configuration.md:\n{expected}"
    );
}

fn options_in_markdown() -> String {
    let mut text = String::new();
    for setting in SETTINGS {
        let Setting { key, value_name, default, help, kind, .. } = setting;
        let (flag, variable) = (setting.flag(), setting.variable());
        let default =
            if default.contains(' ') { (*default).to_owned() } else { format!("`{default}`") };
        let several = match kind {
            Kind::List => {
                "\n- Several values: with commas between them; as a list in the file; with \
                     the flag given several times."
            }
            Kind::One | Kind::Switch => "",
        };
        let flag = match kind {
            Kind::Switch => format!("--{flag}"),
            Kind::One | Kind::List => format!("--{flag} {value_name}"),
        };
        text += &format!(
            "\n### `{key}`\n\n{help}\n\n- Flag: `{flag}`\n- Environment: \
             `{variable}`\n- Default: {default}{several}\n"
        );
    }
    text + "\n"
}
