//! What we sign is verified by the public libraries of Standard Webhooks, as our customers would.

use std::{path::PathBuf, process::Stdio, time::Duration};

use hc_testkit::eventually;
use serde_json::{Value, json};
use tokio::{io::AsyncWriteExt as _, process::Command};

use super::{PAID, Target, Webhooks, actor, repository};
use crate::app::webhooks::rotate_secret::{RotateSecret, rotate_secret};

/// Deliveries before and during a rotation, each with every secret that should and should not fit; and what a library must
/// answer.
async fn posted() -> (Value, Vec<bool>) {
    let (webhooks, target) = (Webhooks::start().await, Target::start().await);
    let endpoint = webhooks.endpoint(&target.url("/hook")).await;
    let id = endpoint.id;
    let [first] = webhooks.secrets(id).await.try_into().unwrap();
    webhooks.tell(PAID).await;
    eventually("the first came", || async { target.posted("/hook").len() == 1 }).await;
    let rotate = |overlap| {
        let (organization, vault) = (webhooks.organization, webhooks.vault.clone());
        let rotate = RotateSecret { actor: actor(), organization, endpoint: id, overlap, vault };
        let rotated = webhooks.db.transact(move |tx, now| Box::pin(rotate_secret(tx, now, rotate)));
        async move { rotated.await.unwrap().1.text() }
    };
    let second = rotate(Duration::from_hours(24)).await;
    webhooks.tell(PAID).await;
    eventually("the second came", || async { target.posted("/hook").len() == 2 }).await;
    let third = rotate(Duration::ZERO).await;
    webhooks.tell(PAID).await;
    eventually("the third came", || async { target.posted("/hook").len() == 3 }).await;

    let posted = target.posted("/hook");
    let (mut cases, mut expected) = (Vec::new(), Vec::new());
    let secrets = [&first, &second, &third];
    // Which secrets each delivery verifies with.
    for (posted, fits) in posted.iter().zip([[true, false, false], [true, true, false], [false, false, true]]) {
        for (secret, fit) in secrets.iter().zip(fits) {
            cases.push(json!({ "secret": secret, "headers": posted.headers, "body": posted.body }));
            expected.push(fit);
        }
    }
    let changed = posted[0].body.replace("1999", "1");
    cases.push(json!({ "secret": first, "headers": posted[0].headers, "body": changed }));
    expected.push(false);
    (cases.into(), expected)
}

async fn answers(mut verify: Command, cases: &Value) -> Vec<bool> {
    let mut child = verify.stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true).spawn().unwrap();
    child.stdin.take().unwrap().write_all(cases.to_string().as_bytes()).await.unwrap();
    let output = child.wait_with_output().await.unwrap();
    assert!(output.status.success(), "{verify:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Whether the command did its work. Only without a network it may not, and only outside of CI.
async fn installed(mut install: Command) -> bool {
    let output = install.output().await;
    let why = match &output {
        Ok(output) if output.status.success() => return true,
        Ok(output) => String::from_utf8_lossy(&output.stderr).into_owned(),
        Err(error) => error.to_string(),
    };
    assert!(std::env::var_os("CI").is_none(), "{install:?} failed: {why}");
    eprintln!("SKIPPED: the library was not installed: {why}");
    false
}

#[tokio::test]
async fn the_javascript_library_verifies_our_signatures() {
    let folder = repository("tools/webhooks");
    if !folder.join("node_modules/standardwebhooks").exists() {
        let mut install = Command::new("npm");
        install.args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]).current_dir(&folder);
        if !installed(install).await {
            return;
        }
    }
    let (cases, expected) = posted().await;
    let mut verify = Command::new("node");
    verify.arg("verify.mjs").current_dir(&folder);
    assert_eq!(answers(verify, &cases).await, expected);
}

#[tokio::test]
async fn the_python_library_verifies_our_signatures() {
    let folder = repository("tools/webhooks");
    let environment: PathBuf = repository("target/tools/webhooks-python");
    let python = environment.join("bin/python");
    if !environment.join("installed").exists() {
        let mut make = Command::new("python3");
        make.args(["-m", "venv", "--clear"]).arg(&environment);
        let mut install = Command::new(&python);
        install.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"]);
        install.arg(folder.join("requirements.txt"));
        if !installed(make).await || !installed(install).await {
            return;
        }
        std::fs::write(environment.join("installed"), "").unwrap();
    }
    let (cases, expected) = posted().await;
    let mut verify = Command::new(python);
    verify.arg("verify.py").current_dir(&folder);
    assert_eq!(answers(verify, &cases).await, expected);
}
