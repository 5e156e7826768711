//! `cooee app`: the apps of this server, their secrets and rules.

mod describe;

use crate::arguments::app_id;
use crate::failure::Outcome;
use clap::{Args, Subcommand, ValueEnum};
use cooee_proto::AppId;
use cooee_server::config::DataArgs;
use cooee_server::store::{AuthMode, Store, TokenExpiry, name};
use describe::{Secrets, hint, print_deliveries, print_json, print_list, print_text};
use std::process::ExitCode;

/// Make, list, show and change the apps of this server.
///
/// A running server takes a change over by itself, within seconds. Running calls go on.
#[derive(Args)]
pub struct App {
    #[command(flatten)]
    data: DataArgs,
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Make an app with a fresh AppID, AppSign and ServerSecret, and print them.
    Create {
        /// What to call it; it need not be unique.
        #[arg(long, default_value = "unnamed", value_parser = name)]
        name: String,
        /// Test mode: let everybody in who knows the AppID. For closed networks only.
        #[arg(long)]
        open: bool,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// List all apps, without their secrets.
    List {
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Show one app.
    Show {
        /// Its AppID.
        #[arg(value_parser = app_id)]
        app: AppId,
        /// Print the AppSign, the ServerSecret and the callback secret, too.
        #[arg(long)]
        secrets: bool,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Give an app fresh secrets and print them; the old ones are refused from then on.
    #[command(group = clap::ArgGroup::new("which").required(true).multiple(true))]
    Rotate {
        /// Its AppID.
        #[arg(value_parser = app_id)]
        app: AppId,
        /// A fresh AppSign: clients with the old one cannot log in any more.
        #[arg(long, group = "which")]
        app_sign: bool,
        /// A fresh ServerSecret: tokens made with the old one are refused.
        #[arg(long, group = "which")]
        server_secret: bool,
        /// A fresh callback secret: callbacks are signed with it from then on.
        #[arg(long, group = "which")]
        callback_secret: bool,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Set what a login has to bring.
    #[command(group = clap::ArgGroup::new("mode").required(true))]
    Auth {
        /// Its AppID.
        #[arg(value_parser = app_id)]
        app: AppId,
        /// A Token, or for native clients an AppSign (the default of a fresh app).
        #[arg(long, group = "mode")]
        app_sign: bool,
        /// A Token and nothing else; AppSign logins are refused with 1002033.
        #[arg(long, group = "mode")]
        token_only: bool,
        /// Test mode: nothing. For closed networks only.
        #[arg(long, group = "mode")]
        open: bool,
    },
    /// Set whether the privileges in a token's payload (room, login, publish, streams) are
    /// enforced.
    Strict {
        /// Its AppID.
        #[arg(value_parser = app_id)]
        app: AppId,
        /// Whether they are.
        switch: Switch,
    },
    /// Set where events in rooms are posted to, or that they are not.
    #[command(group = clap::ArgGroup::new("where").required(true))]
    Callbacks {
        /// Its AppID.
        #[arg(value_parser = app_id)]
        app: AppId,
        /// An http or https URL.
        #[arg(long, group = "where")]
        url: Option<String>,
        /// Nowhere.
        #[arg(long, group = "where")]
        off: bool,
    },
    /// Show what became of the latest callbacks, the newest first.
    Deliveries {
        /// Its AppID.
        #[arg(value_parser = app_id)]
        app: AppId,
        /// How many.
        #[arg(long, default_value_t = 20)]
        most: usize,
    },
    /// Set what happens to a user whose token expires during a call.
    OnExpiry {
        /// Its AppID.
        #[arg(value_parser = app_id)]
        app: AppId,
        /// What happens.
        action: Expiry,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum Switch {
    /// Enforced; a token without privileges is refused.
    On,
    /// Ignored.
    Off,
}

#[derive(Clone, Copy, ValueEnum)]
enum Expiry {
    /// The user stays, and cannot publish further streams until the token is renewed.
    Stay,
    /// The user is kicked out with 1002056.
    Kick,
}

impl App {
    /// Does what was asked.
    pub fn run(self) -> Outcome {
        let data_dir = self.data.load()?.data_dir;
        let store = match &self.action {
            Action::Create { .. } => Store::open(&data_dir)?,
            _ => Store::open_existing(&data_dir)?,
        };
        self.action.run(&store)
    }
}

impl Action {
    fn run(self, store: &Store) -> Outcome {
        match self {
            Self::Create { name, open, json } => create(store, &name, open, json),
            Self::List { json } => {
                print_list(&store.apps()?, store.path(), json);
                Ok(ExitCode::SUCCESS)
            }
            Self::Show { app, secrets, json } => {
                let secrets = if secrets { Secrets::ALL } else { Secrets::default() };
                show(store, app, secrets, json)
            }
            Self::Rotate { app, app_sign, server_secret, callback_secret, json } => {
                if app_sign {
                    store.rotate_app_sign(app)?;
                }
                if server_secret {
                    store.rotate_server_secret(app)?;
                }
                if callback_secret {
                    store.rotate_callback_secret(app)?;
                }
                show(store, app, Secrets { app_sign, server_secret, callback_secret }, json)
            }
            Self::Auth { app, token_only, open, .. } => {
                let auth = match (token_only, open) {
                    (true, _) => AuthMode::TokenOnly,
                    (_, true) => AuthMode::Open,
                    _ => AuthMode::AppSignAndToken,
                };
                store.set_auth(app, auth)?;
                changed(store, app)
            }
            Self::Strict { app, switch } => {
                store.set_strict(app, matches!(switch, Switch::On))?;
                changed(store, app)
            }
            Self::Callbacks { app, url, .. } => {
                store.set_callback_url(app, url.as_deref())?;
                changed(store, app)
            }
            Self::Deliveries { app, most } => {
                store.app(app)?;
                print_deliveries(&store.recent_deliveries(app, most)?);
                Ok(ExitCode::SUCCESS)
            }
            Self::OnExpiry { app, action } => {
                let expiry = match action {
                    Expiry::Stay => TokenExpiry::Stay,
                    Expiry::Kick => TokenExpiry::Kick,
                };
                store.set_token_expiry(app, expiry)?;
                changed(store, app)
            }
        }
    }
}

fn create(store: &Store, name: &str, open: bool, json: bool) -> Outcome {
    let auth = if open { AuthMode::Open } else { AuthMode::default() };
    let record = store.create_app(name, auth)?;
    let callback = store.callback(record.app_id)?;
    if json {
        print_json(&record, &callback, Secrets::ALL);
    } else {
        print_text(&record, &callback, Secrets::ALL);
        println!(
            "\nNative clients need the AppID and the AppSign. The ServerSecret stays on the \
             server\nof your application: it makes tokens. For a first one:\n\n  \
             cooee token make --app {} --user user1",
            record.app_id
        );
    }
    hint(&record);
    Ok(ExitCode::SUCCESS)
}

fn show(store: &Store, app: AppId, secrets: Secrets, json: bool) -> Outcome {
    let record = store.app(app)?;
    let callback = store.callback(app)?;
    if json {
        print_json(&record, &callback, secrets);
    } else {
        print_text(&record, &callback, secrets);
    }
    hint(&record);
    Ok(ExitCode::SUCCESS)
}

/// Shows what an app is after a change.
fn changed(store: &Store, app: AppId) -> Outcome {
    show(store, app, Secrets::default(), false)
}
