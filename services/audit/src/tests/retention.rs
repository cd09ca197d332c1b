//! What is kept how long, and that the rest is still verified.

use std::io::Read as _;

use flate2::read::GzDecoder;
use hc_types::OrganizationId;
use serde_json::json;

use super::{Audit, event, story};
use crate::{
    app::{policy::Policy, retention},
    domain::class::Class,
    settings::RetentionSettings,
    store::{
        chains,
        months::{self, Month},
    },
};

#[tokio::test]
async fn an_old_month_goes_into_a_file_and_what_is_left_is_whole() {
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
    let old = audit.recorded(organization, 3).await;
    recorder.stop().await;
    // Nothing is old yet.
    retention::apply(&audit.db, &policy, Some(folder.path())).await.unwrap();
    assert_eq!(audit.records(organization).await.len(), 3);
    // Five months pass: the month's table gets an older month's name and bounds, and its records their time.
    age(&audit).await;
    let recorder = audit.recorder_with(&settings);
    audit.deliver(&[event(organization, "inv_0", 4, &json!({}))]).await;
    audit.recorded(organization, 4).await;
    recorder.stop().await;

    retention::apply(&audit.db, &policy, Some(folder.path())).await.unwrap();
    let left = audit.records(organization).await;
    assert_eq!(left.iter().map(|record| record.sequence).collect::<Vec<_>>(), [4]);
    let chain = chains::of_owner(audit.db.pool(), organization.into()).await.unwrap().remove(0);
    assert_eq!(chain.anchor, old[2].link());
    let findings = audit.verify(organization).await;
    assert!(findings.is_valid());
    assert_eq!(findings.events(), 1);
    let file = folder.path().read_dir().unwrap().next().unwrap().unwrap().path();
    assert!(file.file_name().unwrap().to_str().unwrap().starts_with("short-"), "{}", file.display());
    let mut lines = String::new();
    GzDecoder::new(std::fs::File::open(file).unwrap()).read_to_string(&mut lines).unwrap();
    let exported: Vec<serde_json::Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(
        exported.iter().map(|line| line["hash"].clone()).collect::<Vec<_>>(),
        old.iter().map(|record| json!(record.hash.to_string())).collect::<Vec<_>>()
    );
    let told = sqlx::query_scalar::<_, String>("SELECT type FROM outbox");
    assert_eq!(told.fetch_all(audit.database.pool()).await.unwrap(), ["audit.retention.applied.v1"]);
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
