//! Targets that misbehave, and addresses that a delivery must not reach.

use std::{sync::Arc, time::Duration};

use hc_testkit::eventually;
use rcgen::{CertifiedKey, generate_simple_self_signed};
use tokio_rustls::TlsAcceptor;

use super::{
    BUG, PAID, Target, Webhooks,
    target::{Script, status},
};
use crate::{
    domain::webhook_endpoint::{DisabledReason, State},
    settings::WebhookSettings,
};

async fn error_of(webhooks: &Webhooks, url: &str) -> (String, Option<i32>) {
    let endpoint = webhooks.endpoint(url).await;
    webhooks.tell(PAID).await;
    let tried = webhooks.tried(endpoint.id, 1).await;
    assert_eq!(tried.status, "pending", "it is tried again: {tried:?}");
    (tried.error, tried.response_status)
}

#[tokio::test]
async fn a_target_that_hangs_is_given_up_after_the_timeout() {
    let (webhooks, target) = (Webhooks::start().await, Target::start().await);
    target.script("/hook", Script::Hang);
    assert_eq!(error_of(&webhooks, &target.url("/hook")).await, ("no answer within 1 s".to_owned(), None));
}

#[tokio::test]
async fn a_target_that_cuts_or_is_not_there_is_tried_again() {
    let (webhooks, target) = (Webhooks::start().await, Target::start().await);
    target.script("/cut", Script::Cut);
    let (error, _) = error_of(&webhooks, &target.url("/cut")).await;
    assert_eq!(error, "the connection was cut before the answer");
    target.script("/noise", Script::Answer("SSH-2.0-OpenSSH_9.2\r\n\r\n".to_owned()));
    assert_eq!(error_of(&webhooks, &target.url("/noise")).await, ("no HTTP answer".to_owned(), None));
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let (error, _) = error_of(&webhooks, &format!("http://{free}/")).await;
    assert!(error.starts_with("no connection: "), "{error}");
}

#[tokio::test]
async fn an_attempt_that_panics_counts_as_a_failed_one() {
    let webhooks = Webhooks::start().await;
    let (error, status) = error_of(&webhooks, &format!("https://{BUG}/hook")).await;
    assert_eq!((error.as_str(), status), ("the attempt broke off here, by no fault of the endpoint", None));
    let failing = sqlx::query_scalar::<_, i64>("SELECT count(*) FROM webhook_health WHERE failing_since IS NOT NULL");
    assert_eq!(failing.fetch_one(webhooks.database.pool()).await.unwrap(), 0);
}

#[tokio::test]
async fn a_redirect_is_recorded_and_not_followed() {
    let (webhooks, target, elsewhere) = (Webhooks::start().await, Target::start().await, Target::start().await);
    for code in [301, 302, 307, 308] {
        let path = format!("/{code}");
        target.script(&path, Script::Answer(status(code, &format!("location: {}\r\n", elsewhere.url("/secret")))));
        let endpoint = webhooks.endpoint_for(&target.url(&path), &["billing.invoice.*"]).await;
        webhooks.tell(PAID).await;
        let tried = webhooks.tried(endpoint.id, 1).await;
        assert_eq!(tried.error, format!("the endpoint answered {code}: redirects are not followed"));
    }
    assert_eq!(elsewhere.connections(), 0);
}

#[tokio::test]
async fn an_endpoint_that_is_gone_is_disabled_and_told_of() {
    let (webhooks, target) = (Webhooks::start().await, Target::start().await);
    target.script("/hook", Script::Answer(status(410, "")));
    let endpoint = webhooks.endpoint(&target.url("/hook")).await;
    webhooks.tell(PAID).await;
    let tried = webhooks.tried(endpoint.id, 1).await;
    assert_eq!((tried.status.as_str(), tried.response_status), ("failed", Some(410)));
    let disabled = webhooks.find(endpoint.id).await.unwrap();
    assert!(matches!(disabled.state, State::Disabled { reason: DisabledReason::Gone, .. }), "{disabled:?}");
    assert_eq!(webhooks.tell(PAID).await.1, 0, "nothing goes there any more");
    let (kind, data) = webhooks.told().await.pop().unwrap();
    assert_eq!(kind, "notifications.webhook_endpoint.disabled.v1");
    assert_eq!(data["reason"], "WEBHOOK_DISABLED_REASON_GONE");
    assert_eq!(data["endpointId"], endpoint.id.to_string());
}

