//! Who may call which method: a table per service, complete or the service does not start.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fmt,
};

use prost::Message;
use prost_types::{FileDescriptorSet, source_code_info::Location};

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
    /// A user's token, or without one the certificate of one of these services. The handler tells the two apart by
    /// [`Caller::user`](crate::Caller::user): what it shows to a user is less than what it shows to a service.
    UserOrService(&'static [&'static str]),
    /// A user's token and the permission in the organization that the request names or leads to. Which one that is only
    /// the handler can tell: it asks `Access::organization` first.
    Organization(Permission),
    /// As `Organization` for a call with a user's token; a call without one, by the certificate of one of these services,
    /// has the permission in every organization, and the handler's question is answered accordingly.
    OrganizationOrService(Permission, &'static [&'static str]),
    /// A user's token and the permission by a platform role.
    Platform(Permission),
}

/// A method as `hostingco.billing.v1.BillingService/PayInvoice`, and its rule.
pub type MethodRule = (&'static str, Rule);

impl fmt::Display for Rule {
    /// As the protos say it: `public`, `user`, `service, any`, `service billing`, `user, or service billing`,
    /// `billing.invoice.pay`, `billing.invoice.read, or service notifications`, `platform billing.invoice.void`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Public => f.write_str("public"),
            Self::User => f.write_str("user"),
            Self::Service([]) => f.write_str("service, any"),
            Self::Service(services) => write!(f, "service {}", services.join(" and ")),
            Self::UserOrService(services) => write!(f, "user, or service {}", services.join(" and ")),
            Self::Organization(permission) => permission.fmt(f),
            Self::OrganizationOrService(permission, services) => {
                write!(f, "{permission}, or service {}", services.join(" and "))
            }
            Self::Platform(permission) => write!(f, "platform {permission}"),
        }
    }
}

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
    /// A rule that is not what the method's comment promises.
    #[error("the access rule of {method} is `{rule}`, but its proto comment says `{declared}`")]
    Differs {
        /// Which method.
        method: String,
        /// What the table says.
        rule: String,
        /// What stands after `Permission:`.
        declared: String,
    },
}

/// Checks that every method of every service in the packages of the table has exactly one rule, the one that its comment
/// in the proto names after `Permission:`.
pub fn check_rules(rules: &[MethodRule]) -> Result<(), RuleError> {
    check(rules, &declared()?)
}

fn check(rules: &[MethodRule], methods: &BTreeMap<String, String>) -> Result<(), RuleError> {
    let mut covered = BTreeSet::new();
    for (method, _) in rules {
        if !covered.insert(*method) {
            return Err(RuleError::Twice((*method).to_owned()));
        }
    }
    let packages: BTreeSet<&str> = covered.iter().filter_map(|method| package(method)).collect();
    let is_ours = |method: &&String| package(method).is_some_and(|package| packages.contains(package));
    let missing = methods.keys().filter(is_ours).filter(|method| !covered.contains(method.as_str()));
    let missing: Vec<_> = missing.cloned().collect();
    if !missing.is_empty() {
        return Err(RuleError::Missing(missing));
    }
    let unknown: Vec<_> =
        covered.iter().filter(|method| !methods.contains_key(**method)).map(ToString::to_string).collect();
    if !unknown.is_empty() {
        return Err(RuleError::Unknown(unknown));
    }
    for (method, rule) in rules {
        let declared = methods.get(*method).map(String::as_str).unwrap_or_default();
        if !is_kept(*rule, declared) {
            let (method, declared) = ((*method).to_owned(), declared.to_owned());
            return Err(RuleError::Differs { method, rule: rule.to_string(), declared });
        }
    }
    Ok(())
}

/// `user` may go on with what the handler demands besides: `user, through the services …`.
fn is_kept(rule: Rule, declared: &str) -> bool {
    let said = rule.to_string();
    declared == said || rule == Rule::User && declared.starts_with("user, through ")
}

/// `hostingco.billing.v1` of `hostingco.billing.v1.BillingService/PayInvoice`.
fn package(method: &str) -> Option<&str> {
    let (service, _) = method.split_once('/')?;
    service.rsplit_once('.').map(|(package, _)| package)
}

/// Every method of all services, and what its comment says after `Permission:` (empty if it says nothing).
pub(crate) fn declared() -> Result<BTreeMap<String, String>, RuleError> {
    let set = FileDescriptorSet::decode(hc_proto::FILE_DESCRIPTOR_SET).map_err(|_| RuleError::Descriptors)?;
    let mut methods = BTreeMap::new();
    for file in &set.file {
        let comments = file.source_code_info.as_ref().map(|info| info.location.as_slice()).unwrap_or_default();
        for (s, service) in file.service.iter().enumerate() {
            for (m, method) in service.method.iter().enumerate() {
                let name = format!("{}.{}/{}", file.package(), service.name(), method.name());
                methods.insert(name, permission_of(comments, s, m).unwrap_or_default());
            }
        }
    }
    Ok(methods)
}

