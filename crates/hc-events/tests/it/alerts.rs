//! The alerts of `docker/prometheus/rules/events.yaml`.

use std::collections::BTreeSet;

use promql_parser::parser::{self, Expr};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    groups: Vec<Group>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "the names are only there to be known")]
struct Group {
    name: String,
    rules: Vec<Rule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    alert: String,
    expr: String,
    r#for: Option<String>,
    labels: Labels,
    annotations: Annotations,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Labels {
    severity: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Annotations {
    summary: String,
    description: String,
    runbook_url: String,
}

/// The names of the metrics that an expression asks for.
fn metrics(expression: &Expr, found: &mut BTreeSet<String>) {
    match expression {
        Expr::VectorSelector(selector) => found.extend(selector.name.clone()),
        Expr::MatrixSelector(selector) => found.extend(selector.vs.name.clone()),
        Expr::Aggregate(aggregate) => metrics(&aggregate.expr, found),
        Expr::Binary(binary) => {
            metrics(&binary.lhs, found);
            metrics(&binary.rhs, found);
        }
        Expr::Paren(paren) => metrics(&paren.expr, found),
        Expr::Unary(unary) => metrics(&unary.expr, found),
        Expr::Call(call) => call.args.args.iter().for_each(|one| metrics(one, found)),
        _ => {}
    }
}

#[test]
fn every_alert_can_be_read_and_asks_for_metrics_that_there_are() {
    let file = include_str!("../../../../docker/prometheus/rules/events.yaml");
    let file: File = serde_yaml_ng::from_str(file).unwrap();
    let known = include_str!("../../src/metrics.rs");
    let mut alerts = BTreeSet::new();
    for rule in file.groups.iter().flat_map(|group| &group.rules) {
        let expression = parser::parse(&rule.expr).unwrap_or_else(|error| panic!("{}: {error}", rule.alert));
        let mut asked = BTreeSet::new();
        metrics(&expression, &mut asked);
        assert!(!asked.is_empty(), "{} asks for nothing", rule.alert);
        for name in asked {
            let name = name.strip_suffix("_bucket").unwrap_or(&name);
            assert!(known.contains(&format!("\"{name}\"")), "{} asks for {name}, which nobody tells", rule.alert);
        }
        assert!(["warn", "page"].contains(&rule.labels.severity.as_str()), "{}", rule.alert);
        assert!(!rule.annotations.summary.is_empty() && !rule.annotations.description.is_empty(), "{}", rule.alert);
        assert!(rule.annotations.runbook_url.contains("/docs/runbooks/"), "{}", rule.alert);
        let waits = rule.r#for.as_deref().unwrap_or("0s");
        let (number, unit) = waits.split_at(waits.len() - 1);
        assert!(number.parse::<u32>().is_ok() && ["s", "m", "h"].contains(&unit), "{}: {waits}", rule.alert);
        assert!(alerts.insert(rule.alert.clone()), "{} is there twice", rule.alert);
    }
    for wanted in ["EventsLate", "EventsVeryLate", "DeadLetters", "ConsumerPaused"] {
        assert!(alerts.contains(wanted), "{wanted} is missing");
    }
}
