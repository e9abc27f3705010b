use aside_protocol::session::Direction;
use aside_protocol::{Digest, PublicKey, SessionId, WorkspaceId, label};

use crate::expand::expand;
use crate::{RootKey, SealKey};

/// The keys of one generation of a session (`spec/protocol.md` §5.2).
#[derive(Debug)]
pub struct Generation {
    /// Counts from 0.
    pub number: u16,
    /// The epoch that its root was encapsulated to.
    pub eid: u32,
    /// Hash of the rekey that made it; the session id for the first.
    pub made_by: Digest,
    root: RootKey,
    to_workspace: SealKey,
    to_visitor: SealKey,
}

impl Generation {
    /// Derives the keys of generation `number`.
    pub fn derive(sid: &SessionId, number: u16, eid: u32, made_by: Digest, root: RootKey) -> Self {
        let key = |label| {
            let context: [&[u8]; 2] = [sid.as_ref(), &number.to_be_bytes()];
            SealKey::from_bytes(*expand(root.expose(), label, &context))
        };
        let (to_workspace, to_visitor) = (key(label::V2W), key(label::W2V));
        Self {
            number,
            eid,
            made_by,
            root,
            to_workspace,
            to_visitor,
        }
    }

    /// The key for a direction.
    pub const fn key(&self, direction: Direction) -> &SealKey {
        match direction {
            Direction::ToWorkspace => &self.to_workspace,
            Direction::ToVisitor => &self.to_visitor,
        }
    }

    /// The root, for storage only.
    pub const fn root(&self) -> &RootKey {
        &self.root
    }
}

/// What both roles know of a session: who, and the keys of every generation.
#[derive(Debug)]
pub struct Generations {
    /// The workspace.
    pub wid: WorkspaceId,
    /// The session.
    pub sid: SessionId,
    /// The visitor's signing key.
    pub v_pk: PublicKey,
    first: Generation,
    later: Vec<Generation>,
}

impl Generations {
    /// A session with its first generation.
    pub const fn new(wid: WorkspaceId, sid: SessionId, v_pk: PublicKey, first: Generation) -> Self {
        Self {
            wid,
            sid,
            v_pk,
            first,
            later: Vec::new(),
        }
    }

    /// The newest generation: the only one to send under.
    pub fn newest(&self) -> &Generation {
        self.later.last().unwrap_or(&self.first)
    }

    /// The generation of this number.
    pub fn get(&self, number: u16) -> Option<&Generation> {
        core::iter::once(&self.first)
            .chain(&self.later)
            .nth(usize::from(number))
    }

    /// Adds the next generation.
    pub(super) fn push(&mut self, generation: Generation) {
        self.later.push(generation);
    }
}
