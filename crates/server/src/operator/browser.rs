//! The browser's part: the cookie, and which requests a page of another site could have made.

use super::sessions::{LONGEST, SessionSecret};
use crate::origins;
use axum::http::{HeaderMap, HeaderValue, header};

/// The header with which a page proves that it could read an answer of this server.
pub const CSRF_HEADER: &str = "x-csrf-token";

/// The cookie's name. Cookies do not know ports, so the name does: two servers on one machine
/// would sign each other out.
#[derive(Clone, Copy)]
pub struct Cookie {
    /// The port that this server listens on.
    pub port: u16,
    /// Whether this server itself serves HTTPS.
    pub is_https: bool,
}

impl Cookie {
    /// Reads the session from a request.
    pub fn read(self, headers: &HeaderMap) -> Option<SessionSecret> {
        let names = [self.name(true), self.name(false)];
        let cookies = headers.get_all(header::COOKIE).into_iter();
        let mut pairs = cookies
            .filter_map(|cookies| cookies.to_str().ok())
            .flat_map(|cookies| cookies.split(';'))
            .filter_map(|pair| pair.trim().split_once('='));
        let (_, value) = pairs.find(|(name, _)| names.iter().any(|own| own == name))?;
        SessionSecret::read(value)
    }

    /// The header that gives the session to the browser which asked with `headers`.
    pub fn set(self, secret: &SessionSecret, headers: &HeaderMap) -> HeaderValue {
        self.header(&secret.reveal(), LONGEST.as_secs(), headers)
    }

    /// The header that takes it back.
    pub fn clear(self, headers: &HeaderMap) -> HeaderValue {
        self.header("", 0, headers)
    }

    fn header(self, value: &str, seconds: u64, headers: &HeaderMap) -> HeaderValue {
        let is_secure = self.is_https || came_by_https(headers);
        let (name, secure) = (self.name(is_secure), if is_secure { "; Secure" } else { "" });
        let text =
            format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{secure}");
        HeaderValue::try_from(text).expect("all of it is printable ASCII")
    }

    fn name(self, is_secure: bool) -> String {
        // With this prefix a browser takes it over HTTPS and from this very host alone.
        let prefix = if is_secure { "__Host-" } else { "" };
        format!("{prefix}cooee_session_{}", self.port)
    }
}

/// Whether the browser sees HTTPS though a proxy in front of this server does not pass it on.
fn came_by_https(headers: &HeaderMap) -> bool {
    headers.get(header::ORIGIN).is_some_and(|origin| origin.as_bytes().starts_with(b"https://"))
}

/// Whether a request comes from a page of this server, or from no page. A browser says where it
/// comes from in `Sec-Fetch-Site`; one that does not, in `Origin`; programs say neither.
pub fn is_own(headers: &HeaderMap) -> bool {
    match headers.get("sec-fetch-site") {
        Some(site) => site == "same-origin",
        None => !headers.contains_key(header::ORIGIN) || origins::is_own(headers),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderName;
    use std::time::Instant;

    fn headers(pairs: &[(&str, &str)]) -> HeaderMap {
        let pairs = pairs.iter().map(|(name, value)| {
            (name.parse::<HeaderName>().unwrap(), value.parse::<HeaderValue>().unwrap())
        });
        pairs.collect()
    }

    fn secret() -> SessionSecret {
        let password = crate::store::PasswordHash(String::new());
        super::super::sessions::Sessions::default().open(Instant::now(), password)
    }

    #[test]
    fn a_cookie_is_for_this_server_and_no_script() {
        let (plain, secret) = (Cookie { port: 7870, is_https: false }, secret());
        let set = plain.set(&secret, &headers(&[("origin", "http://localhost:7870")]));
        let value = secret.reveal();
        assert_eq!(
            set.to_str().unwrap(),
            format!("cooee_session_7870={value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=86400")
        );
        let https = Cookie { port: 7870, is_https: true };
        for (cookie, asked) in
            [(https, headers(&[])), (plain, headers(&[("origin", "https://calls.example.com")]))]
        {
            let set = cookie.set(&secret, &asked);
            let set = set.to_str().unwrap();
            assert!(set.starts_with("__Host-cooee_session_7870="), "{set}");
            assert!(set.ends_with("; Secure"), "{set}");
            let sent = set.split(';').next().unwrap();
            let read = cookie.read(&headers(&[("cookie", &format!("a=b; {sent}; c=d"))]));
            assert_eq!(read, Some(secret.clone()));
        }
        assert!(https.clear(&headers(&[])).to_str().unwrap().contains("=; "));
        let other = Cookie { port: 7871, is_https: false };
        let sent = format!("cooee_session_7870={value}");
        assert_eq!(other.read(&headers(&[("cookie", &sent)])), None, "another server");
        assert_eq!(plain.read(&headers(&[("cookie", "cooee_session_7870=; x")])), None);
    }

    #[test]
    fn pages_of_other_sites_are_told_apart() {
        let host = ("host", "calls.example.com:7870");
        for own in [
            &[host][..],
            &[host, ("origin", "https://calls.example.com:7870")],
            &[host, ("sec-fetch-site", "same-origin"), ("origin", "https://behind.a.proxy")],
        ] {
            assert!(is_own(&headers(own)), "{own:?}");
        }
        for other in [
            &[host, ("origin", "https://evil.example")][..],
            &[host, ("origin", "null")],
            &[host, ("origin", "https://calls.example.com:7871")],
            &[host, ("sec-fetch-site", "same-site")],
            &[host, ("sec-fetch-site", "cross-site")],
            &[host, ("sec-fetch-site", "none")],
        ] {
            assert!(!is_own(&headers(other)), "{other:?}");
        }
    }
}
