//! Where callbacks may be posted to.

use axum::http::Uri;
use cooee_proto::{Error, ErrorCode};

/// The longest callback URL.
const MOST_BYTES: usize = 2048;

/// Checks a callback URL: `http` or `https` with a host and without a user name. Addresses of
/// private networks are allowed: the receiver usually is on one, and only the operator sets it.
pub fn check_url(url: &str) -> Result<(), Error> {
    let refused = |what: &str| {
        let error = Error::new(ErrorCode::ILLEGAL_PARAMETER, format!("the callback URL {what}"));
        Err(error.with_hint("Pass a URL such as https://app.example.com/cooee."))
    };
    if url.len() > MOST_BYTES {
        return refused(&format!("is longer than {MOST_BYTES} bytes"));
    }
    let Ok(uri) = url.parse::<Uri>() else { return refused("cannot be read") };
    if !matches!(uri.scheme_str(), Some("http" | "https")) {
        return refused("is neither http:// nor https://");
    }
    match uri.authority() {
        Some(authority) if authority.as_str().contains('@') => refused("holds a user name"),
        Some(authority) if authority.host().is_empty() => refused("has no host"),
        Some(_) => Ok(()),
        None => refused("has no host"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_be_posted_to_is_taken() {
        for good in ["http://127.0.0.1:8080/", "https://app.example.com/hook?a=b", "http://[::1]/"]
        {
            check_url(good).unwrap();
        }
        for bad in ["", "/hook", "ftp://a/", "https://", "http://me:it@a/", "http://a b/", "a"] {
            assert_eq!(check_url(bad).unwrap_err().code, ErrorCode::ILLEGAL_PARAMETER, "{bad}");
        }
        assert!(check_url(&format!("http://a/{}", "x".repeat(MOST_BYTES))).is_err());
    }
}
