//! Every metric of the access checks, described once.

use ::metrics::{Unit, describe_counter};

pub(crate) const TOKENS_REFUSED: &str = "hostingco_access_tokens_refused_total";
pub(crate) const FEED_BREAKS: &str = "hostingco_access_feed_breaks_total";
pub(crate) const OWNER_UNREACHABLE: &str = "hostingco_access_owner_unreachable_total";
pub(crate) const KEY_REFRESH_FAILURES: &str = "hostingco_access_key_refresh_failures_total";

pub(crate) fn describe() {
    describe_counter!(TOKENS_REFUSED, Unit::Count, "Access tokens refused, by the reason that callers are not told");
    describe_counter!(FEED_BREAKS, Unit::Count, "Breaks of the feed of an owner of access decisions");
    describe_counter!(OWNER_UNREACHABLE, Unit::Count, "Access decisions that their owner did not answer");
    describe_counter!(
        KEY_REFRESH_FAILURES,
        Unit::Count,
        "Refreshes of the signing keys that failed; the old ones stay"
    );
}
