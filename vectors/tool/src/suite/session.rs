//! Hello, rekey, envelopes, bodies.

use aside_crypto::session::{AgentSession, Fields, Place, VisitorSession, seal_fields};
use aside_crypto::{SealKey, SignKey};
use aside_protocol::inner::{Head, Inner, Sender};
use aside_protocol::session::{Direction, Envelope, EnvelopeKind, Hello, Rekey};
use aside_protocol::statement::Role;
use aside_protocol::{
    Digest, Lane, MemberId, Object, SessionId, Timestamp, VisitorId, WorkspaceId, label, padding,
};
use serde_json::{Value, json};

use super::bytes::spoiled;
use super::world::{NOW, World};
use crate::case::{Case, fails, ok};
use crate::hex::hex;
use crate::rng::SeededRng;

fn hello_input(world: &World, hello: &str) -> Value {
    json!({
        "wid": hex(world.wid),
        "hello": hello,
        "rosters": [hex(world.founded.roster.encode())],
        "epochs": world.held_epochs(),
    })
}

pub fn hello() -> Vec<Case> {
    let mut world = World::new("hello");
    let (visitor, _, hello) = world.sessions();
    let (_, _, other) = world.sessions();
    let input = |hello: &Hello| hello_input(&world, &hex(hello.encode()));
    let resigned = |change: &dyn Fn(&mut Hello)| {
        let mut changed = hello.clone();
        change(&mut changed);
        input(&visitor.key().sign_object(changed))
    };
    let unsigned = |change: &dyn Fn(&mut Hello)| {
        let mut changed = hello.clone();
        change(&mut changed);
        input(&changed)
    };
    let mut cases = vec![
        ok("valid", "opens a session", input(&hello)),
        ok("other", "another visitor", input(&other)),
        ok(
            "other-enc",
            "somebody else's encapsulation gives a key nobody else has",
            resigned(&|hello| hello.enc.clone_from(&other.enc)),
        ),
        ok(
            "other-nonce",
            "another nonce, signed again, gives another key",
            resigned(&|hello| hello.nonce[0] ^= 1),
        ),
    ];
    cases.extend(spoiled(&hello.encode(), |hex| hello_input(&world, hex)));
    let bad =
        |name: &str, comment: &str, input: Value| fails(name, comment, "bad-signature", input);
    cases.extend([
        bad(
            "signature",
            "the signature changed",
            unsigned(&|hello| {
                let mut sig = *hello.sig.as_bytes();
                sig[40] ^= 1;
                hello.sig = sig.into();
            }),
        ),
        bad(
            "nonce",
            "another nonce",
            unsigned(&|hello| hello.nonce[0] ^= 1),
        ),
        bad(
            "v-pk",
            "another visitor's key",
            unsigned(&|hello| hello.v_pk = other.v_pk),
        ),
        bad(
            "weak-v-pk",
            "a visitor's key of small order",
            unsigned(&|hello| {
                let mut point = [0; 32];
                point[0] = 1;
                hello.v_pk = point.into();
                let mut sig = [0; 64];
                sig[0] = 1;
                hello.sig = sig.into();
            }),
        ),
        bad(
            "wid-unsigned",
            "another workspace, not signed again",
            unsigned(&|hello| {
                hello.wid = WorkspaceId::new([1; 32]);
            }),
        ),
    ]);
    let shut = |name: &str, comment: &str, input: Value| fails(name, comment, "unopenable", input);
    let newer = world.epoch(|epoch| epoch.roster_n = 2);
    let mut newer_epoch = resigned(&|hello| hello.epoch_hash = newer.digest());
    newer_epoch["epochs"][0]["epoch"] = hex(newer.encode()).into();
    let mut weak = hello.clone();
    let mut enc = *weak.enc.as_bytes();
    enc[1088..].fill(0);
    weak.enc = aside_protocol::Encapsulated::from_slice(&enc).unwrap();
    cases.extend([
        shut(
            "wid",
            "another workspace",
            resigned(&|h| h.wid = WorkspaceId::new([1; 32])),
        ),
        shut(
            "roster",
            "an unknown roster",
            resigned(&|h| h.roster_hash = Digest::ZERO),
        ),
        shut(
            "epoch",
            "an unknown epoch",
            resigned(&|h| h.epoch_hash = Digest::ZERO),
        ),
        shut(
            "epoch-newer",
            "the epoch goes by a newer roster",
            newer_epoch,
        ),
        shut(
            "weak-enc",
            "an encapsulation of small order",
            input(&visitor.key().sign_object(weak)),
        ),
    ]);
    cases
}

