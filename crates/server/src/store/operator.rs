//! How the operator gets in: by a password, or by the code of a set-up link until there is one.

use super::{Store, StoreError};
use rusqlite::{OptionalExtension, params};
use std::fmt;

/// What the operator's next login needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OperatorLogin {
    /// There is no password; whoever has the code sets it.
    SetupNeeded(SetupCode),
    /// There is a password.
    Password(PasswordHash),
}

/// The code of a set-up link: 128 random bits. It is stored as it is, since the same link is
/// good until it is used, and is gone from then on.
#[derive(Clone, PartialEq, Eq)]
pub struct SetupCode(String);

impl SetupCode {
    /// The link that sets the password, at a console under `url`. The code is in the fragment,
    /// which browsers send to nobody.
    pub fn link(&self, url: &str) -> String {
        format!("{url}/#setup={}", self.0)
    }

    /// Compares without telling by the time how much is right.
    pub(crate) fn is(&self, text: &str) -> bool {
        let (own, other) = (self.0.as_bytes(), text.as_bytes());
        let differences = own.iter().zip(other).fold(0, |all, (one, other)| all | (one ^ other));
        own.len() == other.len() && std::hint::black_box(differences) == 0
    }

    fn random() -> Self {
        Self(hex::encode(rand::random::<[u8; 16]>()))
    }
}

impl fmt::Debug for SetupCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SetupCode(redacted)")
    }
}

/// A hashed password with its salt and parameters, in the PHC string format.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(pub(crate) String);

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(redacted)")
    }
}

impl Store {
    /// What the operator's next login needs; a store that was never asked gets a set-up code.
    pub fn operator_login(&self) -> Result<OperatorLogin, StoreError> {
        if let Some(login) = self.stored_login()? {
            return Ok(login);
        }
        let code = SetupCode::random();
        let insert = "INSERT INTO operator (only, setup_code) VALUES (1, ?) ON CONFLICT DO NOTHING";
        match self.connection.execute(insert, [&code.0]).map_err(|error| self.failed(error))? {
            1 => Ok(OperatorLogin::SetupNeeded(code)),
            // Another process was faster.
            _ => self.operator_login(),
        }
    }

    /// Forgets the password; the fresh code is good for setting another one. A running server
    /// ends the sessions of the forgotten one.
    pub fn reset_operator(&self) -> Result<SetupCode, StoreError> {
        let code = SetupCode::random();
        let replace = "INSERT OR REPLACE INTO operator (only, setup_code) VALUES (1, ?)";
        self.connection.execute(replace, [&code.0]).map_err(|error| self.failed(error))?;
        Ok(code)
    }

    /// Sets the password and uses the code up; `false` where it was used up already.
    pub(crate) fn use_setup_code(
        &self,
        code: &SetupCode,
        password: &PasswordHash,
    ) -> Result<bool, StoreError> {
        let update =
            "UPDATE operator SET password_hash = ?, setup_code = NULL WHERE setup_code = ?";
        let rows = self.connection.execute(update, params![password.0, code.0]);
        rows.map(|rows| rows == 1).map_err(|error| self.failed(error))
    }

    /// Replaces the password; `false` where the old one is no longer it.
    pub(crate) fn change_password(
        &self,
        old: &PasswordHash,
        new: &PasswordHash,
    ) -> Result<bool, StoreError> {
        let update = "UPDATE operator SET password_hash = ? WHERE password_hash = ?";
        let rows = self.connection.execute(update, params![new.0, old.0]);
        rows.map(|rows| rows == 1).map_err(|error| self.failed(error))
    }

    fn stored_login(&self) -> Result<Option<OperatorLogin>, StoreError> {
        let found = self.connection.query_row(
            "SELECT password_hash, setup_code FROM operator",
            [],
            |row| match row.get(0)? {
                Some(hash) => Ok(OperatorLogin::Password(PasswordHash(hash))),
                None => Ok(OperatorLogin::SetupNeeded(SetupCode(row.get(1)?))),
            },
        );
        found.optional().map_err(|error| self.failed(error))
    }
}
