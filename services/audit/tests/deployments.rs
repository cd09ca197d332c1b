//! `audit record-deployment`, the program itself, on a real PostgreSQL and a real RabbitMQ: from the line that an edge
//! gives to the record and its chain.

#![expect(clippy::unwrap_used, reason = "what a test sets up has to work")]

use std::{
    io::Write as _,
    process::{Child, Command, Output, Stdio},
    time::Duration,
};

use hc_testkit::{Certificates, TestBroker, TestDatabase, certificates, eventually_within};
use serde_json::{Value, json};

/// A database and a broker for the program.
struct Bench {
    database: TestDatabase,
    broker: TestBroker,
    certificates: Certificates,
}

/// Ends with the test.
struct Serving(Child);

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Bench {
    async fn start() -> Self {
        let database = TestDatabase::empty().await;
        let bench = Self { database, broker: TestBroker::start().await, certificates: certificates() };
        succeeded(&bench.command("migrate").output().unwrap());
        bench
    }

    fn command(&self, command: &str) -> Command {
        let tls = self.certificates.tls("audit");
        let mut audit = Command::new(env!("CARGO_BIN_EXE_audit"));
        audit.arg(command).env_clear().envs([
            ("AUDIT_DATABASE__URL", self.database.url()),
            ("AUDIT_DATABASE__MAX_CONNECTIONS", "4"),
            ("AUDIT_BROKER__URL", self.broker.url()),
            ("AUDIT_TLS__CA", tls.ca.to_str().unwrap()),
            ("AUDIT_TLS__CERTIFICATE", tls.certificate.to_str().unwrap()),
            ("AUDIT_TLS__KEY", tls.key.to_str().unwrap()),
            ("AUDIT_GRPC__LISTEN", "127.0.0.1:0"),
            ("AUDIT_ADMIN__LISTEN", "127.0.0.1:0"),
            // Nobody is there: who is asked for a session's origin or for members is not needed here.
            ("AUDIT_PEERS__AUTH__URL", "https://localhost:1"),
            ("AUDIT_PEERS__ACCOUNTS__URL", "https://localhost:1"),
        ]);
        audit
    }

    /// As the edge's hook is run.
    fn record(&self, line: &str) -> Output {
        let mut command = self.command("record-deployment");
        let pipes = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut running = pipes.spawn().unwrap();
        // It does not read to the end what is too long.
        let _ = running.stdin.take().unwrap().write_all(line.as_bytes());
        running.wait_with_output().unwrap()
    }

    fn serve(&self) -> Serving {
        Serving(self.command("serve").stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap())
    }

    /// The records of no organization, oldest first.
    fn exported(&self) -> Vec<Value> {
        let lines = succeeded(&self.command("export").args(["--organization", "none"]).output().unwrap());
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    async fn told(&self) -> i64 {
        sqlx::query_scalar("SELECT count(*) FROM outbox").fetch_one(self.database.pool()).await.unwrap()
    }
}

fn succeeded(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn promoted() -> Value {
    json!({
        "id": "0f2c6f0e-53a1-4f6e-9d0b-6a1c8f1b2d3e", "at": "2026-11-22T09:30:00.125+00:00", "by": "ada",
        "edge": "edge-1", "action": "promote", "colour": "green", "before": "blue", "version": "1.4.0",
    })
}

fn rolled_back() -> Value {
    json!({
        "id": "7d9e4c1a-0b52-4c8e-8f3a-2e6b5a4d9c10", "at": "2026-11-22T09:31:00.250+00:00", "by": "ada",
        "edge": "edge-1", "action": "rollback", "colour": "blue", "before": "green",
        "reason": "211 of 9240 requests failed", "automatic": true,
    })
}

#[tokio::test]
async fn a_promotion_and_its_rollback_are_in_the_record_and_its_chain() {
    let bench = Bench::start().await;
    assert!(succeeded(&bench.record(&format!("{}\n", promoted()))).contains("of edge:edge-1 as evt_"));
    let serving = bench.serve();
    succeeded(&bench.record(&rolled_back().to_string()));
    let records = eventually_within(Duration::from_mins(1), "both are recorded", || async {
        let records = bench.exported();
        (records.len() == 2).then_some(records)
    })
    .await;
    drop(serving);

    let [there, back] = &records[..] else { unreachable!() };
    let event = &there["event"];
    assert_eq!(event["type"], "audit.deployment.promoted.v1");
    assert_eq!((&event["subject"], &event["actor"]), (&json!("edge:edge-1"), &json!("system:deployment")));
    assert_eq!(event.get("organization"), None);
    let data = json!({
        "recordId": "0f2c6f0e-53a1-4f6e-9d0b-6a1c8f1b2d3e", "edge": "edge-1", "colour": "green", "colourBefore": "blue",
        "version": "1.4.0", "deployedBy": "ada", "changedAt": "2026-11-22T09:30:00.125+00:00",
    });
    for (member, value) in data.as_object().unwrap() {
        assert_eq!(&event["data"][member], value, "{member}");
    }
    assert_eq!(back["event"]["type"], "audit.deployment.rolled_back.v1");
    assert_eq!(back["event"]["objectversion"], "2");
    assert_eq!(back["event"]["data"]["automatic"], true);
    assert_eq!(back["event"]["data"]["reason"], "211 of 9240 requests failed");
    let colour = json!({ "field": "colour", "before": "green", "after": "blue" });
    assert!(back["changes"]["fields"].as_array().unwrap().contains(&colour), "{}", back["changes"]);
    assert_eq!(back["previousHash"], there["hash"]);
    assert!(succeeded(&bench.command("verify").output().unwrap()).contains("0 broken"));
}

#[tokio::test]
async fn a_record_that_is_sent_again_is_told_once() {
    let bench = Bench::start().await;
    let line = promoted().to_string();
    succeeded(&bench.record(&line));
    assert!(succeeded(&bench.record(&line)).contains("was recorded before"));
    // Both at once: the second waits for the first.
    let line = rolled_back().to_string();
    std::thread::scope(|scope| {
        for one in [scope.spawn(|| bench.record(&line)), scope.spawn(|| bench.record(&line))] {
            succeeded(&one.join().unwrap());
        }
    });
    assert_eq!(bench.told().await, 2);
}

#[tokio::test]
async fn what_is_no_record_is_refused_in_one_line() {
    let bench = Bench::start().await;
    succeeded(&bench.record(&promoted().to_string()));
    let mut other = promoted();
    other["by"] = json!("eve");
    let mut unknown = rolled_back();
    unknown["host"] = json!("edge-1");
    for (line, named) in [
        (other.to_string(), "another record came under the id 0f2c6f0e-53a1-4f6e-9d0b-6a1c8f1b2d3e"),
        (unknown.to_string(), "unknown field `host`"),
        (String::new(), "there is no record on standard input"),
        ("x".repeat(1_000_000), "a record has at most 16384 bytes"),
    ] {
        let refused = bench.record(&line);
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert_eq!(refused.status.code(), Some(1), "{said}");
        assert!(said.contains(named) && said.trim().lines().count() == 1, "{said}");
    }
    assert_eq!(bench.told().await, 1);
}
