//! What customers upload.

use super::*;

#[tokio::test]
async fn a_repeated_key_deploys_once_and_equal_content_is_kept_once() {
    let mut world = World::start().await;
    world.reconcile();
    let ordered = world.ordered(OrganizationId::new());
    world.activated(&ordered, 1).await;
    let id = ordered.instance;
    let first = world.deploy(id, "<p>one", Some("key")).await.unwrap();
    assert_eq!(world.deploy(id, "<p>one", Some("key")).await.unwrap(), first);
    let other = world.deploy(id, "<p>two", Some("key")).await;
    assert!(matches!(other, Err(DeployError::Store(StoreError::KeyReused))));
    let second = world.deploy(id, "<p>one", None).await.unwrap();
    let mut connection = world.app.db.pool().acquire().await.unwrap();
    let ids = [first.parse().unwrap(), second.parse().unwrap()];
    let mut found = releases::find_many(&mut connection, &ids).await.unwrap();
    found.sort_by_key(|release| release.version);
    assert_eq!(found.iter().map(|release| release.version).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(found[0].manifest, found[1].manifest);
    drop(connection);
    eventually("the second is live", async || {
        let mut connection = world.app.db.pool().acquire().await.unwrap();
        let release = releases::find(&mut connection, id, ids[1]).await.unwrap().unwrap();
        release.status == ReleaseStatus::Live
    })
    .await;
    sweep(&world.app, ordered.organization).await.unwrap();
    // The content of the refused upload is gone, that of the releases is there.
    assert_eq!((world.files_under("manifests"), world.files_under("blobs")), (1, 1));
}

#[tokio::test]
async fn refused_archives_change_nothing() {
    let mut world = World::start().await;
    world.reconcile();
    let ordered = world.ordered(OrganizationId::new());
    world.activated(&ordered, 1).await;
    let site = world.until(ordered.instance, Status::Active).await;
    let large = "x".repeat(2 << 20);
    let refused = world.deploy(site.id, &large, None).await;
    assert!(matches!(refused, Err(DeployError::Archive(ArchiveError::TooLarge { .. }))), "{refused:?}");
    assert_eq!(world.instance(site.id).await.unwrap(), site);
    assert_eq!(world.count("releases").await, 0);
    assert_eq!((world.files_under("blobs"), world.files_under("spool")), (0, 0));
}
