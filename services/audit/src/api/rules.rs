//! Who may call which method.

use hc_access::MethodRule;

/// Complete, or the service does not start.
pub const RULES: &[MethodRule] = &[];

#[cfg(test)]
mod tests {
    #[test]
    fn every_method_has_the_rule_that_its_contract_names() {
        assert_eq!(hc_access::check_rules(super::RULES), Ok(()));
    }
}
