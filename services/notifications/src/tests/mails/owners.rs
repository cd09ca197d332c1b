//! Stand-ins for the owners: as much of their contracts as this service asks for, over real gRPC.

use std::{
    collections::{HashMap, HashSet},
    convert::Infallible,
    future::Future,
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use hc_access::Role;
use hc_proto::{accounts::v1 as accounts, auth::v1 as auth, billing::v1 as billing, provisioning::v1 as provisioning};
use hc_rpc::{Channel, GrpcServer, GrpcSettings, PeerSettings, TlsSettings, certs::DevCa};
use hc_types::{InstanceId, InvitationId, OrganizationId, Timestamp, UserId};
use prost::Message;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tonic::{Request, Response, Status, body::Body, server::NamedService};

use crate::owners::Owners;

/// A user.
#[derive(Debug, Clone)]
pub struct Someone {
    pub name: String,
    pub email: String,
    pub language: String,
}

/// What the owners know.
#[derive(Default)]
pub struct World {
    pub users: Mutex<HashMap<UserId, Someone>>,
    pub members: Mutex<HashMap<OrganizationId, Vec<(UserId, Role)>>>,
    pub instances: Mutex<HashMap<InstanceId, String>>,
    pub invitations: Mutex<HashMap<InvitationId, String>>,
    /// Ids of links that are over.
    pub over: Mutex<HashSet<String>>,
    /// For whom the link with this id is.
    pub links: Mutex<HashMap<String, UserId>>,
    pub minted: AtomicUsize,
}

impl World {
    pub fn user(&self, name: &str, email: &str, language: &str) -> UserId {
        let id = UserId::new();
        let (name, email, language) = (name.to_owned(), email.to_owned(), language.to_owned());
        self.users.lock().unwrap().insert(id, Someone { name, email, language });
        id
    }

    fn find(&self, id: &str) -> Option<auth::User> {
        let found = self.users.lock().unwrap().get(&id.parse().ok()?).cloned()?;
        let Someone { name, email, language } = found;
        Some(auth::User { id: id.to_owned(), name, email, language, ..auth::User::default() })
    }

    fn mint(&self, link: Option<auth::mint_mail_link_request::Link>) -> Result<auth::MintMailLinkResponse, Status> {
        use auth::mint_mail_link_request::Link;
        let Some(Link::EmailVerificationId(id) | Link::PasswordResetId(id)) = link else {
            return Err(Status::invalid_argument("no link"));
        };
        if self.over.lock().unwrap().contains(&id) {
            return Err(Status::failed_precondition("the link is closed"));
        }
        let user = self.links.lock().unwrap().get(&id).copied().ok_or_else(|| Status::not_found("no such link"))?;
        let user = self.find(&user.to_string()).unwrap();
        let token = format!("hcp_{}", self.minted.fetch_add(1, Ordering::SeqCst));
        let auth::User { id: user_id, email, name, language, .. } = user;
        Ok(auth::MintMailLinkResponse { token, user_id, email, name, language, expires_at: Some(soon()) })
    }
}

fn soon() -> pbjson_types::Timestamp {
    "2026-11-21T08:00:00Z".parse::<Timestamp>().unwrap().into()
}

/// Starts the owners; they stop with the token.
pub async fn start(folder: &std::path::Path, world: Arc<World>, stop: &CancellationToken) -> Owners {
    let issue = |service: &str| DevCa::create_or_load(folder).unwrap().issue(service, &["localhost"]).unwrap();
    let settings = GrpcSettings { drain_timeout: Duration::ZERO, ..GrpcSettings::default() };
    let server = GrpcServer::new(&settings, &issue("auth")).unwrap();
    let server = server.add(Auth(Arc::clone(&world))).add(Accounts(Arc::clone(&world)));
    let bound = server.add(Billing(Arc::clone(&world))).add(Provisioning(world)).bind().await.unwrap();
    let port = bound.local_addr().unwrap().port();
    TaskTracker::new().spawn(bound.serve(stop.clone()));
    let channel = channel(port, &issue("notifications"));
    Owners::new(channel.clone(), channel.clone(), channel.clone(), channel)
}

fn channel(port: u16, tls: &TlsSettings) -> Channel {
    let peer = PeerSettings { channels: 1, ..PeerSettings::new(format!("https://localhost:{port}")) };
    hc_rpc::connect(&peer, tls).unwrap()
}

macro_rules! owner {
    ($name:ident = $service:literal { $($method:literal => $answer:expr),+ $(,)? }) => {
        #[derive(Clone)]
        struct $name(Arc<World>);

        impl NamedService for $name {
            const NAME: &'static str = $service;
        }

        impl tower::Service<http::Request<Body>> for $name {
            type Response = http::Response<Body>;
            type Error = Infallible;
            type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

            fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
                Poll::Ready(Ok(()))
            }

            fn call(&mut self, request: http::Request<Body>) -> Self::Future {
                let world = Arc::clone(&self.0);
                Box::pin(async move {
                    match request.uri().path().rsplit('/').next().unwrap_or_default() {
                        $($method => Ok(unary(world, request, $answer).await),)+
                        _ => Ok(Status::unimplemented("not in this stand-in").into_http()),
                    }
                })
            }
        }
    };
}