fn permission_of(comments: &[Location], service: usize, method: usize) -> Option<String> {
    // descriptor.proto: field 6 of a file is its services, field 2 of a service its methods.
    let path = [6, i32::try_from(service).ok()?, 2, i32::try_from(method).ok()?];
    let comment = comments.iter().find(|location| location.path == path)?.leading_comments();
    let words: Vec<_> = comment.split_whitespace().collect();
    let comment = words.join(" ");
    let (_, declared) = comment.split_once("Permission: ")?;
    let end = declared.find(". ").or_else(|| declared.ends_with('.').then(|| declared.len() - 1))?;
    declared.get(..end).map(str::to_owned)
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
impl Rules {
    pub(crate) fn unchecked(rules: &[MethodRule]) -> Self {
        Self(rules.iter().chain(BUILT_IN).copied().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn methods(names: &[&str]) -> BTreeMap<String, String> {
        names.iter().map(|name| ((*name).to_owned(), "user".to_owned())).collect()
    }

    fn table(rules: &[&'static str]) -> Vec<MethodRule> {
        rules.iter().map(|method| (*method, Rule::User)).collect()
    }

    #[test]
    fn a_method_without_a_rule_keeps_the_service_from_starting() {
        let methods = methods(&["a.v1.A/One", "a.v1.B/Two", "b.v1.C/Three"]);
        let missing = check(&table(&["a.v1.A/One"]), &methods);
        assert_eq!(missing, Err(RuleError::Missing(vec!["a.v1.B/Two".to_owned()])));
        assert_eq!(check(&table(&["a.v1.A/One", "a.v1.B/Two"]), &methods), Ok(()));
    }

    #[test]
    fn a_rule_for_nothing_and_a_second_rule_are_refused() {
        let methods = methods(&["a.v1.A/One"]);
        let unknown = check(&table(&["a.v1.A/One", "a.v1.A/Old"]), &methods);
        assert_eq!(unknown, Err(RuleError::Unknown(vec!["a.v1.A/Old".to_owned()])));
        let twice = check(&table(&["a.v1.A/One", "a.v1.A/One"]), &methods);
        assert_eq!(twice, Err(RuleError::Twice("a.v1.A/One".to_owned())));
    }

    #[test]
    fn a_rule_other_than_the_contract_promises_is_refused() {
        let differs = check(&[("a.v1.A/One", Rule::Public)], &methods(&["a.v1.A/One"]));
        assert!(matches!(differs, Err(RuleError::Differs { .. })), "{differs:?}");
        assert!(is_kept(Rule::User, "user, through the services gateway and accounts only"));
        assert!(is_kept(Rule::Service(&["billing"]), "service billing"));
        assert!(!is_kept(Rule::Service(&[]), "service billing"));
        assert!(is_kept(Rule::UserOrService(&["audit"]), "user, or service audit"));
        assert!(!is_kept(Rule::UserOrService(&["audit"]), "user"));
        assert!(!is_kept(Rule::User, "user, or service audit"));
        assert!(!is_kept(Rule::Organization(Permission::InvoicePay), "billing.invoice.void"));
        let either = Rule::OrganizationOrService(Permission::InvoiceRead, &["notifications"]);
        assert!(is_kept(either, "billing.invoice.read, or service notifications"));
        assert!(!is_kept(
            Rule::Organization(Permission::InvoiceRead),
            "billing.invoice.read, or service notifications"
        ));
    }

    #[test]
    fn every_method_of_every_service_names_a_permission_that_exists() {
        let methods = declared().unwrap();
        assert!(methods.len() > 30);
        for (method, declared) in methods {
            let first = declared.split([',', ' ']).next().unwrap();
            let known = matches!(first, "public" | "user" | "service") || {
                declared
                    .split(", or service ")
                    .next()
                    .unwrap_or_default()
                    .trim_start_matches("platform ")
                    .parse::<Permission>()
                    .is_ok()
            };
            assert!(known, "{method}: `Permission: {declared}`");
        }
    }

    #[test]
    fn what_every_server_answers_beside_its_own_is_ruled_as_declared() {
        let methods = declared().unwrap();
        for (method, rule) in BUILT_IN.iter().filter(|(method, _)| method.starts_with("hostingco.")) {
            assert!(is_kept(*rule, &methods[*method]), "{method}");
        }
    }
}
