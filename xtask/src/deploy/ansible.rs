//! What Ansible's roles read of the table of services: `ansible/group_vars/db/databases.yml`.

/// The file.
pub fn databases(names: &[&str]) -> String {
    let names = names.join("\n  - ");
    format!(
        "---\n# Rendered from the table of services: cargo xtask deploy render.\npostgresql_patroni_databases:\n  - {names}\n"
    )
}
