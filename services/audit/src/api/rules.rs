//! Who may call which method.

use hc_access::{MethodRule, Permission, Rule};

/// Complete, or the service does not start.
pub const RULES: &[MethodRule] = &[
    ("hostingco.audit.v1.AuditService/ListAuditEvents", Rule::Organization(Permission::AuditEventRead)),
    ("hostingco.audit.v1.AuditService/BatchGetAuditEvents", Rule::Organization(Permission::AuditEventRead)),
    ("hostingco.audit.v1.AuditService/VerifyAudit", Rule::Organization(Permission::AuditEventRead)),
    ("hostingco.audit.v1.AuditService/ExportAuditEvents", Rule::Organization(Permission::AuditEventRead)),
    ("hostingco.audit.v1.AuditService/StartReplay", Rule::Platform(Permission::ReplayRun)),
    ("hostingco.audit.v1.AuditService/GetReplay", Rule::Platform(Permission::ReplayRun)),
    ("hostingco.audit.v1.AuditService/ListReplays", Rule::Platform(Permission::ReplayRun)),
    ("hostingco.audit.v1.AuditService/PauseReplay", Rule::Platform(Permission::ReplayRun)),
    ("hostingco.audit.v1.AuditService/ResumeReplay", Rule::Platform(Permission::ReplayRun)),
    ("hostingco.audit.v1.AuditService/CancelReplay", Rule::Platform(Permission::ReplayRun)),
];

#[cfg(test)]
mod tests {
    #[test]
    fn every_method_has_the_rule_that_its_contract_names() {
        assert_eq!(hc_access::check_rules(super::RULES), Ok(()));
    }
}
