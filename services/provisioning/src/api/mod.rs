//! gRPC: authorise, convert, run, map errors.
mod deploy;
mod lists;
mod problems;
mod service;
mod staff;

use hc_access::{MethodRule, Permission, Rule};

pub use service::Service;

/// The largest message: a piece of an archive, and something around it.
pub const MAX_MESSAGE_BYTES: usize = 2 << 20;

/// Mails about an instance say its name.
const READ_BY_MAILS: Rule = Rule::OrganizationOrService(Permission::InstanceRead, &["notifications"]);

/// Who may call what.
pub const RULES: &[MethodRule] = &[
    ("hostingco.provisioning.v1.ProvisioningService/ListRegions", Rule::Public),
    ("hostingco.provisioning.v1.ProvisioningService/BatchGetRegions", Rule::Public),
    ("hostingco.provisioning.v1.ProvisioningService/ReserveCapacity", Rule::Service(&["billing"])),
    ("hostingco.provisioning.v1.ProvisioningService/ReleaseCapacity", Rule::Service(&["billing"])),
    ("hostingco.provisioning.v1.ProvisioningService/ListInstances", Rule::Organization(Permission::InstanceRead)),
    ("hostingco.provisioning.v1.ProvisioningService/BatchGetInstances", READ_BY_MAILS),
    ("hostingco.provisioning.v1.ProvisioningService/ListReleases", Rule::Organization(Permission::InstanceRead)),
    ("hostingco.provisioning.v1.ProvisioningService/BatchGetReleases", Rule::Organization(Permission::InstanceRead)),
    ("hostingco.provisioning.v1.ProvisioningService/ListOperations", Rule::Organization(Permission::OperationRead)),
    ("hostingco.provisioning.v1.ProvisioningService/BatchGetOperations", Rule::Organization(Permission::OperationRead)),
    ("hostingco.provisioning.v1.ProvisioningService/DeployRelease", Rule::Organization(Permission::ReleaseDeploy)),
    ("hostingco.provisioning.v1.ProvisioningService/RollBackRelease", Rule::Organization(Permission::ReleaseRollBack)),
    (
        "hostingco.provisioning.v1.ProvisioningService/TerminateInstance",
        Rule::Organization(Permission::InstanceTerminate),
    ),
    ("hostingco.provisioning.v1.ProvisioningService/ListStrayInstances", Rule::Platform(Permission::InstanceRead)),
    ("hostingco.provisioning.v1.ProvisioningService/ListAllOperations", Rule::Platform(Permission::OperationRead)),
    ("hostingco.provisioning.v1.ProvisioningService/ListCapacity", Rule::Platform(Permission::InstanceRead)),
    ("hostingco.provisioning.v1.ProvisioningService/RepairInstance", Rule::Platform(Permission::InstanceRepair)),
];

#[cfg(test)]
mod tests {
    #[test]
    fn every_method_has_its_rule() {
        assert_eq!(hc_access::check_rules(super::RULES), Ok(()));
    }
}
