//! GraphQL over HTTP, by the audit of the `graphql-http` package: 61 checks.

use std::fs::File;
use std::path::PathBuf;
use std::process::Command;

use crate::gateway::Gateway;

/// The folder of what runs on Node.js, with the packages that it needs.
pub fn folder() -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/audit");
    // Each test may be a process of its own; whoever is first installs, and the others wait.
    let lock = File::open(folder.join("package-lock.json")).unwrap();
    lock.lock().unwrap();
    if !folder.join("node_modules/graphql-http").is_dir() {
        let installed = Command::new("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(&folder).output();
        let installed = installed.expect("npm is there: the audit is a Node.js program");
        assert!(installed.status.success(), "{}", String::from_utf8_lossy(&installed.stderr));
    }
    folder
}

#[tokio::test]
async fn all_checks_of_the_graphql_over_http_audit_pass() {
    let folder = folder();
    let gateway = Gateway::alone().await;
    let mut audit = Command::new("node");
    audit.arg("audit.mjs").arg(gateway.url("/graphql")).current_dir(&folder);
    let done = tokio::task::spawn_blocking(move || audit.output()).await.unwrap().expect("node is there");
    let (out, errors) = (String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    assert!(out.contains("61 passed, 0 failed"), "{out}{errors}");
}
