//! The console in a browser: Playwright's tests in `services/console/tests`, against all services as processes and the
//! console as it is shipped.

use std::path::{Path, PathBuf};
use std::{env, process::Stdio};

use hc_servers::services::Console;
use hc_testkit::Stack;
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

    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../services/console");
    let mut tests = Command::new(node);
    tests.args(["node_modules/@playwright/test/cli.js", "test"]).current_dir(folder);
    tests.args(env::var(ARGUMENTS).unwrap_or_default().split_whitespace());
    tests.env("CONSOLE_URL", url).env("GATEWAY_URL", stack.gateway_url()).env("MAILBOX_URL", stack.mailbox_url());
    tests.env("CONSOLE_PID", stack.pid("console").await.to_string());
    tests.env("SITES_URL", stack.sites_url()).env("CONSOLE_LOG", stack.logs().join("console.log"));
    let ended = tests.stdin(Stdio::null()).kill_on_drop(true).status().await.expect("Playwright runs");
    assert!(ended.success(), "Playwright's words are above");
}
