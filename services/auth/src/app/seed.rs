//! Users from a file, for development and demonstrations. Done again, it adds what is missing and changes nothing else.

use std::path::Path;

use anyhow::Context;
use hc_access::PlatformRole;
use hc_events::Cause;
use hc_types::Email;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::{
    grant_role::grant,
    mail_links::confirm_address,
    register::{NewUser, RegisterError, add_user},
};
use crate::{
    domain::{language::Language, password::Password, person_name::PersonName},
    hashing::HashPool,
    settings::Settings,
    store::users,
};

/// `seeds/auth.toml`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seeds {
    /// `[[users]]`
    #[serde(default)]
    users: Vec<SeedUser>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SeedUser {
    email: String,
    password: SecretString,
    name: String,
    /// `en` or `de`; `en` when absent.
    #[serde(default)]
    language: Option<String>,
    /// `admin`, `support`, `operator`; none for customers.
    #[serde(default)]
    platform_roles: Vec<String>,
}

impl Seeds {
    /// Reads a file of seeds.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(path).with_context(|| format!("read {}", path.display()))?;
        toml::from_str(&text).with_context(|| format!("{} is not a file of seeds", path.display()))
    }
}

/// Adds the users that are not there yet, and the platform roles that they lack; a line on standard output for each.
pub async fn seed(db: &hc_storage::Db, settings: &Settings, seeds: Seeds) -> anyhow::Result<()> {
    let hashing = HashPool::start(&settings.hashing)?;
    for user in seeds.users {
        let wrong = || format!("seed user {}", user.email);
        let email = Email::parse(&user.email).with_context(wrong)?;
        let name = PersonName::parse(&user.name).with_context(wrong)?;
        let language = user.language.as_deref().map_or(Ok(Language::default()), Language::parse).with_context(wrong)?;
        let password =
            Password::chosen(user.password.expose_secret(), settings.passwords.min_length).with_context(wrong)?;
        let roles: Vec<PlatformRole> =
            user.platform_roles.iter().map(|role| role.parse()).collect::<Result<_, _>>().with_context(wrong)?;
        let known = users::find_by_email(db.pool(), &email).await?;
        let phc = if known.is_none() { hashing.hash(password).await? } else { String::new() };
        let title = email.typed().to_owned();
        let is_new = known.is_none();
        let seeded = db.transact(move |tx, now| {
            Box::pin(async move {
                let id = match known {
                    Some(user) => user.id,
                    None => add_user(tx, now, &NewUser { email, name, language }, &phc, "seed").await?.id,
                };
                // Nobody reads the mails of these addresses.
                confirm_address(tx, now, id, &Cause::system("seed")).await?;
                grant(tx, now, id, roles).await?;
                Ok::<_, RegisterError>(())
            })
        });
        seeded.await.with_context(wrong)?;
        println!("seed: {title} {}", if is_new { "added" } else { "is there" });
    }
    Ok(())
}
