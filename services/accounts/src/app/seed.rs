//! Organizations from a file, for development and demonstrations. Done again, it adds what is missing and changes nothing
//! else.

use std::{path::Path, time::Duration};

use anyhow::Context as _;
use hc_events::Cause;
use hc_storage::Db;
use hc_types::{Email, UserId};
use serde::Deserialize;
use tokio::time::{Instant, sleep};

use super::{
    Actor,
    create_organization::{CreateOrganization, CreateOrganizationError, create_organization},
};
use crate::{
    domain::organization::{OrganizationName, chosen_slug},
    store::organizations,
    users::{Users, UsersError},
};

/// How long `auth` may take to come up.
const PATIENCE: Duration = Duration::from_secs(20);

/// `seeds/accounts.toml`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seeds {
    /// `[[organizations]]`
    #[serde(default)]
    organizations: Vec<SeedOrganization>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SeedOrganization {
    slug: String,
    name: String,
    /// The e-mail address of a user of `seeds/auth.toml`.
    owner: String,
}

impl Seeds {
    /// Reads a file of seeds.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(path).with_context(|| format!("read {}", path.display()))?;
        toml::from_str(&text).with_context(|| format!("{} is not a file of seeds", path.display()))
    }
}

/// Adds the organizations that are not there yet; a line on standard output for each.
pub async fn seed(db: &Db, users: &Users, seeds: Seeds, owned_at_most: u32) -> anyhow::Result<()> {
    for wanted in seeds.organizations {
        let wrong = || format!("seed organization {}", wanted.slug);
        let slug = chosen_slug(&wanted.slug).with_context(wrong)?;
        let name = OrganizationName::parse(&wanted.name).with_context(wrong)?;
        let owner = Email::parse(&wanted.owner).with_context(wrong)?;
        if organizations::find_by_slug(db.pool(), &slug).await?.is_some() {
            println!("seed: {slug} is there");
            continue;
        }
        let user = find_patiently(users, &owner).await.with_context(wrong)?;
        let actor = Actor { user, cause: Cause::system("seed") };
        let create = CreateOrganization { actor, name, slug: Some(slug.clone()), owned_at_most };
        let created = db.transact(move |tx, now| Box::pin(create_organization(tx, now, create))).await;
        match created {
            Ok(_) => println!("seed: {slug} added"),
            // Two of these ran at once.
            Err(CreateOrganizationError::SlugTaken { .. }) => println!("seed: {slug} is there"),
            Err(error) => return Err(error).with_context(wrong),
        }
    }
    Ok(())
}

/// `auth` may be starting just now, and may not have its own seeds yet.
async fn find_patiently(users: &Users, email: &Email) -> anyhow::Result<UserId> {
    let end = Instant::now() + PATIENCE;
    loop {
        let last = match users.find(email).await {
            Ok(Some(user)) => return Ok(user.id),
            Ok(None) => anyhow::anyhow!("auth has no user with the address {}", email.typed()),
            Err(error @ UsersError::Unexpected(_)) => return Err(error.into()),
            Err(error @ UsersError::Unavailable(_)) => error.into(),
        };
        if Instant::now() > end {
            return Err(last.context(format!("waited {} s for auth", PATIENCE.as_secs())));
        }
        sleep(Duration::from_millis(250)).await;
    }
}
