//! Nobody changes the record unseen.

use hc_types::OrganizationId;
use serde_json::json;

use super::{Audit, event, story};
use crate::domain::{
    chain::{Owner, Why},
    record::Record,
};

async fn recorded_story() -> (Audit, OrganizationId, Vec<Record>) {
    let audit = Audit::start().await;
    let organization = OrganizationId::new();
    let recorder = audit.recorder();
    audit.deliver(&story(organization, 2, 5)).await;
    let records = audit.recorded(organization, 10).await;
    recorder.stop().await;
    (audit, organization, records)
}

#[tokio::test]
async fn the_database_refuses_every_change() {
    let (audit, ..) = recorded_story().await;
    for sql in [
        "UPDATE audit_events SET actor = 'usr_2'",
        "DELETE FROM audit_events",
        "TRUNCATE audit_events",
        "UPDATE audit_chains SET sequence = 1",
        "DELETE FROM audit_chains",
    ] {
        let refused = sqlx::query(sql).execute(audit.database.pool()).await.unwrap_err();
        assert!(refused.to_string().contains("is refused"), "{sql}: {refused}");
    }
    let parts = "SELECT format('TRUNCATE %I', relname) FROM pg_class WHERE relname ~ '^audit_events_' AND relkind IN ('r', 'p')";
    let parts: Vec<String> = sqlx::query_scalar(parts).fetch_all(audit.database.pool()).await.unwrap();
    assert!(parts.len() >= 6);
    for sql in parts {
        let refused = sqlx::query(sqlx::AssertSqlSafe(sql)).execute(audit.database.pool()).await.unwrap_err();
        assert!(refused.to_string().contains("is refused"), "{refused}");
    }
}

#[tokio::test]
async fn a_changed_record_is_named() {
    let (audit, organization, records) = recorded_story().await;
    audit
        .tamper("UPDATE audit_events SET event = replace(event::text, '\"3\"', '\"7\"')::json WHERE sequence = 5")
        .await;
    let findings = audit.verify(organization).await;
    assert_eq!(findings.first_broken(), Some(records[4].id));
    assert_eq!(findings.chains[0].broken.unwrap().why, Why::Changed);
    // It stays known to be broken, so that the next question looks at all of it again.
    assert!(!audit.verify(organization).await.is_valid());
}

#[tokio::test]
async fn a_deleted_record_two_swapped_ones_and_a_cut_end_are_caught() {
    let (audit, organization, records) = recorded_story().await;
    audit.tamper("DELETE FROM audit_events WHERE sequence = 4").await;
    let findings = audit.verify(organization).await;
    assert_eq!((findings.first_broken(), findings.chains[0].broken.unwrap().why), (Some(records[4].id), Why::Missing));

    let (audit, organization, records) = recorded_story().await;
    audit.tamper("UPDATE audit_events SET sequence = 107 - sequence WHERE sequence IN (3, 4)").await;
    audit.tamper("UPDATE audit_events SET sequence = sequence - 100 WHERE sequence > 100").await;
    let findings = audit.verify(organization).await;
    assert_eq!((findings.first_broken(), findings.chains[0].broken.unwrap().why), (Some(records[3].id), Why::Moved));

    let (audit, organization, records) = recorded_story().await;
    audit.tamper("DELETE FROM audit_events WHERE sequence > 8").await;
    let findings = audit.verify(organization).await;
    assert_eq!((findings.first_broken(), findings.chains[0].broken.unwrap().why), (Some(records[7].id), Why::CutOff));
}

#[tokio::test]
async fn each_organization_has_a_chain_and_so_has_what_belongs_to_none() {
    let (audit, organization, _) = recorded_story().await;
    let recorder = audit.recorder();
    audit.deliver(&[event(None, "usr_1", 1, &json!({}))]).await;
    audit.recorded(Owner::NOBODY, 1).await;
    recorder.stop().await;
    audit
        .tamper(
            "UPDATE audit_events SET actor = 'usr_2' WHERE organization_id = '00000000-0000-0000-0000-000000000000'",
        )
        .await;
    assert!(audit.verify(organization).await.is_valid());
    let findings = audit.verify(Owner::NOBODY).await;
    assert_eq!(findings.chains[0].broken.unwrap().why, Why::Mislabelled);
}
