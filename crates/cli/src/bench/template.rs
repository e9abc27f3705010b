//! A request that is prepared once; only the message id changes from one sending to the next.

use std::cell::Cell;

use aside_protocol::Object as _;
use aside_protocol::session::{Direction, Envelope, EnvelopeKind};
use aside_protocol::{ConversationId, SessionId};
use data_encoding::BASE64URL_NOPAD;

/// What stands before a message id in a request and in a frame.
pub const MARK: &[u8] = b"\"message_id\":\"ms_";
/// Characters of a message id that change.
pub const MARK_LEN: usize = 12;
/// Size of the sealed box of a short message: 24 salt, 32 commitment, 304 padded, 16 tag.
const BOX_BYTES: usize = 376;

/// The characters of a message id that change.
pub type Mark = [u8; MARK_LEN];

/// Where a sender's messages go.
pub struct Sender<'a> {
    /// The session of its conversation.
    pub session: SessionId,
    /// Which way it sends.
    pub direction: Direction,
    /// Its credential.
    pub token: &'a str,
}

/// A sender's next message.
pub struct Template {
    request: Vec<u8>,
    /// Where the changing characters stand in the request.
    mark_at: usize,
    made: Cell<u64>,
}

impl Template {
    /// Prepares messages of a conversation.
    ///
    /// The envelopes have a valid header and a box of random bytes: the service cannot tell, and
    /// sealing is not what is measured.
    pub fn new(sender: &Sender<'_>, host: &str, random: &[u8]) -> Self {
        let envelope = Envelope {
            sid: sender.session,
            generation: 0,
            direction: sender.direction,
            kind: EnvelopeKind::Message,
            sealed: random.iter().copied().cycle().take(BOX_BYTES).collect(),
        };
        let item = BASE64URL_NOPAD.encode(&envelope.encode());
        let message_id = format!("ms_{}", "a".repeat(26));
        let body = format!("{{\"message_id\":\"{message_id}\",\"item\":\"{item}\"}}");
        let head = format!(
            "POST /v1/conversations/{}/messages HTTP/1.1\r\nHost: {host}\r\n\
             Authorization: Bearer {}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n",
            ConversationId::of(&sender.session),
            sender.token,
            body.len()
        );
        let mark_at = head.len() + 1 + MARK.len();
        let made = Cell::new(0);
        Self {
            request: (head + &body).into_bytes(),
            mark_at,
            made,
        }
    }

    /// The request, to be changed by [`Template::next`].
    pub fn request(&self) -> Vec<u8> {
        self.request.clone()
    }

    /// How many messages were made.
    pub fn made(&self) -> u64 {
        self.made.get()
    }

    /// Makes `request` the next message.
    pub fn next(&self, request: &mut [u8]) -> Mark {
        let n = self.made.get() + 1;
        self.made.set(n);
        let mark = mark(n);
        request[self.mark_at..self.mark_at + MARK_LEN].copy_from_slice(&mark);
        mark
    }
}

/// Different for every n, and as spread as random ids: an index of them costs as much.
fn mark(n: u64) -> Mark {
    const DIGITS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let mixed = n.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    std::array::from_fn(|i| DIGITS[(mixed >> (59 - 5 * i) & 31) as usize])
}
