//! Sessions of registered web clients.

use hc_access::Caller;
use hc_proto::auth::v1 as proto;
use hc_rpc::{refusal, status};
use tonic::{Code, Request, Response, Status};
use zeroize::Zeroizing;

use super::auth::request_id;
use crate::app::{
    App,
    web_session::{ExchangeSession, OpenWebSession, WebAccess, exchange_session, open_web_session},
};

pub(super) async fn open(
    app: &App,
    request: Request<proto::OpenWebSessionRequest>,
) -> Result<Response<proto::OpenWebSessionResponse>, Status> {
    let client = client(app, &request)?;
    let refresh_token = Zeroizing::new(request.into_inner().refresh_token);
    let order = OpenWebSession { client, refresh_token, request_id: request_id() };
    let (secret, access) = open_web_session(app, order).await.map_err(status)?;
    let session_secret = secret.text().to_owned();
    Ok(Response::new(proto::OpenWebSessionResponse { session_secret, access: Some(access.into()) }))
}

pub(super) async fn exchange(
    app: &App,
    request: Request<proto::ExchangeSessionRequest>,
) -> Result<Response<proto::ExchangeSessionResponse>, Status> {
    let client = client(app, &request)?;
    let secret = Zeroizing::new(request.into_inner().session_secret);
    let access = exchange_session(app, ExchangeSession { client, secret }).await.map_err(status)?;
    Ok(Response::new(proto::ExchangeSessionResponse { access: Some(access.into()) }))
}

/// The calling service, if it is registered as a web client.
fn client<T>(app: &App, request: &Request<T>) -> Result<String, Status> {
    let caller = Caller::of(request)?;
    let registered = |name: &&str| app.policy.web_clients.iter().any(|client| client == name);
    caller.service().filter(registered).map(str::to_owned).ok_or_else(|| {
        let message = "this service is not among the web clients of the settings ([sessions] web_clients)";
        refusal(Code::PermissionDenied, "CLIENT_NOT_REGISTERED", message)
    })
}

impl From<WebAccess> for proto::WebAccess {
    fn from(access: WebAccess) -> Self {
        Self {
            access_token: access.token,
            expires_at: Some(access.expires_at.into()),
            session_expires_at: Some(access.session_expires_at.into()),
        }
    }
}
