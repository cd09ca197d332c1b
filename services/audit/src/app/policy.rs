//! Which retention class an event belongs to.

use std::collections::BTreeMap;

use anyhow::{Context as _, ensure};

use crate::{
    domain::{chain::Owner, class::Class, filter::TypePrefix},
    settings::{ClassSettings, RetentionSettings},
};

/// The settings, checked.
#[derive(Debug)]
pub struct Policy {
    classes: BTreeMap<Class, ClassSettings>,
    rules: Vec<Rule>,
}

#[derive(Debug)]
struct Rule {
    owner: Option<Owner>,
    kind: Option<TypePrefix>,
    class: Class,
}

impl Policy {
    /// Fails when a rule names a class that is not there, or a class is to be exported to nowhere.
    pub fn new(settings: &RetentionSettings) -> anyhow::Result<Self> {
        let mut classes = settings.classes.clone();
        classes.entry(Class::standard()).or_default();
        for (class, settings_of) in &classes {
            ensure!(
                !settings_of.export || settings.export_directory.is_some(),
                "[retention.classes.{class}] has export, but [retention] export_directory is not set"
            );
        }
        let rules = settings.rules.iter().map(|rule| {
            let class = rule.class.clone();
            ensure!(
                classes.contains_key(&class),
                "[[retention.rules]] names class {class}, which is not in [retention.classes]"
            );
            let kind = rule.r#type.as_deref().map(TypePrefix::parse).transpose();
            let kind = kind.with_context(|| format!("[[retention.rules]] type {:?}", rule.r#type))?;
            Ok(Rule { owner: rule.organization.map(Owner::from), kind, class })
        });
        Ok(Self { rules: rules.collect::<anyhow::Result<_>>()?, classes })
    }

    /// The classes with what holds for them.
    pub fn classes(&self) -> impl Iterator<Item = (&Class, &ClassSettings)> {
        self.classes.iter()
    }

    /// Where an event belongs.
    pub fn class_of(&self, owner: Owner, kind: &str) -> Class {
        let fits = |rule: &&Rule| {
            rule.owner.is_none_or(|wanted| wanted == owner)
                && rule.kind.as_ref().is_none_or(|prefix| prefix.matches(kind))
        };
        self.rules.iter().find(fits).map_or_else(Class::standard, |rule| rule.class.clone())
    }
}

#[cfg(test)]
mod tests {
    use hc_types::OrganizationId;
    use serde_json::json;

    use super::*;

    fn policy(settings: serde_json::Value) -> anyhow::Result<Policy> {
        Policy::new(&serde_json::from_value(settings).unwrap())
    }

    #[test]
    fn the_first_rule_that_fits_decides() {
        let bank = OrganizationId::new();
        let policy = policy(json!({
            "classes": { "short": { "months": 3 }, "long": { "months": 120 } },
            "rules": [
                { "organization": bank.to_string(), "class": "long" },
                { "type": "provisioning.operation", "class": "short" },
            ],
        }))
        .unwrap();
        let class_of = |owner: Owner, kind| policy.class_of(owner, kind).to_string();
        assert_eq!(class_of(bank.into(), "provisioning.operation.progressed.v1"), "long");
        assert_eq!(class_of(Owner::NOBODY, "provisioning.operation.progressed.v1"), "short");
        assert_eq!(class_of(Owner::NOBODY, "provisioning.operations.v1"), "standard");
        assert_eq!(policy.classes().count(), 3);
    }

    #[test]
    fn what_makes_no_sense_is_refused_at_the_start() {
        assert!(policy(json!({ "rules": [{ "class": "nowhere" }] })).is_err());
        assert!(policy(json!({ "rules": [{ "class": "standard", "type": "A%" }] })).is_err());
        assert!(policy(json!({ "classes": { "standard": { "months": 3, "export": true } } })).is_err());
    }
}
