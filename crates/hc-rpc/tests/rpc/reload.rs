use std::{fs, time::Duration};

use hc_rpc::TlsSettings;
use tokio::time::{Instant, sleep};

use crate::support::{Authority, TestServer, TestService, call, soon};

fn replace(next: &TlsSettings, files: &TlsSettings) {
    fs::copy(&next.certificate, &files.certificate).unwrap();
    fs::copy(&next.key, &files.key).unwrap();
}

#[tokio::test]
async fn a_new_certificate_and_authority_are_taken_while_the_server_runs() {
    let (old, new) = (Authority::new(), Authority::new());
    let files = old.issue("billing");
    let server = TestServer::start(&files, TestService::echo()).await;
    let old_client = old.issue("gateway");
    let new_client = server.channel(&new.issue("gateway"));
    assert!(soon(call(&server.channel(&old_client), "Echo", "")).await.is_ok());
    assert!(soon(call(&new_client, "Echo", "")).await.is_err());

    // First a pair that does not match, as while files are replaced one by one: the old pair stays.
    let next = new.issue("billing");
    fs::copy(&next.certificate, &files.certificate).unwrap();
    let read_at_least_once = Instant::now() + Duration::from_secs(6);
    while Instant::now() < read_at_least_once {
        soon(call(&server.channel(&old_client), "Echo", "")).await.unwrap();
        sleep(Duration::from_millis(500)).await;
    }

    replace(&next, &files);
    fs::copy(&next.ca, &files.ca).unwrap();
    soon(async {
        while call(&new_client, "Echo", "").await.is_err() {
            sleep(Duration::from_millis(100)).await;
        }
    })
    .await;
}

#[tokio::test]
async fn the_certificate_of_another_service_is_not_taken() {
    let authority = Authority::new();
    let files = authority.issue("billing");
    let server = TestServer::start(&files, TestService::echo()).await;
    let client = authority.issue("gateway");
    let shown =
        async || server.shake_hands(&client).await.get_ref().1.peer_certificates().unwrap()[0].clone().into_owned();
    let first = shown().await;

    // Mounted by mistake: nobody would believe who we are.
    replace(&authority.issue("auth"), &files);
    let read_at_least_once = Instant::now() + Duration::from_secs(6);
    while Instant::now() < read_at_least_once {
        assert_eq!(shown().await, first);
        sleep(Duration::from_millis(500)).await;
    }

    let own = ["spiffe://hostingco/service/billing".to_owned()];
    replace(&authority.ca.issue_with_uris("renewed", &["localhost"], &own).unwrap(), &files);
    soon(async {
        while shown().await == first {
            sleep(Duration::from_millis(100)).await;
        }
    })
    .await;
}
