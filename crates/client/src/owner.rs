//! Founding a workspace (`spec/protocol.md` §7.2).

use aside_crypto::SecretKey;
use aside_crypto::workspace::{Charter, Founded, found};
use aside_protocol::login::Purpose;
use aside_protocol::{Object, WorkspaceId};
use zeroize::Zeroizing;

use crate::login::{Answer, Unlocked};
use crate::wire::{Base64, SignUp, SignedIn};
use crate::{Agent, ClientError, Service, Sources};

/// Who founds a workspace.
pub struct Founder {
    /// Address.
    pub email: String,
    /// Password.
    pub password: Zeroizing<String>,
    /// What the list of devices calls this one.
    pub device_name: String,
    /// What the founder decides about the workspace.
    pub charter: Charter,
}

/// What a founder must keep: nobody can make it again.
pub struct Kit {
    /// Pins the workspace; stands in the site's page.
    pub workspace: WorkspaceId,
    /// Protects the account beside its password.
    pub secret_key: Zeroizing<String>,
    /// Can replace a lost root key.
    pub recovery_code: Zeroizing<String>,
}

/// The founder of a workspace.
#[derive(Debug)]
pub struct Owner;

impl Owner {
    /// Makes every key of a workspace, signs up, and signs this device in.
    ///
    /// # Errors
    /// [`ClientError::Refused`] with `email_taken` if the address has an account.
    pub async fn sign_up(
        service: Service,
        founder: Founder,
        mut sources: Sources,
    ) -> Result<(Agent, Kit), ClientError> {
        let secret_key = SecretKey::generate(&mut sources.rng);
        let bytes = Zeroizing::new(*secret_key.expose());
        let unlocked = Unlocked::derive(&founder.email, founder.password, bytes).await?;
        let now = sources.now();
        let made = found(
            &founder.charter,
            (&unlocked.keys, secret_key),
            now,
            &mut sources.rng,
        )?;
        let answer = unlocked.answer(&service, Purpose::SignUp, now).await?;
        let request = request(&made, &unlocked.email, &founder.device_name, answer);
        let signed_in: SignedIn = service.post("/v1/workspaces", None, &request).await?;
        let kit = Kit {
            workspace: made.genesis.wid(),
            secret_key: made.secrets.secret_key.to_text(),
            recovery_code: made.secrets.recovery.to_text(),
        };
        let agent = Agent::enter(service, unlocked, signed_in, 1, sources).await?;
        Ok((agent, kit))
    }
}

fn request<'a>(made: &Founded, email: &'a str, device_name: &'a str, answer: Answer) -> SignUp<'a> {
    SignUp {
        email,
        auth_pk: made.auth_pk.as_ref().into(),
        challenge: answer.challenge,
        time: answer.time,
        signature: answer.signature,
        device_name,
        client: "native",
        genesis: Base64(made.genesis.encode()),
        roster: Base64(made.roster.encode()),
        epoch: Base64(made.epoch.encode()),
        wraps: made
            .wraps
            .iter()
            .map(|wrap| Base64(wrap.encode()))
            .collect(),
        appearance: Base64(made.appearance.encode()),
        kem_pk: made.secrets.member.kem.public().as_ref().into(),
        account_blob: Base64(made.account.encode()),
        root_blob: Base64(made.root.encode()),
    }
}
