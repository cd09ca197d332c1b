//! gRPC handlers: authorise, convert, run, map errors.

mod events;
mod export;
mod replays;
mod rules;
mod verification;

use std::sync::Arc;

use futures::stream::BoxStream;
use hc_access::{Access, Caller, Peers, Permission};
use hc_chassis::Stopping;
use hc_events::{BrokerSettings, Cause};
use hc_proto::audit::v1::{
    BatchGetAuditEventsRequest, BatchGetAuditEventsResponse, CancelReplayRequest, CancelReplayResponse,
    ExportAuditEventsRequest, ExportAuditEventsResponse, GetReplayRequest, GetReplayResponse, ListAuditEventsRequest,
    ListAuditEventsResponse, ListReplaysRequest, ListReplaysResponse, PauseReplayRequest, PauseReplayResponse,
    ResumeReplayRequest, ResumeReplayResponse, StartReplayRequest, StartReplayResponse, VerifyAuditRequest,
    VerifyAuditResponse,
    audit_service_server::{AuditService, AuditServiceServer},
};
use hc_rpc::{CallContext, GrpcServer, refusal};
use hc_storage::Db;
use hc_types::OrganizationId;
use tokio::sync::Semaphore;
use tonic::{Code, Request, Response, Status};

use self::rules::RULES;
use crate::{
    domain::{chain::Owner, replay::Wish},
    settings::{ReplaySettings, Settings},
};

/// Verifications for callers that run side by side; each reads a chain from beginning to end.
const VERIFICATIONS: usize = 4;

/// The service, with all that its handlers need.
struct Api {
    db: Db,
    access: Access,
    broker: BrokerSettings,
    replays: ReplaySettings,
    whole_at_most: i64,
    verifications: Arc<Semaphore>,
}

/// The gRPC server, behind the access check.
pub fn server(db: &Db, settings: &Settings, stopping: Stopping) -> anyhow::Result<GrpcServer> {
    let peer = |peer| hc_rpc::connect(peer, &settings.tls);
    let peers = Peers::remote(peer(&settings.peers.auth)?, peer(&settings.peers.accounts)?);
    let access = Access::start(&settings.access, peers, &[RULES, hc_deadletters::RULES].concat(), stopping)?;
    let layer = access.layer();
    let api = Api {
        db: db.clone(),
        access,
        broker: settings.broker.clone(),
        replays: settings.replays.clone(),
        whole_at_most: settings.verification.whole_at_most,
        verifications: Arc::new(Semaphore::new(VERIFICATIONS)),
    };
    let dead_letters = hc_deadletters::service("audit", db, &settings.broker);
    let server = GrpcServer::new(&settings.grpc, &settings.tls)?;
    Ok(server.add(AuditServiceServer::new(api)).add(dead_letters).layer(layer))
}

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl AuditService for Api {
    type ExportAuditEventsStream = BoxStream<'static, Result<ExportAuditEventsResponse, Status>>;

    async fn list_audit_events(&self, request: Request<ListAuditEventsRequest>) -> Answer<ListAuditEventsResponse> {
        events::list(self, request).await
    }

    async fn batch_get_audit_events(
        &self,
        request: Request<BatchGetAuditEventsRequest>,
    ) -> Answer<BatchGetAuditEventsResponse> {
        events::batch_get(self, request).await
    }

    async fn verify_audit(&self, request: Request<VerifyAuditRequest>) -> Answer<VerifyAuditResponse> {
        verification::verify(self, request).await
    }

    async fn export_audit_events(
        &self,
        request: Request<ExportAuditEventsRequest>,
    ) -> Answer<Self::ExportAuditEventsStream> {
        export::export(self, request).await
    }

    async fn start_replay(&self, request: Request<StartReplayRequest>) -> Answer<StartReplayResponse> {
        replays::start(self, request).await
    }

    async fn get_replay(&self, request: Request<GetReplayRequest>) -> Answer<GetReplayResponse> {
        replays::get(self, request).await
    }

    async fn list_replays(&self, request: Request<ListReplaysRequest>) -> Answer<ListReplaysResponse> {
        replays::list(self, request).await
    }

    async fn pause_replay(&self, request: Request<PauseReplayRequest>) -> Answer<PauseReplayResponse> {
        let cause = cause(&Caller::of(&request)?);
        let replay = Some(replays::turn(self, &request.get_ref().replay_id, Wish::Pause, cause).await?);
        Ok(Response::new(PauseReplayResponse { replay }))
    }

    async fn resume_replay(&self, request: Request<ResumeReplayRequest>) -> Answer<ResumeReplayResponse> {
        let cause = cause(&Caller::of(&request)?);
        let replay = Some(replays::turn(self, &request.get_ref().replay_id, Wish::Resume, cause).await?);
        Ok(Response::new(ResumeReplayResponse { replay }))
    }

    async fn cancel_replay(&self, request: Request<CancelReplayRequest>) -> Answer<CancelReplayResponse> {
        let cause = cause(&Caller::of(&request)?);
        let replay = Some(replays::turn(self, &request.get_ref().replay_id, Wish::Cancel, cause).await?);
        Ok(Response::new(CancelReplayResponse { replay }))
    }
}

/// How somebody reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reader {
    /// Sees what customers may see.
    Member,
    /// Sees everything.
    Staff,
}

impl Api {
    /// Whose record a request names: an organization that the caller may read, or with staff any and nobody's.
    async fn readable(&self, caller: &Caller, id: &str) -> Result<(Owner, Reader), Status> {
        if id.is_empty() {
            self.access.platform(caller, Permission::AuditEventRead).await?;
            return Ok((Owner::NOBODY, Reader::Staff));
        }
        let organization: OrganizationId = id.parse().map_err(|_| no_organization())?;
        self.access.organization(caller, Permission::AuditEventRead, organization).await?;
        let role = self.access.role(caller, organization).await?;
        let is_member = role.is_some_and(|role| role.allows(Permission::AuditEventRead));
        Ok((organization.into(), if is_member { Reader::Member } else { Reader::Staff }))
    }
}

/// Why something happens: who calls, from which session, with which request.
fn cause(caller: &Caller) -> Cause {
    let request = CallContext::current().unwrap_or_default();
    Cause::by(caller.principal(), request.request_id()).in_session(caller.session())
}

fn no_organization() -> Status {
    refusal(Code::NotFound, "ORGANIZATION_NOT_FOUND", "this organization does not exist")
}
