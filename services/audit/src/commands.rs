//! What an operator runs beside the service.

use std::io::{Read, Write as _};

use anyhow::{Context as _, bail, ensure};
use hc_storage::Db;
use hc_types::{OrganizationId, UserId};

use crate::{
    app::{
        export,
        record_deployment::{Recorded, record_deployment as record},
        verify,
    },
    domain::{chain::Owner, deployment::Deployment, filter::Filter},
    settings::Settings,
    store::{chains, origins},
};

/// `audit verify`
#[derive(Debug, clap::Args)]
pub struct Verify {
    /// Only this organization's chains, `org_…`; `none` for the events of no organization.
    #[arg(long)]
    organization: Option<String>,
}

impl Verify {
    /// One line for each chain; fails when one is broken.
    pub async fn run(self, settings: &Settings) -> anyhow::Result<()> {
        let db = connect(settings).await?;
        let owner = self.organization.as_deref().map(owner).transpose()?;
        let (mut all, mut broken, mut events) = (0_u64, 0_u64, 0_i64);
        let mut after = None;
        loop {
            let page = match owner {
                Some(owner) if after.is_none() => chains::of_owner(db.pool(), owner).await?,
                Some(_) => Vec::new(),
                None => chains::walk(db.pool(), after.as_ref(), 100).await?,
            };
            let Some(last) = page.last() else { break };
            after = Some(last.key.clone());
            for chain in page {
                let from = chain.anchor;
                let finding = verify::verify(&db, chain, from).await?;
                let key = &finding.chain.key;
                all += 1;
                events += finding.recomputed;
                match finding.broken {
                    None => println!("ok      {} {}: {} events", key.owner, key.class, finding.recomputed),
                    Some(why) => {
                        broken += 1;
                        println!("BROKEN  {} {}: {why}", key.owner, key.class);
                    }
                }
            }
        }
        println!("{all} chains, {events} events, {broken} broken");
        ensure!(broken == 0, "{broken} chains are not as they were recorded");
        Ok(())
    }
}

/// `audit export`
#[derive(Debug, clap::Args)]
pub struct Export {
    /// Whose record, `org_…`; `none` for the events of no organization.
    #[arg(long)]
    organization: String,
}

impl Export {
    /// Writes line after line.
    pub async fn run(self, settings: &Settings) -> anyhow::Result<()> {
        let db = connect(settings).await?;
        let mut export = export::Export::new(db, owner(&self.organization)?, Filter::default(), None);
        let mut out = std::io::stdout().lock();
        while let Some(part) = export.next().await? {
            out.write_all(part.lines.as_bytes()).context("write to standard output")?;
        }
        out.flush().context("write to standard output")
    }
}

/// `audit erase-origins`
#[derive(Debug, clap::Args)]
pub struct EraseOrigins {
    /// Whose, `usr_…`.
    #[arg(long)]
    user: UserId,
}

impl EraseOrigins {
    /// Says how many sessions that were.
    pub async fn run(self, settings: &Settings) -> anyhow::Result<()> {
        let db = connect(settings).await?;
        let user = self.user;
        let erased = db.transact(move |tx, _| Box::pin(async move { origins::erase_user(tx, user).await })).await?;
        println!("erased the addresses and user agents of {erased} sessions");
        Ok(())
    }
}

/// `audit record-deployment`: what `hostingco-edge --record` gives, one line of JSON. Once for each record, however often it
/// is run.
pub async fn record_deployment(settings: &Settings, input: impl Read) -> anyhow::Result<()> {
    let mut line = Vec::new();
    // One byte more than may be, to see that there is more; never all of an endless input.
    input.take(Deployment::MAX_BYTES + 1).read_to_end(&mut line).context("read the record from standard input")?;
    let deployment = Deployment::parse(&line)?;
    let (id, place) = (deployment.id, deployment.subject());
    let db = connect(settings).await?;
    let recorded = db.transact(move |tx, _| Box::pin(async move { record(tx, deployment).await })).await?;
    db.close().await;
    match recorded {
        Recorded::Now(event) => println!("recorded {id} of {place} as {event}"),
        Recorded::Before => println!("{id} of {place} was recorded before"),
    }
    Ok(())
}

async fn connect(settings: &Settings) -> anyhow::Result<Db> {
    hc_storage::connect(&settings.database).await.context("connect to PostgreSQL")
}

fn owner(text: &str) -> anyhow::Result<Owner> {
    if text == "none" {
        return Ok(Owner::NOBODY);
    }
    match text.parse::<OrganizationId>() {
        Ok(organization) => Ok(organization.into()),
        Err(error) => bail!("{error}; `none` for the events of no organization"),
    }
}
