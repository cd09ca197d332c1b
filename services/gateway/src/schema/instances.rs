//! What runs: regions, instances, releases, operations.

use std::collections::BTreeSet;
use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use hc_proto::provisioning::v1 as proto;
use hc_types::OrganizationId;

use super::billing::{InstanceKind, Subscription, kind};
use super::context::{ContextExt, find, follow, list};
use super::deploy::deploy;
use super::load;
use super::organizations::Organization;
use super::pages::{Connection, Window};
use super::scalars::{BigInt, DateTime, Upload, instant, required_instant, unreadable};
use super::user_errors::{UserError, user_errors};
use crate::errors::Failure;

/// Where instances run.
#[derive(Debug, Clone)]
pub struct Region(Arc<proto::Region>);

impl From<Arc<proto::Region>> for Region {
    fn from(region: Arc<proto::Region>) -> Self {
        Self(region)
    }
}

/// Where instances run.
#[Object]
impl Region {
    /// The id, `reg_…`.
    pub async fn id(&self) -> ID {
        ID(self.0.id.clone())
    }

    /// Its short name; unique.
    async fn slug(&self) -> &str {
        &self.0.slug
    }

    /// Its name for people.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Whether a new site would fit now.
    async fn available(&self) -> bool {
        self.0.available
    }
}

/// Where an instance stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum InstanceStatus {
    /// Ordered, not paid.
    Pending,
    /// Being made.
    Provisioning,
    /// A request through the users' path is answered.
    Active,
    /// Active, and being changed.
    Updating,
    /// Was active and does not answer as it should.
    Degraded,
    /// Answers with the suspension page.
    Suspended,
    /// Being removed.
    Terminating,
    /// Gone; final.
    Terminated,
    /// Could not be made; staff see it.
    Failed,
}

impl InstanceStatus {
    /// As services take it.
    fn number(self) -> i32 {
        let status = match self {
            Self::Pending => proto::InstanceStatus::Pending,
            Self::Provisioning => proto::InstanceStatus::Provisioning,
            Self::Active => proto::InstanceStatus::Active,
            Self::Updating => proto::InstanceStatus::Updating,
            Self::Degraded => proto::InstanceStatus::Degraded,
            Self::Suspended => proto::InstanceStatus::Suspended,
            Self::Terminating => proto::InstanceStatus::Terminating,
            Self::Terminated => proto::InstanceStatus::Terminated,
            Self::Failed => proto::InstanceStatus::Failed,
        };
        status.into()
    }
}

/// A part of an organization's instances; all but the terminated when no status is wanted.
pub async fn instances(
    ctx: &Context<'_>,
    organization: &str,
    wanted: Option<Vec<InstanceStatus>>,
    window: Window,
) -> Result<Connection<Instance>, Failure> {
    // Each once and in one order: the same wish shares a call, however it is written.
    let statuses: BTreeSet<i32> = wanted.unwrap_or_default().into_iter().map(InstanceStatus::number).collect();
    list(ctx, load::InstancesOf { window, statuses }, organization.to_owned()).await
}

/// What a subscription runs.
#[derive(Debug, Clone)]
pub struct Instance(Arc<proto::Instance>);

impl From<Arc<proto::Instance>> for Instance {
    fn from(instance: Arc<proto::Instance>) -> Self {
        Self(instance)
    }
}

/// What a subscription runs: a site, an app, a database.
#[Object]
impl Instance {
    /// The id, `ins_…`.
    pub async fn id(&self) -> ID {
        ID(self.0.id.clone())
    }

    /// What the customer calls it.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// What it is.
    async fn kind(&self) -> Result<InstanceKind, Failure> {
        kind(self.0.kind())
    }

