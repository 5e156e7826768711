//! Links with which a browser joins: everything that the page asks for stands behind the `#`,
//! which browsers send to no server.

use crate::token::wall_clock;
use cooee_proto::WallTime;
use cooee_server::store::AppRecord;
use cooee_token::{Claims, Form, make};

/// For how long the tokens in the links are good.
const VALID_MS: u64 = 24 * 60 * 60 * 1000;

/// A link to the page of the server at `url` that lets `user` join `room`.
pub fn link(
    url: &str,
    app: &AppRecord,
    room: &str,
    user: &str,
) -> Result<String, cooee_proto::Error> {
    let now = WallTime(wall_clock().0 / 1000 * 1000);
    let claims = Claims {
        app_id: app.app_id,
        user_id: user.to_owned(),
        nonce: i64::from(rand::random::<i32>()),
        ctime: now,
        expire: WallTime(now.0 + VALID_MS),
        payload: String::new(),
    };
    let token = make(&claims, &app.server_secret, Form::Gcm, rand::random())?;
    let (app, token) = (app.app_id, encoded(&token));
    Ok(format!("{url}/debug#app={app}&room={room}&user={user}&token={token}"))
}

/// The token with `+`, `/` and `=` as escapes: a `+` is a blank to some readers.
fn encoded(token: &str) -> String {
    token.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D")
}

#[cfg(test)]
mod tests {
    #[test]
    fn nothing_in_a_token_is_read_as_something_else() {
        assert_eq!(super::encoded("04a+b/c=="), "04a%2Bb%2Fc%3D%3D");
    }
}
