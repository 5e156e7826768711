//! The OpenAPI document: what stands around the operations, and the answers that they share.

use super::Problem;
use std::collections::BTreeMap;
use utoipa::{
    IntoResponses, OpenApi,
    openapi::{
        self, Content, RefOr, Response, ResponseBuilder,
        security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};

/// Where it is served, to everybody.
pub const PATH: &str = "/api/v1/openapi.json";

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Cooee",
        version = "1",
        description = "The HTTP API of a Cooee server, for its console and for programs of its \
            operator. Bodies are JSON in snake_case; times are Unix milliseconds and end in `_ms`. \
            A field that is not documented is refused in a request; further ones may come in \
            answers.\n\n\
            A browser signs in with the operator's password and gets a session cookie; each of its \
            requests that is no GET carries the session's `csrf_token` in the header \
            `X-CSRF-Token`. A program sends an API key, which reaches the resources of its own app.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
    ),
    tags(
        (name = "session", description = "The operator signs in, out, and changes the password."),
        (name = "apps", description = "The apps of this server, their secrets and rules."),
        (name = "rooms", description = "The calls of an app, and who tried to join them."),
        (name = "streams", description = "Streams are ended, forbidden and allowed."),
        (name = "callbacks", description = "Where callbacks go, and what became of them."),
        (name = "tokens", description = "Tokens are made, and explained."),
        (name = "keys", description = "API keys of an app."),
    ),
    components(schemas(Problem)),
)]
struct Beginning;

/// The document without its operations.
pub fn beginning() -> openapi::OpenApi {
    let mut document = Beginning::openapi();
    let components = document.components.get_or_insert_default();
    let session = ApiKeyValue::with_description(
        "cooee_session_7870",
        "What POST /api/v1/session sets. The name ends in the server's port, and begins with \
         `__Host-` over HTTPS.",
    );
    let csrf = ApiKeyValue::with_description(
        crate::operator::browser::CSRF_HEADER,
        "The `csrf_token` of GET /api/v1/session, beside the cookie.",
    );
    let key = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some("An API key of the app, such as `cooee_…`."))
        .build();
    components.add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(session)));
    components.add_security_scheme("csrf_token", SecurityScheme::ApiKey(ApiKey::Header(csrf)));
    components.add_security_scheme("api_key", SecurityScheme::Http(key));
    document
}

/// The text that is served.
pub fn finished(document: openapi::OpenApi) -> String {
    document.to_pretty_json().expect("a document has only string keys")
}

/// What each operation may answer: it could not be read, or the server is not well.
pub struct Any;
/// What an operation with a body may answer, too.
pub struct WithBody;
/// What an operation for the operator or for a key may answer, too.
pub struct WithLogin;
/// What an operation for an app may answer, too.
pub struct WithApp;

type Responses = BTreeMap<String, RefOr<Response>>;

impl IntoResponses for Any {
    fn responses() -> Responses {
        refusals([
            (
                "400",
                "The request is not as documented: `invalid_request`, or a code of the Express \
                     reference for an id that breaks its rule.",
            ),
            ("503", "The server cannot do it at the moment; `Retry-After` says when to try again."),
        ])
    }
}

impl IntoResponses for WithBody {
    fn responses() -> Responses {
        refusals([
            ("408", "`too_slow`: the body did not arrive in time."),
            ("413", "`too_large`: the body has more than 128 KiB."),
            ("415", "`not_json`: the body's content type is not application/json."),
        ])
    }
}

impl IntoResponses for WithLogin {
    fn responses() -> Responses {
        refusals([
            ("401", "`signed_out` or `unknown_key`: who asks is not known."),
            (
                "403",
                "`operator_only` or `other_app`: an API key does not reach this. `csrf_token` \
                     or `other_site`: a session's request could come from a page of another site.",
            ),
        ])
    }
}

impl IntoResponses for WithApp {
    fn responses() -> Responses {
        let mut all = WithLogin::responses();
        all.extend(refusals([("404", "There is no such app, or not what the path names in it.")]));
        all
    }
}

fn refusals<const N: usize>(list: [(&str, &str); N]) -> Responses {
    list.into_iter().map(|(status, text)| (status.to_owned(), refusal(text).into())).collect()
}

fn refusal(description: &str) -> Response {
    let problem = openapi::Ref::from_schema_name("Problem");
    let content = Content::builder().schema(Some(problem)).build();
    ResponseBuilder::new().description(description).content("application/json", content).build()
}