    /// Where it stands.
    async fn status(&self) -> Result<InstanceStatus, Failure> {
        match self.0.status() {
            proto::InstanceStatus::Unspecified => Err(unreadable("the status of an instance")),
            proto::InstanceStatus::Pending => Ok(InstanceStatus::Pending),
            proto::InstanceStatus::Provisioning => Ok(InstanceStatus::Provisioning),
            proto::InstanceStatus::Active => Ok(InstanceStatus::Active),
            proto::InstanceStatus::Updating => Ok(InstanceStatus::Updating),
            proto::InstanceStatus::Degraded => Ok(InstanceStatus::Degraded),
            proto::InstanceStatus::Suspended => Ok(InstanceStatus::Suspended),
            proto::InstanceStatus::Terminating => Ok(InstanceStatus::Terminating),
            proto::InstanceStatus::Terminated => Ok(InstanceStatus::Terminated),
            proto::InstanceStatus::Failed => Ok(InstanceStatus::Failed),
        }
    }

    /// Where it runs.
    async fn region(&self, ctx: &Context<'_>) -> Result<Region, Failure> {
        follow(ctx, load::Regions, &self.0.region_id, "region").await
    }

    /// Where it answers; null before it is made.
    async fn url(&self) -> Option<&str> {
        self.0.url.as_deref()
    }

    /// Whose it is.
    async fn organization(&self, ctx: &Context<'_>) -> Result<Organization, Failure> {
        follow(ctx, load::Organizations, &self.0.organization_id, "organization").await
    }

    /// What it is paid by.
    async fn subscription(&self, ctx: &Context<'_>) -> Option<Result<Subscription, Failure>> {
        find(ctx, load::Subscriptions, &self.0.subscription_id).await
    }

    /// What visitors see; null before the first release.
    async fn current_release(&self, ctx: &Context<'_>) -> Option<Result<Release, Failure>> {
        find(ctx, load::Releases, self.0.current_release_id.as_deref()?).await
    }

    /// What may be uploaded to it, to look before sending; null for what takes no archive, such as a database.
    async fn upload_limits(&self) -> Option<UploadLimits> {
        self.0.upload_limits.map(UploadLimits::from)
    }

    /// The versions of its content, newest first.
    async fn releases(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only what stands so; all when empty or absent.")] statuses: Option<Vec<ReleaseStatus>>,
        #[graphql(desc = "The first so many: 1 to 100, default 20.")] first: Option<i32>,
        #[graphql(desc = "A cursor: read what follows it.")] after: Option<String>,
        #[graphql(desc = "The last so many: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "A cursor: read what precedes it.")] before: Option<String>,
    ) -> Result<Connection<Release>, Failure> {
        let window = Window::new(first, after, last, before)?;
        let statuses = statuses.unwrap_or_default().into_iter().map(ReleaseStatus::number).collect();
        list(ctx, load::ReleasesOf { window, statuses }, self.0.id.clone()).await
    }

    /// The work on it, newest first.
    #[expect(clippy::too_many_arguments, reason = "they are those of the field")]
    async fn operations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only what stands so; all when empty or absent.")] statuses: Option<Vec<OperationStatus>>,
        #[graphql(desc = "Only work of these kinds, such as `deploy`, at most 7; all when empty or absent.")]
        kinds: Option<Vec<String>>,
        #[graphql(desc = "The first so many: 1 to 100, default 20.")] first: Option<i32>,
        #[graphql(desc = "A cursor: read what follows it.")] after: Option<String>,
        #[graphql(desc = "The last so many: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "A cursor: read what precedes it.")] before: Option<String>,
    ) -> Result<Connection<Operation>, Failure> {
        let window = Window::new(first, after, last, before)?;
        let statuses = statuses.unwrap_or_default().into_iter().map(OperationStatus::number).collect();
        let kinds = kinds.unwrap_or_default().into_iter().collect();
        list(ctx, load::OperationsOf { window, statuses, kinds }, self.0.id.clone()).await
    }

    /// When it was ordered.
    async fn created_at(&self) -> Result<DateTime, Failure> {
        required_instant(self.0.created_at.as_ref())
    }
}

