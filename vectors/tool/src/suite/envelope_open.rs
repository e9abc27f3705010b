//! Envelopes and what is in them.

use aside_crypto::session::{AgentSession, Fields, Place, VisitorSession, seal_fields};
use aside_crypto::{SealKey, SignKey};
use aside_protocol::inner::{Head, Inner, Sender};
use aside_protocol::session::{Direction, Envelope, EnvelopeKind};
use aside_protocol::statement::Role;
use aside_protocol::{
    Digest, Lane, MemberId, Object, SessionId, Timestamp, VisitorId, label, padding,
};
use serde_json::{Value, json};

use super::bytes::spoiled;
use super::world::{NOW, World};
use crate::case::{Case, fails};
use crate::hex::hex;
use crate::rng::SeededRng;

use Direction::{ToVisitor, ToWorkspace};
use EnvelopeKind::{Message, Signal};

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
        inner.body = vec![b'x'; 32_768];
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
                inner.sender = Sender::Member(off_roster.mid);
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
                    inner.sender = Sender::Visitor(id);
                })
            },
        ),
        (
            "member-as-visitor",
            "a member's id towards the workspace",
            {
                let mid = scene.mid;
                scene.seal(ToWorkspace, Message, |inner| {
                    inner.sender = Sender::Member(mid);
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

type Change = fn(&mut Inner);

/// Boxes that open and whose fields are wrong, all properly signed.
fn ill_formed(scene: &mut Scene) -> Vec<Case> {
    let mut cases = Vec::new();
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
            inner.heads = vec![head(0x11)];
        }),
        ("body-long", "a body of 32,769 bytes", Message, |inner| {
            inner.body = vec![b'x'; 32_769];
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
