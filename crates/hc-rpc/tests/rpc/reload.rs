use std::{fs, time::Duration};

use tokio::time::{Instant, sleep};

use crate::support::{Authority, TestServer, TestService, call, soon};

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

    fs::copy(&next.key, &files.key).unwrap();
    fs::copy(&next.ca, &files.ca).unwrap();
    soon(async {
        while call(&new_client, "Echo", "").await.is_err() {
            sleep(Duration::from_millis(100)).await;
        }
    })
    .await;
}
