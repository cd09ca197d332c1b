//! The binary, before it has what it needs.
#![expect(clippy::unwrap_used, reason = "a step that fails is the test's failure")]

use std::process::Stdio;

use hc_testkit::{eventually, issue_certificates};
use tokio::{
    net::{TcpListener, TcpSocket},
    process::{Child, Command},
};

/// A port that is free to be listened at.
async fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port()
}

/// A port where nobody listens, and nobody can while this is held.
fn silent_port() -> TcpSocket {
    let port = TcpSocket::new_v4().unwrap();
    port.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    port
}

async fn waits_for_its_database(child: &mut Child, admin: u16) {
    eventually("the admin port answers, and the service is not ready", async || {
        let url = |path| format!("http://127.0.0.1:{admin}/{path}");
        let alive = reqwest::get(url("livez")).await.map_err(|error| error.to_string())?;
        let ready = reqwest::get(url("readyz")).await.map_err(|error| error.to_string())?;
        if alive.status() == 200 && ready.status() == 503 { Ok(()) } else { Err("not yet".to_owned()) }
    })
    .await;
    assert_eq!(child.try_wait().unwrap(), None, "it ended by itself");
}

#[tokio::test]
async fn a_service_that_waits_for_its_database_ends_well_when_it_is_told() {
    let folder = tempfile::tempdir().unwrap();
    issue_certificates(folder.path(), &["accounts"]).unwrap();
    let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let (admin, silent) = (free_port().await, silent_port());
    let nobody = silent.local_addr().unwrap().port();
    let mut child = Command::new(env!("CARGO_BIN_EXE_accounts"))
        .arg("serve")
        .env("ACCOUNTS_ADMIN__LISTEN", format!("127.0.0.1:{admin}"))
        .env("ACCOUNTS_GRPC__LISTEN", "127.0.0.1:0")
        .env("ACCOUNTS_TLS__CA", path("ca.pem"))
        .env("ACCOUNTS_TLS__CERTIFICATE", path("accounts.pem"))
        .env("ACCOUNTS_TLS__KEY", path("accounts.key"))
        .env("ACCOUNTS_DATABASE__URL", format!("postgres://nobody@127.0.0.1:{nobody}/accounts"))
        .env("ACCOUNTS_BROKER__URL", format!("amqp://127.0.0.1:{nobody}/%2f"))
        .env("ACCOUNTS_PEERS__AUTH__URL", format!("https://localhost:{nobody}"))
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    waits_for_its_database(&mut child, admin).await;
    let pid = child.id().unwrap().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().await.unwrap().success());
    assert!(child.wait().await.unwrap().success());
}
