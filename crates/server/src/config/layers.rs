//! The layers of the configuration, laid over each other.

use super::{Config, Kind, SETTINGS, Setting, TlsSource};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use toml::Value;

/// What was given by flags.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Given {
    /// `--config`.
    pub config_file: Option<PathBuf>,
    /// Values by the setting's key.
    pub values: BTreeMap<&'static str, Vec<String>>,
}

/// Which setting cannot be used, where it came from, and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{source_name}: {message}")]
pub struct ConfigError {
    /// `--listen`, `COOEE_LISTEN`, or `listen in FILE`.
    pub source_name: String,
    /// What is wrong.
    pub message: String,
}

/// Lays the layers over each other. `environment` is `std::env::var_os` in a program.
pub fn load(
    given: &Given,
    environment: impl Fn(&str) -> Option<OsString>,
) -> Result<Config, ConfigError> {
    let variable = |name: &str| match environment(name).map(OsString::into_string) {
        None => Ok(None),
        Some(Ok(text)) => Ok(Some(text)),
        Some(Err(_)) => Err(wrong(name, "is not UTF-8")),
    };
    let file = match &given.config_file {
        Some(path) => Some(path.clone()),
        None => variable("COOEE_CONFIG")?.map(PathBuf::from),
    };
    let file = file.map(|path| FileLayer::read(&path)).transpose()?;
    let mut config = Config::new(default_data_dir(&environment));
    for setting in SETTINGS {
        let (source, values) = if let Some(values) = given.values.get(setting.key) {
            let values = values.iter().flat_map(|value| split(setting, value.clone()));
            (format!("--{}", setting.flag()), values.collect())
        } else if let Some(text) = variable(&setting.variable())? {
            (setting.variable(), split(setting, text))
        } else if let Some(file) = &file
            && let Some(value) = file.table.get(setting.key)
        {
            file.values(setting, value)?
        } else {
            continue;
        };
        (setting.set)(&mut config, &values).map_err(|message| wrong(&source, message))?;
    }
    TlsSource::of(&config).map_err(|message| wrong("HTTPS", message))?;
    Ok(config)
}

struct FileLayer {
    path: PathBuf,
    table: toml::Table,
}

impl FileLayer {
    fn read(path: &Path) -> Result<Self, ConfigError> {
        let name = path.display().to_string();
        let text = fs::read_to_string(path).map_err(|error| wrong(&name, error))?;
        let table: toml::Table = text.parse().map_err(|error| wrong(&name, error))?;
        let known = |key: &String| SETTINGS.iter().any(|setting| setting.key == key);
        if let Some(key) = table.keys().find(|key| !known(key)) {
            let keys: Vec<_> = SETTINGS.iter().map(|setting| setting.key).collect();
            let message = format!("there is no such key; the keys are {}", keys.join(", "));
            return Err(wrong(&format!("{key} in {name}"), message));
        }
        Ok(Self { path: path.to_owned(), table })
    }

    fn values(
        &self,
        setting: &Setting,
        value: &Value,
    ) -> Result<(String, Vec<String>), ConfigError> {
        let source = format!("{} in {}", setting.key, self.path.display());
        let scalar = |value: &Value| match value {
            Value::String(text) => Ok(text.clone()),
            Value::Integer(number) => Ok(number.to_string()),
            Value::Boolean(switch) => Ok(switch.to_string()),
            other => {
                Err(wrong(&source, format!("its value cannot be of the kind {}", other.type_str())))
            }
        };
        let values = match value {
            Value::Array(list) if setting.kind == Kind::List => {
                list.iter().map(scalar).collect::<Result<_, _>>()?
            }
            value => split(setting, scalar(value)?),
        };
        Ok((source, values))
    }
}

/// Commas separate the values of a list.
fn split(setting: &Setting, text: String) -> Vec<String> {
    if setting.kind != Kind::List {
        return vec![text];
    }
    let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    parts.map(str::to_owned).collect()
}

fn default_data_dir(environment: &impl Fn(&str) -> Option<OsString>) -> PathBuf {
    let folder = |name| environment(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let data_home =
        folder("XDG_DATA_HOME").or_else(|| folder("HOME").map(|home| home.join(".local/share")));
    data_home.map_or_else(|| PathBuf::from("cooee-data"), |home| home.join("cooee"))
}

fn wrong(source_name: &str, message: impl ToString) -> ConfigError {
    ConfigError { source_name: source_name.to_owned(), message: message.to_string() }
}
