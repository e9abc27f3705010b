//! Objects that are only parsed.

use aside_crypto::SignKey;
use aside_protocol::limits::DAY;
use aside_protocol::session::{Direction, Envelope, EnvelopeKind};
use aside_protocol::statement::{Extension, Issuer, LinkSigner, LocalText, Role, Roster};
use aside_protocol::{IssuerId, Object, PublicKey, SessionId, Timestamp};

use super::bytes::{malformed, parse_input, spoiled};
use super::world::{NOW, World};
use crate::case::{Case, ok};
use crate::hex::hex;

fn parses(name: &str, comment: &str, object: &impl Object) -> Case {
    ok(name, comment, parse_input(&hex(object.encode())))
}

/// The bytes of an object with those at `at` replaced.
fn patched(object: &impl Object, at: usize, with: &[u8]) -> Vec<u8> {
    let mut bytes = object.encode();
    bytes[at..at + with.len()].copy_from_slice(with);
    bytes
}

pub fn genesis() -> Vec<Case> {
    let world = World::new("genesis");
    let genesis = &world.founded.genesis;
    let mut cases = vec![parses("valid", "a genesis", genesis)];
    let mut latest = genesis.clone();
    latest.created = Timestamp::from_millis((1 << 53) - 1);
    cases.push(parses("latest", "the largest number", &latest));
    cases.extend(spoiled(&genesis.encode(), parse_input));
    let too_late = patched(genesis, 7 + 96, &(1_u64 << 53).to_be_bytes());
    cases.push(malformed("number", "a number above the largest", too_late));
    let large = [genesis.encode(), vec![0; 65_536]].concat();
    cases.push(malformed(
        "too-large",
        "above the limit of an object",
        &large[..65_537],
    ));
    cases
}

pub fn root_link() -> Vec<Case> {
    let mut world = World::new("root-link");
    let new = SignKey::generate(&mut world.rng);
    let link = world.link(&new, |_| {});
    let recovery = world.link(&new, |link| {
        link.by = LinkSigner::Recovery;
        link.not_before = NOW.plus(7 * DAY);
    });
    let by = 7 + 32 + 4 + 32 + 8;
    let mut cases = vec![
        parses("by-root", "signed by the root key", &link),
        parses("by-recovery", "signed by the recovery key", &recovery),
    ];
    cases.extend(spoiled(&link.encode(), parse_input));
    cases.push(malformed(
        "n-0",
        "counts from 1",
        patched(&link, 7 + 32, &[0; 4]),
    ));
    cases.push(malformed(
        "by-0",
        "an unknown signer",
        patched(&link, by, &[0]),
    ));
    cases.push(malformed(
        "by-3",
        "an unknown signer",
        patched(&link, by, &[3]),
    ));
    cases
}

