//! What regions and nodes have, and what is used of it.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, SimpleObject};
use hc_proto::provisioning::v1 as proto;

use crate::errors::Failure;
use crate::schema::context::{ContextExt, read};
use crate::schema::instances::Region;
use crate::schema::scalars::BigInt;

/// A region with its nodes.
#[derive(SimpleObject)]
pub struct RegionCapacity {
    /// The region, on offer or not.
    region: Region,
    /// Its nodes by name.
    nodes: Vec<NodeCapacity>,
}

/// A node and what is used of it.
pub struct NodeCapacity(proto::NodeCapacity);

/// A node and what is used of it.
#[Object]
impl NodeCapacity {
    /// The id, `nod_…`.
    async fn id(&self) -> ID {
        ID(self.0.id.clone())
    }

    /// Its name; unique.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Whether it takes nothing new.
    async fn cordoned(&self) -> bool {
        self.0.cordoned
    }

    /// What it may give away.
    async fn total(&self) -> Capacity {
        Capacity::from(self.0.total)
    }

    /// What instances take.
    async fn placed(&self) -> Capacity {
        Capacity::from(self.0.placed)
    }

    /// What is held for orders that are not paid yet.
    async fn reserved(&self) -> Capacity {
        Capacity::from(self.0.reserved)
    }
}

/// An amount of what nodes have.
#[derive(SimpleObject)]
pub struct Capacity {
    /// Thousandths of a core.
    cpu_milli: BigInt,
    /// Memory in MiB.
    memory_mib: BigInt,
    /// Disk in bytes.
    disk_bytes: BigInt,
    /// How many instances.
    instances: BigInt,
}

impl From<Option<proto::Capacity>> for Capacity {
    fn from(capacity: Option<proto::Capacity>) -> Self {
        let proto::Capacity { cpu_milli, memory_mib, disk_bytes, instances } = capacity.unwrap_or_default();
        Self {
            cpu_milli: BigInt(cpu_milli),
            memory_mib: BigInt(memory_mib),
            disk_bytes: BigInt(disk_bytes),
            instances: BigInt(instances),
        }
    }
}

pub async fn capacity(ctx: &Context<'_>) -> Result<Vec<RegionCapacity>, Failure> {
    let found = read(ctx.clients()?.provisioning.list_capacity(proto::ListCapacityRequest {}).await)?;
    let regions = found.regions.into_iter().map(|of| RegionCapacity {
        region: Region::from(Arc::new(of.region.unwrap_or_default())),
        nodes: of.nodes.into_iter().map(NodeCapacity).collect(),
    });
    Ok(regions.collect())
}