/// What an archive for an instance may be, and what may be in it. `deployRelease` has the last word.
#[derive(Debug, Clone, Copy, SimpleObject)]
pub struct UploadLimits {
    /// Most bytes of the archive as it is sent.
    archive_bytes: BigInt,
    /// Most bytes of one file in it, unpacked.
    file_bytes: BigInt,
    /// Most bytes of all its files together, unpacked: the plan's.
    disk_bytes: BigInt,
    /// Most files in it: the plan's.
    files: i32,
}

impl From<proto::UploadLimits> for UploadLimits {
    fn from(limits: proto::UploadLimits) -> Self {
        let proto::UploadLimits { archive_bytes, file_bytes, disk_bytes, files } = limits;
        Self {
            archive_bytes: BigInt(archive_bytes),
            file_bytes: BigInt(file_bytes),
            disk_bytes: BigInt(disk_bytes),
            files,
        }
    }
}

/// Where a release stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum ReleaseStatus {
    /// Complete, not live yet.
    Uploaded,
    /// What visitors see.
    Live,
    /// Was live; can be again.
    Superseded,
    /// Could not be put live.
    Failed,
}

impl ReleaseStatus {
    /// As services take it.
    fn number(self) -> i32 {
        let status = match self {
            Self::Uploaded => proto::ReleaseStatus::Uploaded,
            Self::Live => proto::ReleaseStatus::Live,
            Self::Superseded => proto::ReleaseStatus::Superseded,
            Self::Failed => proto::ReleaseStatus::Failed,
        };
        status.into()
    }
}

/// A version of an instance's content.
#[derive(Debug, Clone)]
pub struct Release(Arc<proto::Release>);

impl From<Arc<proto::Release>> for Release {
    fn from(release: Arc<proto::Release>) -> Self {
        Self(release)
    }
}

/// A version of an instance's content.
#[Object]
impl Release {
    /// The id, `rel_…`.
    pub async fn id(&self) -> ID {
        ID(self.0.id.clone())
    }

    /// Of which instance it is.
    async fn instance(&self, ctx: &Context<'_>) -> Result<Instance, Failure> {
        follow(ctx, load::Instances, &self.0.instance_id, "instance").await
    }

    /// Counts up from 1 for each instance.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// Where it stands.
    async fn status(&self) -> Result<ReleaseStatus, Failure> {
        match self.0.status() {
            proto::ReleaseStatus::Unspecified => Err(unreadable("the status of a release")),
            proto::ReleaseStatus::Uploaded => Ok(ReleaseStatus::Uploaded),
            proto::ReleaseStatus::Live => Ok(ReleaseStatus::Live),
            proto::ReleaseStatus::Superseded => Ok(ReleaseStatus::Superseded),
            proto::ReleaseStatus::Failed => Ok(ReleaseStatus::Failed),
        }
    }

    /// The size of all files together, unpacked, in bytes.
    async fn size_bytes(&self) -> BigInt {
        BigInt(self.0.size_bytes)
    }

    /// How many files it has.
    async fn file_count(&self) -> i32 {
        self.0.file_count
    }

    /// When it was uploaded.
    async fn created_at(&self) -> Result<DateTime, Failure> {
        required_instant(self.0.created_at.as_ref())
    }
}

/// Where an operation or a step of it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum OperationStatus {
    /// Waiting for its turn.
    Queued,
    /// Under way.
    Running,
    /// Done; final.
    Succeeded,
    /// Given up; final.
    Failed,
    /// Overtaken by a later wish; final.
    Canceled,
}

impl OperationStatus {
    /// As services take it.
    pub fn number(self) -> i32 {
        let status = match self {
            Self::Queued => proto::OperationStatus::Queued,
            Self::Running => proto::OperationStatus::Running,
            Self::Succeeded => proto::OperationStatus::Succeeded,
            Self::Failed => proto::OperationStatus::Failed,
            Self::Canceled => proto::OperationStatus::Canceled,
        };
        status.into()
    }
}