async fn unary<Q, A>(
    world: Arc<World>,
    request: http::Request<Body>,
    answer: fn(&World, Q) -> Result<A, Status>,
) -> http::Response<Body>
where
    Q: Message + Default + 'static,
    A: Message + Default + 'static,
{
    let service = tower::service_fn(move |request: Request<Q>| {
        let answered = answer(&world, request.into_inner()).map(Response::new);
        async move { answered }
    });
    tonic::server::Grpc::new(tonic_prost::ProstCodec::<A, Q>::default()).unary(service, request).await
}

owner!(Auth = "hostingco.auth.v1.AuthService" {
    "BatchGetUsers" => |world, request: auth::BatchGetUsersRequest| {
        Ok(auth::BatchGetUsersResponse { users: request.ids.iter().filter_map(|id| world.find(id)).collect() })
    },
    "BatchGetSessions" => |_, request: auth::BatchGetSessionsRequest| {
        let sessions = request.ids.into_iter().map(|id| auth::Session {
            id,
            user_agent: "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0".to_owned(),
            ip_address: "192.0.2.7".to_owned(),
            created_at: Some(soon()),
            ..auth::Session::default()
        });
        Ok(auth::BatchGetSessionsResponse { sessions: sessions.collect() })
    },
    "MintMailLink" => |world, request: auth::MintMailLinkRequest| world.mint(request.link),
});

owner!(Accounts = "hostingco.accounts.v1.AccountsService" {
    "ListRecipients" => |world, request: accounts::ListRecipientsRequest| {
        let organization = request.organization_id.parse().unwrap();
        let members = world.members.lock().unwrap().get(&organization).cloned();
        let members = members.ok_or_else(|| Status::not_found("no such organization"))?;
        let recipients = members.into_iter().map(|(user, role)| accounts::Recipient {
            user_id: user.to_string(),
            role: hc_proto::r#type::v1::Role::from(role).into(),
        });
        let organization_name = "Müller & Söhne".to_owned();
        Ok(accounts::ListRecipientsResponse { organization_name, recipients: recipients.collect() })
    },
    "MintInvitationLink" => |world, request: accounts::MintInvitationLinkRequest| {
        let id = request.invitation_id.parse().unwrap();
        let email = world.invitations.lock().unwrap().get(&id).cloned();
        Ok(accounts::MintInvitationLinkResponse {
            token: "hci_sample".to_owned(),
            email: email.ok_or_else(|| Status::failed_precondition("taken back"))?,
            organization_name: "Müller & Söhne".to_owned(),
            inviter_name: "Grace".to_owned(),
            role: hc_proto::r#type::v1::Role::Developer.into(),
            expires_at: Some(soon()),
            language: "de".to_owned(),
            ..accounts::MintInvitationLinkResponse::default()
        })
    },
});

owner!(Billing = "hostingco.billing.v1.BillingService" {
    "BatchGetInvoices" => |_, request: billing::BatchGetInvoicesRequest| {
        let due = hc_proto::r#type::v1::Money { minor_units: 2_380, currency_code: "EUR".to_owned() };
        let invoice = |id| billing::Invoice { id, amount_due: Some(due.clone()), ..billing::Invoice::default() };
        Ok(billing::BatchGetInvoicesResponse { invoices: request.ids.into_iter().map(invoice).collect() })
    },
});

owner!(Provisioning = "hostingco.provisioning.v1.ProvisioningService" {
    "BatchGetInstances" => |world, request: provisioning::BatchGetInstancesRequest| {
        let known = world.instances.lock().unwrap();
        let instance = |id: String| {
            let name = known.get(&id.parse().ok()?)?.clone();
            Some(provisioning::Instance { id, name, ..provisioning::Instance::default() })
        };
        Ok(provisioning::BatchGetInstancesResponse { instances: request.ids.into_iter().filter_map(instance).collect() })
    },
});
