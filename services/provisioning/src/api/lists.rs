//! What reading methods share: ids in, permission asked once per organization, only what the caller may see out.
use std::collections::HashSet;
use std::hash::Hash;
use std::str::FromStr;

use hc_access::{Access, Caller, Permission};
use hc_rpc::Violations;
use hc_storage::{Db, StoreError};
use hc_types::{InstanceId, OrganizationId};
use tonic::{Code, Status};

use super::problems::ReadError;
use crate::domain::instance::Instance;
use crate::domain::operation::{OperationKind, OperationStatus};
use crate::store::instances;

/// The most parents of a list.
pub const MAX_PARENTS: usize = 100;
/// The most ids of a batch.
pub const MAX_IDS: usize = 500;
/// The most statuses of instances: as many as there are.
pub const MAX_INSTANCE_STATUSES: usize = 9;
/// The most statuses of releases: as many as there are.
pub const MAX_RELEASE_STATUSES: usize = 4;
/// The most kinds of operations: as many as there are.
const MAX_OPERATION_KINDS: usize = 7;

/// All that an operation may stand at.
pub const OPERATION_STATUSES: [OperationStatus; 5] = [
    OperationStatus::Queued,
    OperationStatus::Running,
    OperationStatus::Succeeded,
    OperationStatus::Failed,
    OperationStatus::Canceled,
];

/// The ids of a batch. What is no id names nothing, and is not found.
pub fn batch<T: FromStr + Eq + Hash>(ids: &[String]) -> Result<Vec<T>, ReadError> {
    if ids.len() > MAX_IDS {
        return Err(ReadError::TooManyIds { limit: MAX_IDS });
    }
    let distinct: HashSet<T> = ids.iter().filter_map(|id| id.parse().ok()).collect();
    Ok(distinct.into_iter().collect())
}

/// The organizations whose lists are wanted.
pub fn organizations(ids: &[String]) -> Result<Vec<OrganizationId>, ReadError> {
    if ids.len() > MAX_PARENTS {
        return Err(ReadError::TooManyIds { limit: MAX_PARENTS });
    }
    ids.iter().map(|id| id.parse().map_err(|_| ReadError::OrganizationNotFound(shown(id)))).collect()
}

/// The statuses that are wanted, each once.
pub fn statuses<T: PartialEq>(numbers: &[i32], most: usize, read: impl Fn(i32) -> Option<T>) -> Result<Vec<T>, Status> {
    let read = |number: &i32| read(*number).ok_or("there is no such status");
    each_once("statuses", "STATUS_INVALID", numbers, most, read)
}

/// The kinds of operations that are wanted, each once.
pub fn kinds(words: &[String]) -> Result<Vec<OperationKind>, Status> {
    let read = |word: &String| OperationKind::parse(word).ok_or("there is no such kind");
    each_once("kinds", "KIND_INVALID", words, MAX_OPERATION_KINDS, read)
}

fn each_once<I, T: PartialEq>(
    field: &'static str,
    reason: &'static str,
    wanted: &[I],
    most: usize,
    read: impl Fn(&I) -> Result<T, &'static str>,
) -> Result<Vec<T>, Status> {
    let mut violations = Violations::new();
    if wanted.len() > most {
        violations.add(field, reason, format!("at most {most} {field}"));
    }
    let mut values: Vec<T> = Vec::new();
    for (at, one) in wanted.iter().take(most).enumerate() {
        let value = violations.check_as(reason, format!("{field}[{at}]"), read(one));
        values.extend(value.filter(|value| !values.contains(value)));
    }
    violations.finish()?;
    Ok(values)
}

/// The instances whose lists are wanted; each must exist and be the caller's.
pub async fn instances(
    db: &Db,
    access: &Access,
    caller: &Caller,
    permission: Permission,
    ids: &[String],
) -> Result<Vec<InstanceId>, Status> {
    if ids.len() > MAX_PARENTS {
        return Err(hc_rpc::status(ReadError::TooManyIds { limit: MAX_PARENTS }));
    }
    let parsed = ids.iter().map(|id| id.parse().map_err(|_| ReadError::InstanceNotFound(shown(id))));
    let parsed: Vec<InstanceId> = parsed.collect::<Result<_, _>>().map_err(hc_rpc::status)?;
    let found = find(db, &parsed).await?;
    for id in &parsed {
        if !found.iter().any(|instance| instance.id == *id) {
            return Err(hc_rpc::status(ReadError::InstanceNotFound(id.to_string())));
        }
    }
    let permitted = access.permitted(caller, permission, found.iter().map(|instance| instance.organization)).await?;
    for instance in found.iter().filter(|instance| !permitted.contains(&instance.organization)) {
        authorise(access, caller, permission, instance).await?;
    }
    Ok(parsed)
}

