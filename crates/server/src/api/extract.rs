//! Bodies, paths and queries of requests; all that is wrong with them is told as a [`Problem`].

use super::Problem;
use axum::{
    Json,
    extract::{FromRequest, FromRequestParts, Path, Query, Request, rejection::JsonRejection},
    http::{StatusCode, request::Parts},
};
use serde::de::DeserializeOwned;
use std::time::Duration;

/// How long a body may take to arrive.
const BODY_TIMEOUT: Duration = Duration::from_secs(10);

/// A JSON body.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let read = Json::<T>::from_request(request, state);
        match tokio::time::timeout(BODY_TIMEOUT, read).await {
            Ok(Ok(Json(body))) => Ok(Self(body)),
            Ok(Err(rejection)) => Err(refused(&rejection)),
            Err(_) => Err(Problem::new(
                StatusCode::REQUEST_TIMEOUT,
                "too_slow",
                "the body did not arrive in time",
                "Send it at once.",
            )),
        }
    }
}

fn refused(rejection: &JsonRejection) -> Problem {
    match rejection.status() {
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "not_json",
            "the body's content type is not application/json",
            "Send JSON with the header Content-Type: application/json.",
        ),
        StatusCode::PAYLOAD_TOO_LARGE => Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too_large",
            format!("the body is larger than {} KiB", super::MOST_BODY_BYTES / 1024),
            "Send less.",
        ),
        // Its text names fields and what they should be, and repeats a value where that is not a
        // text: no password and no token.
        _ => Problem::invalid(without_values(&rejection.body_text())),
    }
}

/// A message of serde without the text that was found in place of something else.
fn without_values(message: &str) -> String {
    match message.split_once("string \"") {
        None => message.to_owned(),
        Some((before, rest)) => {
            let after = rest.rsplit_once('"').map_or("", |(_, after)| after);
            format!("{before}a string{after}")
        }
    }
}

/// Parts of the path.
pub struct Params<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Params<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let path = Path::<T>::from_request_parts(parts, state).await;
        path.map(|Path(params)| Self(params)).map_err(|error| Problem::invalid(error.body_text()))
    }
}

/// What follows the `?`.
pub struct Asked<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Asked<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let query = Query::<T>::from_request_parts(parts, state).await;
        query.map(|Query(asked)| Self(asked)).map_err(|error| Problem::invalid(error.body_text()))
    }
}

#[cfg(test)]
mod tests {
    use super::without_values;

    #[test]
    fn no_value_is_repeated() {
        let message =
            "a: invalid type: string \"se\\\"cret\", expected a boolean at line 1 column 9";
        let told = "a: invalid type: a string, expected a boolean at line 1 column 9";
        assert_eq!(without_values(message), told);
        assert_eq!(without_values("missing field `a`"), "missing field `a`");
    }
}
