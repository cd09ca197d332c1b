//! Feeds: who sees what, in which language, and what they have read.

use hc_access::Role;
use hc_events::Cause;
use hc_testkit::eventually;
use hc_types::{InstanceId, NotificationId, PageRequest, UserId};

use super::Post;
use crate::{
    app::mark_read::{mark_all_read, mark_read},
    domain::language::Language,
    feed::words,
    store::notifications,
};

/// What was told of reading, the oldest first.
async fn told(post: &Post) -> Vec<serde_json::Value> {
    let told = sqlx::query_scalar!(
        r#"SELECT data::text AS "data!" FROM outbox WHERE type = 'notifications.notification.read.v1' ORDER BY position"#
    );
    let told = told.fetch_all(post.db.pool()).await.unwrap();
    told.iter().map(|data| serde_json::from_str(data).unwrap()).collect()
}

async fn entries(post: &Post, user: UserId, unread: Option<bool>) -> Vec<notifications::Entry> {
    let all = PageRequest::new(Some(100), None, None, None).unwrap();
    notifications::page(post.db.pool(), user, unread, &all).await.unwrap().items
}

#[tokio::test(flavor = "multi_thread")]
async fn every_member_has_an_entry_of_their_own_and_reads_it_in_their_language() {
    let post = Post::start().await;
    let ada = post.world.user("Ada", "ada@example.test", "en");
    let eve = post.world.user("Eve", "eve@example.test", "de");
    let organization = post.organization(&[(ada, Role::Owner), (eve, Role::Viewer)]);
    let instance = InstanceId::new();
    post.world.instances.lock().unwrap().insert(instance, "portfolio".to_owned());
    post.invoice(organization).await;
    post.live(organization, instance).await;
    post.live(organization, instance).await;
    for user in [ada, eve] {
        eventually("both entries are there", || async { entries(&post, user, None).await.len() == 2 }).await;
    }
    let of_eve = entries(&post, eve, None).await;
    let invoice = of_eve.iter().find(|entry| entry.event_type == "billing.invoice.issued.v1").unwrap();
    let (_, name) = invoice.organization.clone().unwrap();
    let said = words(&invoice.story, &name, Language::German);
    assert_eq!(
        (said.title.as_str(), said.body.as_str()),
        ("Rechnung HC-2026-000042", "1.234,50\u{a0}€ für Müller & Söhne.")
    );
    assert!(invoice.subject.starts_with("inv_"));

    // Reading is one's own, and another's entry cannot be marked.
    let ids: Vec<NotificationId> = of_eve.iter().map(|entry| entry.id).collect();
    let (first, of_ada) = (ids[0], ids.clone());
    let mark = post.db.transact(move |tx, now| {
        Box::pin(async move {
            let cause = Cause::system("test");
            mark_read(&mut *tx, now, &cause, ada, &of_ada).await?;
            mark_read(&mut *tx, now, &cause, eve, &[first]).await?;
            mark_read(tx, now, &cause, eve, &[first]).await
        })
    });
    mark.await.unwrap();
    assert_eq!(entries(&post, eve, Some(true)).await.len(), 1);
    assert_eq!(entries(&post, eve, Some(false)).await.len(), 1);
    assert_eq!(notifications::count_unread(post.db.pool(), eve, 1_000).await.unwrap(), 1);
    assert_eq!(notifications::count_unread(post.db.pool(), ada, 1_000).await.unwrap(), 2);
    assert!(notifications::find(post.db.pool(), ada, &ids).await.unwrap().is_empty());

    // What changed something was told, once; of what was another's or read before nobody hears.
    let read = serde_json::json!({
        "notificationId": first, "userId": eve, "marked": "1", "notificationIds": [first],
    });
    assert_eq!(told(&post).await, [read]);

    // Each entry was told to whoever shows it at once.
    let told = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM outbox WHERE type = 'notifications.notification.created.v1'"#
    );
    assert_eq!(told.fetch_one(post.db.pool()).await.unwrap(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn all_is_read_up_to_what_was_seen() {
    let post = Post::start().await;
    let ada = post.world.user("Ada", "ada@example.test", "en");
    let eve = post.world.user("Eve", "eve@example.test", "en");
    let organization = post.organization(&[(ada, Role::Owner), (eve, Role::Viewer)]);
    let comes = async |count: usize| {
        post.invoice(organization).await;
        for user in [ada, eve] {
            eventually("the entry is there", || async { entries(&post, user, None).await.len() == count }).await;
        }
    };
    comes(1).await;
    comes(2).await;
    let seen = entries(&post, ada, None).await;
    comes(3).await;

    let mark = async |user: UserId, up_to: Option<NotificationId>| {
        let marked = post.db.transact(move |tx, now| {
            Box::pin(async move { mark_all_read(tx, now, &Cause::system("test"), user, up_to).await })
        });
        marked.await.unwrap()
    };
    assert_eq!(mark(ada, Some(seen[0].id)).await, 2);
    let unread = entries(&post, ada, Some(true)).await;
    assert_eq!(unread.len(), 1, "what came since is still to be read");
    assert!(unread[0].id.uuid() > seen[0].id.uuid());
    let read_at = entries(&post, ada, Some(false)).await.pop().unwrap().read_at;
    assert!(read_at.is_some());

    assert_eq!(mark(ada, Some(seen[0].id)).await, 0);
    assert_eq!(mark(ada, None).await, 1);
    assert_eq!(mark(ada, None).await, 0);
    assert_eq!(entries(&post, ada, Some(false)).await.pop().unwrap().read_at, read_at, "what was read keeps its time");
    assert_eq!(notifications::count_unread(post.db.pool(), eve, 1_000).await.unwrap(), 3, "another's is their own");
    let event = |newest: NotificationId, marked: &str| {
        let none: [&str; 0] = [];
        serde_json::json!({ "notificationId": newest, "userId": ada, "marked": marked, "notificationIds": none })
    };
    assert_eq!(told(&post).await, [event(seen[0].id, "2"), event(unread[0].id, "1")], "one event, however many");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_old_is_forgotten_with_its_story() {
    let post = Post::start().await;
    let ada = post.world.user("Ada", "ada@example.test", "en");
    let organization = post.organization(&[(ada, Role::Owner)]);
    post.invoice(organization).await;
    eventually("the entry is there", || async { entries(&post, ada, None).await.len() == 1 }).await;
    post.is(ada, "sent").await;
    let aged = post.db.transact(|tx, _| {
        Box::pin(async move {
            sqlx::query!("UPDATE notifications SET created_at = now() - interval '91 days'").execute(&mut *tx).await?;
            sqlx::query!("UPDATE mails SET created_at = now() - interval '181 days'").execute(&mut *tx).await?;
            sqlx::query!("UPDATE causes SET recorded_at = now() - interval '181 days'").execute(tx).await?;
            Ok::<_, hc_storage::StoreError>(())
        })
    });
    aged.await.unwrap();
    crate::jobs::forget::forget(&post.db, &crate::settings::RetentionSettings::default()).await.unwrap();
    assert!(entries(&post, ada, None).await.is_empty());
    let left = sqlx::query_scalar!(r#"SELECT (SELECT count(*) FROM mails) + (SELECT count(*) FROM causes) AS "left!""#);
    assert_eq!(left.fetch_one(post.db.pool()).await.unwrap(), 0);
}
