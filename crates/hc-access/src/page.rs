//! `docs/permissions.md`, from the tables.

use std::fmt::Write as _;

use crate::{
    permission::{Permission, Permissions},
    role::{PlatformRole, Role},
    rule::{RuleError, declared},
};

const HEAD: &str = "\
# Permissions

Made from the tables in `crates/hc-access` and the comments in `proto/`; do not edit. A test compares, and
`HC_WRITE_DOCS=1 cargo test -p hc-access` writes it anew.

A permission belongs to an organization. Who is not a member does not even learn that the organization exists.
";

/// The reference page of permissions, roles and methods, as Markdown.
pub fn permissions_page() -> Result<String, RuleError> {
    let mut page = HEAD.to_owned();
    page.push_str("\n## Roles of members\n\nNobody gives, or takes, a role that allows more than their own.\n\n");
    matrix(&mut page, Role::ALL.iter().map(|role| (role.name(), role.permissions())));
    page.push_str(
        "\n## Roles of the staff\n\nThey hold in every organization for what only reads, and for methods whose rule asks for a role of \
         the staff; what changes something for an organization asks for membership alone.\n\n",
    );
    matrix(&mut page, PlatformRole::ALL.iter().map(|role| (role.name(), role.permissions())));
    page.push_str("\n## Methods\n\n| method | who may call it |\n|---|---|\n");
    for (method, permission) in declared()? {
        let _ = writeln!(page, "| `{method}` | {permission} |");
    }
    Ok(page)
}

fn matrix(page: &mut String, roles: impl Iterator<Item = (&'static str, Permissions)>) {
    let roles: Vec<_> = roles.collect();
    let names: Vec<_> = roles.iter().map(|(name, _)| *name).collect();
    let _ = writeln!(page, "| permission | allows to | {} |", names.join(" | "));
    let _ = writeln!(page, "|---|---|{}", "---|".repeat(names.len()));
    for permission in Permission::ALL {
        let marks: Vec<_> = roles.iter().map(|(_, held)| if held.contains(*permission) { "✓" } else { "" }).collect();
        let description = permission.description().trim();
        let _ = writeln!(page, "| `{permission}` | {description} | {} |", marks.join(" | "));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_in_docs_is_up_to_date() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/permissions.md");
        let page = permissions_page().unwrap();
        if std::env::var_os("HC_WRITE_DOCS").is_some() {
            std::fs::write(file, &page).unwrap();
        }
        let found = std::fs::read_to_string(file).unwrap_or_default();
        assert!(
            found == page,
            "docs/permissions.md is not what the tables say: HC_WRITE_DOCS=1 cargo test -p hc-access"
        );
    }
}
