//! What is kept how long, and that the rest is still verified.

use std::{
    fs::{self, File},
    io::{Read as _, Write as _},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use hc_testkit::eventually_within;
use hc_types::OrganizationId;
use serde_json::json;
use sqlx::Executor as _;

use super::{Audit, Running, event, story};
use crate::{
    app::{policy::Policy, retention},
    domain::{class::Class, record::Record},
    jobs,
    settings::RetentionSettings,
    store::{
        chains,
        months::{self, Month},
    },
};

/// An organization with three records of a class that is kept for a month and then goes into files.
struct Kept {
    audit: Audit,
    organization: OrganizationId,
    settings: RetentionSettings,
    policy: Policy,
    folder: tempfile::TempDir,
    records: Vec<Record>,
}

impl Kept {
    async fn start() -> Self {
        let audit = Audit::start().await;
        let organization = OrganizationId::new();
        let folder = tempfile::tempdir().unwrap();
        let settings: RetentionSettings = serde_json::from_value(json!({
            "classes": { "short": { "months": 1, "export": true } },
            "rules": [{ "type": "billing.invoice", "class": "short" }],
            "export_directory": folder.path(),
        }))
        .unwrap();
        let policy = Policy::new(&settings).unwrap();
        retention::make_months(&audit.db, &policy).await.unwrap();
        let recorder = audit.recorder_with(&settings);
        audit.deliver(&story(organization, 1, 3)).await;
        let records = audit.recorded(organization, 3).await;
        recorder.stop().await;
        Self { audit, organization, settings, policy, folder, records }
    }

    async fn apply(&self) -> anyhow::Result<()> {
        retention::apply(&self.audit.db, &self.policy, Some(self.folder.path())).await
    }

    async fn left(&self) -> usize {
        self.audit.records(self.organization).await.len()
    }

    /// The file of the month that is old enough.
    async fn file(&self) -> PathBuf {
        let class = Class::try_from("short".to_owned()).unwrap();
        let month = months::expired(self.audit.db.pool(), &class, 1).await.unwrap().remove(0);
        self.folder.path().join(format!("short-{}.ndjson.gz", month.name))
    }

    fn files(&self) -> usize {
        self.folder.path().read_dir().unwrap().count()
    }
}

fn lines_in(file: &Path) -> Vec<String> {
    let mut lines = String::new();
    GzDecoder::new(File::open(file).unwrap()).read_to_string(&mut lines).unwrap();
    lines.lines().map(ToOwned::to_owned).collect()
}

#[tokio::test]
async fn an_old_month_goes_into_a_file_and_what_is_left_is_whole() {
    let kept = Kept::start().await;
    let (audit, organization) = (&kept.audit, kept.organization);
    // Nothing is old yet.
    kept.apply().await.unwrap();
    assert_eq!(kept.left().await, 3);
    // Five months pass: the month's table gets an older month's name and bounds, and its records their time.
    age(audit).await;
    let recorder = audit.recorder_with(&kept.settings);
    audit.deliver(&[event(organization, "inv_0", 4, &json!({}))]).await;
    audit.recorded(organization, 4).await;
    recorder.stop().await;

    let file = kept.file().await;
    kept.apply().await.unwrap();
    let left = audit.records(organization).await;
    assert_eq!(left.iter().map(|record| record.sequence).collect::<Vec<_>>(), [4]);
    let chain = chains::of_owner(audit.db.pool(), organization.into()).await.unwrap().remove(0);
    assert_eq!(chain.anchor, kept.records[2].link());
    let findings = audit.verify(organization).await;
    assert!(findings.is_valid());
    assert_eq!(findings.events(), 1);
    let exported = lines_in(&file).into_iter().map(|line| serde_json::from_str::<serde_json::Value>(&line).unwrap());
    assert_eq!(
        exported.map(|line| line["hash"].clone()).collect::<Vec<_>>(),
        kept.records.iter().map(|record| json!(record.hash.to_string())).collect::<Vec<_>>()
    );
    assert_eq!(kept.files(), 1);
    let told = sqlx::query_scalar::<_, String>("SELECT type FROM outbox");
    assert_eq!(told.fetch_all(audit.database.pool()).await.unwrap(), ["audit.retention.applied.v1"]);
}

#[tokio::test]
async fn one_process_at_a_time_takes_months_away() {
    let kept = Kept::start().await;
    age(&kept.audit).await;
    let other = retention::turn(&kept.audit.db).await.unwrap().unwrap();
    kept.apply().await.unwrap();
    assert_eq!((kept.left().await, kept.files()), (3, 0));
    other.end().await;
    eventually_within(Duration::from_secs(10), "the other's right has ended", || async {
        kept.apply().await.unwrap();
        kept.left().await == 0
    })
    .await;
    assert_eq!(lines_in(&kept.folder.path().read_dir().unwrap().next().unwrap().unwrap().path()).len(), 3);
}

#[tokio::test]
async fn a_whole_file_of_an_old_month_is_never_replaced() {
    let kept = Kept::start().await;
    age(&kept.audit).await;
    let file = kept.file().await;
    // One of a run before, from when there was more: what is left now is not what it was made from.
    let mut encoder = GzEncoder::new(File::create(&file).unwrap(), Compression::default());
    encoder.write_all(b"1\n2\n3\n4\n").unwrap();
    encoder.finish().unwrap();
    let refused = kept.apply().await.unwrap_err();
    assert!(format!("{refused:#}").contains("has 3 records, its file 4"), "{refused:#}");
    assert_eq!((kept.left().await, kept.files()), (3, 1));
    assert_eq!(lines_in(&file), ["1", "2", "3", "4"]);
    // One that breaks off.
    let whole = fs::read(&file).unwrap();
    fs::write(&file, &whole[..whole.len() - 1]).unwrap();
    kept.apply().await.unwrap();
    assert_eq!((kept.left().await, kept.files()), (0, 1));
    assert_eq!(lines_in(&file).len(), 3);
}

#[tokio::test]
async fn records_without_a_month_are_counted_without_reading_the_months() {
    let audit = Audit::start().await;
    // In a month that nobody has made.
    let record = "INSERT INTO audit_events
                  SELECT gen_random_uuid(), 'standard', 1, now() + interval '2 years', gen_random_uuid(), 'a.b', 's', 'a',
                         NULL, 'x', 1, 1, now(), true, '{}', '{}', zero, zero
                  FROM (SELECT decode(repeat('00', 32), 'hex') AS zero) AS hash";
    audit.database.pool().execute(record).await.unwrap();
    let mut other = audit.database.pool().acquire().await.unwrap();
    let locked = "BEGIN;
                  DO $$ BEGIN
                      EXECUTE format('LOCK TABLE %I', 'audit_events_standard' || to_char(now() AT TIME ZONE 'UTC', '_YYYY_MM'));
                  END $$";
    other.execute(locked).await.unwrap();
    assert_eq!(months::left_over(audit.db.pool()).await.unwrap(), 1);
    other.execute("ROLLBACK").await.unwrap();
}

#[tokio::test]
async fn what_fails_by_the_clock_holds_up_nothing_else() {
    let audit = Audit::start().await;
    let session = "INSERT INTO session_origins (session_id, ip_address, noted_at)
                   VALUES (gen_random_uuid(), '192.0.2.1', now() - interval '200 days')";
    audit.database.pool().execute(session).await.unwrap();
    audit.database.pool().execute("DROP FUNCTION make_audit_months, count_audit_left_over").await.unwrap();
    let settings = RetentionSettings::default();
    let policy = Arc::new(Policy::new(&settings).unwrap());
    let db = audit.db.clone();
    let job = Running::start(|stopping| jobs::retention::run(db, policy, settings, stopping));
    eventually_within(Duration::from_secs(30), "the origin is erased", || async {
        let kept = sqlx::query_scalar::<_, i64>("SELECT count(*) FROM session_origins WHERE ip_address IS NOT NULL");
        kept.fetch_one(audit.database.pool()).await.unwrap() == 0
    })
    .await;
    job.stop().await;
}

/// Moves the class's month that has records five months back. The time of recording is hashed, so the hashes are no
/// longer right there; what is taken away is not verified.
async fn age(audit: &Audit) {
    audit
        .tamper(
            "DO $$
             DECLARE now_part text := 'audit_events_short' || to_char(now() AT TIME ZONE 'UTC', '_YYYY_MM');
                     month timestamp := date_trunc('month', now() AT TIME ZONE 'UTC') - interval '5 months';
                     this timestamp := date_trunc('month', now() AT TIME ZONE 'UTC');
             BEGIN
                 EXECUTE format('ALTER TABLE audit_events_short DETACH PARTITION %I', now_part);
                 EXECUTE format('UPDATE %I SET recorded_at = recorded_at - interval ''5 months''', now_part);
                 EXECUTE format('UPDATE %I SET recorded_at = %L WHERE recorded_at < %L OR recorded_at >= %L', now_part,
                                month AT TIME ZONE 'UTC', month AT TIME ZONE 'UTC', (month + interval '1 month') AT TIME ZONE 'UTC');
                 EXECUTE format('ALTER TABLE %I RENAME TO %I', now_part, 'audit_events_short' || to_char(month, '_YYYY_MM'));
                 EXECUTE format('ALTER TABLE audit_events_short ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
                                'audit_events_short' || to_char(month, '_YYYY_MM'), month AT TIME ZONE 'UTC',
                                (month + interval '1 month') AT TIME ZONE 'UTC');
                 PERFORM make_audit_months('short', 0);
             END $$",
        )
        .await;
}

#[tokio::test]
async fn a_month_that_is_not_over_or_not_the_oldest_stays() {
    let audit = Audit::start().await;
    let class = Class::standard();
    let now = sqlx::query_scalar("SELECT date_trunc('month', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'");
    let begins = now.fetch_one(audit.database.pool()).await.unwrap();
    let month = Month { name: String::new(), begins, ends: begins };
    let dropped = audit.db.transact(move |tx, _| Box::pin(async move { months::drop(tx, &class, &month).await })).await;
    assert!(format!("{:?}", dropped.unwrap_err()).contains("is not over"));
    assert!(months::expired(audit.db.pool(), &Class::standard(), 0).await.unwrap().is_empty());
}