fn rekey_input(world: &World, hello: &Hello, before: &[&Rekey], rekey: &str) -> Value {
    let before: Vec<String> = before.iter().map(|rekey| hex(rekey.encode())).collect();
    let mut input = hello_input(world, &hex(hello.encode()));
    input["before"] = before.into();
    input["rekey"] = rekey.into();
    input
}

pub fn rekey() -> Vec<Case> {
    let mut world = World::new("rekey");
    let (mut visitor, _, hello) = world.sessions();
    let (mut other, _, _) = world.sessions();
    let accepted = world.accepted.clone();
    let mut next =
        |visitor: &mut VisitorSession| visitor.rekey(&accepted, NOW, &mut world.rng).unwrap();
    let [first, second, third] = [0; 3].map(|_| next(&mut visitor));
    let foreign = next(&mut other);
    let stranger = SignKey::generate(&mut world.rng);
    let after = |before: &[&Rekey], rekey: &Rekey| {
        rekey_input(&world, &hello, before, &hex(rekey.encode()))
    };
    let resigned = |rekey: &Rekey, change: &dyn Fn(&mut Rekey)| {
        let mut changed = rekey.clone();
        change(&mut changed);
        visitor.key().sign_object(changed)
    };
    let mut cases = vec![
        ok("first", "generation 1", after(&[], &first)),
        ok("second", "generation 2", after(&[&first], &second)),
        ok("third", "generation 3", after(&[&first, &second], &third)),
    ];
    cases.extend(spoiled(&first.encode(), |hex| {
        rekey_input(&world, &hello, &[], hex)
    }));
    let mut zero = first.encode();
    zero[7 + 32..7 + 34].fill(0);
    let twin = resigned(&first, &|rekey| rekey.nonce[0] ^= 1);
    let mut unsigned = first.clone();
    unsigned.nonce[0] ^= 1;
    cases.extend([
        fails("malformed-g-0", "generation 0", "malformed", {
            rekey_input(&world, &hello, &[], &hex(zero))
        }),
        fails(
            "replay",
            "the same bytes again",
            "replay",
            after(&[&first], &first),
        ),
        fails(
            "replay-old",
            "an older one again",
            "replay",
            after(&[&first, &second], &first),
        ),
        fails(
            "fork",
            "another one of the same generation",
            "fork",
            after(&[&first], &twin),
        ),
        fails(
            "fork-forged",
            "a forged fork raises no alarm",
            "bad-signature",
            after(&[&first], &stranger.sign_object(twin.clone())),
        ),
        fails(
            "signature",
            "changed after signing",
            "bad-signature",
            after(&[], &unsigned),
        ),
        fails(
            "stranger",
            "signed by another visitor",
            "bad-signature",
            after(&[], &foreign),
        ),
        fails("foreign-sid", "of another session", "unopenable", {
            after(&[], &resigned(&foreign, &|_| {}))
        }),
        fails(
            "leap",
            "generation 2 before generation 1",
            "unopenable",
            after(&[], &second),
        ),
        fails("prev", "does not follow the previous one", "unopenable", {
            after(&[], &resigned(&first, &|rekey| rekey.prev = Digest::ZERO))
        }),
        fails(
            "prev-sid",
            "the session id as prev of the second",
            "unopenable",
            {
                after(
                    &[&first],
                    &resigned(&second, &|rekey| rekey.prev = first.prev),
                )
            },
        ),
        fails("roster", "an unknown roster", "unopenable", {
            after(
                &[],
                &resigned(&first, &|rekey| rekey.roster_hash = Digest::ZERO),
            )
        }),
        fails("epoch", "an unknown epoch", "unopenable", {
            after(
                &[],
                &resigned(&first, &|rekey| rekey.epoch_hash = Digest::ZERO),
            )
        }),
    ]);
    cases
}

/// A session with what seals into it.
struct Scene {
    world: World,
    visitor: VisitorSession,
    agent: AgentSession,
    mid: MemberId,
    rng: SeededRng,
}

