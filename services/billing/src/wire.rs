//! What gRPC answers and events say in the same words.

use hc_proto::r#type::v1 as proto;

use crate::domain::catalogue::{Limits, PlanKind};

/// A plan's kind as the public one.
pub fn instance_kind(kind: PlanKind) -> proto::InstanceKind {
    match kind {
        PlanKind::Site => proto::InstanceKind::Site,
        PlanKind::App => proto::InstanceKind::App,
        PlanKind::Database => proto::InstanceKind::Database,
    }
}

impl From<Limits> for proto::InstanceLimits {
    fn from(limits: Limits) -> Self {
        let Limits { disk_bytes, memory_mib, cpu_milli, max_files } = limits;
        Self { disk_bytes, memory_mib, cpu_milli, max_files }
    }
}
