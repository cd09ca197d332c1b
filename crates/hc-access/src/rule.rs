//! Who may call which method: a table per service, complete or the service does not start.

use std::collections::{BTreeSet, HashMap};

use prost::Message;
use prost_types::FileDescriptorSet;

use crate::permission::Permission;

/// What a method demands before its handler runs. The caller's certificate has been checked in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Nothing; who sends a good token is known all the same.
    Public,
    /// A user's token.
    User,
    /// The certificate of one of these services; of any service when the list is empty.
    Service(&'static [&'static str]),
    /// A user's token and the permission in the organization that the request names or leads to. Which one that is only
    /// the handler can tell: it asks `Access::organization` first.
    Organization(Permission),
    /// A user's token and the permission by a platform role.
    Platform(Permission),
}

/// A method as `hostingco.billing.v1.BillingService/PayInvoice`, and its rule.
pub type MethodRule = (&'static str, Rule);

/// The table is not what the protos say.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// The compiled protos cannot be read.
    #[error("the file descriptor set is not readable")]
    Descriptors,
    /// Methods of the services in the table that have no rule.
    #[error("no access rule for {}", .0.join(", "))]
    Missing(Vec<String>),
    /// Rules for what does not exist.
    #[error("access rules for methods that do not exist: {}", .0.join(", "))]
    Unknown(Vec<String>),
    /// Two rules for one method.
    #[error("more than one access rule for {0}")]
    Twice(String),
}

/// Checks that every method of every service in the packages of the table has exactly one rule.
pub fn check_rules(rules: &[MethodRule]) -> Result<(), RuleError> {
    let descriptors = FileDescriptorSet::decode(hc_proto::FILE_DESCRIPTOR_SET).map_err(|_| RuleError::Descriptors)?;
    check(rules, &methods(&descriptors))
}

fn check(rules: &[MethodRule], methods: &BTreeSet<String>) -> Result<(), RuleError> {
    let mut ruled = BTreeSet::new();
    for (method, _) in rules {
        if !ruled.insert(*method) {
            return Err(RuleError::Twice((*method).to_owned()));
        }
    }
    let packages: BTreeSet<&str> = ruled.iter().filter_map(|method| package(method)).collect();
    let missing: Vec<_> = methods
        .iter()
        .filter(|method| package(method).is_some_and(|package| packages.contains(package)))
        .filter(|method| !ruled.contains(method.as_str()))
        .cloned()
        .collect();
    if !missing.is_empty() {
        return Err(RuleError::Missing(missing));
    }
    let unknown: Vec<_> = ruled.iter().filter(|method| !methods.contains(**method)).map(ToString::to_string).collect();
    if unknown.is_empty() { Ok(()) } else { Err(RuleError::Unknown(unknown)) }
}

/// `hostingco.billing.v1` of `hostingco.billing.v1.BillingService/PayInvoice`.
fn package(method: &str) -> Option<&str> {
    let (service, _) = method.split_once('/')?;
    service.rsplit_once('.').map(|(package, _)| package)
}

fn methods(descriptors: &FileDescriptorSet) -> BTreeSet<String> {
    let mut methods = BTreeSet::new();
    for file in &descriptors.file {
        for service in &file.service {
            for method in &service.method {
                methods.insert(format!("{}.{}/{}", file.package(), service.name(), method.name()));
            }
        }
    }
    methods
}

/// The table as the layer looks it up: by the request's path without its first slash.
#[derive(Debug)]
pub(crate) struct Rules(HashMap<&'static str, Rule>);

/// What every server answers beside its own methods. Who has no certificate of ours gets no connection, so "any
/// service" is the narrowest that is true here.
const BUILT_IN: &[MethodRule] = &[
    ("hostingco.access.v1.AccessFeedService/Follow", Rule::Service(&[])),
    ("grpc.health.v1.Health/Check", Rule::Public),
    ("grpc.health.v1.Health/List", Rule::Public),
    ("grpc.health.v1.Health/Watch", Rule::Public),
    ("grpc.reflection.v1.ServerReflection/ServerReflectionInfo", Rule::Public),
    ("grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", Rule::Public),
];

impl Rules {
    pub(crate) fn new(rules: &[MethodRule]) -> Result<Self, RuleError> {
        check_rules(rules)?;
        Ok(Self(rules.iter().chain(BUILT_IN).copied().collect()))
    }

    /// The rule of a request's path, `/package.Service/Method`.
    pub(crate) fn of(&self, path: &str) -> Option<Rule> {
        self.0.get(path.strip_prefix('/')?).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rules: &[&'static str]) -> Vec<MethodRule> {
        rules.iter().map(|method| (*method, Rule::User)).collect()
    }

    #[test]
    fn a_method_without_a_rule_keeps_the_service_from_starting() {
        let methods = ["a.v1.A/One", "a.v1.B/Two", "b.v1.C/Three"].map(str::to_owned).into();
        let missing = check(&table(&["a.v1.A/One"]), &methods);
        assert_eq!(missing, Err(RuleError::Missing(vec!["a.v1.B/Two".to_owned()])));
        assert_eq!(check(&table(&["a.v1.A/One", "a.v1.B/Two"]), &methods), Ok(()));
    }

    #[test]
    fn a_rule_for_nothing_and_a_second_rule_are_refused() {
        let methods = ["a.v1.A/One".to_owned()].into();
        let unknown = check(&table(&["a.v1.A/One", "a.v1.A/Old"]), &methods);
        assert_eq!(unknown, Err(RuleError::Unknown(vec!["a.v1.A/Old".to_owned()])));
        let twice = check(&table(&["a.v1.A/One", "a.v1.A/One"]), &methods);
        assert_eq!(twice, Err(RuleError::Twice("a.v1.A/One".to_owned())));
    }
}