impl Scene {
    fn new() -> Self {
        let mut world = World::new("envelope-open");
        let (visitor, agent, _) = world.sessions();
        let mid = world.owner().mid(&world.wid);
        Self {
            world,
            visitor,
            agent,
            mid,
            rng: SeededRng::new("envelope-open-salt"),
        }
    }

    fn inner(&self, direction: Direction) -> Inner {
        let sender = match direction {
            Direction::ToWorkspace => {
                Sender::Visitor(VisitorId::of(&self.visitor.generations().v_pk))
            }
            Direction::ToVisitor => Sender::Member(self.mid),
        };
        Inner {
            sender,
            lane: Lane::new([0x11; 16]),
            seq: 0,
            prev: Digest::ZERO,
            heads: Vec::new(),
            roster_n: 1,
            time: NOW,
            body_type: 1,
            body: br#"{"text":"Hello"}"#.to_vec(),
        }
    }

    fn signer(&self, direction: Direction) -> &SignKey {
        match direction {
            Direction::ToWorkspace => self.visitor.key(),
            Direction::ToVisitor => &self.world.owner().sig,
        }
    }

    fn place(direction: Direction, kind: EnvelopeKind) -> Place {
        Place {
            generation: 0,
            direction,
            kind,
        }
    }

    /// Honest fields, changed, then signed and sealed as they should be.
    fn seal(
        &mut self,
        direction: Direction,
        kind: EnvelopeKind,
        change: impl FnOnce(&mut Inner),
    ) -> Envelope {
        let mut inner = self.inner(direction);
        change(&mut inner);
        let salt = self.rng.bytes();
        let session = self.agent.generations();
        let key = session.newest().key(direction);
        let fields = Fields {
            inner: &inner,
            signer: self.signer(direction),
            key,
        };
        seal_fields(session, Self::place(direction, kind), fields, &salt)
    }

    /// Bytes of our own choice, sealed with the right key.
    fn seal_bytes(&mut self, direction: Direction, padded: &[u8]) -> Envelope {
        let session = self.agent.generations();
        let (sid, kind) = (session.sid, EnvelopeKind::Message);
        let sealed = Vec::new();
        let mut envelope = Envelope {
            sid,
            generation: 0,
            direction,
            kind,
            sealed,
        };
        let context = envelope.context(&session.wid);
        let salt = self.rng.bytes();
        let key: &SealKey = session.newest().key(direction);
        envelope.sealed =
            aside_crypto::seal::seal_with_salt(key, label::MSG, &context, padded, &salt);
        envelope
    }

    /// The signed fields as bytes, ready to be padded.
    fn signed(&self, direction: Direction, label: &str, fields: &[u8]) -> Vec<u8> {
        let session = self.agent.generations();
        let context = Envelope {
            sid: session.sid,
            generation: 0,
            direction,
            kind: EnvelopeKind::Message,
            sealed: Vec::new(),
        }
        .context(&session.wid);
        let signature = self
            .signer(direction)
            .sign(label, &[context.as_slice(), fields].concat());
        [fields, signature.as_ref()].concat()
    }

    fn input(&self, envelope: &str) -> Value {
        let session = self.agent.generations();
        json!({
            "wid": hex(session.wid),
            "sid": hex(session.sid),
            "v_pk": hex(session.v_pk),
            "root_g": hex(session.newest().root().expose()),
            "rosters": [hex(self.world.founded.roster.encode())],
            "envelope": envelope,
        })
    }

    fn case(&self, name: &str, comment: &str, expect: &'static str, envelope: &Envelope) -> Case {
        fails(name, comment, expect, self.input(&hex(envelope.encode())))
    }
}

use Direction::{ToVisitor, ToWorkspace};
use EnvelopeKind::{Message, Signal};

pub fn envelope_open() -> Vec<Case> {
    let mut scene = Scene::new();
    let mut cases = opening(&mut scene);
    cases.extend(moved(&mut scene));
    cases.extend(impostors(&mut scene));
    cases.extend(ill_formed(&mut scene));
    cases
}

fn head(lane: u8) -> Head {
    Head {
        lane: Lane::new([lane; 16]),
        seq: u64::from(lane),
        hash: Digest::new([lane; 32]),
    }
}

