//! What is served beside signalling: the Web SDK for the pages of applications, the console, and
//! whether the server is well.

mod assets;
mod headers;

#[cfg(test)]
mod tests;

use assets::Asset;
use axum::{
    Router,
    extract::Path,
    http::{HeaderMap, HeaderName, StatusCode, header},
    middleware::map_response,
    response::{IntoResponse, Response},
    routing::get,
};

/// Where the debug page is; the console is at the root.
const DEBUG_PAGE: &str = "/debug";

/// What a path answers whose file this build does not have.
const NOT_BUILT: &str =
    "The web pages are not part of this build of Cooee: build it with ./x (see the README).\n";

/// All of it, by its paths.
pub fn router() -> Router {
    let for_all = Router::new()
        .route("/healthz", get(async || "ok\n"))
        .route("/sdk/{*path}", get(sdk_file))
        .layer(map_response(headers::for_any_origin));
    let debug_page = Router::new()
        .route(DEBUG_PAGE, get(debug_page))
        .route(&format!("{DEBUG_PAGE}/"), get(debug_page))
        .layer(map_response(headers::for_debug_page));
    let console = Router::new()
        .route("/", get(console))
        .route("/icon.svg", get(async |request| file("icon.svg", request).await))
        .route("/assets/{*path}", get(asset))
        .layer(map_response(headers::for_console));
    for_all.merge(debug_page).merge(console)
}

async fn sdk_file(Path(path): Path<String>, request: HeaderMap) -> Response {
    answer(assets::find(&format!("sdk/{path}")), &request).await
}

async fn console(request: HeaderMap) -> Response {
    file("index.html", request).await
}

async fn debug_page(request: HeaderMap) -> Response {
    file("debug.html", request).await
}

/// What both pages are made of.
async fn asset(Path(path): Path<String>, request: HeaderMap) -> Response {
    file(&format!("assets/{path}"), request).await
}

async fn file(name: &str, request: HeaderMap) -> Response {
    answer(assets::find(&format!("console/{name}")), &request).await
}

/// Answers with a file of the web build.
async fn answer(asset: Option<&'static Asset>, request: &HeaderMap) -> Response {
    let Some(asset) = asset else {
        let text = if assets::are_built() { "There is no such file.\n" } else { NOT_BUILT };
        return (StatusCode::NOT_FOUND, text).into_response();
    };
    let answer = match is_known(request, &asset.tag) {
        true => StatusCode::NOT_MODIFIED.into_response(),
        false => contents(asset, takes_gzip(request)).await,
    };
    // Both forms share a weak tag, so that it does not matter which of them a cache has.
    let headers = [
        (header::ETAG, asset.tag.as_str()),
        (header::CACHE_CONTROL, asset.caching()),
        (header::VARY, "accept-encoding"),
    ];
    (headers, answer).into_response()
}

async fn contents(asset: &'static Asset, takes_gzip: bool) -> Response {
    let media_type = (header::CONTENT_TYPE, asset.media_type);
    match asset.compressed().await.filter(|_| takes_gzip) {
        Some(bytes) => ([media_type, (header::CONTENT_ENCODING, "gzip")], bytes).into_response(),
        None => ([media_type], asset.bytes).into_response(),
    }
}

fn is_known(request: &HeaderMap, tag: &str) -> bool {
    items(request, header::IF_NONE_MATCH).any(|item| item == tag || item == "*")
}

fn takes_gzip(request: &HeaderMap) -> bool {
    items(request, header::ACCEPT_ENCODING).any(|item| {
        let (name, quality) = item.split_once(';').unwrap_or((item, ""));
        name.trim() == "gzip" && !matches!(quality.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000")
    })
}

/// The items of a header that is a list.
fn items(request: &HeaderMap, name: HeaderName) -> impl Iterator<Item = &str> {
    let lists = request.get_all(name).into_iter().filter_map(|list| list.to_str().ok());
    lists.flat_map(|list| list.split(',')).map(str::trim)
}
