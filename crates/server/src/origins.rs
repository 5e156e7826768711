//! Which web pages may connect.

use axum::http::{HeaderMap, header};

/// The origins whose pages may connect; empty means all, since a login needs a Token anyway.
/// A page can do in its visitor's browser what the visitor's Tokens allow: the list is for
/// operators who want only their own pages to try.
#[derive(Clone, Debug, Default)]
pub struct Origins(pub Vec<String>);

impl Origins {
    /// Reads an origin as a browser sends it; `null` is what files and sandboxed pages send.
    pub fn parse(text: &str) -> Result<String, String> {
        let origin = text.trim().to_ascii_lowercase();
        let host = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
        let is_good = host
            .is_some_and(|host| !host.is_empty() && !host.contains(['/', '?', '#', '@', '*', ' ']));
        match is_good || origin == "null" {
            true => Ok(without_default_port(&origin).to_owned()),
            false => Err(format!(
                "{text:?} is not an origin, such as https://app.example.com or \
                 http://localhost:5173 (without a path)"
            )),
        }
    }

    /// Whether the page of a request may connect. Requests without an origin are no browser's;
    /// pages of this very server may always.
    pub fn allow(&self, headers: &HeaderMap) -> bool {
        let Some(origin) = headers.get(header::ORIGIN) else { return true };
        let Ok(origin) = origin.to_str() else { return self.0.is_empty() };
        self.0.is_empty() || is_own(headers) || self.0.contains(&origin.to_ascii_lowercase())
    }
}

/// Whether the origin of a request is this very server.
pub fn is_own(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let Some((origin, own)) = text(header::ORIGIN).zip(text(header::HOST)) else { return false };
    let origin = origin.to_ascii_lowercase();
    // A proxy for TLS in front may have changed the scheme, but not the host.
    origin.split_once("://").is_some_and(|(scheme, _)| {
        let own = format!("{scheme}://{}", own.to_ascii_lowercase());
        origin == without_default_port(&own)
    })
}

/// An origin as browsers write it: they leave out the port that its scheme has anyway.
fn without_default_port(origin: &str) -> &str {
    let port = if origin.starts_with("https:") { ":443" } else { ":80" };
    origin.strip_suffix(port).unwrap_or(origin)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(list: &[&str], origin: Option<&str>) -> bool {
        let list = list.iter().map(|origin| Origins::parse(origin).unwrap()).collect();
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, "calls.example.com:7870".parse().unwrap());
        if let Some(origin) = origin {
            headers.insert(header::ORIGIN, origin.parse().unwrap());
        }
        Origins(list).allow(&headers)
    }

    #[test]
    fn without_a_list_every_page_may_connect() {
        for origin in [None, Some("https://anywhere.example"), Some("null")] {
            assert!(allowed(&[], origin));
        }
    }

    #[test]
    fn with_a_list_only_its_pages_the_servers_own_and_programs() {
        let list = ["https://App.example.com", "http://localhost:5173"];
        for origin in [
            None,
            Some("https://app.example.com"),
            Some("http://localhost:5173"),
            Some("https://calls.example.com:7870"),
            Some("http://calls.example.com:7870"),
        ] {
            assert!(allowed(&list, origin), "{origin:?}");
        }
        for origin in [
            "http://app.example.com",
            "https://app.example.com:444",
            "https://app.example.com.evil.example",
            "https://evil.example/https://app.example.com",
            "http://localhost",
            "null",
            "",
        ] {
            assert!(!allowed(&list, Some(origin)), "{origin:?}");
        }
        assert!(allowed(&["null"], Some("null")));
    }

    #[test]
    fn a_default_port_is_the_same_as_none() {
        assert!(allowed(&["https://app.example.com:443"], Some("https://app.example.com")));
        assert!(allowed(&["http://app.example.com:80"], Some("http://app.example.com")));
        assert!(!allowed(&["http://app.example.com:443"], Some("http://app.example.com")));
        let own = |host: &str, origin: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, host.parse().unwrap());
            headers.insert(header::ORIGIN, origin.parse().unwrap());
            Origins(vec!["https://other.example".to_owned()]).allow(&headers)
        };
        assert!(own("Calls.example.com:443", "https://calls.example.com"));
        assert!(own("calls.example.com", "https://calls.example.com"));
        assert!(!own("calls.example.com:444", "https://calls.example.com"));
    }

    #[test]
    fn a_request_without_host_has_no_own_page() {
        let mut headers = HeaderMap::new();
        headers.insert(header::ORIGIN, "null".parse().unwrap());
        assert!(!Origins(vec!["https://app.example.com".to_owned()]).allow(&headers));
    }

    #[test]
    fn what_no_browser_sends_is_refused() {
        for text in ["*", "app.example.com", "https://", "https://a/b", "ftp://a", "https://*.a"] {
            assert!(Origins::parse(text).is_err(), "{text}");
        }
    }
}