#[tokio::test]
async fn days_of_failure_disable_an_endpoint_and_one_success_forgives() {
    let (webhooks, target) = (Webhooks::start().await, Target::start().await);
    target.script("/bad", Script::Answer(status(500, "")));
    target.script("/mended", Script::Turns(vec![status(500, ""), status(200, "")]));
    let bad = webhooks.endpoint(&target.url("/bad")).await;
    let mended = webhooks.endpoint(&target.url("/mended")).await;
    webhooks.tell(PAID).await;
    webhooks.tried(bad.id, 1).await;
    webhooks.tried(mended.id, 1).await;
    webhooks.hasten().await;
    webhooks.tried(mended.id, 2).await;
    eventually("the bad one was tried again", || async { webhooks.deliveries(bad.id).await[0].attempts >= 2 }).await;
    let failing = async || {
        let since = sqlx::query_scalar!("SELECT endpoint_id FROM webhook_health WHERE failing_since IS NOT NULL");
        since.fetch_all(webhooks.database.pool()).await.unwrap()
    };
    assert_eq!(failing().await, [bad.id]);
    assert!(webhooks.find(bad.id).await.unwrap().is_enabled(), "not yet");
    let aged = sqlx::query!("UPDATE webhook_health SET failing_since = now() - interval '6 days'");
    aged.execute(webhooks.database.pool()).await.unwrap();
    webhooks.hasten().await;
    webhooks.tried(bad.id, 3).await;
    let disabled = webhooks.find(bad.id).await.unwrap();
    assert!(matches!(disabled.state, State::Disabled { reason: DisabledReason::Failing, .. }), "{disabled:?}");
    assert!(webhooks.find(mended.id).await.unwrap().is_enabled());
    let (kind, data) = webhooks.told().await.pop().unwrap();
    assert_eq!(kind, "notifications.webhook_endpoint.disabled.v1");
    assert_eq!(data["reason"], "WEBHOOK_DISABLED_REASON_FAILING");
    assert!(data["failingSince"].is_string());
    // What waited for it is ended, by and by.
    crate::jobs::webhooks::once(&webhooks.db, Duration::from_hours(1), &webhooks.stop).await.unwrap();
    assert_eq!(webhooks.deliveries(bad.id).await[0].status, "failed");
}

