//! A workspace, a visitor and an agent that tests play with.
#![expect(clippy::unwrap_used, reason = "a test without its world has failed")]

use aside_crypto::account::{AccountKeys, Stretched};
use aside_crypto::epoch::{EpochKey, EpochKeys};
use aside_crypto::session::{AgentSession, VisitorSession};
use aside_crypto::workspace::{Charter, Founded, found};
use aside_crypto::{EpochSecret, Rosters, SecretKey, SignKey};
use aside_protocol::session::Hello;
use aside_protocol::statement::LocalText;
use aside_protocol::{Accepted, Bundle, Floors, Object, Timestamp, accept};
use rand_core::{Infallible, TryCryptoRng, TryRng};
use sha2::{Digest, Sha256};

pub const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

/// A random source that gives the same bytes in every run.
pub struct SeededRng {
    seed: u64,
    counter: u64,
}

impl SeededRng {
    pub const fn new(seed: u64) -> Self {
        Self { seed, counter: 0 }
    }

    fn block(&mut self) -> [u8; 32] {
        self.counter += 1;
        let input = [self.seed.to_be_bytes(), self.counter.to_be_bytes()].concat();
        Sha256::digest(input).into()
    }
}

impl TryRng for SeededRng {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_be_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_be_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for chunk in bytes.chunks_mut(32) {
            let block = self.block();
            chunk.copy_from_slice(&block[..chunk.len()]);
        }
        Ok(())
    }
}

impl TryCryptoRng for SeededRng {}

pub fn charter() -> Charter {
    Charter {
        business: "Acme Teapots".to_owned(),
        founder: "Ada".to_owned(),
        accent: [0x12, 0x34, 0x56],
        texts: vec![LocalText {
            locale: "en".to_owned(),
            greeting: "How can we help?".to_owned(),
            reply_hint: "We usually answer in an hour.".to_owned(),
        }],
        origins: vec!["https://shop.example".to_owned()],
        retention_days: 0,
        epoch_max_days: 30,
    }
}

/// Account keys without the second that a real password takes.
pub fn account(secret_key: &SecretKey) -> AccountKeys {
    let stretched = Stretched::from_bytes([7; 32]);
    AccountKeys::derive("ada@acme.example", &stretched, secret_key)
}

pub struct World {
    pub rng: SeededRng,
    pub founded: Founded,
    pub account: AccountKeys,
    pub accepted: Accepted,
    pub rosters: Rosters,
}

impl World {
    pub fn new(seed: u64) -> Self {
        let mut rng = SeededRng::new(seed);
        let secret_key = SecretKey::generate(&mut rng);
        let account = account(&secret_key);
        let founded = found(&charter(), (&account, secret_key), NOW, &mut rng).unwrap();
        let accepted = accept_founded(&founded);
        let rosters = [founded.roster.clone()].into_iter().collect();
        Self {
            rng,
            founded,
            account,
            accepted,
            rosters,
        }
    }

    pub fn epochs(&self) -> EpochKeys {
        let secret = EpochSecret::from_bytes(*self.founded.secrets.epoch.expose());
        [EpochKey::new(self.founded.epoch.clone(), secret).unwrap()]
            .into_iter()
            .collect()
    }

    pub fn sessions(&mut self) -> (VisitorSession, AgentSession, Hello) {
        let key = SignKey::generate(&mut self.rng);
        let (visitor, hello) =
            VisitorSession::begin(&self.accepted, key, NOW, &mut self.rng).unwrap();
        let wid = self.accepted.wid;
        let agent = AgentSession::open_hello(&wid, &hello, &self.rosters, &self.epochs()).unwrap();
        (visitor, agent, hello)
    }
}

pub fn accept_founded(founded: &Founded) -> Accepted {
    let genesis = founded.genesis.encode();
    let roster = founded.roster.encode();
    let epoch = founded.epoch.encode();
    let appearance = founded.appearance.encode();
    let bundle = Bundle {
        genesis: Some(&genesis),
        links: &[],
        roster: Some(&roster),
        epoch: Some(&epoch),
        appearance: Some(&appearance),
    };
    accept(&founded.genesis.wid(), &bundle, &Floors::default(), NOW).unwrap()
}
