use aside_protocol::account::{AccountBlob, Method, MethodId};
use aside_protocol::decode::{Reader, require_ascending};
use aside_protocol::encode::Writer;
use aside_protocol::limits::{METHODS_MAX, NAME_MAX, OBJECT_MAX};
use aside_protocol::padding::{pad, unpad};
use aside_protocol::statement::Genesis;
use aside_protocol::{DecodeError, Floors, KemPublicKey, Object, Refusal, WorkspaceId, label};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::seal::{open, seal};
use crate::workspace::MemberKeys;
use crate::{KemSeed, OpenError, SealKey, SecretKey, SignKey, Unopenable};

/// What an account blob keeps for its agent.
#[derive(Debug)]
pub struct AccountSecrets {
    /// The member's keys.
    pub member: MemberKeys,
    /// The Secret Key.
    pub secret_key: SecretKey,
    /// The genesis that pins the workspace.
    pub genesis: Genesis,
    /// The key that every epoch is also wrapped to.
    pub rec_kem_pk: KemPublicKey,
    /// The highest numbers that any of the agent's devices had seen.
    pub floors: Floors,
    /// The agent's display name.
    pub name: String,
}

/// A way to unlock an account blob.
#[derive(Debug, Clone, Copy)]
pub struct MethodKey<'a> {
    /// Which way.
    pub id: MethodId,
    /// Its key.
    pub key: &'a SealKey,
}

impl AccountSecrets {
    /// The workspace.
    pub fn wid(&self) -> WorkspaceId {
        self.genesis.wid()
    }

    fn encode(&self, methods: &[MethodId]) -> Zeroizing<Vec<u8>> {
        let mut writer = Writer::new();
        writer
            .put(self.member.sig.seed())
            .put(self.member.kem.expose());
        writer
            .put(self.secret_key.expose())
            .var(self.genesis.encode())
            .put(&self.rec_kem_pk);
        write_floors(&mut writer, &self.floors);
        writer.list8(methods, |w, id| {
            w.put(id.to_bytes());
        });
        writer.var(&self.name);
        Zeroizing::new(writer.finish())
    }

    fn parse(bytes: &[u8]) -> Result<(Self, Vec<MethodId>), DecodeError> {
        let mut reader = Reader::new(bytes)?;
        let sig = Zeroizing::new(reader.array()?);
        let member = MemberKeys {
            sig: SignKey::from_seed(&sig),
            kem: KemSeed::from_bytes(reader.array()?),
        };
        let secret_key = SecretKey::from_bytes(reader.array()?);
        let genesis = Genesis::parse(reader.var(OBJECT_MAX, "genesis")?)?;
        let rec_kem_pk = reader.kem_public_key()?;
        let floors = read_floors(&mut reader)?;
        let methods = reader.list8(METHODS_MAX, 17, "methods", MethodId::read)?;
        require_ascending(&methods, |id| *id, "methods")?;
        let name = reader.text(NAME_MAX, "name")?;
        reader.finish()?;
        Ok((
            Self {
                member,
                secret_key,
                genesis,
                rec_kem_pk,
                floors,
                name,
            },
            methods,
        ))
    }

    /// Whether the secrets are those that the outside of a blob announces.
    fn belong_to(&self, blob: &AccountBlob) -> bool {
        let wid = self.wid();
        let kem_hash = self.member.kem.public().digest();
        let inside = (
            wid,
            self.member.mid(&wid),
            self.member.sig.public(),
            kem_hash,
        );
        let outside = (blob.wid, blob.mid, blob.sig_pk, blob.kem_hash);
        inside == outside && self.rec_kem_pk.digest() == self.genesis.rec_kem_hash
    }
}

/// `links ‖ roster ‖ epoch ‖ appearance`; an epoch of all ones means nothing seen.
pub(super) fn write_floors(writer: &mut Writer, floors: &Floors) {
    writer.u32(floors.links).u32(floors.roster);
    writer
        .u32(floors.epoch.unwrap_or(u32::MAX))
        .u32(floors.appearance);
}

pub(super) fn read_floors(reader: &mut Reader<'_>) -> Result<Floors, DecodeError> {
    Ok(Floors {
        links: reader.u32()?,
        roster: reader.u32()?,
        epoch: Some(reader.u32()?).filter(|epoch| *epoch != u32::MAX),
        appearance: reader.u32()?,
    })
}

/// Seals version `n` of an account, to be opened in any of the ways of `methods`.
///
/// # Errors
/// [`DecodeError`] if a name or the methods break a limit.
pub fn seal_account(
    secrets: &AccountSecrets,
    n: u32,
    methods: &[MethodKey<'_>],
    rng: &mut impl CryptoRng,
) -> Result<AccountBlob, DecodeError> {
    let wid = secrets.wid();
    let mid = secrets.member.mid(&wid);
    let mut methods: Vec<_> = methods.to_vec();
    methods.sort_by_key(|method| method.id);
    let ids: Vec<_> = methods.iter().map(|method| method.id).collect();
    let adk = SealKey::generate(rng);
    let wrap = |method: &MethodKey<'_>| {
        let context = AccountBlob::method_context(&wid, &mid, method.id);
        let wrapped = seal(method.key, label::ADK, &context, adk.expose(), rng);
        let wrapped = wrapped
            .try_into()
            .map_err(|_| DecodeError::Value("wrapped key"))?;
        Ok(Method {
            id: method.id,
            wrapped,
        })
    };
    let methods = methods
        .iter()
        .map(wrap)
        .collect::<Result<_, DecodeError>>()?;
    let mut blob = AccountBlob {
        wid,
        mid,
        n,
        sig_pk: secrets.member.sig.public(),
        kem_hash: secrets.member.kem.public().digest(),
        methods,
        sealed: Vec::new(),
    };
    let inner = secrets.encode(&ids);
    AccountSecrets::parse(&inner)?;
    let padded = Zeroizing::new(pad(&inner));
    blob.sealed = seal(&adk, label::ACCOUNT, &blob.context(), &padded, rng);
    AccountBlob::parse(&blob.encode())
}

/// Opens an account blob in one way and checks everything inside against the outside. `floor` is
/// the highest version that this device has seen.
///
/// # Errors
/// `unopenable`; for an authentic blob of a lower version, `rollback`.
pub fn open_account(
    blob: &AccountBlob,
    method: MethodKey<'_>,
    floor: u32,
) -> Result<AccountSecrets, OpenError> {
    let wrapped = blob
        .methods
        .iter()
        .find(|m| m.id == method.id)
        .ok_or(Unopenable)?;
    let context = AccountBlob::method_context(&blob.wid, &blob.mid, method.id);
    let adk = open(method.key, label::ADK, &context, &wrapped.wrapped)?;
    let adk = adk.as_slice().try_into().map_err(|_| Unopenable)?;
    let adk = SealKey::from_bytes(adk);
    let padded = open(&adk, label::ACCOUNT, &blob.context(), &blob.sealed)?;
    let inner = unpad(&padded).ok_or(Unopenable)?;
    let (secrets, methods) = AccountSecrets::parse(inner).map_err(|_| Unopenable)?;
    let same_methods = methods
        .iter()
        .eq(blob.methods.iter().map(|method| &method.id));
    if !same_methods || !secrets.belong_to(blob) {
        return Err(Unopenable.into());
    }
    if blob.n < floor {
        Err(Refusal::Rollback.into())
    } else {
        Ok(secrets)
    }
}