fn opening(scene: &mut Scene) -> Vec<Case> {
    let visitor = scene.seal(ToWorkspace, Message, |_| {});
    let member = scene.seal(ToVisitor, Message, |_| {});
    let later = scene.seal(ToWorkspace, Message, |inner| {
        (inner.seq, inner.prev) = (7, Digest::new([5; 32]));
        inner.heads = (1..=3).map(head).collect();
    });
    let heads = scene.seal(ToVisitor, Message, |inner| {
        inner.heads = (0x20..0x40).map(head).collect();
    });
    let longest = scene.seal(ToWorkspace, Message, |inner| {
        inner.body = vec![b'x'; 32_768]
    });
    let typing = scene.seal(ToWorkspace, Signal, |inner| {
        (inner.body_type, inner.body) = (3, br#"{"on":true}"#.to_vec());
    });
    let receipt = scene.seal(ToVisitor, Signal, |inner| {
        (inner.body_type, inner.body) = (4, br#"{"state":"seen"}"#.to_vec());
        (inner.seq, inner.heads) = (3, vec![head(0x22)]);
    });
    let unknown = scene.seal(ToVisitor, Message, |inner| {
        (inner.body_type, inner.body) = (200, vec![0xff, 0]);
    });
    let old_roster = scene.seal(ToVisitor, Message, |inner| inner.roster_n = 0);
    let mut cases = vec![
        scene.case("visitor", "a visitor's first message", "ok", &visitor),
        scene.case("member", "a member's first message", "ok", &member),
        scene.case("later", "a later message with heads", "ok", &later),
        scene.case("heads-32", "as many heads as allowed", "ok", &heads),
        scene.case("longest", "the longest body", "ok", &longest),
        scene.case("typing", "a signal", "ok", &typing),
        scene.case("receipt", "a receipt", "ok", &receipt),
        scene.case(
            "unknown-body",
            "a body of an unknown type opens",
            "ok",
            &unknown,
        ),
        scene.case(
            "old-roster",
            "a roster that was not kept: the newest counts",
            "ok",
            &old_roster,
        ),
    ];
    cases.extend(spoiled(&visitor.encode(), |hex| scene.input(hex)));
    let ahead = scene.seal(ToVisitor, Message, |inner| inner.roster_n = 2);
    let visitor_ahead = scene.seal(ToWorkspace, Message, |inner| inner.roster_n = 9);
    cases.extend([
        scene.case(
            "ahead",
            "the member has seen a newer roster",
            "needs-roster",
            &ahead,
        ),
        scene.case(
            "visitor-ahead",
            "a visitor needs no roster",
            "ok",
            &visitor_ahead,
        ),
    ]);
    cases
}

/// Honest envelopes in another place, and changed ones.
fn moved(scene: &mut Scene) -> Vec<Case> {
    let visitor = scene.seal(ToWorkspace, Message, |_| {});
    let moved = |change: &dyn Fn(&mut Envelope)| {
        let mut envelope = visitor.clone();
        change(&mut envelope);
        envelope
    };
    let flipped = |at: usize| moved(&|envelope| envelope.sealed[at] ^= 1);
    let last = visitor.sealed.len() - 1;
    let envelopes = [
        (
            "reflected",
            "sent back to its sender",
            moved(&|e| e.direction = ToVisitor),
        ),
        (
            "as-signal",
            "a message as a signal",
            moved(&|e| e.kind = Signal),
        ),
        (
            "generation",
            "of a generation that is not there",
            moved(&|e| e.generation = 1),
        ),
        (
            "session",
            "of another session",
            moved(&|e| e.sid = SessionId::new([1; 32])),
        ),
        ("salt", "the salt changed", flipped(0)),
        ("commitment", "the commitment changed", flipped(24)),
        ("text", "the text changed", flipped(60)),
        ("tag", "the tag changed", flipped(last)),
        ("box-empty", "an empty box", moved(&|e| e.sealed.clear())),
        (
            "box-short",
            "a box that is cut off",
            moved(&|e| e.sealed.truncate(200)),
        ),
    ];
    envelopes
        .iter()
        .map(|(name, what, e)| scene.case(name, what, "unopenable", e))
        .collect()
}

/// Senders who are not who they say.
fn impostors(scene: &mut Scene) -> Vec<Case> {
    let stranger = SignKey::generate(&mut scene.rng);
    let forge = |scene: &mut Scene, direction: Direction, signer: &SignKey| {
        let inner = scene.inner(direction);
        let session = scene.agent.generations();
        let key = session.newest().key(direction);
        let fields = Fields {
            inner: &inner,
            signer,
            key,
        };
        let place = Scene::place(direction, Message);
        seal_fields(session, place, fields, &[9; 24])
    };
    let (_, off_roster) = scene.world.member(Role::Agent);
    let envelopes = [
        (
            "forged-member",
            "a member's name, a stranger's signature",
            { forge(scene, ToVisitor, &stranger) },
        ),
        (
            "forged-visitor",
            "the visitor's name, a stranger's signature",
            { forge(scene, ToWorkspace, &stranger) },
        ),
        ("off-roster", "somebody who is not on the roster", {
            scene.seal(ToVisitor, Message, |inner| {
                inner.sender = Sender::Member(off_roster.mid)
            })
        }),
        ("other-visitor", "another visitor's id", {
            scene.seal(ToWorkspace, Message, |inner| {
                inner.sender = Sender::Visitor(VisitorId::new([1; 16]));
            })
        }),
        (
            "visitor-as-workspace",
            "the visitor's id towards the visitor",
            {
                let id = VisitorId::of(&scene.visitor.generations().v_pk);
                scene.seal(ToVisitor, Message, |inner| {
                    inner.sender = Sender::Visitor(id)
                })
            },
        ),
        (
            "member-as-visitor",
            "a member's id towards the workspace",
            {
                let mid = scene.mid;
                scene.seal(ToWorkspace, Message, |inner| {
                    inner.sender = Sender::Member(mid)
                })
            },
        ),
        ("other-label", "a signature under another label", {
            let fields = scene.inner(ToWorkspace).encode();
            let signed = scene.signed(ToWorkspace, "hello", &fields);
            scene.seal_bytes(ToWorkspace, &padding::pad(&signed))
        }),
        (
            "signed-elsewhere",
            "the signature of the other direction",
            {
                let fields = scene.inner(ToWorkspace).encode();
                let signed = scene.signed(ToVisitor, label::MSG, &fields);
                scene.seal_bytes(ToWorkspace, &padding::pad(&signed))
            },
        ),
    ];
    envelopes
        .iter()
        .map(|(name, what, e)| scene.case(name, what, "unopenable", e))
        .collect()
}

/// Boxes that open and whose fields are wrong, all properly signed.
fn ill_formed(scene: &mut Scene) -> Vec<Case> {
    let mut cases = Vec::new();
    type Change = fn(&mut Inner);
    let changes: [(&str, &str, EnvelopeKind, Change); 9] = [
        (
            "prev-first",
            "prev of the first message is not zeros",
            Message,
            |inner| {
                inner.prev = Digest::new([1; 32]);
            },
        ),
        (
            "prev-signal",
            "prev of a signal is not zeros",
            Signal,
            |inner| {
                (inner.seq, inner.prev) = (1, Digest::new([1; 32]));
            },
        ),
        ("heads-unsorted", "heads descend", Message, |inner| {
            inner.heads = vec![head(2), head(1)];
        }),
        ("heads-twice", "a lane stands twice", Message, |inner| {
            inner.heads = vec![head(1), head(1)];
        }),
        ("heads-33", "one head too many", Message, |inner| {
            inner.heads = (0x20..0x41).map(head).collect();
        }),
        ("head-own", "a head of the own lane", Message, |inner| {
            inner.heads = vec![head(0x11)]
        }),
        ("body-long", "a body of 32,769 bytes", Message, |inner| {
            inner.body = vec![b'x'; 32_769]
        }),
        (
            "seq-large",
            "a number above the largest",
            Message,
            |inner| {
                (inner.seq, inner.prev) = (1 << 53, Digest::new([1; 32]));
            },
        ),
        ("time-large", "a time above the largest", Message, |inner| {
            inner.time = Timestamp::from_millis(1 << 53);
        }),
    ];
    for (name, comment, kind, change) in changes {
        let envelope = scene.seal(ToWorkspace, kind, change);
        cases.push(scene.case(name, comment, "unopenable", &envelope));
    }
    let fields = scene.inner(ToWorkspace).encode();
    let signed = scene.signed(ToWorkspace, label::MSG, &fields);
    let trailing = scene.signed(ToWorkspace, label::MSG, &[fields.as_slice(), &[0]].concat());
    let mut kind_2 = fields.clone();
    kind_2[0] = 2;
    let kind_2 = scene.signed(ToWorkspace, label::MSG, &kind_2);
    let bytes: [(&str, &str, Vec<u8>); 6] = [
        ("unpadded", "no padding at all", signed.clone()),
        (
            "over-padded",
            "padded twice as far",
            [padding::pad(&signed), vec![0; 256]].concat(),
        ),
        (
            "trailing",
            "a byte between fields and signature",
            padding::pad(&trailing),
        ),
        (
            "sender-2",
            "an unknown kind of sender",
            padding::pad(&kind_2),
        ),
        (
            "no-signature",
            "shorter than a signature",
            padding::pad(&[0; 63]),
        ),
        ("empty", "nothing at all", padding::pad(&[])),
    ];
    for (name, comment, padded) in bytes {
        let envelope = scene.seal_bytes(ToWorkspace, &padded);
        cases.push(scene.case(name, comment, "unopenable", &envelope));
    }
    cases
}

pub fn body() -> Vec<Case> {
    let input = |kind: u8, body_type: u8, body: &[u8]| json!({ "type": kind, "body_type": body_type, "body": hex(body) });
    let text = br#"{"text":"Hello"}"#.as_slice();
    let full = r#"{"text":"Grüß dich","name":"Ada","context":{"page":"https://shop.example/a?b#c",
        "referrer":"","agent":"Browser/1","locale":"de-AT","more":1},"more":[]}"#;
    let mut update = vec![0, 0, 0, 2, 1, 2];
    update.extend([0, 0, 0, 1, 3]);
    let mut cases = vec![
        ok("text", "text", input(0, 1, text)),
        ok(
            "text-full",
            "all fields and some unknown ones",
            input(0, 1, full.as_bytes()),
        ),
        ok("epoch-update", "two objects", input(0, 2, &update)),
        ok("typing-on", "began to type", input(1, 3, br#"{"on":true}"#)),
        ok(
            "typing-off",
            "ceased to type",
            input(1, 3, br#"{"on":false}"#),
        ),
        ok(
            "receipt-delivered",
            "delivered",
            input(1, 4, br#"{"state":"delivered"}"#),
        ),
        ok("receipt-seen", "seen", input(1, 4, br#"{"state":"seen"}"#)),
    ];
    let mut bad = |name: &str, comment: &str, input: Value| {
        cases.push(fails(name, comment, "unknown", input));
    };
    bad("type-0", "an unknown type", input(0, 0, text));
    bad("type-5", "an unknown type", input(0, 5, text));
    bad("text-as-signal", "text in a signal", input(1, 1, text));
    bad(
        "typing-as-message",
        "typing in a message",
        input(0, 3, br#"{"on":true}"#),
    );
    bad("empty", "no bytes at all", input(0, 1, b""));
    bad("not-json", "not JSON", input(0, 1, b"Hello"));
    bad("not-utf8", "not UTF-8", input(0, 1, b"{\"text\":\"\xff\"}"));
    bad("no-text", "the text is missing", input(0, 1, b"{}"));
    bad(
        "text-number",
        "the text is a number",
        input(0, 1, br#"{"text":1}"#),
    );
    bad("array", "an array", input(0, 1, br#"["Hello"]"#));
    bad("name-null", "null for a string", input(0, 1, br#"{"text":"a","name":null}"#));
    bad("context-array", "an array for an object", {
        input(0, 1, br#"{"text":"a","context":["/"]}"#)
    });
    bad("context-null", "null for an object", input(0, 1, br#"{"text":"a","context":null}"#));
    bad("page-number", "a number for a string", {
        input(0, 1, br#"{"text":"a","context":{"page":1}}"#)
    });
    bad(
        "trailing",
        "something behind the JSON",
        input(0, 1, br#"{"text":"a"}}"#),
    );
    bad(
        "typing-string",
        "a string for a boolean",
        input(1, 3, br#"{"on":"yes"}"#),
    );
    bad(
        "receipt-other",
        "an unknown state",
        input(1, 4, br#"{"state":"read"}"#),
    );
    bad(
        "update-short",
        "an object is cut off",
        input(0, 2, &update[..10]),
    );
    bad("update-trailing", "a byte too many", {
        input(0, 2, &[update.as_slice(), &[0]].concat())
    });
    cases
}
