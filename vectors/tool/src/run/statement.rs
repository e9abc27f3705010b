//! Acceptance, succession and epoch wraps.

use aside_crypto::KemSeed;
use aside_crypto::epoch::open_wrap;
use aside_protocol::statement::{Appearance, EpochCert, EpochWrap, Roster, WrapTarget};
use aside_protocol::{Bundle, Floors, Object, Refusal, Timestamp, succession as rules};
use serde::Deserialize;
use serde_json::{Value, json};

use super::primitive::{malformed, refused};
use super::{Outcome, input};
use crate::hex::{Hex, hex};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Accept {
    wid: Hex,
    genesis: Option<Hex>,
    links: Vec<Hex>,
    roster: Option<Hex>,
    epoch: Option<Hex>,
    appearance: Option<Hex>,
    floors: Floors,
    now: Timestamp,
}

pub fn accept(value: &Value) -> Outcome {
    let Accept {
        wid,
        genesis,
        links,
        roster,
        epoch,
        appearance,
        floors,
        now,
    } = input(value);
    let links: Vec<&[u8]> = links.iter().map(|link| link.0.as_slice()).collect();
    let bytes = |statement: &'_ Option<Hex>| statement.as_ref().map(|hex| hex.0.clone());
    let (genesis, roster) = (bytes(&genesis), bytes(&roster));
    let (epoch, appearance) = (bytes(&epoch), bytes(&appearance));
    let bundle = Bundle {
        genesis: genesis.as_deref(),
        links: &links,
        roster: roster.as_deref(),
        epoch: epoch.as_deref(),
        appearance: appearance.as_deref(),
    };
    let accepted = aside_protocol::accept(&wid.fixed(), &bundle, &floors, now).map_err(refused)?;
    Ok(json!({
        "root_pk": hex(accepted.root_pk),
        "roster_hash": hex(accepted.roster_hash),
        "epoch_hash": hex(accepted.epoch_hash),
        "appearance_hash": accepted.appearance.map(|a| hex(a.digest())),
        "floors": accepted.floors,
    }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Succession {
    kind: String,
    earlier: Hex,
    later: Hex,
}

pub fn succession(value: &Value) -> Outcome {
    let Succession {
        kind,
        earlier,
        later,
    } = input(value);
    let (earlier, later) = (&earlier.0, &later.0);
    match kind.as_str() {
        "roster" => compare::<Roster>(earlier, later, rules::roster),
        "epoch" => compare::<EpochCert>(earlier, later, rules::epoch),
        _ => compare::<Appearance>(earlier, later, rules::appearance),
    }
}

fn compare<T: Object>(
    earlier: &[u8],
    later: &[u8],
    rule: fn(&T, &T) -> Result<(), Refusal>,
) -> Outcome {
    let (earlier, later) = (T::parse(earlier).unwrap(), T::parse(later).unwrap());
    rule(&earlier, &later).map_err(refused)?;
    Ok(json!({}))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OpenWrap {
    wrap: Hex,
    epoch: Hex,
    roster: Hex,
    mid: Option<Hex>,
    kem_sk: Hex,
}

pub fn epoch_wrap(value: &Value) -> Outcome {
    let OpenWrap {
        wrap,
        epoch,
        roster,
        mid,
        kem_sk,
    } = input(value);
    let wrap = EpochWrap::parse(&wrap.0).map_err(malformed)?;
    let epoch = EpochCert::parse(&epoch.0).unwrap();
    let roster = Roster::parse(&roster.0).unwrap();
    let target = mid.map_or(WrapTarget::Recovery, |mid| WrapTarget::Member(mid.fixed()));
    let kem = KemSeed::from_bytes(kem_sk.array());
    let opened = open_wrap(&wrap, &epoch, &roster, target, &kem);
    let opened = opened.map_err(|e| e.code().to_owned())?;
    let (wid, eid) = (epoch.wid, epoch.eid);
    Ok(json!({
        "es": hex(opened.secret.expose()),
        "ep_sk": hex(opened.secret.kem_seed(&wid, eid).expose()),
        "team_k": hex(opened.secret.team_key(&wid, eid).expose()),
    }))
}
