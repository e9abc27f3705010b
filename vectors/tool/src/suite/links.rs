//! Acceptance of root links.

use aside_crypto::SignKey;
use aside_protocol::limits::DAY;
use aside_protocol::statement::{LinkSigner, Roster};
use aside_protocol::{Digest, Object, Timestamp, WorkspaceId};
use serde_json::Value;

use super::accept::{object, roster_input};
use super::world::{NOW, World};
use crate::case::{Case, fails, ok};

#[expect(clippy::too_many_lines, reason = "a list of cases")]
pub(super) fn links(world: &mut World) -> Vec<Case> {
    let [first, second] = [0; 2].map(|_| SignKey::generate(&mut world.rng));
    let link = world.link(&first, |_| {});
    let next = {
        let mut next = link.clone();
        next.n = 2;
        next.prev = link.digest();
        next.new_root_pk = second.public();
        world.sign_link(next, &first, &second)
    };
    let later = world.link(&first, |link| link.not_before = NOW.plus(1));
    let recovery = |delay: u64, not_before_ago: u64| {
        world.link(&first, |link| {
            link.by = LinkSigner::Recovery;
            link.created = Timestamp::from_millis(NOW.as_millis() - not_before_ago - delay);
            link.not_before = link.created.plus(delay);
        })
    };
    let roster_by = |key: &SignKey, root_n: u32| {
        let mut roster = world.founded.roster.clone();
        roster.root_n = root_n;
        key.sign_object(roster)
    };
    let after = |links: &[&aside_protocol::statement::RootLink], roster: &Roster| {
        let links: Vec<Value> = links.iter().map(|link| object(*link)).collect();
        let mut input = roster_input(world, roster);
        input["links"] = links.into();
        input
    };
    let old = &world.founded.roster;
    let (by_first, by_second) = (roster_by(&first, 1), roster_by(&second, 2));
    let mut half_signed = link.clone();
    half_signed.sig_new = half_signed.sig_old;
    let foreign = world.link(&first, |link| link.wid = WorkspaceId::new([1; 32]));
    let by_stranger = world.sign_link(link.clone(), &second, &first);
    let quick = recovery(7 * DAY - 1, 0);
    let too_many: Vec<_> = std::iter::repeat_n(&link, 65).collect();
    let skipped = world.link(&first, |link| link.n = 2);
    let unchained = world.link(&first, |link| link.prev = Digest::ZERO);
    vec![
        ok("link", "one link", after(&[&link], &by_first)),
        ok("links-two", "two links", after(&[&link, &next], &by_second)),
        ok(
            "link-later",
            "a link that does not count yet",
            after(&[&later], old),
        ),
        ok("link-recovery", "signed by recovery a week before", {
            after(&[&recovery(7 * DAY, 0)], &by_first)
        }),
        ok("link-recovery-waiting", "signed by recovery just now", {
            let waiting = world.link(&first, |link| {
                link.by = LinkSigner::Recovery;
                link.not_before = NOW.plus(7 * DAY);
            });
            after(&[&waiting], old)
        }),
        fails(
            "link-old-roster",
            "a roster from before the link",
            "rollback",
            after(&[&link], old),
        ),
        fails(
            "link-later-roster",
            "a roster by a key that does not count yet",
            "broken-chain",
            after(&[&later], &by_first),
        ),
        fails(
            "link-old-key",
            "the old root key signs after a link",
            "bad-signature",
            after(&[&link], &roster_by(&world.founded.secrets.root, 1)),
        ),
        fails(
            "link-quick",
            "recovery that does not wait a week",
            "not-authorised",
            after(&[&quick], &by_first),
        ),
        fails(
            "link-foreign",
            "of another workspace",
            "wrong-workspace",
            after(&[&foreign], old),
        ),
        fails(
            "link-skipped",
            "begins with link 2",
            "broken-chain",
            after(&[&skipped], old),
        ),
        fails(
            "link-unchained",
            "prev is not the workspace id",
            "broken-chain",
            after(&[&unchained], old),
        ),
        fails(
            "links-swapped",
            "in the wrong order",
            "broken-chain",
            after(&[&next, &link], old),
        ),
        fails(
            "links-twice",
            "the same link twice",
            "broken-chain",
            after(&[&link, &link], old),
        ),
        fails(
            "link-stranger",
            "not signed by the root key",
            "bad-signature",
            after(&[&by_stranger], &by_first),
        ),
        fails("link-half", "not signed by the new key", "bad-signature", {
            after(&[&half_signed], &by_first)
        }),
        fails(
            "link-later-forged",
            "a link is checked before it counts",
            "bad-signature",
            {
                let mut forged = later.clone();
                forged.not_before = NOW.plus(2);
                after(&[&forged], old)
            },
        ),
        fails(
            "links-65",
            "one link too many",
            "malformed",
            after(&too_many, old),
        ),
    ]
}
