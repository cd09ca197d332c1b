//! From our types to the contract's and back: values that stand in calls and in events, and what calls answer.
pub mod answers;

use hc_proto::r#type::v1 as proto;
use hc_types::Timestamp;

use crate::domain::capacity::Resources;
use crate::domain::instance::Kind;

/// The most files of a release where the plan does not say.
const DEFAULT_FILES: i32 = 20_000;
/// No plan allows more files than this.
const MAX_FILES: i32 = 50_000;

/// A kind in the contract's words.
pub const fn kind(kind: Kind) -> proto::InstanceKind {
    match kind {
        Kind::Site => proto::InstanceKind::Site,
        Kind::App => proto::InstanceKind::App,
        Kind::Database => proto::InstanceKind::Database,
    }
}

/// A kind from the contract's number; `None` for one that this version does not know.
pub fn read_kind(number: i32) -> Option<Kind> {
    match proto::InstanceKind::try_from(number).ok()? {
        proto::InstanceKind::Unspecified => None,
        proto::InstanceKind::Site => Some(Kind::Site),
        proto::InstanceKind::App => Some(Kind::App),
        proto::InstanceKind::Database => Some(Kind::Database),
    }
}

/// What limits mean for a node, and the most files; `None` when one is negative.
pub fn read_limits(limits: &proto::InstanceLimits) -> Option<(Resources, i32)> {
    let proto::InstanceLimits { disk_bytes, memory_mib, cpu_milli, max_files } = *limits;
    if disk_bytes < 0 || memory_mib < 0 || cpu_milli < 0 || max_files < 0 {
        return None;
    }
    let files = if max_files == 0 { DEFAULT_FILES } else { max_files.min(MAX_FILES) };
    Some((Resources { cpu_milli, memory_mib, disk_bytes }, files))
}

/// An instant as the contract writes it.
pub fn timestamp(at: Timestamp) -> pbjson_types::Timestamp {
    at.into()
}
