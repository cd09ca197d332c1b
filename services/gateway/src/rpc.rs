//! The services behind the gateway: one client each, and what every call to them carries.

use std::sync::atomic::{AtomicU64, Ordering};

use hc_proto::accounts::v1::accounts_service_client::AccountsServiceClient;
use hc_proto::audit::v1::audit_service_client::AuditServiceClient;
use hc_proto::auth::v1::auth_service_client::AuthServiceClient;
use hc_proto::billing::v1::billing_service_client::BillingServiceClient;
use hc_proto::deadletters::v1::dead_letter_service_client::DeadLetterServiceClient;
use hc_proto::notifications::v1::feed_service_client::FeedServiceClient;
use hc_proto::notifications::v1::mail_service_client::MailServiceClient;
use hc_proto::notifications::v1::webhook_service_client::WebhookServiceClient;
use hc_proto::provisioning::v1::provisioning_service_client::ProvisioningServiceClient;
use hc_rpc::{Channel, Fault, TlsSettings};
use tonic::metadata::MetadataValue;
use tonic::{Request, Response, Status};

use crate::errors::Failure;
use crate::http::Origin;
use crate::settings::Peers;

/// Bytes of one message from a service: 50 webhook deliveries with their bodies, or 100 events of the record, are the
/// largest, at up to 64 KiB each.
const MAX_MESSAGE: usize = 8 * 1024 * 1024;

/// The clients; cloning one is cheap, they share their connections.
#[derive(Clone)]
pub struct Clients {
    /// Users and sessions.
    pub auth: AuthServiceClient<Channel>,
    /// Organizations.
    pub accounts: AccountsServiceClient<Channel>,
    /// Orders and money.
    pub billing: BillingServiceClient<Channel>,
    /// What runs.
    pub provisioning: ProvisioningServiceClient<Channel>,
    /// What people want to hear of.
    pub mails: MailServiceClient<Channel>,
    /// What they have heard.
    pub feed: FeedServiceClient<Channel>,
    /// Where events go.
    pub webhooks: WebhookServiceClient<Channel>,
    /// The record of everything.
    pub audit: AuditServiceClient<Channel>,
    /// What each service could not handle.
    pub dead_letters: DeadLetterClients,
}

/// A way to the dead letters of one service.
pub type DeadLetterClient = DeadLetterServiceClient<Channel>;

/// What each service could not handle.
#[derive(Clone)]
pub struct DeadLetterClients {
    /// Of `auth`.
    pub auth: DeadLetterClient,
    /// Of `accounts`.
    pub accounts: DeadLetterClient,
    /// Of `billing`.
    pub billing: DeadLetterClient,
    /// Of `provisioning`.
    pub provisioning: DeadLetterClient,
    /// Of `notifications`.
    pub notifications: DeadLetterClient,
    /// Of `audit`.
    pub audit: DeadLetterClient,
}

impl DeadLetterClients {
    fn new(channels: &Channels) -> Self {
        let client = |channel: &Channel| DeadLetterClient::new(channel.clone());
        Self {
            auth: client(&channels.auth),
            accounts: client(&channels.accounts),
            billing: client(&channels.billing),
            provisioning: client(&channels.provisioning),
            notifications: client(&channels.notifications),
            audit: client(&channels.audit),
        }
    }
}

/// The channels to the services, which nothing has to answer at yet.
#[derive(Clone)]
pub struct Channels {
    /// To `auth`.
    pub auth: Channel,
    /// To `accounts`.
    pub accounts: Channel,
    /// To `billing`.
    pub billing: Channel,
    /// To `provisioning`.
    pub provisioning: Channel,
    /// To `notifications`.
    pub notifications: Channel,
    /// To `audit`.
    pub audit: Channel,
}

impl Channels {
    /// Lazy channels to all peers.
    pub fn connect(peers: &Peers, tls: &TlsSettings) -> anyhow::Result<Self> {
        Ok(Self {
            auth: hc_rpc::connect(&peers.auth, tls)?,
            accounts: hc_rpc::connect(&peers.accounts, tls)?,
            billing: hc_rpc::connect(&peers.billing, tls)?,
            provisioning: hc_rpc::connect(&peers.provisioning, tls)?,
            notifications: hc_rpc::connect(&peers.notifications, tls)?,
            audit: hc_rpc::connect(&peers.audit, tls)?,
        })
    }
}

impl Clients {
    /// Clients over these channels.
    pub fn new(channels: Channels) -> Self {
        Self {
            dead_letters: DeadLetterClients::new(&channels),
            auth: AuthServiceClient::new(channels.auth).max_decoding_message_size(MAX_MESSAGE),
            accounts: AccountsServiceClient::new(channels.accounts).max_decoding_message_size(MAX_MESSAGE),
            billing: BillingServiceClient::new(channels.billing).max_decoding_message_size(MAX_MESSAGE),
            provisioning: ProvisioningServiceClient::new(channels.provisioning).max_decoding_message_size(MAX_MESSAGE),
            mails: MailServiceClient::new(channels.notifications.clone()).max_decoding_message_size(MAX_MESSAGE),
            feed: FeedServiceClient::new(channels.notifications.clone()).max_decoding_message_size(MAX_MESSAGE),
            webhooks: WebhookServiceClient::new(channels.notifications).max_decoding_message_size(MAX_MESSAGE),
            audit: AuditServiceClient::new(channels.audit).max_decoding_message_size(MAX_MESSAGE),
        }
    }
}

/// How many calls a request has made to the services.
#[derive(Debug, Default)]
pub struct Calls(AtomicU64);

impl Calls {
    /// One more.
    pub fn add(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    /// All so far.
    pub fn count(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// The answer itself, or the failure that a client sees.
pub fn answer<T>(result: Result<Response<T>, Status>) -> Result<T, Failure> {
    result.map(Response::into_inner).map_err(|status| Failure::from(Fault::from(&status)))
}

/// A request that tells `auth` which device is signing in.
pub fn from_device<T>(message: T, origin: &Origin) -> Request<T> {
    let mut request = Request::new(message);
    let metadata = request.metadata_mut();
    if let Ok(address) = MetadataValue::try_from(origin.address.to_string()) {
        metadata.insert("x-client-address", address);
    }
    // Metadata is ASCII; a name with other characters goes without them.
    let agent: String =
        origin.user_agent.iter().flat_map(|text| text.chars()).filter(|c| matches!(c, ' '..='~')).collect();
    if let Ok(agent) = MetadataValue::try_from(agent) {
        metadata.insert("x-client-user-agent", agent);
    }
    request
}
