//! Founding a workspace and holding a member's keys (`spec/protocol.md` §3, §7.2).

use aside_protocol::account::{AccountBlob, RootBlob};
use aside_protocol::limits::DAY;
use aside_protocol::statement::{
    Appearance, EpochCert, EpochWrap, Genesis, LocalText, Member, Role, Roster, WrapTarget,
};
use aside_protocol::{
    Accepted, DecodeError, Digest, Floors, KemPublicKey, MemberId, Object, PublicKey, Signature,
    Timestamp, WorkspaceId, label,
};
use rand_core::CryptoRng;

use crate::account::{AccountKeys, AccountSecrets, seal_account, seal_root};
use crate::epoch::{EpochKey, Recipient, Term, certify, wrap};
use crate::expand::expand;
use crate::{EpochSecret, KemSeed, RecoveryCode, SecretKey, SignKey};

impl RecoveryCode {
    /// `rec_sig_sk`: may sign a root link.
    pub fn sign_key(&self) -> SignKey {
        SignKey::from_seed(&expand(self.expose(), label::REC_SIG, &[]))
    }

    /// `rec_kem_sk`: opens every epoch.
    pub fn kem_seed(&self) -> KemSeed {
        KemSeed::from_bytes(*expand(self.expose(), label::REC_KEM, &[]))
    }
}

/// The keys of a member.
#[derive(Debug)]
pub struct MemberKeys {
    /// Signs what the member says.
    pub sig: SignKey,
    /// Opens epochs wrapped to the member.
    pub kem: KemSeed,
}

impl MemberKeys {
    /// New keys.
    pub fn generate(rng: &mut impl CryptoRng) -> Self {
        Self {
            sig: SignKey::generate(rng),
            kem: KemSeed::generate(rng),
        }
    }

    /// The member's id in a workspace.
    pub fn mid(&self, wid: &WorkspaceId) -> MemberId {
        MemberId::of(wid, &self.sig.public(), &self.kem.public().digest())
    }

    /// The member's place on a roster.
    pub fn member(&self, wid: &WorkspaceId, role: Role) -> Member {
        Member::new(wid, role, self.sig.public(), self.kem.public().digest())
    }
}

/// What the founder of a workspace decides.
#[derive(Debug, Clone)]
pub struct Charter {
    /// The business's name.
    pub business: String,
    /// The founder's own name.
    pub founder: String,
    /// The widget's colour: red, green, blue.
    pub accent: [u8; 3],
    /// What the widget says.
    pub texts: Vec<LocalText>,
    /// The sites that may show the widget; empty for all.
    pub origins: Vec<String>,
    /// Days after which conversations are erased; 0 for never.
    pub retention_days: u16,
    /// Days after which an epoch may not be used any more.
    pub epoch_max_days: u16,
}

/// A new workspace: what goes to the service, and what stays with its founder.
#[derive(Debug)]
pub struct Founded {
    /// Pins everything.
    pub genesis: Genesis,
    /// The founder as owner.
    pub roster: Roster,
    /// Epoch 0.
    pub epoch: EpochCert,
    /// Epoch 0 for the founder and for recovery.
    pub wraps: [EpochWrap; 2],
    /// The first appearance.
    pub appearance: Appearance,
    /// The founder's keys, sealed.
    pub account: AccountBlob,
    /// The root key, sealed.
    pub root: RootBlob,
    /// What the service checks logins with.
    pub auth_pk: PublicKey,
    /// Stays with the founder.
    pub secrets: FoundedSecrets,
}

/// What stays with the founder of a workspace.
#[derive(Debug)]
pub struct FoundedSecrets {
    /// The root key.
    pub root: SignKey,
    /// The founder's keys.
    pub member: MemberKeys,
    /// Epoch 0.
    pub epoch: EpochSecret,
    /// The recovery kit's code.
    pub recovery: RecoveryCode,
    /// The Secret Key.
    pub secret_key: SecretKey,
}

