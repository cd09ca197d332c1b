//! The console in a browser: Playwright's tests in `services/console/tests`, against all services as processes and the
//! console as it is shipped.

use std::path::{Path, PathBuf};
use std::{env, process::Stdio};

use e2e::publish;
use hc_servers::services::Console;
use hc_testkit::Stack;
use serde_json::json;
use tokio::process::Command;

/// What a run may be told, such as parts of names: `HC_BROWSER_ARGS="paying --headed"`.
const ARGUMENTS: &str = "HC_BROWSER_ARGS";

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a built console: cargo xtask console test builds it and runs this"]
async fn people_do_their_work() {
    let told = |name: &str| env::var_os(name).map_or_else(|| panic!("{name} is not set"), PathBuf::from);
    let (node, directory) = (told("HC_TEST_NODE"), told("HC_TEST_CONSOLE"));
    let stack = Stack::start().await;
    let args = env::var("HC_TEST_CONSOLE_ARGS").expect("HC_TEST_CONSOLE_ARGS is set");
    let args = args.split_whitespace().map(str::to_owned).collect();
    let console = Console { node: node.clone(), directory, args };
    let url = stack.start_console(&console).await;
    // What provisioning cannot read waits for the staff as a dead letter: one to be looked at, one to be settled.
    for id in ["evt_01jd0000000000000000000000", "evt_01jd0000000000000000000001"] {
        let unreadable = json!({
            "specversion": "1.0", "id": id, "source": "/hostingco/billing", "time": "2026-11-21T07:30:00Z",
            "type": "billing.subscription.activated.v1", "subject": id.replacen("evt", "sub", 1),
            "objectversion": "1", "epoch": "1", "actor": "system:e2e", "correlationid": "e2e",
            "data": { "subscriptionId": 7 },
        });
        publish(&stack.amqp_url(), &unreadable).await.expect("sent");
    }

    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../services/console");
    let mut tests = Command::new(node);
    tests.args(["node_modules/@playwright/test/cli.js", "test"]).current_dir(folder);
    tests.args(env::var(ARGUMENTS).unwrap_or_default().split_whitespace());
    tests.env("CONSOLE_URL", url).env("GATEWAY_URL", stack.gateway_url()).env("MAILBOX_URL", stack.mailbox_url());
    tests.env("CONSOLE_PID", stack.pid("console").await.to_string());
    tests.env("SITES_URL", stack.sites_url());
    // For stories in which the machine goes wrong.
    tests.env("BLOBS", stack.blobs()).env("PROVISIONING_DATABASE", stack.database("provisioning"));
    let ended = tests.stdin(Stdio::null()).kill_on_drop(true).status().await.expect("Playwright runs");
    assert!(ended.success(), "Playwright's words are above");
    // Browsers send them by themselves, outside of any page: no story sees that.
    let log = std::fs::read_to_string(stack.logs().join("console.log")).expect("the console's log");
    let reports: Vec<_> = log.lines().filter(|line| line.contains("content security policy")).collect();
    assert!(reports.is_empty(), "the policy was violated: {reports:#?}");
}