pub fn roster() -> Vec<Case> {
    let mut world = World::new("roster");
    let mut members = vec![world.founded.roster.members[0].clone()];
    members.extend([Role::Admin, Role::Agent, Role::Bot].map(|role| world.member(role).1));
    members.sort_by_key(|member| member.mid);
    let issuer = |n: u8| Issuer {
        kid: IssuerId::new([n; 8]),
        pk: PublicKey::new([n; 32]),
    };
    let team = world.roster(|roster| {
        roster.members.clone_from(&members);
        roster.issuers = vec![issuer(1), issuer(2)];
    });
    let mut cases = vec![
        parses("owner", "one owner", &world.founded.roster),
        parses("team", "all roles and two issuers", &team),
    ];
    cases.extend(spoiled(&world.founded.roster.encode(), parse_input));
    let refuse = |name: &str, comment: &str, change: &dyn Fn(&mut Roster)| {
        let roster = world.roster(|roster| {
            roster.members.clone_from(&members);
            change(roster);
        });
        malformed(name, comment, roster.encode())
    };
    cases.extend([
        refuse("n-0", "counts from 1", &|r| r.n = 0),
        refuse("no-members", "nobody", &|r| r.members.clear()),
        refuse("no-owner", "no owner", &|r| {
            r.members.retain(|m| m.role != Role::Owner);
        }),
        refuse("unsorted", "members descend", &|r| r.members.reverse()),
        refuse("twice", "a member stands twice", &|r| {
            r.members.insert(0, r.members[0].clone());
        }),
        refuse("foreign-mid", "an id that is not of its keys", &|r| {
            r.members[0].sig_pk = PublicKey::new([9; 32]);
        }),
        refuse("issuers-unsorted", "issuers descend", &|r| {
            r.issuers = vec![issuer(2), issuer(1)];
        }),
        refuse("issuer-twice", "an issuer stands twice", &|r| {
            r.issuers = vec![issuer(1), issuer(1)];
        }),
        refuse("issuers-9", "one issuer too many", &|r| {
            r.issuers = (1..=9).map(issuer).collect();
        }),
        refuse("days-0", "an epoch of no days", &|r| r.epoch_max_days = 0),
        refuse("days-91", "an epoch of too many days", &|r| {
            r.epoch_max_days = 91;
        }),
    ]);
    let count = 7 + 32 + 4 + 32 + 8 + 4 + 4;
    let owner = &world.founded.roster;
    cases.push(malformed(
        "role-0",
        "an unknown role",
        patched(owner, count + 2 + 16, &[0]),
    ));
    cases.push(malformed(
        "role-5",
        "an unknown role",
        patched(owner, count + 2 + 16, &[5]),
    ));
    cases.push(malformed(
        "members-501",
        "above the limit",
        patched(owner, count, &[1, 0xf5]),
    ));
    cases.push(malformed(
        "members-500",
        "fewer than counted",
        patched(owner, count, &[1, 0xf4]),
    ));
    cases
}

pub fn epoch_cert() -> Vec<Case> {
    let world = World::new("epoch-cert");
    let epoch = &world.founded.epoch;
    let longest = world.epoch(|epoch| epoch.not_after = NOW.plus(90 * DAY));
    let mut cases = vec![
        parses("first", "epoch 0", epoch),
        parses("longest", "ninety days", &longest),
    ];
    cases.extend(spoiled(&epoch.encode(), parse_input));
    let refuse = |name: &str, comment: &str, not_after: Timestamp| {
        malformed(
            name,
            comment,
            world.epoch(|epoch| epoch.not_after = not_after).encode(),
        )
    };
    let before = Timestamp::from_millis(NOW.as_millis() - 1);
    cases.extend([
        refuse("no-term", "ends when it begins", NOW),
        refuse("backwards", "ends before it begins", before),
        refuse(
            "too-long",
            "a millisecond above ninety days",
            NOW.plus(90 * DAY + 1),
        ),
        malformed("roster-0", "a roster that cannot be", {
            world.epoch(|epoch| epoch.roster_n = 0).encode()
        }),
    ]);
    cases
}