/// Makes everything that a new workspace consists of.
///
/// `account` must come from the Secret Key that is handed over with it.
///
/// # Errors
/// [`DecodeError`] if the charter breaks a limit.
pub fn found(
    charter: &Charter,
    (account, secret_key): (&AccountKeys, SecretKey),
    now: Timestamp,
    rng: &mut impl CryptoRng,
) -> Result<Founded, DecodeError> {
    let root = SignKey::generate(rng);
    let recovery = RecoveryCode::generate(rng);
    let member = MemberKeys::generate(rng);
    let epoch_secret = EpochSecret::generate(rng);
    let rec_kem_pk = recovery.kem_seed().public();
    let genesis = make_genesis(&root, &recovery, &rec_kem_pk, now, rng);
    let wid = genesis.wid();
    let roster = make_roster(&wid, charter, &root, &member, now)?;
    let days = u64::from(charter.epoch_max_days);
    let term = Term {
        created: now,
        not_after: now.plus(days * DAY),
    };
    let epoch = certify(&epoch_secret, None, &roster, term, &member)?;
    let own = WrapTarget::Member(member.mid(&wid));
    let to_self = Recipient {
        target: own,
        kem_pk: &member.kem.public(),
    };
    let to_recovery = Recipient {
        target: WrapTarget::Recovery,
        kem_pk: &rec_kem_pk,
    };
    let wraps = [
        wrap(&epoch_secret, &epoch, to_self, &member, rng)?,
        wrap(&epoch_secret, &epoch, to_recovery, &member, rng)?,
    ];
    let appearance = make_appearance(&wid, charter, &member, now)?;
    let secrets = AccountSecrets {
        member,
        secret_key,
        genesis: genesis.clone(),
        rec_kem_pk,
        floors: Floors {
            links: 0,
            roster: 1,
            epoch: Some(0),
            appearance: 1,
        },
        name: charter.founder.clone(),
    };
    Ok(Founded {
        account: seal_account(&secrets, 1, &[account.password_method()], rng)?,
        root: seal_root(
            &root,
            &wid,
            &secrets.member.mid(&wid),
            1,
            account.root_wrap(),
            rng,
        )?,
        auth_pk: account.auth().public(),
        genesis,
        roster,
        epoch,
        wraps,
        appearance,
        secrets: FoundedSecrets {
            root,
            member: secrets.member,
            epoch: epoch_secret,
            recovery,
            secret_key: secrets.secret_key,
        },
    })
}

fn make_genesis(
    root: &SignKey,
    recovery: &RecoveryCode,
    rec_kem_pk: &KemPublicKey,
    created: Timestamp,
    rng: &mut impl CryptoRng,
) -> Genesis {
    let mut nonce = [0; 16];
    rng.fill_bytes(&mut nonce);
    Genesis {
        root_pk: root.public(),
        rec_sig_pk: recovery.sign_key().public(),
        rec_kem_hash: rec_kem_pk.digest(),
        created,
        nonce,
    }
}

fn make_roster(
    wid: &WorkspaceId,
    charter: &Charter,
    root: &SignKey,
    founder: &MemberKeys,
    created: Timestamp,
) -> Result<Roster, DecodeError> {
    let roster = root.sign_object(Roster {
        wid: *wid,
        n: 1,
        prev: Digest::new(*wid.as_bytes()),
        created,
        root_n: 0,
        min_epoch: 0,
        members: vec![founder.member(wid, Role::Owner)],
        issuers: Vec::new(),
        retention_days: charter.retention_days,
        epoch_max_days: charter.epoch_max_days,
        sig: Signature::new([0; 64]),
    });
    Roster::parse(&roster.encode())
}

fn make_appearance(
    wid: &WorkspaceId,
    charter: &Charter,
    signer: &MemberKeys,
    created: Timestamp,
) -> Result<Appearance, DecodeError> {
    let appearance = signer.sig.sign_object(Appearance {
        wid: *wid,
        n: 1,
        prev: Digest::new(*wid.as_bytes()),
        created,
        name: charter.business.clone(),
        accent: charter.accent,
        texts: charter.texts.clone(),
        origins: charter.origins.clone(),
        extensions: Vec::new(),
        signer: signer.mid(wid),
        sig: Signature::new([0; 64]),
    });
    Appearance::parse(&appearance.encode())
}

/// A new epoch with its wraps, ready to publish.
#[derive(Debug)]
pub struct Rotation {
    /// The new epoch and its secret.
    pub key: EpochKey,
    /// One for every recipient.
    pub wraps: Vec<EpochWrap>,
}

/// Makes the epoch after the accepted one and wraps it to `recipients`: every member of the
/// roster, and recovery.
///
/// # Errors
/// [`DecodeError`] if a recipient's key is not acceptable.
pub fn rotate(
    statements: &Accepted,
    recipients: &[Recipient<'_>],
    signer: &MemberKeys,
    now: Timestamp,
    rng: &mut impl CryptoRng,
) -> Result<Rotation, DecodeError> {
    let secret = EpochSecret::generate(rng);
    let days = u64::from(statements.roster.epoch_max_days);
    let term = Term {
        created: now,
        not_after: now.plus(days * DAY),
    };
    let previous = Some(&statements.epoch);
    let epoch = certify(&secret, previous, &statements.roster, term, signer)?;
    let wraps = recipients
        .iter()
        .map(|to| wrap(&secret, &epoch, *to, signer, rng));
    let wraps = wraps.collect::<Result<_, _>>()?;
    Ok(Rotation {
        key: EpochKey {
            hash: epoch.digest(),
            epoch,
            secret,
        },
        wraps,
    })
}
