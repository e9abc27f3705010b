//! Text forms.

use aside_crypto::{RecoveryCode, SecretKey};
use aside_protocol::{ConversationId, MemberId, MessageId, WorkspaceId};
use serde_json::json;

use crate::case::{Case, fails, ok};
use crate::rng::SeededRng;

#[expect(clippy::too_many_lines, reason = "a list of cases")]
pub fn text_forms() -> Vec<Case> {
    let mut rng = SeededRng::new("text-forms");
    let wid = WorkspaceId::new(rng.bytes()).to_string();
    let sk = SecretKey::generate(&mut rng).to_text().to_string();
    let rec = RecoveryCode::generate(&mut rng).to_text().to_string();
    let mid = MemberId::new(rng.bytes()).to_string();
    let cv = ConversationId::new(rng.bytes()).to_string();
    let ms = MessageId::new(rng.bytes()).to_string();
    let input = |kind: &str, text: &str| json!({ "kind": kind, "text": text });
    let mut cases = vec![
        ok("wid", "a workspace id", input("workspace-id", &wid)),
        ok("sk", "a Secret Key", input("secret-key", &sk)),
        ok(
            "sk-lower",
            "in lower case",
            input("secret-key", &sk.to_lowercase()),
        ),
        ok(
            "sk-bare",
            "without hyphens",
            input("secret-key", &sk.replace('-', "")),
        ),
        ok(
            "sk-spaces",
            "with spaces",
            input("secret-key", &format!(" {} ", sk.replace('-', " "))),
        ),
        ok("rec", "a recovery code", input("recovery-code", &rec)),
        ok("mid", "a member id", input("member-id", &mid)),
        ok("cv", "a conversation id", input("conversation-id", &cv)),
        ok("ms", "a message id", input("message-id", &ms)),
    ];
    let mut bad = |name: &str, comment: &str, kind: &str, text: &str| {
        cases.push(fails(name, comment, "malformed", input(kind, text)));
    };
    bad("wid-empty", "nothing", "workspace-id", "");
    bad(
        "wid-upper",
        "upper case",
        "workspace-id",
        &wid.to_uppercase(),
    );
    bad(
        "wid-mixed",
        "one letter in upper case",
        "workspace-id",
        &upper_one(&wid),
    );
    bad(
        "wid-short",
        "the last character is missing",
        "workspace-id",
        &wid[..58],
    );
    bad(
        "wid-long",
        "one character too many",
        "workspace-id",
        &format!("{wid}a"),
    );
    bad(
        "wid-prefix",
        "another prefix",
        "workspace-id",
        &wid.replacen("as1", "as2", 1),
    );
    bad(
        "wid-typo",
        "one character changed",
        "workspace-id",
        &typo(&wid, 10),
    );
    bad(
        "wid-sum",
        "the checksum changed",
        "workspace-id",
        &typo(&wid, 57),
    );
    bad(
        "wid-space",
        "a space behind it",
        "workspace-id",
        &format!("{wid} "),
    );
    bad(
        "wid-digit",
        "a digit that is not base32",
        "workspace-id",
        &wid.replacen(&wid[5..6], "1", 1),
    );
    bad(
        "sk-typo",
        "one character changed",
        "secret-key",
        &typo(&sk, 3),
    );
    bad("sk-as-rec", "a recovery code", "secret-key", &rec);
    bad("sk-short", "a group is missing", "secret-key", &sk[..64]);
    bad(
        "sk-long",
        "a character too many",
        "secret-key",
        &format!("{sk}A"),
    );
    bad(
        "sk-dots",
        "dots between the groups",
        "secret-key",
        &sk.replace('-', "."),
    );
    bad("rec-as-sk", "a Secret Key", "recovery-code", &sk);
    bad(
        "mid-prefix",
        "a conversation's prefix",
        "member-id",
        &mid.replacen("mb_", "cv_", 1),
    );
    bad(
        "mid-bits",
        "stray trailing bits",
        "member-id",
        "mb_aaaaaaaaaaaaaaaaaaaaaaaaab",
    );
    bad("mid-upper", "upper case", "member-id", &mid.to_uppercase());
    bad(
        "cv-short",
        "a character is missing",
        "conversation-id",
        &cv[..28],
    );
    bad(
        "cv-long",
        "a character too many",
        "conversation-id",
        &format!("{cv}a"),
    );
    bad("ms-padded", "padded", "message-id", &format!("{ms}======"));
    bad("ms-empty", "only the prefix", "message-id", "ms_");
    cases
}

fn upper_one(text: &str) -> String {
    let at = text.rfind(|c: char| c.is_ascii_lowercase()).unwrap();
    format!(
        "{}{}{}",
        &text[..at],
        text[at..=at].to_uppercase(),
        &text[at + 1..]
    )
}

fn typo(text: &str, at: usize) -> String {
    let other = if text[at..].to_lowercase().starts_with('a') {
        "b"
    } else {
        "a"
    };
    format!("{}{other}{}", &text[..at], &text[at + 1..])
}
