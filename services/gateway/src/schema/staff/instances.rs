//! What runs, across all organizations: what is not as it is paid for, all operations, and looking again.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use hc_proto::provisioning::v1 as proto;

use crate::errors::Failure;
use crate::schema::context::{ContextExt, read};
use crate::schema::instances::{Instance, Operation, OperationStatus};
use crate::schema::pages::{Connection, Listed, Window};
use crate::schema::user_errors::{UserError, user_errors};

/// In which way what is paid and what runs differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum StrayKind {
    /// It should answer its users, and does not.
    PaidNotLive,
    /// It should be suspended or gone, and still runs.
    LiveNotPaid,
}

impl StrayKind {
    fn number(self) -> i32 {
        let kind = match self {
            Self::PaidNotLive => proto::StrayKind::PaidNotLive,
            Self::LiveNotPaid => proto::StrayKind::LiveNotPaid,
        };
        kind.into()
    }
}

pub async fn stray(ctx: &Context<'_>, kind: StrayKind, page: Window) -> Result<Connection<Instance>, Failure> {
    let page = Some(page.request());
    let request = proto::ListStrayInstancesRequest { kind: kind.number(), page };
    let found = read(ctx.clients()?.provisioning.list_stray_instances(request).await)?;
    let items = found.instances.into_iter().map(Arc::new).collect();
    Ok(Connection::of(&Listed { items, info: found.page_info.unwrap_or_default() }))
}

pub async fn operations(
    ctx: &Context<'_>,
    statuses: Vec<OperationStatus>,
    stuck: bool,
    page: Window,
) -> Result<Connection<Operation>, Failure> {
    let page = Some(page.request());
    let statuses = statuses.into_iter().map(OperationStatus::number).collect();
    let request = proto::ListAllOperationsRequest { statuses, page, stuck };
    let found = read(ctx.clients()?.provisioning.list_all_operations(request).await)?;
    let items = found.operations.into_iter().map(Arc::new).collect();
    Ok(Connection::of(&Listed { items, info: found.page_info.unwrap_or_default() }))
}

/// What `repairInstance` takes.
#[derive(InputObject)]
pub struct RepairInstanceInput {
    /// The instance, `ins_…`.
    instance_id: ID,
}

/// What `repairInstance` answers.
#[derive(Default, SimpleObject)]
pub struct RepairInstancePayload {
    /// The instance as it is now; null with errors.
    instance: Option<Instance>,
    /// What looks at it; null with errors.
    operation: Option<Operation>,
    /// What to correct; empty on success.
    user_errors: Vec<UserError>,
}

/// What staff do with instances. Each action is an operation that its organization sees.
#[derive(Default)]
pub struct RepairMutation;

#[Object]
impl RepairMutation {
    /// Has an instance looked at again at once, with its attempts counted from the beginning; nothing else is wanted of it
    /// than before. While it goes on, the same person gets the same operation. Needs the permission
    /// `provisioning.instance.repair`.
    async fn repair_instance(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which instance.")] input: RepairInstanceInput,
    ) -> Result<RepairInstancePayload, Failure> {
        ctx.caller()?;
        let request = proto::RepairInstanceRequest { instance_id: input.instance_id.0 };
        Ok(match ctx.changed(ctx.clients()?.provisioning.repair_instance(request).await)? {
            Ok(done) => RepairInstancePayload {
                instance: done.instance.map(|found| Instance::from(Arc::new(found))),
                operation: done.operation.map(|made| Operation::from(Arc::new(made))),
                user_errors: Vec::new(),
            },
            Err(status) => RepairInstancePayload { user_errors: user_errors(&status)?, ..Default::default() },
        })
    }
}