#[tokio::test]
async fn an_answer_is_kept_up_to_its_limit_and_need_not_end() {
    let (webhooks, target) = (Webhooks::start().await, Target::start().await);
    let long = "x".repeat(100_000);
    target.script("/long", Script::Answer(format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{long}", long.len())));
    target.script("/nul", Script::Answer("HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\na\0b".to_owned()));
    target.script("/endless", Script::EndlessBody);
    let mut bodies = Vec::new();
    for path in ["/long", "/nul"] {
        let endpoint = webhooks.endpoint(&target.url(path)).await;
        webhooks.tell(PAID).await;
        assert_eq!(webhooks.tried(endpoint.id, 1).await.status, "succeeded", "{path}");
        let body = sqlx::query_scalar!(
            "SELECT response_body FROM webhook_deliveries WHERE endpoint_id = $1",
            endpoint.id as _,
        );
        bodies.push(body.fetch_one(webhooks.database.pool()).await.unwrap());
    }
    assert_eq!((bodies[0].len(), bodies[1].as_str()), (4_096, "a\u{fffd}b"));
}

#[tokio::test]
async fn names_that_lead_inside_are_never_connected_to() {
    let (webhooks, target) = (Webhooks::new().await, Target::start().await);
    webhooks.dispatch();
    let port = target.address.port();
    let inside: [&[&str]; 8] = [
        &["127.0.0.2"],
        &["169.254.169.254"],
        &["::1"],
        &["::ffff:127.0.0.1"],
        &["10.0.0.1"],
        &["64:ff9b::7f00:1"],
        &["2002:7f00:1::"],
        &["127.0.0.1", "192.168.0.1"],
    ];
    for (number, addresses) in inside.iter().enumerate() {
        let name = format!("inside{number}.test");
        webhooks.names.set(&name, &[addresses]);
        let (error, _) = error_of(&webhooks, &format!("http://{name}:{port}/hook")).await;
        assert_eq!(error, "the endpoint's URL leads to an address that is not of the public internet", "{addresses:?}");
    }
    for url in ["http://169.254.169.254:8080/latest/meta-data", "http://[::1]:8080/", "http://[::ffff:127.0.0.1]:8080/"]
    {
        let (error, _) = error_of(&webhooks, url).await;
        assert_eq!(error, "the endpoint's URL leads to an address that is not of the public internet", "{url}");
    }
    let (error, _) = error_of(&webhooks, "http://nowhere.test:8080/").await;
    assert_eq!(error, "the name of the endpoint's URL was not found");
    assert_eq!(target.connections(), 0);
}

#[tokio::test]
async fn a_name_that_changes_its_answer_between_check_and_use_gains_nothing() {
    let (webhooks, target) = (Webhooks::start().await, Target::start().await);
    let port = target.address.port();
    // The first answer is good, and all later ones lead inside: the connection is made to what was checked, so the first
    // attempt arrives where the check looked.
    webhooks.names.set("rebind.test", &[&["127.0.0.1"], &["127.0.0.2"]]);
    let endpoint = webhooks.endpoint(&format!("http://rebind.test:{port}/hook")).await;
    webhooks.tell(PAID).await;
    assert_eq!(webhooks.tried(endpoint.id, 1).await.status, "succeeded");
    assert_eq!(target.posted("/hook")[0].headers["host"], format!("rebind.test:{port}"));
    // And the open connection to the good address is no way around the check.
    let connections = target.connections();
    webhooks.tell(PAID).await;
    eventually("the second was tried", || async { webhooks.deliveries(endpoint.id).await[1].attempts == 1 }).await;
    let second = webhooks.deliveries(endpoint.id).await.remove(1);
    assert_eq!(second.error, "the endpoint's URL leads to an address that is not of the public internet");
    assert_eq!((target.posted("/hook").len(), target.connections()), (1, connections));
}

#[tokio::test]
async fn one_connection_serves_deliveries_one_after_the_other() {
    let (webhooks, target) = (Webhooks::start().await, Target::start().await);
    let endpoint = webhooks.endpoint(&target.url("/hook")).await;
    for count in 1..=5 {
        webhooks.tell(PAID).await;
        eventually("it is delivered", || async {
            let deliveries = webhooks.deliveries(endpoint.id).await;
            deliveries.iter().filter(|delivery| delivery.status == "succeeded").count() == count
        })
        .await;
    }
    assert_eq!(target.connections(), 1);
}

#[tokio::test]
async fn https_is_believed_by_its_certificate_for_its_name() {
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed(vec!["good.test".to_owned()]).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let ca_file = folder.path().join("ca.pem");
    std::fs::write(&ca_file, cert.pem()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let key = rustls::pki_types::PrivateKeyDer::try_from(signing_key.serialize_der()).unwrap();
    let server = rustls::ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let server = server.with_no_client_auth().with_single_cert(vec![cert.der().clone()], key).unwrap();
    let target = Target::start_with(Some(TlsAcceptor::from(Arc::new(server)))).await;
    let webhooks = Webhooks::new_with(WebhookSettings {
        allow_networks: vec!["127.0.0.1/32".parse().unwrap()],
        ca_file: Some(ca_file),
        ..WebhookSettings::default()
    })
    .await;
    webhooks.dispatch();
    let port = target.address.port();
    for name in ["good.test", "bad.test"] {
        webhooks.names.set(name, &[&["127.0.0.1"]]);
    }
    let good = webhooks.endpoint_for(&format!("https://good.test:{port}/hook"), &["billing.invoice.*"]).await;
    webhooks.tell(PAID).await;
    assert_eq!(webhooks.tried(good.id, 1).await.status, "succeeded");
    let (error, _) = error_of(&webhooks, &format!("https://bad.test:{port}/hook")).await;
    assert!(error.starts_with("TLS failed: "), "{error}");
    let (error, _) = error_of(&webhooks, &format!("http://good.test:{port}/hook")).await;
    assert_eq!(error, "the endpoint's URL does not begin with https://");
    eventually("the good one has all three", || async { target.posted("/hook").len() == 3 }).await;
}
