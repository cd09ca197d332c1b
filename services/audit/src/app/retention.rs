//! Retention: months that are old enough go, after a file of them is written where that is wanted.

use std::{fs::File, io::Write as _, path::Path};

use anyhow::Context as _;
use flate2::{Compression, write::GzEncoder};
use hc_events::{Cause, Fact, outbox};
use hc_proto::events::v1::RetentionApplied;
use hc_storage::{Db, StoreError};

use super::policy::Policy;
use crate::{
    domain::class::Class,
    store::{
        months::{self, Month},
        origins, records,
    },
};

const PIECE: i64 = 500;
/// Sessions whose origin one transaction erases.
const BATCH: i64 = 1_000;
/// How many months are there before they begin.
const AHEAD: i32 = 3;

/// Makes the months that come.
pub async fn make_months(db: &Db, policy: &Policy) -> Result<(), StoreError> {
    for (class, _) in policy.classes() {
        let name = class.clone();
        let made = db.transact(move |tx, _| Box::pin(async move { months::make(tx, &name, AHEAD).await })).await?;
        if made > 0 {
            tracing::info!(class = %class, months = made, "made tables of the coming months");
        }
    }
    Ok(())
}

/// Takes away what is older than its class is kept.
pub async fn apply(db: &Db, policy: &Policy, export_directory: Option<&Path>) -> anyhow::Result<()> {
    for (class, settings) in policy.classes().filter(|(_, settings)| settings.months > 0) {
        for month in months::expired(db.pool(), class, i32::from(settings.months)).await? {
            let exported = match export_directory.filter(|_| settings.export) {
                Some(directory) => {
                    write(db, class, &month, directory).await?;
                    true
                }
                None => false,
            };
            let (class, name) = (class.clone(), month.name.clone());
            let (of, gone) = (class.clone(), month.clone());
            let events = db
                .transact(move |tx, _| {
                    Box::pin(async move {
                        let events = months::drop(tx, &of, &gone).await?;
                        let payload =
                            RetentionApplied { retention_class: of.to_string(), month: gone.name, events, exported };
                        let (subject, cause) = (format!("retention:{of}"), Cause::system("retention"));
                        outbox::enqueue(tx, Fact { subject, organization: None, cause: &cause, payload }).await?;
                        Ok::<_, StoreError>(events)
                    })
                })
                .await?;
            tracing::info!(class = %class, month = name, events, exported, "took an old month away");
        }
    }
    Ok(())
}

/// Writes a month under another name, and gives it its own when it is whole and on the disk.
async fn write(db: &Db, class: &Class, month: &Month, directory: &Path) -> anyhow::Result<()> {
    let path = directory.join(format!("{class}-{}.ndjson.gz", month.name));
    let unfinished = path.with_extension("gz.part");
    let file = File::create(&unfinished).with_context(|| format!("make {}", unfinished.display()))?;
    let mut encoder = GzEncoder::new(file, Compression::default());
    let mut after = None;
    loop {
        let piece = records::of_month(db.pool(), class, (month.begins, month.ends), after, PIECE).await?;
        let Some(last) = piece.last() else { break };
        after = Some((last.owner, last.sequence));
        for record in &piece {
            writeln!(encoder, "{}", record.line()).with_context(|| format!("write {}", unfinished.display()))?;
        }
    }
    let file = encoder.finish().with_context(|| format!("write {}", unfinished.display()))?;
    file.sync_all().with_context(|| format!("write {}", unfinished.display()))?;
    std::fs::rename(&unfinished, &path).with_context(|| format!("make {}", path.display()))?;
    File::open(directory).and_then(|directory| directory.sync_all()).context("keep the name of an export")
}

/// Erases the origins of sessions that are older than so many days.
pub async fn erase_origins(db: &Db, days: u16) -> Result<(), StoreError> {
    loop {
        let erased = db
            .transact(move |tx, _| Box::pin(async move { origins::erase_old(tx, i32::from(days), BATCH).await }))
            .await?;
        if erased < BATCH.unsigned_abs() {
            return Ok(());
        }
    }
}
