//! Who may call which method.

use hc_access::{MethodRule, Permission, Rule};

/// Complete, or the service does not start.
pub const RULES: &[MethodRule] = &[
    ("hostingco.accounts.v1.AccountsService/CreateOrganization", Rule::User),
    ("hostingco.accounts.v1.AccountsService/UpdateOrganization", Rule::Organization(Permission::OrganizationUpdate)),
    ("hostingco.accounts.v1.AccountsService/GetOrganizationBySlug", Rule::Organization(Permission::OrganizationRead)),
    ("hostingco.accounts.v1.AccountsService/BatchGetOrganizations", Rule::Organization(Permission::OrganizationRead)),
    ("hostingco.accounts.v1.AccountsService/ListOrganizations", Rule::User),
    ("hostingco.accounts.v1.AccountsService/SearchOrganizations", Rule::Platform(Permission::OrganizationRead)),
    ("hostingco.accounts.v1.AccountsService/ListMemberships", Rule::Organization(Permission::MemberRead)),
    ("hostingco.accounts.v1.AccountsService/BatchGetMemberships", Rule::Organization(Permission::MemberRead)),
    ("hostingco.accounts.v1.AccountsService/ChangeMemberRole", Rule::Organization(Permission::MemberChangeRole)),
    ("hostingco.accounts.v1.AccountsService/RemoveMember", Rule::Organization(Permission::MemberRemove)),
    ("hostingco.accounts.v1.AccountsService/InviteMember", Rule::Organization(Permission::MemberInvite)),
    ("hostingco.accounts.v1.AccountsService/PreviewInvitation", Rule::Public),
    ("hostingco.accounts.v1.AccountsService/AcceptInvitation", Rule::User),
    ("hostingco.accounts.v1.AccountsService/RevokeInvitation", Rule::Organization(Permission::InvitationRevoke)),
    ("hostingco.accounts.v1.AccountsService/ListInvitations", Rule::Organization(Permission::InvitationRead)),
    ("hostingco.accounts.v1.AccountsService/BatchGetInvitations", Rule::Organization(Permission::InvitationRead)),
    ("hostingco.accounts.v1.AccountsService/GetAccess", Rule::Service(&[])),
    ("hostingco.accounts.v1.AccountsService/MintInvitationLink", Rule::Service(&["notifications"])),
    ("hostingco.accounts.v1.AccountsService/ListRecipients", Rule::Service(&["notifications"])),
];

#[cfg(test)]
mod tests {
    #[test]
    fn every_method_has_the_rule_that_its_contract_names() {
        assert_eq!(hc_access::check_rules(super::RULES), Ok(()));
    }
}
