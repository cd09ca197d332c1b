//! The way of an archive in: counted and hashed as it flows into a nameless file, read only once it is complete.
use std::fs::File;
use std::time::Duration;

use hc_access::{Access, Caller, Permission};
use hc_events::Cause;
use hc_proto::provisioning::v1 as proto;
use hc_proto::provisioning::v1::deploy_release_request::Message;
use hc_rpc::{Problem, Violation, Violations};
use hc_storage::Idempotency;
use hc_types::InstanceId;
use sha2::{Digest, Sha256};
use tokio::io::AsyncWriteExt;
use tonic::{Code, Status, Streaming};

use super::lists;
use crate::app::App;
use crate::app::deploy::{DeployError, deploy};

/// The longest file name and idempotency key, in characters.
const MAX_TEXT: usize = 255;

/// What is wrong with an upload before its content is looked at.
#[derive(Debug, thiserror::Error)]
enum UploadError {
    #[error("the first message says what the archive is for, all others are pieces of it")]
    Order,
    #[error("an archive has at most {limit} bytes")]
    TooLarge { limit: u64 },
    #[error("the upload paused for longer than {limit:?}")]
    Idle { limit: Duration },
    #[error("the upload could not be kept")]
    Spool(#[source] std::io::Error),
}

impl Problem for UploadError {
    fn problem(&self) -> (Code, &'static str) {
        match self {
            Self::Order => (Code::InvalidArgument, hc_rpc::INVALID_FIELDS),
            Self::TooLarge { .. } => (Code::InvalidArgument, "ARCHIVE_TOO_LARGE"),
            Self::Idle { .. } => (Code::DeadlineExceeded, "UPLOAD_IDLE"),
            Self::Spool(_) => (Code::Internal, "INTERNAL"),
        }
    }

    fn violations(&self) -> Vec<Violation> {
        match self {
            Self::Order => vec![Violation::new("message", "INVALID", self)],
            Self::TooLarge { .. } => vec![Violation::new("archive", "ARCHIVE_TOO_LARGE", self)],
            Self::Idle { .. } | Self::Spool(_) => Vec::new(),
        }
    }
}

/// Takes an archive and makes a release of it.
pub async fn receive(
    app: &App,
    access: &Access,
    caller: Caller,
    cause: Cause,
    mut stream: Streaming<proto::DeployReleaseRequest>,
) -> Result<proto::DeployReleaseResponse, Status> {
    let Some(Message::Start(start)) = next(app, &mut stream).await? else {
        return Err(hc_rpc::status(UploadError::Order));
    };
    let mut key = check(&caller, &start)?;
    let instance = lists::instance(&app.db, access, &caller, Permission::ReleaseDeploy, &start.instance_id).await?;
    // At once, and not after half a gigabyte. A repeated key is let through: its answer may be there already.
    if key.is_none() {
        instance.deployable().map_err(|refusal| hc_rpc::status(DeployError::Refused(refusal)))?;
    }
    let (archive, content) = spool(app, &mut stream).await?;
    if let Some(key) = &mut key {
        key.request_hash = identity(instance.id, &content);
    }
    deploy(app, instance, archive, key, cause).await.map_err(hc_rpc::status)
}

fn check(caller: &Caller, start: &proto::DeployStart) -> Result<Option<Idempotency>, Status> {
    let mut violations = Violations::new();
    let key = start
        .idempotency_key
        .as_deref()
        .map(|key| Idempotency::new(caller.principal(), "provisioning.deploy_release", key, start));
    let key = violations.check_as("IDEMPOTENCY_KEY_INVALID", "start.idempotency_key", key.transpose());
    if start.file_name.chars().count() > MAX_TEXT {
        violations.add("start.file_name", "INVALID", format!("a file name has at most {MAX_TEXT} characters"));
    }
    violations.finish()?;
    Ok(key.flatten())
}

/// What makes two uploads the same: what they are for, and every byte. The file's name is no part of it.
fn identity(instance: InstanceId, content: &[u8; 32]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update(instance.uuid().as_bytes());
    hasher.update(content);
    hasher.finalize().into()
}

async fn spool(app: &App, stream: &mut Streaming<proto::DeployReleaseRequest>) -> Result<(File, [u8; 32]), Status> {
    let limit = app.uploads.max_bytes;
    let kept = |error| hc_rpc::status(UploadError::Spool(error));
    let blobs = app.blobs.clone();
    let file = tokio::task::spawn_blocking(move || blobs.spool()).await.map_err(std::io::Error::other);
    let mut file = tokio::fs::File::from_std(file.flatten().map_err(kept)?);
    let mut hasher = Sha256::new();
    let mut received = 0_u64;
    while let Some(message) = next(app, stream).await? {
        let Message::Chunk(chunk) = message else { return Err(hc_rpc::status(UploadError::Order)) };
        received = received.saturating_add(u64::try_from(chunk.len()).unwrap_or(u64::MAX));
        if received > limit {
            return Err(hc_rpc::status(UploadError::TooLarge { limit }));
        }
        hasher.update(&chunk);
        file.write_all(&chunk).await.map_err(kept)?;
    }
    file.flush().await.map_err(kept)?;
    Ok((file.into_std().await, hasher.finalize().into()))
}

async fn next(app: &App, stream: &mut Streaming<proto::DeployReleaseRequest>) -> Result<Option<Message>, Status> {
    let limit = app.uploads.idle_timeout;
    let message = tokio::time::timeout(limit, stream.message()).await;
    let message = message.map_err(|_| hc_rpc::status(UploadError::Idle { limit }))??;
    match message {
        None => Ok(None),
        Some(proto::DeployReleaseRequest { message: Some(message) }) => Ok(Some(message)),
        Some(proto::DeployReleaseRequest { message: None }) => Err(hc_rpc::status(UploadError::Order)),
    }
}
