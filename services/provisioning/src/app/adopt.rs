use std::time::Duration;

use anyhow::{Context, bail};
use hc_storage::StoreError;
use hc_types::InstanceId;

use crate::driver::{Call, Driver, Observation};
use crate::store::instances;
use crate::store::queue::{self, Priority};

/// Takes over what the engine has under an instance's name from another installation, such as the one that this database
/// was restored from. Nothing that is served changes; the reconciler compares it afterwards.
pub async fn adopt(db: &hc_storage::Db, driver: &dyn Driver, id: InstanceId) -> anyhow::Result<Observation> {
    let mut connection = db.pool().acquire().await.context("connect to PostgreSQL")?;
    let Some(instance) = instances::find_many(&mut connection, &[id]).await?.pop() else {
        bail!("instance {id} does not exist");
    };
    drop(connection);
    let call = Call {
        instance: id,
        organization: instance.organization,
        generation: u64::try_from(instance.generation).unwrap_or(0),
        fence: 0,
        deadline: Duration::from_secs(10),
    };
    let observation = driver.adopt(&call).await?;
    let organization = instance.organization;
    let woken = db.transact::<_, StoreError, _>(move |tx, _| {
        Box::pin(async move { queue::wake(tx, id, organization, Priority::Retry).await })
    });
    woken.await?;
    Ok(observation)
}
