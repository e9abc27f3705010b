//! The signed login (`spec/protocol.md` §7.1).

use crate::encode::Writer;
use crate::limits::LOGIN_AGE_MAX;
use crate::{PublicKey, Refusal, Signature, Timestamp, label, verify};

/// What a login is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// An account that exists.
    SignIn,
    /// A new account.
    SignUp,
}

impl Purpose {
    /// The word that is signed.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SignIn => "sign-in",
            Self::SignUp => "sign-up",
        }
    }
}

/// What a client signs to sign in.
#[derive(Debug, Clone, Copy)]
pub struct Login<'a> {
    /// The service's own origin, such as `https://chat.example`.
    pub origin: &'a str,
    /// The challenge that the service issued.
    pub challenge: &'a [u8; 32],
    /// The client's time.
    pub time: Timestamp,
    /// What it is for.
    pub purpose: Purpose,
}

impl Login<'_> {
    /// The bytes under the label `svc-login`.
    pub fn message(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer
            .var(self.origin)
            .put(self.challenge)
            .time(self.time)
            .var(self.purpose.as_str());
        writer.finish()
    }

    /// Checks time and signature. That origin, challenge and purpose are the service's own is
    /// true by construction: the caller fills them in from its own knowledge.
    ///
    /// # Errors
    /// [`Refusal::NotYetValid`] or [`Refusal::Expired`] if the time is more than
    /// [`LOGIN_AGE_MAX`] away, then [`Refusal::BadSignature`].
    pub fn verify(
        &self,
        auth_pk: &PublicKey,
        signature: &Signature,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        if self.time > now.plus(LOGIN_AGE_MAX) {
            return Err(Refusal::NotYetValid);
        }
        if now > self.time.plus(LOGIN_AGE_MAX) {
            return Err(Refusal::Expired);
        }
        verify(auth_pk, label::SVC_LOGIN, &self.message(), signature)
    }
}
