use aside_protocol::account::MethodId;
use aside_protocol::login::Login;
use aside_protocol::{Digest, Signature, hash, label};
use sha2::Sha256;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use super::MethodKey;
use crate::expand::{expand, extract};
use crate::{SealKey, SecretKey, SignKey};

/// Rounds of the password's derivation. A constant of the program: nobody can lower it.
const ROUNDS: u32 = 1_000_000;

/// `email'`: trimmed, NFKC, lower case.
pub fn normal_email(email: &str) -> String {
    email.trim().nfkc().collect::<String>().to_lowercase()
}

/// A stretched password. Making it takes about a second.
pub struct Stretched(Zeroizing<[u8; 32]>);

impl core::fmt::Debug for Stretched {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Stretched(..)")
    }
}

impl Stretched {
    /// Takes over bytes that [`stretch`] made earlier.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The raw bytes, for derivation only.
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }
}

/// `stretch`: the slow part of signing in.
pub fn stretch(email: &str, password: &str, secret_key: &SecretKey) -> Stretched {
    let password = Zeroizing::new(password.nfkc().collect::<String>());
    let salt = password_salt(email, secret_key);
    let mut output = Zeroizing::new([0; 32]);
    let out = output.as_mut_slice();
    pbkdf2::pbkdf2_hmac::<Sha256>(password.as_bytes(), salt.as_ref(), ROUNDS, out);
    Stretched(output)
}

fn password_salt(email: &str, secret_key: &SecretKey) -> Digest {
    let email = normal_email(email);
    let sk_id = hash(label::SK_ID, &[secret_key.expose()]);
    hash(label::PW_SALT, &[email.as_bytes(), sk_id.as_ref()])
}

/// The keys that follow from email, password and Secret Key.
#[derive(Debug)]
pub struct AccountKeys {
    auth: SignKey,
    wrap: SealKey,
    root_wrap: SealKey,
}

impl AccountKeys {
    /// Derives the keys.
    pub fn derive(email: &str, stretched: &Stretched, secret_key: &SecretKey) -> Self {
        let email = normal_email(email);
        let amk = extract(stretched.expose(), secret_key.expose());
        let key = |label| expand(&amk, label, &[email.as_bytes()]);
        Self {
            auth: SignKey::from_seed(&key(label::AUTH)),
            wrap: SealKey::from_bytes(*key(label::WRAP)),
            root_wrap: SealKey::from_bytes(*key(label::ROOT_WRAP)),
        }
    }

    /// The login key.
    pub const fn auth(&self) -> &SignKey {
        &self.auth
    }

    /// The key that seals the root blob.
    pub const fn root_wrap(&self) -> &SealKey {
        &self.root_wrap
    }

    /// The password as a way to unlock an account blob.
    pub const fn password_method(&self) -> MethodKey<'_> {
        MethodKey {
            id: MethodId::Password,
            key: &self.wrap,
        }
    }

    /// Answers a login challenge.
    pub fn sign_login(&self, login: &Login<'_>) -> Signature {
        self.auth.sign(label::SVC_LOGIN, &login.message())
    }
}
