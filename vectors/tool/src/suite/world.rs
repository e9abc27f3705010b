//! A workspace that the vectors are about.

use aside_crypto::account::{AccountKeys, Stretched};
use aside_crypto::epoch::{EpochKey, EpochKeys, Term, certify};
use aside_crypto::session::{AgentSession, VisitorSession};
use aside_crypto::workspace::{Charter, Founded, MemberKeys, found};
use aside_crypto::{EpochSecret, Rosters, SecretKey, SignKey};
use aside_protocol::limits::DAY;
use aside_protocol::session::Hello;
use aside_protocol::statement::{
    Appearance, EpochCert, LinkSigner, LocalText, Role, RootLink, Roster,
};
use aside_protocol::{
    Accepted, Bundle, Digest, Floors, Object, Signature, Timestamp, WorkspaceId, accept, label,
};
use serde_json::{Value, json};

use crate::hex::hex;
use crate::rng::SeededRng;

pub const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

pub struct World {
    pub rng: SeededRng,
    pub founded: Founded,
    pub account: AccountKeys,
    pub accepted: Accepted,
    pub wid: WorkspaceId,
}

impl World {
    pub fn new(name: &str) -> Self {
        let mut rng = SeededRng::new(name);
        let secret_key = SecretKey::generate(&mut rng);
        let stretched = Stretched::from_bytes(rng.bytes());
        let account = AccountKeys::derive("ada@acme.example", &stretched, &secret_key);
        let founded = found(&charter(), (&account, secret_key), NOW, &mut rng).unwrap();
        let accepted = accept_all(&founded.genesis.encode(), &founded);
        Self {
            wid: accepted.wid,
            rng,
            founded,
            account,
            accepted,
        }
    }

    pub fn owner(&self) -> &MemberKeys {
        &self.founded.secrets.member
    }

    pub fn rosters(&self) -> Rosters {
        [self.founded.roster.clone()].into_iter().collect()
    }

    pub fn epoch_secret(&self) -> EpochSecret {
        EpochSecret::from_bytes(*self.founded.secrets.epoch.expose())
    }

    pub fn epochs(&self) -> EpochKeys {
        let key = EpochKey::new(self.founded.epoch.clone(), self.epoch_secret()).unwrap();
        [key].into_iter().collect()
    }

    /// The epochs as a suite's input.
    pub fn held_epochs(&self) -> Value {
        json!([{
            "epoch": hex(self.founded.epoch.encode()),
            "es": hex(self.founded.secrets.epoch.expose()),
        }])
    }

    pub fn sessions(&mut self) -> (VisitorSession, AgentSession, Hello) {
        let key = SignKey::generate(&mut self.rng);
        let (visitor, hello) =
            VisitorSession::begin(&self.accepted, key, NOW, &mut self.rng).unwrap();
        let (rosters, epochs) = (self.rosters(), self.epochs());
        let agent = AgentSession::open_hello(&self.wid, &hello, &rosters, &epochs).unwrap();
        (visitor, agent, hello)
    }

    /// The founded roster, changed and signed again by the root key.
    pub fn roster(&self, change: impl FnOnce(&mut Roster)) -> Roster {
        let mut roster = self.founded.roster.clone();
        change(&mut roster);
        self.founded.secrets.root.sign_object(roster)
    }

    /// The founded epoch, changed and signed again by the owner.
    pub fn epoch(&self, change: impl FnOnce(&mut EpochCert)) -> EpochCert {
        let mut epoch = self.founded.epoch.clone();
        change(&mut epoch);
        self.owner().sig.sign_object(epoch)
    }

    /// The founded appearance, changed and signed again by the owner.
    pub fn appearance(&self, change: impl FnOnce(&mut Appearance)) -> Appearance {
        let mut appearance = self.founded.appearance.clone();
        change(&mut appearance);
        self.owner().sig.sign_object(appearance)
    }

    /// An honest epoch 0 that goes by another roster.
    pub fn epoch_for(&self, roster: &Roster) -> EpochCert {
        let term = Term {
            created: NOW,
            not_after: NOW.plus(30 * DAY),
        };
        certify(&self.epoch_secret(), None, roster, term, self.owner()).unwrap()
    }

    /// A new member, with the keys.
    pub fn member(&mut self, role: Role) -> (MemberKeys, aside_protocol::statement::Member) {
        let keys = MemberKeys::generate(&mut self.rng);
        let member = keys.member(&self.wid, role);
        (keys, member)
    }

    /// The first root link to a new key.
    pub fn link(&self, new: &SignKey, change: impl FnOnce(&mut RootLink)) -> RootLink {
        let mut link = RootLink {
            wid: self.wid,
            n: 1,
            prev: Digest::new(*self.wid.as_bytes()),
            created: NOW,
            by: LinkSigner::Root,
            new_root_pk: new.public(),
            not_before: NOW,
            sig_old: Signature::new([0; 64]),
            sig_new: Signature::new([0; 64]),
        };
        change(&mut link);
        self.sign_link(link, &self.founded.secrets.root, new)
    }

    /// Signs a link by the root key of before, or by recovery, and by the new key.
    pub fn sign_link(&self, mut link: RootLink, before: &SignKey, new: &SignKey) -> RootLink {
        let signed = link.signed_part();
        link.sig_old = match link.by {
            LinkSigner::Root => before.sign(label::ROOT_LINK, &signed),
            LinkSigner::Recovery => self
                .founded
                .secrets
                .recovery
                .sign_key()
                .sign(label::ROOT_LINK, &signed),
        };
        link.sig_new = new.sign(label::ROOT_LINK, &signed);
        link
    }
}

pub fn charter() -> Charter {
    let text = |locale: &str, greeting: &str, reply_hint: &str| LocalText {
        locale: locale.to_owned(),
        greeting: greeting.to_owned(),
        reply_hint: reply_hint.to_owned(),
    };
    Charter {
        business: "Acme Teapots".to_owned(),
        founder: "Ada".to_owned(),
        accent: [0x12, 0x34, 0x56],
        texts: vec![
            text(
                "de",
                "Wie können wir helfen?",
                "Meist antworten wir in einer Stunde.",
            ),
            text("en", "How can we help?", "We usually answer in an hour."),
        ],
        origins: vec!["https://shop.example".to_owned()],
        retention_days: 365,
        epoch_max_days: 30,
    }
}

fn accept_all(genesis: &[u8], founded: &Founded) -> Accepted {
    let (roster, epoch) = (founded.roster.encode(), founded.epoch.encode());
    let appearance = founded.appearance.encode();
    let bundle = Bundle {
        genesis: Some(genesis),
        links: &[],
        roster: Some(&roster),
        epoch: Some(&epoch),
        appearance: Some(&appearance),
    };
    accept(&founded.genesis.wid(), &bundle, &Floors::default(), NOW).unwrap()
}
