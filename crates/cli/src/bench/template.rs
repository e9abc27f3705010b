//! A request that is prepared once; only the message id changes from one sending to the next.

use std::cell::Cell;

use aside_client::Visitor;
use aside_protocol::ConversationId;
use aside_protocol::Object as _;
use aside_protocol::session::{Direction, Envelope, EnvelopeKind};
use data_encoding::BASE64URL_NOPAD;

/// What stands before a message id in a request and in a frame.
pub const MARK: &[u8] = b"\"message_id\":\"ms_";
/// Characters of a message id that change.
pub const MARK_LEN: usize = 12;
/// Size of the sealed box of a short message: 24 salt, 32 commitment, 304 padded, 16 tag.
const BOX_BYTES: usize = 376;

/// The characters of a message id that change.
pub type Mark = [u8; MARK_LEN];

/// A visitor's next message.
pub struct Template {
    request: Vec<u8>,
    /// Where the changing characters stand in the request.
    mark_at: usize,
    sent: Cell<u64>,
    /// Position in the conversation before the first message.
    first: u64,
}

impl Template {
    /// Prepares messages of a conversation that has its opening message.
    ///
    /// The envelopes have a valid header and a box of random bytes: the service cannot tell, and
    /// sealing is not what is measured.
    pub fn new(visitor: &Visitor, host: &str, random: &[u8]) -> Self {
        let envelope = Envelope {
            sid: visitor.session(),
            generation: 0,
            direction: Direction::ToWorkspace,
            kind: EnvelopeKind::Message,
            sealed: random.iter().copied().cycle().take(BOX_BYTES).collect(),
        };
        let item = BASE64URL_NOPAD.encode(&envelope.encode());
        let message_id = format!("ms_{}", "a".repeat(26));
        let body = format!("{{\"message_id\":\"{message_id}\",\"item\":\"{item}\"}}");
        let conversation: ConversationId = visitor.conversation();
        let head = format!(
            "POST /v1/conversations/{conversation}/messages HTTP/1.1\r\nHost: {host}\r\n\
             Authorization: Bearer {}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n",
            visitor.token(),
            body.len()
        );
        // The hello and the first envelope have positions 1 and 2.
        let mark_at = head.len() + 1 + MARK.len();
        Self {
            request: (head + &body).into_bytes(),
            mark_at,
            sent: Cell::new(0),
            first: 2,
        }
    }

    /// The request, to be changed by [`Template::next`].
    pub fn request(&self) -> Vec<u8> {
        self.request.clone()
    }

    /// Makes `request` the next message.
    pub fn next(&self, request: &mut [u8]) -> Mark {
        let n = self.sent.get() + 1;
        self.sent.set(n);
        let mark = mark(n);
        request[self.mark_at..self.mark_at + MARK_LEN].copy_from_slice(&mark);
        mark
    }

    /// How many changes the conversation has, if all were acknowledged.
    pub fn sent(&self) -> u64 {
        self.first + self.sent.get()
    }
}

/// Different for every n, and as spread as random ids: an index of them costs as much.
fn mark(n: u64) -> Mark {
    const DIGITS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let mixed = n.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    std::array::from_fn(|i| DIGITS[(mixed >> (59 - 5 * i) & 31) as usize])
}
