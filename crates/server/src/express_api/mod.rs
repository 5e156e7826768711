//! The server API in the shapes of Express: `/?Action=NAME`, signed with the ServerSecret.
//!
//! `docs/server-api.md` tells what each action takes and answers. A request is checked in this
//! order: its common parameters, its app, its time, its signature, its nonce, its rate, and then
//! the parameters of its action.

mod actions;
mod answer;
mod gate;
mod parameters;
mod signature;

use crate::handle::Handle;
use answer::{Code, Refusal};
use axum::{
    Json, Router,
    body::to_bytes,
    extract::{Query, Request, State},
    http::{Method, Uri},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
};
use cooee_proto::{AppId, ErrorCode, RoomId};
use gate::Gate;
use parameters::Parameters;
use serde_json::{Value, json};
use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};
use tracing::{debug, info};

/// How long a body may take to arrive.
const BODY_TIMEOUT: Duration = Duration::from_secs(10);
/// The longest JSON body that is read.
const MOST_BODY_BYTES: usize = 64 * 1024;

/// What serves the actions.
#[derive(Clone)]
pub struct ExpressApi {
    handle: Handle,
    gate: Arc<Mutex<Gate>>,
    body_timeout: Duration,
}

impl ExpressApi {
    pub fn new(handle: Handle) -> Self {
        Self { handle, gate: Arc::default(), body_timeout: BODY_TIMEOUT }
    }

    /// The router with the actions in front of what it serves at `/`.
    pub fn before(self, router: Router) -> Router {
        router.layer(from_fn_with_state(self, serve))
    }

    async fn answer(&self, request: Request) -> Result<Value, Refusal> {
        let (head, body) = request.into_parts();
        let mut parameters = Parameters::new(pairs(&head.uri));
        if head.method == Method::POST {
            let refused = |message: String| Refusal::new(Code::PARAMETER, message);
            let body = tokio::time::timeout(self.body_timeout, to_bytes(body, MOST_BODY_BYTES));
            let body = body.await.map_err(|_| refused("the body did not arrive in time".into()))?;
            let too_long = |_| refused(format!("the body is longer than {MOST_BODY_BYTES} bytes"));
            let body = body.map_err(too_long)?;
            parameters.add_json(&body)?;
        }
        let action = parameters.common("Action", Code::NO_ACTION)?.to_owned();
        let app = self.check_caller(&parameters).await?;
        if !actions::is_known(&action) {
            let message = format!("Action {action:?} is not known");
            return Err(Refusal::new(Code::UNKNOWN_ACTION, message));
        }
        // What is no room is not counted as one, and is refused by its action.
        let room = parameters.room().ok();
        let room = room.as_ref().map(RoomId::as_str);
        self.gate().spend(Instant::now(), app, &action, room)?;
        info!(%app, action, "server API");
        actions::perform(self, app, &action, &parameters).await
    }

    /// Checks who calls, and that he has not called in just this way before.
    async fn check_caller(&self, parameters: &Parameters) -> Result<AppId, Refusal> {
        let signed = signature::Signed::read(parameters)?;
        let app = signed.app;
        let record = self.handle.with_store(move |store| store.app(app)).await;
        let record = record.map_err(|error| match error.code {
            ErrorCode::APP_ID_WRONG => {
                Refusal::new(Code::APP_ID, format!("AppId {app} is not known to this server"))
            }
            _ => Refusal::new(Code::INTERNAL, error.message),
        })?;
        let now = crate::control::wall_time();
        signed.check(record.server_secret.reveal(), now)?;
        self.gate().take_nonce(app, signed.nonce, signed.timestamp, now.seconds())?;
        Ok(app)
    }

    fn gate(&self) -> MutexGuard<'_, Gate> {
        self.gate.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn serve(State(api): State<ExpressApi>, request: Request, next: Next) -> Response {
    if !is_action(request.uri()) {
        return next.run(request).await;
    }
    let request_id = format!("{:032x}", rand::random::<u128>());
    let (code, message, data) = match api.answer(request).await {
        Ok(data) => (Code::OK, "success".to_owned(), data),
        Err(Refusal { code, message }) => {
            debug!(code = code.0, message, "server API refused");
            (code, message, json!({}))
        }
    };
    let body = json!({
        "Code": code.0,
        "Message": message,
        "RequestId": request_id,
        "Data": data,
    });
    Json(body).into_response()
}

/// Whether a request is for the server API and not for the console, which is at `/`, too.
fn is_action(uri: &Uri) -> bool {
    let common = |(name, _): &(String, String)| name == "Action" || name == "Signature";
    uri.path() == "/" && uri.query().is_some() && pairs(uri).iter().any(common)
}

fn pairs(uri: &Uri) -> Vec<(String, String)> {
    Query::try_from_uri(uri).map(|Query(pairs)| pairs).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;
    use axum::body::Body;
    use std::convert::Infallible;
    use tokio::sync::mpsc;

    #[tokio::test]
    async fn a_body_that_does_not_come_keeps_no_connection() {
        let folder = tempfile::tempdir().unwrap();
        let (control, _told) = mpsc::channel(1);
        let handle = Handle::new(control, Store::open(folder.path()).unwrap());
        let body_timeout = Duration::from_millis(20);
        let api = ExpressApi { body_timeout, ..ExpressApi::new(handle) };
        let body =
            Body::from_stream(futures_util::stream::pending::<Result<Vec<u8>, Infallible>>());
        let request = Request::post("/?Action=CloseRoom").body(body).unwrap();
        let refused = api.answer(request).await.unwrap_err();
        assert_eq!(refused.code, Code::PARAMETER);
        assert!(refused.message.contains("in time"), "{}", refused.message);
    }
}
