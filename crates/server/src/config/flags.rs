//! The flags of the command line, made from the list of settings.

use super::{Config, ConfigError, Given, Kind, SETTINGS, Setting, load};
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches, value_parser};
use std::path::PathBuf;

macro_rules! flags {
    ($($(#[doc = $doc:literal])+ $type:ident, global $global:literal, for $takes:expr;)+) => {$(
        $(#[doc = $doc])+
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct $type(pub Given);

        impl $type {
            /// All settings: the defaults, the file, the process's environment, these flags.
            pub fn load(&self) -> Result<Config, ConfigError> {
                load(&self.0, |name| std::env::var_os(name))
            }
        }

        impl Args for $type {
            fn augment_args(command: Command) -> Command {
                augment(command, $global, $takes)
            }

            fn augment_args_for_update(command: Command) -> Command {
                augment(command, $global, $takes)
            }
        }

        impl FromArgMatches for $type {
            fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
                Ok(Self(given(matches, $takes)))
            }

            fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
                self.0 = given(matches, $takes);
                Ok(())
            }
        }
    )+};
}

flags! {
    /// The flags of `cooee serve`: every setting.
    ServeArgs, global false, for |_: &&Setting| true;
    /// The flags of a command that needs the store only; its subcommands take them, too.
    DataArgs, global true, for |setting: &&Setting| setting.key == "data_dir";
}

fn augment(command: Command, global: bool, takes: fn(&&Setting) -> bool) -> Command {
    let config = Arg::new("config")
        .long("config")
        .value_name("FILE")
        .value_parser(value_parser!(PathBuf))
        .help("The configuration file (TOML) [default: none] [env: COOEE_CONFIG]");
    let flags = SETTINGS.iter().filter(takes).map(flag);
    flags.fold(command.arg(config.global(global)), |command, flag| command.arg(flag.global(global)))
}

fn flag(setting: &Setting) -> Arg {
    let several = if setting.kind == Kind::List { " May be given several times." } else { "" };
    let help = format!(
        "{}{several} [default: {}] [env: {}]",
        setting.help,
        setting.default,
        setting.variable()
    );
    let flag = Arg::new(setting.key).long(setting.flag()).value_name(setting.value_name).help(help);
    match setting.kind {
        Kind::One => flag.action(ArgAction::Set),
        Kind::List => flag.action(ArgAction::Append),
        // `--flag` alone, or `--flag=false` against another layer.
        Kind::Switch => flag.num_args(0..=1).require_equals(true).default_missing_value("true"),
    }
}

fn given(matches: &ArgMatches, takes: fn(&&Setting) -> bool) -> Given {
    let values = SETTINGS.iter().filter(takes).filter_map(|setting| {
        let values = matches.get_many::<String>(setting.key)?;
        Some((setting.key, values.cloned().collect()))
    });
    Given { config_file: matches.get_one::<PathBuf>("config").cloned(), values: values.collect() }
}
