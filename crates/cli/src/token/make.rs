//! `cooee token make`.

use super::wall_clock;
use crate::arguments::{app_id, span};
use crate::failure::Outcome;
use clap::{Args, ValueEnum};
use cooee_proto::{AppId, RoomId, StreamId, UserId, WallTime};
use cooee_server::config::DataArgs;
use cooee_server::store::{AppRecord, Store};
use cooee_token::{Claims, Form, Privileges, make, span_in_words, utc};
use serde_json::json;
use std::process::ExitCode;
use std::time::Duration;

/// Make a token for a user, with the ServerSecret of the store.
///
/// The token is printed alone on standard output; who it is for and how long it is good is
/// printed on standard error.
#[derive(Args)]
pub struct Make {
    /// The AppID.
    #[arg(long, value_parser = app_id)]
    app: AppId,
    /// The userID that logs in with it.
    #[arg(long)]
    user: UserId,
    /// Put privileges into the token: it is good for this room only where the app is strict.
    #[arg(long)]
    room: Option<RoomId>,
    /// Let the user publish in the room (the default).
    #[arg(long, requires = "room", overrides_with = "no_publish")]
    publish: bool,
    /// Do not let the user publish in the room.
    #[arg(long, requires = "room", overrides_with = "publish")]
    no_publish: bool,
    /// The only stream that the user may publish; may be given several times. Default: any.
    #[arg(long, requires = "room", conflicts_with = "no_publish", value_name = "STREAM")]
    stream: Vec<StreamId>,
    /// How long it is good, such as 90s, 10m, 1h or 7d.
    #[arg(long, default_value = "1h", value_parser = span)]
    valid: Duration,
    /// The cipher. GCM shows every change; CBC is what the generators of 2023 made.
    #[arg(long, default_value = "gcm")]
    form: FormArgument,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum FormArgument {
    Gcm,
    Cbc,
}

impl Make {
    pub(super) fn run(self, data: &DataArgs) -> Outcome {
        let record = Store::open_existing(&data.load()?.data_dir)?.app(self.app)?;
        let claims = self.claims(wall_clock());
        let form = match self.form {
            FormArgument::Gcm => Form::Gcm,
            FormArgument::Cbc => Form::Cbc,
        };
        let token = make(&claims, &record.server_secret, form, rand::random())?;
        if self.json {
            let value = json!({
                "token": token,
                "app_id": claims.app_id,
                "user_id": claims.user_id,
                "ctime_seconds": claims.ctime.seconds(),
                "expire_seconds": claims.expire.seconds(),
                "payload": claims.payload,
            });
            println!("{value:#}");
        } else {
            println!("{token}");
            self.tell(&claims, &record);
        }
        Ok(ExitCode::SUCCESS)
    }

    fn claims(&self, now: WallTime) -> Claims {
        let privileges = self.room.clone().map(|room_id| Privileges {
            room_id,
            may_login: true,
            may_publish: !self.no_publish,
            streams: Some(self.stream.clone()).filter(|streams| !streams.is_empty()),
        });
        let nonce = rand::random();
        Claims::new(self.app, &self.user, privileges.as_ref(), now, self.valid, nonce)
    }

    fn tell(&self, claims: &Claims, record: &AppRecord) {
        eprintln!(
            "For app {} and user {:?}, good for {} until {}.",
            claims.app_id,
            claims.user_id,
            span_in_words(self.valid),
            utc(claims.expire)
        );
        match (record.strict, &self.room) {
            (true, None) => eprintln!(
                "Warning: the app is strict and refuses a token without privileges; add --room."
            ),
            (false, Some(_)) => eprintln!(
                "Note: the app is not strict, so the privileges are ignored; \
                 `cooee app strict {} on` enforces them.",
                record.app_id
            ),
            _ => {}
        }
    }
}
