//! How often somebody may ask: token buckets by address and by credential.

use std::hash::Hash;
use std::net::IpAddr;
use std::num::NonZeroU32;

use aside_domain::TokenHash;
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::config::Limits;
use crate::http::ApiError;

/// Keys kept before those that are full again are forgotten.
const KEYS_MAX: usize = 50_000;

/// The buckets of the service.
pub struct RateLimits {
    addresses: Buckets<IpAddr>,
    tokens: Buckets<TokenHash>,
    sign_ins: Buckets<IpAddr>,
}

impl RateLimits {
    pub fn new(limits: &Limits) -> Self {
        Self {
            addresses: Buckets::new(
                NonZeroU32::new(limits.address_per_second).map(Quota::per_second),
                limits.address_burst,
            ),
            tokens: Buckets::new(
                NonZeroU32::new(limits.token_per_second).map(Quota::per_second),
                limits.token_burst,
            ),
            sign_ins: Buckets::new(
                NonZeroU32::new(limits.sign_in_per_minute).map(Quota::per_minute),
                limits.sign_in_burst,
            ),
        }
    }

    pub fn address(&self, address: IpAddr) -> Result<(), ApiError> {
        self.addresses.check(&network(address))
    }

    pub fn token(&self, token: TokenHash) -> Result<(), ApiError> {
        self.tokens.check(&token)
    }

    pub fn sign_in(&self, address: IpAddr) -> Result<(), ApiError> {
        self.sign_ins.check(&network(address))
    }
}

/// One customer of a provider has a whole IPv6 /64, so that counts as one address.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => IpAddr::V4(v4),
            None => IpAddr::V6((u128::from(v6) & !u128::from(u64::MAX)).into()),
        },
    }
}

/// None: no limit.
struct Buckets<K: Hash + Eq + Clone>(Option<DefaultKeyedRateLimiter<K>>);

impl<K: Hash + Eq + Clone> Buckets<K> {
    fn new(quota: Option<Quota>, burst: u32) -> Self {
        let burst = NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN);
        Self(quota.map(|quota| RateLimiter::keyed(quota.allow_burst(burst))))
    }

    fn check(&self, key: &K) -> Result<(), ApiError> {
        let Some(buckets) = &self.0 else {
            return Ok(());
        };
        if buckets.len() > KEYS_MAX {
            buckets.retain_recent();
        }
        buckets.check_key(key).map_err(|refused| {
            let wait = refused.wait_time_from(DefaultClock::default().now());
            ApiError::rate_limited(wait.as_secs() + 1)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_one_ipv6_network_share_a_bucket() {
        let one = network("2001:db8::1".parse().unwrap());
        assert_eq!(one, network("2001:db8::ffff:1".parse().unwrap()));
        assert_ne!(one, network("2001:db8:0:1::1".parse().unwrap()));
        assert_eq!(
            network("::ffff:192.0.2.1".parse().unwrap()),
            network("192.0.2.1".parse().unwrap())
        );
    }
}