fn operation_status(status: proto::OperationStatus) -> Result<OperationStatus, Failure> {
    match status {
        proto::OperationStatus::Unspecified => Err(unreadable("the status of an operation")),
        proto::OperationStatus::Queued => Ok(OperationStatus::Queued),
        proto::OperationStatus::Running => Ok(OperationStatus::Running),
        proto::OperationStatus::Succeeded => Ok(OperationStatus::Succeeded),
        proto::OperationStatus::Failed => Ok(OperationStatus::Failed),
        proto::OperationStatus::Canceled => Ok(OperationStatus::Canceled),
    }
}

/// Long-running work on an instance.
#[derive(Debug, Clone)]
pub struct Operation(Arc<proto::Operation>);

impl From<Arc<proto::Operation>> for Operation {
    fn from(operation: Arc<proto::Operation>) -> Self {
        Self(operation)
    }
}

impl Operation {
    /// Whose it is.
    pub fn organization(&self) -> Option<OrganizationId> {
        self.0.organization_id.parse().ok()
    }

    /// Whether nothing will change any more.
    pub fn is_final(&self) -> bool {
        use proto::OperationStatus::{Canceled, Failed, Succeeded};
        matches!(self.0.status(), Succeeded | Failed | Canceled)
    }
}

/// Long-running work on an instance.
#[Object]
impl Operation {
    /// The id, `op_…`.
    pub async fn id(&self) -> ID {
        ID(self.0.id.clone())
    }

    /// `provision`, `deploy`, `roll_back`, `suspend`, `resume`, `repair` or `terminate`; more may come.
    async fn kind(&self) -> &str {
        &self.0.kind
    }

    /// What it works on.
    async fn instance(&self, ctx: &Context<'_>) -> Result<Instance, Failure> {
        follow(ctx, load::Instances, &self.0.instance_id, "instance").await
    }

    /// Where it stands.
    async fn status(&self) -> Result<OperationStatus, Failure> {
        operation_status(self.0.status())
    }

    /// How far it is, 0 to 1.
    async fn progress(&self) -> f64 {
        self.0.progress
    }

    /// What it consists of, in order.
    async fn steps(&self) -> Vec<OperationStep> {
        self.0.steps.iter().cloned().map(OperationStep).collect()
    }

    /// Why it failed; null otherwise.
    async fn error(&self) -> Option<OperationError> {
        let error = self.0.error.clone()?;
        Some(OperationError { code: error.code, message: error.message, retryable: error.retryable })
    }

    /// The request that asked for it, as its events and the logs name it.
    async fn request_id(&self) -> &str {
        &self.0.request_id
    }

    /// When it was asked for.
    async fn created_at(&self) -> Result<DateTime, Failure> {
        required_instant(self.0.created_at.as_ref())
    }

    /// When work began.
    async fn started_at(&self) -> Option<DateTime> {
        instant(self.0.started_at.as_ref())
    }

    /// When it ended.
    async fn finished_at(&self) -> Option<DateTime> {
        instant(self.0.finished_at.as_ref())
    }
}

/// A part of an operation.
#[derive(Debug, Clone)]
pub struct OperationStep(proto::OperationStep);

/// A part of an operation.
#[Object]
impl OperationStep {
    /// Such as `place`, `apply`, `verify`.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Where it stands.
    async fn status(&self) -> Result<OperationStatus, Failure> {
        operation_status(self.0.status())
    }

    /// When work on it began.
    async fn started_at(&self) -> Option<DateTime> {
        instant(self.0.started_at.as_ref())
    }

    /// When it ended.
    async fn finished_at(&self) -> Option<DateTime> {
        instant(self.0.finished_at.as_ref())
    }
}

/// Why an operation failed.
#[derive(Debug, Clone, SimpleObject)]
pub struct OperationError {
    /// A stable reason such as `NODE_GONE`.
    code: String,
    /// What went wrong, for people.
    message: String,
    /// Whether trying again may help.
    retryable: bool,
}