/// Whether the caller has the permission on all organizations; the first that refuses decides the answer.
pub async fn permit(
    access: &Access,
    caller: &Caller,
    permission: Permission,
    organizations: &[OrganizationId],
) -> Result<(), Status> {
    let permitted = access.permitted(caller, permission, organizations.iter().copied()).await?;
    for organization in organizations.iter().filter(|organization| !permitted.contains(organization)) {
        access.organization(caller, permission, *organization).await?;
    }
    Ok(())
}

/// Whether the caller has the permission on an instance. Another organization's instance does not exist.
pub async fn authorise(
    access: &Access,
    caller: &Caller,
    permission: Permission,
    instance: &Instance,
) -> Result<(), Status> {
    access.organization(caller, permission, instance.organization).await.map_err(|status| match status.code() {
        Code::NotFound => hc_rpc::status(ReadError::InstanceNotFound(instance.id.to_string())),
        _ => status,
    })
}

/// The one instance of a call, if the caller has the permission on it.
pub async fn instance(
    db: &Db,
    access: &Access,
    caller: &Caller,
    permission: Permission,
    id: &str,
) -> Result<Instance, Status> {
    let missing = || hc_rpc::status(ReadError::InstanceNotFound(shown(id)));
    let parsed = id.parse().map_err(|_| missing())?;
    let found = find(db, &[parsed]).await?.pop().ok_or_else(missing)?;
    authorise(access, caller, permission, &found).await?;
    Ok(found)
}

/// Instances by id, without a look at who asks.
pub async fn find(db: &Db, ids: &[InstanceId]) -> Result<Vec<Instance>, Status> {
    let found = async {
        let mut connection = db.pool().acquire().await.map_err(StoreError::from)?;
        instances::find_many(&mut connection, ids).await
    };
    found.await.map_err(hc_rpc::status)
}

/// A stranger's text, short enough to be sent back.
pub fn shown(id: &str) -> String {
    id.chars().take(64).collect()
}

#[cfg(test)]
mod tests {
    use hc_proto::provisioning::v1::{InstanceStatus, OperationStatus as OperationStanding, ReleaseStatus};
    use hc_rpc::Fault;

    use super::*;
    use crate::domain::instance::Status as Standing;
    use crate::wire::answers;

    fn wanted(numbers: &[i32]) -> Result<Vec<Standing>, Status> {
        statuses(numbers, MAX_INSTANCE_STATUSES, answers::read_instance_status)
    }

    #[test]
    fn a_status_is_wanted_once_and_nonsense_is_refused_at_its_place() {
        let failed = i32::from(InstanceStatus::Failed);
        assert_eq!(wanted(&[]).unwrap(), []);
        assert_eq!(wanted(&[failed, failed]).unwrap(), [Standing::Failed]);
        for nonsense in [0, 99] {
            let refused = Fault::from(&wanted(&[failed, nonsense]).unwrap_err());
            assert_eq!(refused.violations[0].field, "statuses[1]");
            assert_eq!(refused.violations[0].reason, "STATUS_INVALID");
        }
        assert!(wanted(&[failed; 10]).is_err());
    }

    #[test]
    fn all_that_an_instance_may_stand_at_can_be_asked_for() {
        let all: Vec<i32> = (1..=9).collect();
        assert!(InstanceStatus::try_from(10).is_err());
        assert_eq!(wanted(&all).unwrap().len(), all.len());
        let all: Vec<i32> = (1..=4).collect();
        assert!(ReleaseStatus::try_from(5).is_err());
        assert_eq!(statuses(&all, MAX_RELEASE_STATUSES, answers::read_release_status).unwrap().len(), all.len());
        let all: Vec<i32> = (1..=5).collect();
        assert!(OperationStanding::try_from(6).is_err());
        let read = statuses(&all, OPERATION_STATUSES.len(), answers::read_operation_status);
        assert_eq!(read.unwrap(), OPERATION_STATUSES);
    }

    #[test]
    fn a_kind_is_wanted_once_and_nonsense_is_refused_at_its_place() {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let all = ["provision", "deploy", "roll_back", "suspend", "resume", "repair", "terminate"];
        assert_eq!(kinds(&words(&all)).unwrap().len(), all.len());
        assert_eq!(kinds(&words(&["deploy", "deploy"])).unwrap(), [OperationKind::Deploy]);
        for nonsense in ["", "DEPLOY", "explode"] {
            let refused = Fault::from(&kinds(&words(&["deploy", nonsense])).unwrap_err());
            assert_eq!(refused.violations[0].field, "kinds[1]");
            assert_eq!(refused.violations[0].reason, "KIND_INVALID");
        }
        assert!(kinds(&words(&["deploy"; 8])).is_err());
    }
}
