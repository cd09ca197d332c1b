//! `WebhookService`.

mod deliveries;
mod endpoints;

use hc_access::{Access, Caller, Permission};
use hc_proto::notifications::v1::{
    BatchGetDeliveriesRequest, BatchGetDeliveriesResponse, BatchGetEndpointsRequest, BatchGetEndpointsResponse,
    CreateEndpointRequest, CreateEndpointResponse, DeleteEndpointRequest, DeleteEndpointResponse,
    ListDeliveriesRequest, ListDeliveriesResponse, ListEndpointsRequest, ListEndpointsResponse,
    ResendDeliveriesRequest, ResendDeliveriesResponse, ResendDeliveryRequest, ResendDeliveryResponse,
    RotateSecretRequest, RotateSecretResponse, SendTestEventRequest, SendTestEventResponse, UpdateEndpointRequest,
    UpdateEndpointResponse,
    webhook_service_server::{WebhookService, WebhookServiceServer},
};
use hc_rpc::{refusal, status};
use hc_storage::Db;
use hc_types::WebhookEndpointId;
use tonic::{Code, Request, Response, Status};

use super::request::{cause, hidden};
use crate::{
    app::webhooks::{Actor, vault::Vault},
    dispatch::guard::Guard,
    domain::webhook_endpoint::Endpoint,
    store::webhook_endpoints,
};

/// The service, with all that its handlers need.
pub struct Webhooks {
    pub db: Db,
    pub access: Access,
    pub vault: Vault,
    pub guard: Guard,
    pub endpoints_at_most: u32,
}

type Answer<T> = Result<Response<T>, Status>;

impl Webhooks {
    /// For the server.
    pub fn into_service(self) -> WebhookServiceServer<Self> {
        WebhookServiceServer::new(self)
    }

    /// An endpoint that the caller may do this to. To who does not belong to its organization it does not exist.
    async fn permitted(&self, caller: &Caller, permission: Permission, id: &str) -> Result<Endpoint, Status> {
        let id = id.parse::<WebhookEndpointId>().map_err(|_| no_endpoint())?;
        let found = webhook_endpoints::find(self.db.pool(), &[id]).await.map_err(status)?.pop();
        let found = found.ok_or_else(no_endpoint)?;
        let may = self.access.organization(caller, permission, found.organization).await;
        may.map_err(|status| hidden(status, no_endpoint))?;
        Ok(found)
    }
}

fn actor(caller: &Caller) -> Result<Actor, Status> {
    Ok(Actor { user: caller.signed_in()?, cause: cause(caller) })
}

fn no_endpoint() -> Status {
    refusal(Code::NotFound, "WEBHOOK_ENDPOINT_NOT_FOUND", "this webhook endpoint does not exist")
}

#[tonic::async_trait]
impl WebhookService for Webhooks {
    async fn create_endpoint(&self, request: Request<CreateEndpointRequest>) -> Answer<CreateEndpointResponse> {
        endpoints::create(self, request).await
    }

    async fn update_endpoint(&self, request: Request<UpdateEndpointRequest>) -> Answer<UpdateEndpointResponse> {
        endpoints::update(self, request).await
    }

    async fn delete_endpoint(&self, request: Request<DeleteEndpointRequest>) -> Answer<DeleteEndpointResponse> {
        endpoints::delete(self, request).await
    }

    async fn rotate_secret(&self, request: Request<RotateSecretRequest>) -> Answer<RotateSecretResponse> {
        endpoints::rotate(self, request).await
    }

    async fn list_endpoints(&self, request: Request<ListEndpointsRequest>) -> Answer<ListEndpointsResponse> {
        endpoints::list(self, request).await
    }

    async fn batch_get_endpoints(
        &self,
        request: Request<BatchGetEndpointsRequest>,
    ) -> Answer<BatchGetEndpointsResponse> {
        endpoints::batch_get(self, request).await
    }

    async fn list_deliveries(&self, request: Request<ListDeliveriesRequest>) -> Answer<ListDeliveriesResponse> {
        deliveries::list(self, request).await
    }

    async fn batch_get_deliveries(
        &self,
        request: Request<BatchGetDeliveriesRequest>,
    ) -> Answer<BatchGetDeliveriesResponse> {
        deliveries::batch_get(self, request).await
    }

    async fn send_test_event(&self, request: Request<SendTestEventRequest>) -> Answer<SendTestEventResponse> {
        deliveries::send_test(self, request).await
    }

    async fn resend_delivery(&self, request: Request<ResendDeliveryRequest>) -> Answer<ResendDeliveryResponse> {
        deliveries::resend_one(self, request).await
    }

    async fn resend_deliveries(&self, request: Request<ResendDeliveriesRequest>) -> Answer<ResendDeliveriesResponse> {
        deliveries::resend_some(self, request).await
    }
}
