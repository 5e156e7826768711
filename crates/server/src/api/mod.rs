//! The HTTP API under `/api/v1`: what the console and programs of the operator use.
//!
//! [`router`] serves it, and [`document`] describes it in OpenAPI 3.1; both come from the same
//! functions. A request is answered in this order: who makes it ([`caller`]), what it names, what
//! it says ([`extract`]). Apps, keys and tokens go through
//! [`Store`] and `cooee_token`, as the commands do; calls go through [`Handle`].

mod apps;
mod callbacks;
mod caller;
mod document;
mod extract;
mod keys;
mod live;
mod logins;
mod problem;
mod rooms;
mod session;
mod streams;
mod tokens;
mod watchers;

use crate::{
    app_watch::AppWatch,
    control::wall_time,
    handle::Handle,
    operator::{
        browser::Cookie, logins::RecentLogins, password::Passwords, sessions::Sessions,
        throttle::Throttle,
    },
    store::{Store, StoreError},
};
use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::{HeaderValue, StatusCode, header},
    middleware::map_response,
    response::Response,
    routing::{any, get},
};
use cooee_node::{Answer, Operation};
use problem::Problem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::task::spawn_blocking;
use tracing::error;
use utoipa_axum::{router::OpenApiRouter, routes};
use watchers::Watchers;

/// The largest body: a token with its 64 KiB in Base64, and what stands around it.
const MOST_BODY_BYTES: usize = 128 * 1024;

/// What every request of the API sees.
#[derive(Clone)]
pub struct Api(Arc<Inner>);

struct Inner {
    store: Arc<Mutex<Store>>,
    apps: AppWatch,
    handle: Handle,
    logins: RecentLogins,
    watchers: Watchers,
    cookie: Cookie,
    sessions: Mutex<Sessions>,
    throttle: Mutex<Throttle>,
    passwords: Passwords,
}

impl Api {
    /// `store` is the API's own; `apps` watches another one on the same file.
    pub fn new(store: Store, apps: AppWatch, handle: Handle, cookie: Cookie) -> Self {
        Self(Arc::new(Inner {
            store: Arc::new(Mutex::new(store)),
            apps,
            handle,
            logins: RecentLogins::default(),
            watchers: Watchers::default(),
            cookie,
            sessions: Mutex::default(),
            throttle: Mutex::default(),
            passwords: Passwords::default(),
        }))
    }

    /// Uses the store on a thread where it may wait for the disk.
    async fn stored<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Store) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Problem> {
        let store = self.0.store.clone();
        let done = spawn_blocking(move || work(&unpoisoned(&store))).await;
        let done = done.map_err(|error| {
            error!(%error, "a request broke");
            Problem::unavailable("broken", "the request broke on its way")
        })?;
        done.map_err(Problem::from)
    }

    /// Changes an app; the node knows of it when this returns.
    async fn changed<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Store) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Problem> {
        let done = self.stored(work).await?;
        self.0.apps.look().await;
        Ok(done)
    }

    /// Does something to the calls.
    async fn operate(&self, operation: Operation) -> Result<Answer, Problem> {
        self.0.handle.operate(operation).await.map_err(Problem::from)
    }

    /// Does something to the calls that has nothing to tell.
    async fn done(&self, operation: Operation) -> Result<StatusCode, Problem> {
        self.operate(operation).await.map(|_| StatusCode::NO_CONTENT)
    }

    fn handle(&self) -> &Handle {
        &self.0.handle
    }

    /// The recent logins; somebody has to let them listen.
    pub fn logins(&self) -> &RecentLogins {
        &self.0.logins
    }

    fn watchers(&self) -> &Watchers {
        &self.0.watchers
    }

    fn cookie(&self) -> Cookie {
        self.0.cookie
    }

    fn sessions(&self) -> MutexGuard<'_, Sessions> {
        unpoisoned(&self.0.sessions)
    }

    fn throttle(&self) -> MutexGuard<'_, Throttle> {
        unpoisoned(&self.0.throttle)
    }

    fn passwords(&self) -> &Passwords {
        &self.0.passwords
    }
}

/// What these locks guard is whole after each statement.
fn unpoisoned<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// All of the API, by its paths.
pub fn router(api: Api) -> Router {
    let (router, openapi) = routes().split_for_parts();
    let document: Arc<str> = document::finished(openapi).into();
    let document =
        get(async move || ([(header::CONTENT_TYPE, "application/json")], document.to_string()));
    router
        .route(document::PATH, document)
        .with_state(api)
        .method_not_allowed_fallback(method_not_allowed)
        .route("/api", any(no_such_path))
        .route("/api/{*path}", any(no_such_path))
        .layer(DefaultBodyLimit::max(MOST_BODY_BYTES))
        .layer(map_response(guarded))
}

fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::with_openapi(document::beginning())
        .routes(routes!(session::get, session::sign_in, session::sign_out))
        .routes(routes!(session::set_up))
        .routes(routes!(session::change_password))
        .routes(routes!(apps::list, apps::create))
        .routes(routes!(apps::get, apps::change, apps::remove))
        .routes(routes!(apps::secrets))
        .routes(routes!(apps::rotate))
        .routes(routes!(rooms::list))
        .routes(routes!(rooms::get, rooms::close))
        .routes(routes!(rooms::kick))
        .routes(routes!(streams::stop))
        .routes(routes!(streams::forbid))
        .routes(routes!(streams::resume))
        .routes(routes!(streams::forbidden))
        .routes(routes!(live::watch))
        .routes(routes!(logins::list))
        .routes(routes!(callbacks::get, callbacks::set))
        .routes(routes!(callbacks::deliveries))
        .routes(routes!(tokens::make_token))
        .routes(routes!(tokens::explain_token))
        .routes(routes!(keys::list, keys::create))
        .routes(routes!(keys::remove))
}

async fn no_such_path() -> Problem {
    Problem::new(
        StatusCode::NOT_FOUND,
        "no_such_path",
        "the API has nothing at this path",
        "GET /api/v1/openapi.json lists all paths.",
    )
}

async fn method_not_allowed() -> Problem {
    Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method_not_allowed",
        "this path does not take this method",
        "The header Allow lists those that it takes.",
    )
}

/// No answer is kept, framed, guessed at, or given to a page of another site.
async fn guarded(mut answer: Response) -> Response {
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ] {
        answer.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    answer
}

/// The moment for people and programs, in Unix milliseconds.
fn now_ms() -> u64 {
    wall_time().0
}
