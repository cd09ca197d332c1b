//! Who may call which method.

use hc_access::{MethodRule, Permission, Rule};

/// Complete, or the service does not start.
pub const RULES: &[MethodRule] = &[
    ("hostingco.auth.v1.AuthService/Register", Rule::Public),
    ("hostingco.auth.v1.AuthService/LogIn", Rule::Public),
    ("hostingco.auth.v1.AuthService/RefreshTokens", Rule::Public),
    ("hostingco.auth.v1.AuthService/OpenWebSession", Rule::Service(&[])),
    ("hostingco.auth.v1.AuthService/ExchangeSession", Rule::Service(&[])),
    ("hostingco.auth.v1.AuthService/LogOut", Rule::User),
    ("hostingco.auth.v1.AuthService/RevokeSession", Rule::User),
    ("hostingco.auth.v1.AuthService/ListSessions", Rule::User),
    ("hostingco.auth.v1.AuthService/BatchGetSessions", Rule::UserOrService(&["notifications", "audit"])),
    // A user only through gateway and accounts, and themselves through notifications: the handler checks.
    ("hostingco.auth.v1.AuthService/BatchGetUsers", Rule::UserOrService(&["accounts", "notifications"])),
    ("hostingco.auth.v1.AuthService/FindUser", Rule::Service(&["accounts"])),
    ("hostingco.auth.v1.AuthService/SearchUsers", Rule::Platform(Permission::MemberRead)),
    ("hostingco.auth.v1.AuthService/ListSigningKeys", Rule::Service(&[])),
    ("hostingco.auth.v1.AuthService/CheckSession", Rule::Service(&[])),
    ("hostingco.auth.v1.AuthService/UpdateProfile", Rule::User),
    ("hostingco.auth.v1.AuthService/RequestEmailVerification", Rule::User),
    ("hostingco.auth.v1.AuthService/VerifyEmail", Rule::Public),
    ("hostingco.auth.v1.AuthService/RequestPasswordReset", Rule::Public),
    ("hostingco.auth.v1.AuthService/ResetPassword", Rule::Public),
    ("hostingco.auth.v1.AuthService/ChangePassword", Rule::User),
    ("hostingco.auth.v1.AuthService/MintMailLink", Rule::Service(&["notifications"])),
];

#[cfg(test)]
mod tests {
    #[test]
    fn every_method_has_one_rule() {
        assert_eq!(hc_access::check_rules(super::RULES), Ok(()));
    }
}
