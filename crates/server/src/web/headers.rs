//! What a browser may do with an answer.

use axum::{
    http::{HeaderName, HeaderValue, header},
    response::Response,
};

/// The console speaks to its own server alone, and uses no device.
const CONSOLE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const CONSOLE_PERMISSIONS: &str = "microphone=(), camera=(), display-capture=(), \
    autoplay=(), geolocation=(), payment=(), usb=()";

/// The debug page runs only what came with it; `blob:` is for the SDK's audio worklet, which it carries in
/// itself. The page may connect to anywhere, since a developer may point it to another server;
/// sound and pictures are streams.
const DEBUG_PAGE_POLICY: &str = "default-src 'none'; script-src 'self' blob:; style-src 'self'; \
    img-src 'self' data: blob:; font-src 'self'; media-src 'self' blob: data: mediastream:; \
    connect-src 'self' http: https: ws: wss:; worker-src 'self' blob:; manifest-src 'self'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const DEBUG_PAGE_PERMISSIONS: &str = "microphone=(self), camera=(self), display-capture=(self), \
    autoplay=(self), geolocation=(), payment=(), usb=()";

const PAGE: [(HeaderName, &str); 3] = [
    // For browsers that do not know `frame-ancestors`.
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
];

const ANY_ORIGIN: [(HeaderName, &str); 3] = [
    (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
];

/// An answer of the console, or a part of both pages.
pub async fn for_console(answer: Response) -> Response {
    for_page(answer, CONSOLE_POLICY, CONSOLE_PERMISSIONS)
}

/// The debug page.
pub async fn for_debug_page(answer: Response) -> Response {
    for_page(answer, DEBUG_PAGE_POLICY, DEBUG_PAGE_PERMISSIONS)
}

/// An answer that pages of other servers may use; it holds no secret.
pub async fn for_any_origin(answer: Response) -> Response {
    with(answer, ANY_ORIGIN)
}

fn for_page(answer: Response, policy: &'static str, permissions: &'static str) -> Response {
    let answer = with(answer, PAGE);
    let permissions_policy = HeaderName::from_static("permissions-policy");
    let rules = [(header::CONTENT_SECURITY_POLICY, policy), (permissions_policy, permissions)];
    with(answer, rules)
}

fn with<const N: usize>(
    mut answer: Response,
    headers: [(HeaderName, &'static str); N],
) -> Response {
    for (name, value) in headers {
        answer.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    answer
}
