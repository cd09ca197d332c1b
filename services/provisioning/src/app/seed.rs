//! Regions and nodes from a file. Done again, it adds what is missing and brings the rest to what stands there.
use std::path::Path;

use anyhow::Context;
use hc_storage::{Db, StoreError};
use serde::Deserialize;

use crate::domain::capacity::Resources;
use crate::store::regions::{self, NewNode};

/// `seeds/provisioning.toml`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seeds {
    /// `[[regions]]`, in the order in which they are shown.
    #[serde(default)]
    regions: Vec<SeedRegion>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SeedRegion {
    slug: String,
    name: String,
    /// `[[regions.nodes]]`
    #[serde(default)]
    nodes: Vec<SeedNode>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SeedNode {
    name: String,
    /// Thousandths of a core.
    cpu_milli: i64,
    memory_mib: i64,
    disk_bytes: i64,
    /// The most instances.
    instances: i64,
}

impl Seeds {
    /// Reads a file of seeds.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(path).with_context(|| format!("read {}", path.display()))?;
        toml::from_str(&text).with_context(|| format!("{} is not a file of seeds", path.display()))
    }
}

/// Brings regions and nodes to what the seeds say, all or nothing.
pub async fn seed(db: &Db, seeds: Seeds) -> anyhow::Result<()> {
    for SeedRegion { slug, .. } in &seeds.regions {
        hc_types::Slug::parse(slug).with_context(|| format!("region {slug:?}"))?;
    }
    let count = seeds.regions.len();
    let done = db.transact::<_, StoreError, _>(move |tx, _| {
        Box::pin(async move {
            for (position, region) in (0_i32..).zip(seeds.regions) {
                let id = regions::put(tx, &region.slug, &region.name, position).await?;
                for SeedNode { name, cpu_milli, memory_mib, disk_bytes, instances } in region.nodes {
                    let capacity = Resources { cpu_milli, memory_mib, disk_bytes };
                    regions::put_node(tx, id, &NewNode { name, capacity, instances }).await?;
                }
            }
            Ok(())
        })
    });
    done.await.context("write regions and nodes")?;
    println!("seed: {count} regions are as the file says");
    Ok(())
}