pub fn appearance() -> Vec<Case> {
    let world = World::new("appearance");
    let text = |locale: &str, greeting: String| LocalText {
        locale: locale.to_owned(),
        greeting,
        reply_hint: String::new(),
    };
    let extension = |id: u16| Extension {
        id,
        data: vec![1, 2, 3],
    };
    let bare = world.appearance(|a| {
        a.texts.clear();
        a.origins.clear();
    });
    let full = world.appearance(|a| {
        a.name = "ü".repeat(32);
        a.texts = vec![
            text("", "x".repeat(1_024)),
            text("zh-Hant", "您好".to_owned()),
        ];
        a.extensions = vec![extension(0), extension(7), extension(0xffff)];
    });
    let mut cases = vec![
        parses(
            "valid",
            "two languages, one origin",
            &world.founded.appearance,
        ),
        parses("bare", "no texts and no origins", &bare),
        parses(
            "full",
            "names and texts as long as allowed, unknown extensions",
            &full,
        ),
    ];
    cases.extend(spoiled(&world.founded.appearance.encode(), parse_input));
    let refuse =
        |name: &str, comment: &str, change: &dyn Fn(&mut aside_protocol::statement::Appearance)| {
            malformed(name, comment, world.appearance(change).encode())
        };
    cases.extend([
        refuse("n-0", "counts from 1", &|a| a.n = 0),
        refuse("name-empty", "no name", &|a| a.name.clear()),
        refuse("name-65", "a name of 65 bytes", &|a| {
            a.name = "x".repeat(65);
        }),
        refuse("name-nfd", "a name in NFD", &|a| {
            a.name = "Cafe\u{301}".into();
        }),
        refuse("name-nul", "U+0000 in the name", &|a| {
            a.name = "A\0B".into();
        }),
        refuse("name-singleton", "a character that NFC replaces", &|a| {
            a.name = "\u{212b}".into();
        }),
        refuse("locale-36", "a locale of 36 bytes", &|a| {
            a.texts = vec![text(&"x".repeat(36), String::new())];
        }),
        refuse("greeting-1025", "a greeting of 1,025 bytes", &|a| {
            a.texts = vec![text("en", "x".repeat(1_025))];
        }),
        refuse("texts-unsorted", "locales descend", &|a| a.texts.reverse()),
        refuse("texts-twice", "a locale stands twice", &|a| {
            a.texts = vec![text("en", String::new()), text("en", "x".to_owned())];
        }),
        refuse("texts-33", "one text too many", &|a| {
            a.texts = (0..33)
                .map(|i| text(&format!("x-{i:02}"), String::new()))
                .collect();
        }),
        refuse("origin-256", "an origin of 256 bytes", &|a| {
            a.origins = vec!["x".repeat(256)];
        }),
        refuse("origins-33", "one origin too many", &|a| {
            a.origins = vec![String::new(); 33];
        }),
        refuse("extensions-unsorted", "extensions descend", &|a| {
            a.extensions = vec![extension(2), extension(1)];
        }),
        refuse("extension-twice", "an extension stands twice", &|a| {
            a.extensions = vec![extension(1), extension(1)];
        }),
        refuse("extensions-17", "one extension too many", &|a| {
            a.extensions = (0..17).map(extension).collect();
        }),
    ]);
    let name = 7 + 32 + 4 + 32 + 8 + 4;
    let bytes = patched(&world.founded.appearance, name, &[0xff]);
    cases.push(malformed("name-utf8", "a name that is not UTF-8", bytes));
    let bytes = patched(&world.founded.appearance, name - 4, &[0xff; 4]);
    cases.push(malformed("name-length", "a length of four billion", bytes));
    cases
}

pub fn envelope() -> Vec<Case> {
    let envelope = Envelope {
        sid: SessionId::new([3; 32]),
        generation: 2,
        direction: Direction::ToVisitor,
        kind: EnvelopeKind::Signal,
        sealed: vec![7; 40],
    };
    let mut cases = vec![
        parses("valid", "a signal to a visitor", &envelope),
        parses(
            "empty-box",
            "an empty box",
            &Envelope {
                sealed: Vec::new(),
                ..envelope.clone()
            },
        ),
    ];
    cases.extend(spoiled(&envelope.encode(), parse_input));
    cases.extend([
        malformed(
            "dir-2",
            "an unknown direction",
            patched(&envelope, 7 + 34, &[2]),
        ),
        malformed(
            "kind-2",
            "an unknown type",
            patched(&envelope, 7 + 35, &[2]),
        ),
        malformed(
            "box-longer",
            "a longer box than there is",
            patched(&envelope, 7 + 39, &[41]),
        ),
        malformed(
            "box-shorter",
            "a shorter box than there is",
            patched(&envelope, 7 + 39, &[39]),
        ),
    ]);
    cases
}
