//! Where the server's signalling is.

use cooee_proto::{Error, ErrorCode, signal};
use tokio_tungstenite::tungstenite::http::Uri;

/// The WebSocket URL for what an application calls its server.
pub(crate) fn signalling_url(server: &str) -> Result<Uri, Error> {
    let refuse = |problem: &str| {
        let message = format!("server {server:?} {problem}; expected http://host:7870 or the like");
        Error::new(ErrorCode::ILLEGAL_PARAMETER, message)
            .with_hint("Pass the address that `cooee serve` printed.")
    };
    let server = server.trim();
    let (scheme, rest) = server.split_once("://").unwrap_or(("http", server));
    let scheme = match scheme.to_ascii_lowercase().as_str() {
        "http" | "ws" => "ws",
        "https" | "wss" => "wss",
        _ => return Err(refuse("has an unknown scheme")),
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.is_empty() {
        return Err(refuse("names no host"));
    }
    let url = format!("{scheme}://{authority}{}", signal::PATH);
    let uri: Uri = url.parse().map_err(|_| refuse("is no URL"))?;
    if uri.host().is_none_or(str::is_empty) {
        return Err(refuse("names no host"));
    }
    Ok(uri)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_what_people_write() {
        let cases = [
            ("http://host:7870", "ws://host:7870/v1/signal"),
            ("https://host/", "wss://host/v1/signal"),
            ("ws://host:7870/v1/signal", "ws://host:7870/v1/signal"),
            ("127.0.0.1:7870", "ws://127.0.0.1:7870/v1/signal"),
            (" [::1]:7870 ", "ws://[::1]:7870/v1/signal"),
        ];
        for (server, url) in cases {
            assert_eq!(signalling_url(server).map(|it| it.to_string()), Ok(url.to_owned()));
        }
    }

    #[test]
    fn refuses_what_is_no_server() {
        for server in ["", "http://", "ftp://host", "http://a b", "::"] {
            let refusal = signalling_url(server).expect_err("is no server");
            assert_eq!(refusal.code, ErrorCode::ILLEGAL_PARAMETER, "{server}");
        }
    }
}
