//! Exports, as fast as their reader.

use futures::FutureExt as _;
use hc_storage::DatabaseSettings;
use hc_types::OrganizationId;

use super::{Audit, story};
use crate::{app::export::Export, domain::filter::Filter};

#[tokio::test]
async fn an_export_that_nobody_reads_on_holds_no_connection() {
    let audit = Audit::start().await;
    let organization = OrganizationId::new();
    let recorder = audit.recorder();
    audit.deliver(&story(organization, 1, 3)).await;
    audit.recorded(organization, 3).await;
    recorder.stop().await;
    let settings = DatabaseSettings { max_connections: 1, ..DatabaseSettings::new(audit.database.url()) };
    let db = hc_storage::connect(&settings).await.unwrap();
    let mut export = Export::new(db.clone(), organization.into(), Filter::default(), None);
    // Begun, and then left in the middle, as by a client that takes nothing more.
    let mut part = Box::pin(export.next());
    assert!(part.as_mut().now_or_never().is_none());
    assert!(db.ready().await.is_ok());
    assert_eq!(part.await.unwrap().unwrap().lines.lines().count(), 3);
}
