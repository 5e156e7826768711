//! What the store knows of an app.

use cooee_proto::AppId;
use cooee_token::{AppSign, ServerSecret};

/// One app (project) with its secrets, which `Debug` does not show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppRecord {
    /// Its number.
    pub app_id: AppId,
    /// What the operator calls it.
    pub name: String,
    /// The secret of native clients.
    pub app_sign: AppSign,
    /// The secret that Tokens are made with.
    pub server_secret: ServerSecret,
    /// Which proofs a login may bring.
    pub auth: AuthMode,
    /// Whether the privileges in a Token's payload are enforced.
    pub strict: bool,
    /// What happens when a Token expires during a call.
    pub on_token_expiry: TokenExpiry,
}

/// Which proofs a login may bring.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AuthMode {
    /// An AppSign proof (native clients only) or a Token.
    #[default]
    AppSignAndToken,
    /// A Token only.
    TokenOnly,
    /// Anything, also an empty Token: for tests on a closed network.
    Open,
}

/// What happens when a Token expires during a call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TokenExpiry {
    /// The user stays; only a further publish is refused.
    #[default]
    Stay,
    /// The user is kicked out.
    Kick,
}
