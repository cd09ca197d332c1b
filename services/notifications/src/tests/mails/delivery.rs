//! What becomes of a mail with a mail server that behaves, and with ones that don't.

use hc_access::Role;
use hc_mailbox::{Answer, Login, Manners};
use hc_storage::StoreError;
use hc_testkit::eventually;
use hc_types::{InstanceId, MailId, PageRequest};

use super::Post;
use crate::store::mails::{self, Filter, State};

#[tokio::test(flavor = "multi_thread")]
async fn a_cause_makes_one_mail_however_often_it_is_delivered() {
    let post = Post::start().await;
    let ada = post.world.user("Ada", "ada@example.test", "en");
    post.reset(ada).await;
    let mail = post.mailbox.next_to("ada@example.test").await;
    assert!(mail.tls, "STARTTLS is what settings want by default");
    assert_eq!(mail.subject, "Set a new password");
    assert_eq!(mail.link("/reset-password?token=hcp_0"), Some("https://console.test/reset-password?token=hcp_0"));
    assert_eq!(mail.header("List-Unsubscribe"), None);
    post.is(ada, "sent").await;
    // The event and the work again, to a service that has forgotten that it heard them.
    let again = post.db.transact(|tx, _| {
        Box::pin(async move {
            sqlx::query!("DELETE FROM inbox").execute(&mut *tx).await?;
            sqlx::query!("UPDATE outbox SET published_at = NULL").execute(tx).await?;
            Ok::<_, StoreError>(())
        })
    });
    again.await.unwrap();
    eventually("everything was heard again", || async {
        let heard =
            sqlx::query_scalar!(r#"SELECT count(*) AS "count!" FROM inbox WHERE consumer LIKE 'notifications.mail%'"#);
        heard.fetch_one(post.db.pool()).await.unwrap() >= 2
    })
    .await;
    assert_eq!(post.states(ada).await.len(), 1);
    assert_eq!(post.mailbox.mails_to("ada@example.test").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn mails_are_found_by_their_ids() {
    let post = Post::start().await;
    let ada = post.world.user("Ada", "ada@example.test", "en");
    post.reset(ada).await;
    post.mailbox.next_to("ada@example.test").await;
    post.is(ada, "sent").await;
    let first = PageRequest::new(Some(1), None, None, None).unwrap();
    let known = mails::page(post.db.pool(), &Filter::default(), &first).await.unwrap().items.remove(0);
    let found = mails::find_many(post.db.pool(), &[MailId::new(), known.id, known.id]).await.unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].id, found[0].recipient.as_str()), (known.id, ada.to_string().as_str()));
    assert_eq!((found[0].state, found[0].address.as_str()), (State::Sent, "ada@example.test"));
    assert_eq!(mails::find_many(post.db.pool(), &[]).await.unwrap().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_goes_live_once_whatever_is_released_later() {
    let post = Post::start_with(&serde_json::json!({ "security": "tls" })).await;
    let ada = post.world.user("Ada", "ada@example.test", "en");
    let eve = post.world.user("Eve", "eve@example.test", "en");
    let organization = post.organization(&[(ada, Role::Owner), (eve, Role::Billing)]);
    let instance = InstanceId::new();
    post.world.instances.lock().unwrap().insert(instance, "portfolio".to_owned());
    post.live(organization, instance).await;
    post.live(organization, instance).await;
    post.invoice(organization).await;
    let mails = post.mailbox.wait_for("ada@example.test", 2).await;
    let mut subjects: Vec<_> = mails.iter().map(|mail| mail.subject.as_str()).collect();
    subjects.sort_unstable();
    assert_eq!(subjects, ["Invoice HC-2026-000042", "portfolio is live"]);
    // Who pays hears of invoices and not of sites.
    assert_eq!(post.mailbox.next_to("eve@example.test").await.subject, "Invoice HC-2026-000042");
    eventually("both events were heard", || async {
        let waiting =
            sqlx::query_scalar!(r#"SELECT count(*) AS "count!" FROM inbox WHERE consumer = 'notifications.mailings'"#);
        waiting.fetch_one(post.db.pool()).await.unwrap() == 3
    })
    .await;
    assert_eq!(post.states(ada).await.len(), 2);
    assert_eq!(post.states(eve).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn not_now_is_tried_again_until_it_is_taken() {
    let post = Post::start().await;
    let ada = post.world.user("Ada", "ada@example.test", "en");
    post.mailbox.script("ada@example.test", Answer::defer(451, "greylisted, come back", 2));
    post.reset(ada).await;
    post.is(ada, "deferred").await;
    assert!(post.states(ada).await[0].1.ends_with("greylisted, come back"));
    post.hurry().await;
    post.mailbox.wait_for_attempts("ada@example.test", 2).await;
    post.is(ada, "deferred").await;
    post.hurry().await;
    assert_eq!(post.mailbox.next_to("ada@example.test").await.subject, "Set a new password");
    post.is(ada, "sent").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_is_refused_gets_nothing_but_security() {
    let post = Post::start().await;
    let ada = post.world.user("Ada", "ada@example.test", "en");
    let organization = post.organization(&[(ada, Role::Owner)]);
    post.mailbox.script("ada@example.test", Answer::refuse(550, "5.1.1 no such user"));
    post.invoice(organization).await;
    post.is(ada, "failed").await;
    post.mailbox.script("ada@example.test", Answer::Accept);
    post.invoice(organization).await;
    eventually("the second is held back", || async {
        post.states(ada).await.get(1).is_some_and(|mail| *mail == ("suppressed".to_owned(), "bouncing".to_owned()))
    })
    .await;
    post.reset(ada).await;
    assert_eq!(post.mailbox.next_to("ada@example.test").await.subject, "Set a new password");
    // Verified again: the address is good.
    let verified = hc_proto::events::v1::UserEmailVerified { user_id: ada.to_string(), verified_at: None };
    post.tell(ada, None, verified).await;
    eventually("the mark is gone", || async {
        let marks = sqlx::query_scalar!(r#"SELECT count(*) AS "count!" FROM bounces"#);
        marks.fetch_one(post.db.pool()).await.unwrap() == 0
    })
    .await;
    post.invoice(organization).await;
    assert_eq!(post.mailbox.wait_for("ada@example.test", 2).await[1].subject, "Invoice HC-2026-000042");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_server_that_hangs_or_is_away_costs_no_attempt() {
    for manners in [Manners::Hang, Manners::Drop, Manners::Busy] {
        let post = Post::start_with(&serde_json::json!({ "security": "starttls", "timeout": "200ms" })).await;
        let ada = post.world.user("Ada", "ada@example.test", "en");
        post.mailbox.treat(manners);
        post.reset(ada).await;
        eventually("a link was made for a mail that can't go out", || async {
            post.world.minted.load(std::sync::atomic::Ordering::SeqCst) > 0
        })
        .await;
        post.is(ada, "queued").await;
        post.mailbox.treat(Manners::Serve);
        post.mailbox.next_to("ada@example.test").await;
        post.is(ada, "sent").await;
        let attempts = sqlx::query_scalar!("SELECT attempts FROM mails").fetch_one(post.db.pool()).await.unwrap();
        assert_eq!(attempts, 1, "{manners:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_never_came_is_a_repetition_that_can_be_told() {
    let post = Post::start().await;
    let ada = post.world.user("Ada", "ada@example.test", "en");
    post.mailbox.script("ada@example.test", Answer::DropAfterData { kept: true, times: Some(1) });
    post.reset(ada).await;
    post.is(ada, "deferred").await;
    post.hurry().await;
    let mails = post.mailbox.wait_for("ada@example.test", 2).await;
    assert_eq!(mails[0].header("Message-ID"), mails[1].header("Message-ID"));
    post.is(ada, "sent").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_whose_sender_died_is_sent_once_more() {
    let post = Post::start().await;
    let ada = post.world.user("Ada", "ada@example.test", "en");
    post.mailbox.script("ada@example.test", Answer::defer(451, "later", 1));
    post.reset(ada).await;
    post.is(ada, "deferred").await;
    // As a process leaves it that was killed between the mail and its record.
    let killed = post.db.transact(|tx, _| {
        Box::pin(async move {
            sqlx::query!("UPDATE mails SET state = 'sending', due_at = now() - interval '1 s'").execute(tx).await?;
            Ok::<_, StoreError>(())
        })
    });
    killed.await.unwrap();
    post.mailbox.next_to("ada@example.test").await;
    post.is(ada, "sent").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_is_over_is_not_sent() {
    let post = Post::start().await;
    let ada = post.world.user("Ada", "ada@example.test", "en");
    post.mailbox.script("ada@example.test", Answer::defer(451, "later", 1));
    let reset = post.reset(ada).await;
    post.is(ada, "deferred").await;
    post.world.over.lock().unwrap().insert(reset.to_string());
    post.hurry().await;
    post.is(ada, "suppressed").await;
    assert_eq!(post.states(ada).await[0].1, "obsolete");
    assert!(post.mailbox.mails().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_is_given_where_it_is_demanded() {
    let more = serde_json::json!({ "security": "starttls", "username": "hostingco", "password": "secret" });
    let post = Post::start_with(&more).await;
    post.mailbox.demand_login(Some(Login { user: "hostingco".to_owned(), password: "secret".to_owned() }));
    let ada = post.world.user("Ada", "ada@example.test", "en");
    post.reset(ada).await;
    assert_eq!(post.mailbox.next_to("ada@example.test").await.user.as_deref(), Some("hostingco"));
}
