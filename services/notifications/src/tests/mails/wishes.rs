//! What people want: languages, topics, no more of it.

use axum::body::Body;
use hc_access::Role;
use hc_events::Cause;
use hc_testkit::eventually;
use hc_types::{InstanceId, InvitationId, UserId};
use http::{Request, StatusCode};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

use super::Post;
use crate::{
    api::unsubscribe::router,
    app::update_brand::update_brand,
    domain::{preferences::Choice, topic::Topic},
    store::preferences,
};

async fn ask(post: &Post, method: &str, address: &str, body: &'static str) -> (StatusCode, http::HeaderMap, String) {
    let router = router(post.db.clone(), std::sync::Arc::clone(&post.links));
    let request = Request::builder().method(method).uri(address).body(Body::from(body)).unwrap();
    let response = router.oneshot(request).await.unwrap();
    let (head, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    (head.status, head.headers, String::from_utf8(body.to_vec()).unwrap())
}

async fn wants_mails(post: &Post, user: UserId, topic: Topic) -> bool {
    preferences::of_one(post.db.pool(), user).await.unwrap().mails(topic)
}

#[tokio::test(flavor = "multi_thread")]
async fn one_click_ends_a_topic_and_only_that() {
    let post = Post::start().await;
    let ada = post.world.user("Ada", "ada@example.test", "en");
    let organization = post.organization(&[(ada, Role::Owner)]);
    let site = || {
        let instance = InstanceId::new();
        post.world.instances.lock().unwrap().insert(instance, "portfolio".to_owned());
        instance
    };
    post.live(organization, site()).await;
    let mail = post.mailbox.next_to("ada@example.test").await;
    assert_eq!(mail.header("List-Unsubscribe-Post"), Some("List-Unsubscribe=One-Click"));
    let url = mail.header("List-Unsubscribe").unwrap().trim_matches(['<', '>']).to_owned();
    let address = url.strip_prefix("https://notifications.test").unwrap();

    // A program that follows every link in a mail ends nothing.
    let (code, headers, page) = ask(&post, "GET", address, "").await;
    assert_eq!(code, StatusCode::OK);
    assert!(page.contains("<form method=\"post\""));
    assert!(headers["content-security-policy"].to_str().unwrap().starts_with("default-src 'none'"));
    assert!(wants_mails(&post, ada, Topic::Hosting).await);
    assert_eq!(ask(&post, "PUT", address, "").await.0, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(ask(&post, "POST", "/unsubscribe?token=hcu_x", "").await.0, StatusCode::NOT_FOUND);
    assert!(wants_mails(&post, ada, Topic::Hosting).await);

    // Twice is fine.
    for _ in 0..2 {
        assert_eq!(ask(&post, "POST", address, "List-Unsubscribe=One-Click").await.0, StatusCode::OK);
    }
    assert!(!wants_mails(&post, ada, Topic::Hosting).await && wants_mails(&post, ada, Topic::Billing).await);
    post.live(organization, site()).await;
    eventually("the next one is held back", || async {
        post.states(ada).await.get(1).is_some_and(|mail| *mail == ("suppressed".to_owned(), "unsubscribed".to_owned()))
    })
    .await;
    post.invoice(organization).await;
    assert_eq!(post.mailbox.wait_for("ada@example.test", 2).await[1].subject, "Invoice HC-2026-000042");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_speaks_german_and_what_people_are_called_stays_text() {
    let post = Post::start().await;
    let eve = post.world.user("<b>Eve</b> | x", "eve@example.test", "de-AT");
    let organization = post.organization(&[(eve, Role::Owner)]);
    let brand = crate::domain::brand::BrandOverride {
        name: Some("Bücher & mehr".to_owned()),
        ..crate::domain::brand::BrandOverride::default()
    };
    for told in [1, 1] {
        let (brand, cause) = (brand.clone(), Cause::by(eve.to_string(), "req-1"));
        let set = post.db.transact(move |tx, now| {
            Box::pin(async move { update_brand(tx, now, organization, &brand, &cause).await })
        });
        set.await.unwrap();
        let events = sqlx::query_scalar!(
            r#"SELECT count(*) AS "count!" FROM outbox WHERE type = 'notifications.brand.updated.v1'"#
        );
        assert_eq!(events.fetch_one(post.db.pool()).await.unwrap(), told, "what changes nothing is not told");
    }
    post.invoice(organization).await;
    let mail = post.mailbox.next_to("eve@example.test").await;
    assert_eq!(mail.subject, "Rechnung HC-2026-000042");
    assert_eq!(mail.header("Content-Language"), Some("de"));
    let (text, html) = (mail.text.as_deref().unwrap(), mail.html.as_deref().unwrap());
    assert!(text.contains("Guten Tag <b>Eve</b> | x,") && text.contains("1.234,50\u{a0}€"), "{text}");
    assert!(!html.contains("<b>Eve</b>") && html.contains("Eve"), "{html}");
    assert!(text.contains("Bücher & mehr"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_invited_needs_no_account() {
    let post = Post::start().await;
    let organization = post.organization(&[]);
    let invitation = InvitationId::new();
    post.world.invitations.lock().unwrap().insert(invitation, "new@example.test".to_owned());
    let payload = hc_proto::events::v1::InvitationCreated {
        invitation_id: invitation.to_string(),
        organization_id: organization.to_string(),
        ..Default::default()
    };
    post.tell(invitation, Some(organization), payload).await;
    let mail = post.mailbox.next_to("new@example.test").await;
    assert_eq!(mail.subject, "Grace lädt Sie zu Müller & Söhne ein");
    assert!(mail.link("/invitations/accept?token=hci_sample").is_some());
    eventually("it is sent", || async { post.states(invitation).await == [("sent".to_owned(), String::new())] }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_switched_a_topic_off_hears_nothing_of_it() {
    let post = Post::start().await;
    let ada = post.world.user("Ada", "ada@example.test", "en");
    let organization = post.organization(&[(ada, Role::Owner)]);
    let off = Choice { mail: Some(false), in_app: Some(false) };
    let chosen =
        post.db.transact(move |tx, _| Box::pin(async move { preferences::choose(tx, ada, Topic::Billing, off).await }));
    chosen.await.unwrap();
    post.invoice(organization).await;
    post.is(ada, "suppressed").await;
    post.reset(ada).await;
    post.mailbox.next_to("ada@example.test").await;
    let entries = sqlx::query_scalar!(r#"SELECT count(*) AS "count!" FROM notifications"#);
    assert_eq!(entries.fetch_one(post.db.pool()).await.unwrap(), 0);
}