/// What `deployRelease` takes.
#[derive(InputObject)]
pub struct DeployReleaseInput {
    /// The instance, `ins_…`.
    pub instance_id: ID,
    /// A `.tar.gz` or `.zip` of a static site, in a multipart request.
    pub archive: Option<Upload>,
    /// The same key and archive give the same answer for 24 hours; at most 255 characters. The `Idempotency-Key` header
    /// serves where it is absent.
    pub idempotency_key: Option<String>,
}

/// What `deployRelease` answers.
#[derive(Default, SimpleObject)]
pub struct DeployReleasePayload {
    /// The new release; null with errors.
    pub release: Option<Release>,
    /// What puts it live; null with errors.
    pub operation: Option<Operation>,
    /// What to correct; empty on success.
    pub user_errors: Vec<UserError>,
}

/// What `rollBackRelease` takes.
#[derive(InputObject)]
pub struct RollBackReleaseInput {
    /// The instance, `ins_…`.
    instance_id: ID,
    /// An earlier release of it, `rel_…`.
    release_id: ID,
}

/// What `rollBackRelease` answers.
#[derive(Default, SimpleObject)]
pub struct RollBackReleasePayload {
    /// The release that is going live; null with errors.
    release: Option<Release>,
    /// What puts it live; null with errors.
    operation: Option<Operation>,
    /// What to correct; empty on success.
    user_errors: Vec<UserError>,
}

/// What `terminateInstance` takes.
#[derive(InputObject)]
pub struct TerminateInstanceInput {
    /// The instance, `ins_…`.
    instance_id: ID,
}

/// What `terminateInstance` answers.
#[derive(Default, SimpleObject)]
pub struct TerminateInstancePayload {
    /// The instance as it is now; null with errors.
    instance: Option<Instance>,
    /// What removes it; null with errors.
    operation: Option<Operation>,
    /// What to correct; empty on success.
    user_errors: Vec<UserError>,
}

/// Mutations of what runs.
#[derive(Default)]
pub struct InstanceMutation;

#[Object]
impl InstanceMutation {
    /// Uploads an archive, makes a release of it and begins to put it live.
    async fn deploy_release(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to deploy, and where.")] input: DeployReleaseInput,
    ) -> Result<DeployReleasePayload, Failure> {
        deploy(ctx, input).await
    }

    /// Puts an earlier release live again.
    async fn roll_back_release(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which release.")] input: RollBackReleaseInput,
    ) -> Result<RollBackReleasePayload, Failure> {
        let request =
            proto::RollBackReleaseRequest { instance_id: input.instance_id.0, release_id: input.release_id.0 };
        Ok(match ctx.changed(ctx.clients()?.provisioning.roll_back_release(request).await)? {
            Ok(done) => RollBackReleasePayload {
                release: done.release.map(|found| Release(Arc::new(found))),
                operation: done.operation.map(|made| Operation(Arc::new(made))),
                user_errors: Vec::new(),
            },
            Err(status) => RollBackReleasePayload { user_errors: user_errors(&status)?, ..Default::default() },
        })
    }

    /// Removes an instance with all its content and ends its subscription; twice is fine.
    async fn terminate_instance(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which instance.")] input: TerminateInstanceInput,
    ) -> Result<TerminateInstancePayload, Failure> {
        let request = proto::TerminateInstanceRequest { instance_id: input.instance_id.0 };
        Ok(match ctx.changed(ctx.clients()?.provisioning.terminate_instance(request).await)? {
            Ok(done) => TerminateInstancePayload {
                instance: done.instance.map(|found| Instance(Arc::new(found))),
                operation: done.operation.map(|made| Operation(Arc::new(made))),
                user_errors: Vec::new(),
            },
            Err(status) => TerminateInstancePayload { user_errors: user_errors(&status)?, ..Default::default() },
        })
    }
}
