//! What a request is told when it is refused.

use crate::store::StoreError;
use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use cooee_proto::{Error, ErrorCode};
use serde::Serialize;
use std::time::Duration;
use tracing::error;
use utoipa::ToSchema;

/// Why a request was refused. `name` is for programs, `message` and `hint` are for people.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "code": 401, "name": "signed_out", "message": "the request brings no session and no API key",
    "hint": "Sign in, or send an API key."
}))]
pub struct Problem {
    #[serde(skip)]
    status: StatusCode,
    #[serde(skip)]
    wait: Option<Duration>,
    /// A code of the Express reference, or the HTTP status where it has none.
    #[schema(minimum = 0)]
    code: u32,
    /// A stable word for what went wrong.
    name: String,
    /// What arrived and what was expected.
    message: String,
    /// What to do about it.
    hint: String,
}

impl Problem {
    /// A problem that the Express reference has no code for.
    pub fn new(
        status: StatusCode,
        name: &'static str,
        message: impl Into<String>,
        hint: &'static str,
    ) -> Self {
        Self {
            status,
            wait: None,
            code: u32::from(status.as_u16()),
            name: name.to_owned(),
            message: message.into(),
            hint: hint.to_owned(),
        }
    }

    /// A problem in the words of the library.
    pub fn of(status: StatusCode, error: Error) -> Self {
        let Error { code, name, message, hint } = error;
        Self { status, wait: None, code: code.0, name, message, hint }
    }

    /// Something in the request is not as documented.
    pub fn invalid(message: impl Into<String>) -> Self {
        let hint = "GET /api/v1/openapi.json documents what is expected.";
        Self::new(StatusCode::BAD_REQUEST, "invalid_request", message, hint)
    }

    /// The request names something that does not exist.
    pub fn not_found(message: impl Into<String>) -> Self {
        let hint = "It may have been removed; list what there is.";
        Self::new(StatusCode::NOT_FOUND, "not_found", message, hint)
    }

    /// The request brings nothing that says who makes it, or something that counts no longer.
    pub fn signed_out() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "signed_out",
            "the request brings neither a session that lasts nor an API key",
            "Sign in, or send an API key of the app as Authorization: Bearer.",
        )
    }

    /// Too much was tried; `wait` is until when a further request is senseless.
    pub fn too_many(wait: Duration) -> Self {
        let seconds = seconds_up(wait);
        let message = format!("too many attempts; the next one counts in {seconds} s");
        let hint = "Wait. `cooee operator reset` makes a set-up link where the password is lost.";
        Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many_attempts", message, hint).after(wait)
    }

    /// The server cannot do it at the moment.
    pub fn unavailable(name: &'static str, message: impl Into<String>) -> Self {
        let hint = "Try again; the server's log may say more.";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, name, message, hint)
            .after(Duration::from_secs(1))
    }

    /// Until when a further request is senseless.
    pub fn after(self, wait: Duration) -> Self {
        Self { wait: Some(wait), ..self }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NoSuchApp(error) => Self::no_such_app(error),
            StoreError::CallbackUrl(error) => Self::of(StatusCode::BAD_REQUEST, error),
            error => {
                // Its text names folders of this machine, which are the log's business.
                error!(%error, "a request could not use the store");
                Self::unavailable("store_failed", "the store cannot be used")
            }
        }
    }
}

/// What the node, or the store behind it, refused.
impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error.code {
            ErrorCode::APP_ID_WRONG => Self::no_such_app(error),
            ErrorCode::ROOM_MISSING | ErrorCode::STREAM_MISSING => {
                Self::of(StatusCode::NOT_FOUND, error)
            }
            ErrorCode::ROOM_INTERNAL => Self::unavailable("store_failed", error.message),
            ErrorCode::DISCONNECTED => Self::unavailable("stopping", error.message),
            _ => Self::of(StatusCode::BAD_REQUEST, error),
        }
    }
}

impl Problem {
    fn no_such_app(error: Error) -> Self {
        let message = "there is no app of this AppID";
        let hint = "GET /api/v1/apps lists those that there are.";
        let error = Error { message: message.to_owned(), ..error }.with_hint(hint);
        Self::of(StatusCode::NOT_FOUND, error)
    }

    /// An id of the request breaks a rule of the reference.
    pub fn bad_id(error: Error) -> Self {
        Self::of(StatusCode::BAD_REQUEST, error)
    }

    /// An AppID that is no number from 1.
    pub fn bad_app_id() -> Self {
        let message = "the AppID in the path is not a number from 1 to 4294967295";
        Self::bad_id(Error::new(ErrorCode::APP_ID_WRONG, message))
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut answer = (self.status, Json(&self)).into_response();
        let headers = answer.headers_mut();
        if let Some(wait) = self.wait {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds_up(wait)));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            let scheme = HeaderValue::from_static("Bearer realm=\"cooee\"");
            headers.insert(header::WWW_AUTHENTICATE, scheme);
        }
        answer
    }
}

fn seconds_up(wait: Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
}
