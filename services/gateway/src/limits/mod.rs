//! How much one caller may ask for: counted in Redis for all gateways together, in this process while Redis is away.

mod local;
mod places;
mod shared;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use hc_types::UserId;

use crate::errors::{Code, Problem};
use crate::settings::{RateSettings, RedisSettings};
use local::Local;
pub use places::Places;
use shared::Shared;

/// Whose use is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Principal {
    /// A signed-in user, wherever they are.
    User(UserId),
    /// Who has no token, by address; in IPv6 by the network that one customer has.
    Address(IpAddr),
}

impl Principal {
    /// An address as it is counted.
    pub fn address(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(_) => Self::Address(address),
            IpAddr::V6(six) => Self::Address(IpAddr::V6((six.to_bits() & (u128::MAX << 64)).into())),
        }
    }

    fn key(self) -> String {
        match self {
            Self::User(id) => format!("hostingco:rate:{id}"),
            Self::Address(address) => format!("hostingco:rate:{address}"),
        }
    }
}

/// The answer of a limiter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Go on.
    Allowed,
    /// Not before this time is over.
    Refused(Duration),
}

/// The rate as GCRA takes it: how long one unit lasts, and how far ahead of time a caller may be.
#[derive(Debug, Clone, Copy)]
struct Rate {
    nanos_per_unit: u64,
    ahead_nanos: u64,
}

/// The limiter. A clone is the same one.
#[derive(Clone)]
pub struct Limiter(Arc<Inner>);

struct Inner {
    settings: RateSettings,
    shared: Option<Shared>,
    local: Local,
}

impl Limiter {
    /// By the settings. Redis need not be there.
    pub fn new(settings: &RateSettings, redis: &RedisSettings) -> anyhow::Result<Self> {
        let nanos_per_unit = 1_000_000_000 / settings.per_second.clamp(1, 1_000_000_000);
        let rate = Rate { nanos_per_unit, ahead_nanos: nanos_per_unit.saturating_mul(settings.burst) };
        let shared = redis.url.is_some().then(|| Shared::new(redis, rate)).transpose()?;
        Ok(Self(Arc::new(Inner { settings: settings.clone(), shared, local: Local::new(rate) })))
    }

    /// Charges an operation to a caller, or says when to come back.
    pub async fn charge(&self, principal: Principal, cost: u64, credential: bool) -> Result<(), Problem> {
        let inner = &self.0;
        let extra = if credential { inner.settings.credential_cost } else { 0 };
        // Nobody could ever pay more than the whole burst.
        let cost = cost.saturating_add(extra).min(inner.settings.burst);
        let key = principal.key();
        let shared = match &inner.shared {
            Some(shared) => shared.charge(&key, cost).await,
            None => None,
        };
        let (decision, by) = match shared {
            Some(decision) => (decision, "redis"),
            None => (inner.local.charge(&key, cost), "local"),
        };
        let outcome = if decision == Decision::Allowed { "allowed" } else { "refused" };
        metrics::counter!(crate::metrics::RATE_DECISIONS, "by" => by, "outcome" => outcome).increment(1);
        match decision {
            Decision::Allowed => Ok(()),
            Decision::Refused(after) => {
                let milliseconds = u64::try_from(after.as_millis()).unwrap_or(u64::MAX).max(1);
                Err(Problem::new(Code::RateLimited, "Too many requests: try again later.").retry_after_ms(milliseconds))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_in_one_ipv6_network_are_one_caller() {
        let of = |text: &str| Principal::address(text.parse().expect("an address"));
        assert_eq!(of("2001:db8::1"), of("2001:db8::2"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
    }

    #[tokio::test]
    async fn a_caller_beyond_the_burst_is_told_when_to_come_back() {
        let settings = RateSettings { per_second: 10, burst: 100, credential_cost: 60 };
        let limiter = Limiter::new(&settings, &RedisSettings::default()).expect("a limiter");
        let caller = Principal::address("192.0.2.1".parse().expect("an address"));
        assert!(limiter.charge(caller, 40, false).await.is_ok());
        assert!(limiter.charge(caller, 0, true).await.is_ok());
        let refused = limiter.charge(caller, 40, false).await.expect_err("refused");
        assert_eq!(refused.code, Code::RateLimited);
        assert!(refused.retry_after_ms.is_some_and(|after| (3_000..=4_000).contains(&after)));
        let other = Principal::address("192.0.2.2".parse().expect("an address"));
        assert!(limiter.charge(other, 1_000_000, false).await.is_ok());
    }

    #[tokio::test]
    async fn without_redis_requests_go_on() {
        let redis = RedisSettings {
            url: Some("redis://127.0.0.1:1".into()),
            password: None,
            timeout: Duration::from_millis(200),
        };
        let limiter = Limiter::new(&RateSettings::default(), &redis).expect("a limiter");
        let caller = Principal::address("192.0.2.1".parse().expect("an address"));
        for _ in 0..50 {
            assert!(limiter.charge(caller, 1, false).await.is_ok());
        }
    }

    #[tokio::test]
    async fn gateways_count_together_in_redis() {
        let redis = RedisSettings {
            url: Some(hc_testkit::env::redis_url().into()),
            password: None,
            timeout: Duration::from_secs(5),
        };
        let settings = RateSettings { per_second: 1, burst: 10, credential_cost: 0 };
        let caller = Principal::User(UserId::new());
        let gateways = [(); 2].map(|()| Limiter::new(&settings, &redis).expect("a limiter"));
        let mut allowed = 0;
        for turn in 0..20 {
            let limiter = gateways.get(turn % 2).expect("one of two");
            allowed += usize::from(limiter.charge(caller, 2, false).await.is_ok());
        }
        assert!((5..=6).contains(&allowed), "{allowed}");
    }
}
