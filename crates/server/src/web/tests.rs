//! How a file is served, whatever the web build holds.

use super::{answer, assets::Asset};
use axum::{
    body::to_bytes,
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};
use flate2::read::GzDecoder;
use std::io::Read;

const SCRIPT: &[u8] = &[b'x'; 5000];

fn asset(name: &str, bytes: &'static [u8]) -> &'static Asset {
    Box::leak(Box::new(Asset::new(name, bytes, &[0xab; 32])))
}

async fn ask(asset: &'static Asset, headers: &[(header::HeaderName, &'static str)]) -> Response {
    let headers =
        headers.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value)));
    answer(Some(asset), &HeaderMap::from_iter(headers)).await
}

fn header(answer: &Response, name: header::HeaderName) -> &str {
    answer.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

async fn body(answer: Response) -> Vec<u8> {
    to_bytes(answer.into_body(), usize::MAX).await.unwrap().to_vec()
}

#[tokio::test]
async fn who_takes_gzip_gets_the_same_contents_smaller() {
    let script = asset("sdk/cooee.js", SCRIPT);
    let plain = ask(script, &[]).await;
    assert_eq!(header(&plain, header::CONTENT_TYPE), "text/javascript; charset=utf-8");
    assert_eq!(header(&plain, header::CONTENT_ENCODING), "");
    assert_eq!(body(plain).await, SCRIPT);
    let small = ask(script, &[(header::ACCEPT_ENCODING, "br, gzip;q=0.8")]).await;
    assert_eq!(header(&small, header::CONTENT_ENCODING), "gzip");
    assert_eq!(header(&small, header::VARY), "accept-encoding");
    let small = body(small).await;
    assert!(small.len() < 100, "{}", small.len());
    let mut unpacked = Vec::new();
    GzDecoder::new(&small[..]).read_to_end(&mut unpacked).unwrap();
    assert_eq!(unpacked, SCRIPT);
    let refused = ask(script, &[(header::ACCEPT_ENCODING, "gzip;q=0, br")]).await;
    assert_eq!(header(&refused, header::CONTENT_ENCODING), "");
}

#[tokio::test]
async fn what_gains_nothing_stays_as_it_is() {
    let asks = [(header::ACCEPT_ENCODING, "gzip")];
    for asset in [asset("console/logo.png", SCRIPT), asset("sdk/small.js", b"1")] {
        assert_eq!(header(&ask(asset, &asks).await, header::CONTENT_ENCODING), "");
    }
}

#[tokio::test]
async fn what_the_browser_has_is_not_sent_again() {
    let script = asset("sdk/cooee.js", SCRIPT);
    let first = ask(script, &[]).await;
    assert_eq!(header(&first, header::CACHE_CONTROL), "no-cache");
    let tag: &'static str = header(&first, header::ETAG).to_owned().leak();
    let again = ask(script, &[(header::IF_NONE_MATCH, tag)]).await;
    assert_eq!(again.status(), 304);
    assert_eq!(header(&again, header::ETAG), tag);
    assert!(body(again).await.is_empty());
    let changed = ask(script, &[(header::IF_NONE_MATCH, "W/\"00\"")]).await;
    assert_eq!(changed.status(), 200);
}

#[tokio::test]
async fn only_what_is_named_by_its_contents_is_kept_without_a_question() {
    for (name, caching) in [
        ("console/assets/index-BcD3.js", "public, max-age=31536000, immutable"),
        ("console/index.html", "no-cache"),
        ("sdk/cooee.umd.js", "no-cache"),
    ] {
        assert_eq!(header(&ask(asset(name, b"1"), &[]).await, header::CACHE_CONTROL), caching);
    }
}
