//! What an engine is created with.

use cooee_engine::Scenario;

/// What an engine is created with (Express: `ZegoEngineProfile`).
#[derive(Clone, Default)]
pub struct EngineProfile {
    /// The project, as `cooee app create` printed it.
    pub app_id: u32,
    /// The project's AppSign, 64 hexadecimal characters. `None` if every login brings a Token,
    /// which is the safer way.
    pub app_sign: Option<String>,
    /// What the call is for.
    pub scenario: Scenario,
    /// Where `cooee serve` runs: `http://host:7870`, `https://…`, `ws://…`, `wss://…` or
    /// `host:7870`.
    pub server: String,
    /// Certificates (PEM) that the engine trusts beside those of the system. A server with a
    /// certificate of its own (`--tls-self-signed`) needs it; else it is empty.
    pub trusted_certificates: String,
}

impl EngineProfile {
    /// A profile for Token logins in the general scenario.
    pub fn new(app_id: u32, server: impl Into<String>) -> Self {
        let scenario = Scenario::General;
        Self { app_id, scenario, server: server.into(), ..Self::default() }
    }

    /// The same profile with an AppSign.
    pub fn with_app_sign(mut self, app_sign: impl Into<String>) -> Self {
        self.app_sign = Some(app_sign.into());
        self
    }

    /// The same profile with certificates to trust beside those of the system.
    pub fn with_trusted_certificates(mut self, pem: impl Into<String>) -> Self {
        self.trusted_certificates = pem.into();
        self
    }
}

// The AppSign is a secret, so it is not shown.
impl std::fmt::Debug for EngineProfile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EngineProfile")
            .field("app_id", &self.app_id)
            .field("has_app_sign", &self.app_sign.is_some())
            .field("scenario", &self.scenario)
            .field("server", &self.server)
            .finish()
    }
}
