//! Retention: months that are old enough go, after a file of them is written where that is wanted.

use std::{
    fs::{self, File},
    io::{BufRead as _, BufReader, Write as _},
    path::Path,
    time::Duration,
};

use anyhow::{Context as _, ensure};
use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use hc_events::{Cause, Fact, outbox};
use hc_proto::events::v1::RetentionApplied;
use hc_storage::{Db, StoreError, Turn};

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
/// What the database may take to drop a month, and a minute more.
const LONGEST_DROP: Duration = Duration::from_mins(11);
/// The advisory lock of retention; the number is ours alone ("hcretain" in ASCII).
const LOCK: i64 = 0x6863_7265_7461_696e;

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

/// The right to take months away; none while another process has it.
pub async fn turn(db: &Db) -> Result<Option<Turn>, StoreError> {
    Turn::take(db, LOCK, &[]).await
}

/// Takes away what is older than its class is kept, where no other process is at it.
pub async fn apply(db: &Db, policy: &Policy, export_directory: Option<&Path>) -> anyhow::Result<()> {
    let Some(turn) = turn(db).await? else { return Ok(()) };
    let applied = take_away(db, policy, export_directory).await;
    turn.end().await;
    applied
}

async fn take_away(db: &Db, policy: &Policy, export_directory: Option<&Path>) -> anyhow::Result<()> {
    for (class, settings) in policy.classes().filter(|(_, settings)| settings.months > 0) {
        for month in months::expired(db.pool(), class, i32::from(settings.months)).await? {
            let exported = match export_directory.filter(|_| settings.export) {
                Some(directory) => Some(write(db, class, &month, directory).await?),
                None => None,
            };
            drop_month(db, class, month, exported).await?;
        }
    }
    Ok(())
}

/// Drops a month of whose records so many are in its file, if it has one. It stays when those are not all.
async fn drop_month(db: &Db, class: &Class, month: Month, exported: Option<i64>) -> anyhow::Result<()> {
    let (of, name) = (class.clone(), month.name.clone());
    let patient = db.with_limit(LONGEST_DROP);
    let dropped = patient.transact(move |tx, _| {
        Box::pin(async move {
            let events = months::drop(tx, &of, &month).await?;
            if let Some(exported) = exported {
                let month = &month.name;
                ensure!(events == exported, "{of} {month} has {events} records, its file {exported}: the month stays");
            }
            let (subject, cause) = (format!("retention:{of}"), Cause::system("retention"));
            let payload = RetentionApplied {
                retention_class: of.to_string(),
                month: month.name,
                events,
                exported: exported.is_some(),
            };
            outbox::enqueue(tx, Fact { subject, organization: None, cause: &cause, payload }).await?;
            Ok::<_, anyhow::Error>(events)
        })
    });
    let events = dropped.await?;
    tracing::info!(class = %class, month = name, events, exported = exported.is_some(), "took an old month away");
    Ok(())
}

/// Writes a month's file; how many records it has.
async fn write(db: &Db, class: &Class, month: &Month, directory: &Path) -> anyhow::Result<i64> {
    let path = directory.join(format!("{class}-{}.ndjson.gz", month.name));
    // Nobody else writes under this name.
    let unfinished = path.with_extension(format!("gz.{:016x}.part", rand::random::<u64>()));
    let written = match fill(db, class, month, &unfinished).await {
        Ok(records) => give_name(&unfinished, &path, records),
        Err(error) => Err(error),
    };
    if written.is_err() {
        drop(fs::remove_file(&unfinished));
    }
    written
}

/// Writes a month's records, until they are on the disk; how many there are.
async fn fill(db: &Db, class: &Class, month: &Month, path: &Path) -> anyhow::Result<i64> {
    let file = File::create_new(path).with_context(|| format!("make {}", path.display()))?;
    let mut encoder = GzEncoder::new(file, Compression::default());
    let (mut after, mut records) = (None, 0);
    loop {
        let piece = records::of_month(db.pool(), class, (month.begins, month.ends), after, PIECE).await?;
        let Some(last) = piece.last() else { break };
        after = Some((last.owner, last.sequence));
        for record in &piece {
            writeln!(encoder, "{}", record.line()).with_context(|| format!("write {}", path.display()))?;
            records += 1;
        }
    }
    let file = encoder.finish().with_context(|| format!("write {}", path.display()))?;
    file.sync_all().with_context(|| format!("write {}", path.display()))?;
    Ok(records)
}

/// Gives a file that is whole its name; how many records the file of that name has then. One that is there already and has
/// no fewer stays: a run before has made it, and what it was made from may be gone.
fn give_name(unfinished: &Path, path: &Path, records: i64) -> anyhow::Result<i64> {
    let kept = records_in(path).filter(|kept| *kept >= records);
    if kept.is_some() {
        fs::remove_file(unfinished).with_context(|| format!("remove {}", unfinished.display()))?;
    } else {
        fs::rename(unfinished, path).with_context(|| format!("make {}", path.display()))?;
    }
    let directory = path.parent().unwrap_or(path);
    File::open(directory).and_then(|directory| directory.sync_all()).context("keep the name of an export")?;
    Ok(kept.unwrap_or(records))
}

/// How many records a file has; none where there is no file, or one that breaks off.
fn records_in(path: &Path) -> Option<i64> {
    let mut lines = BufReader::new(GzDecoder::new(File::open(path).ok()?)).lines();
    lines.try_fold(0, |records, line| line.map(|_| records + 1)).ok()
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
