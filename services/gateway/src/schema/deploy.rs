//! An archive on its way from the client to `provisioning`, never whole in memory and never on disk here.

use std::sync::Arc;
use std::time::Duration;

use async_graphql::Context;
use bytes::Bytes;
use futures::channel::oneshot;
use futures::{Stream, StreamExt};
use hc_proto::provisioning::v1 as proto;
use hc_proto::provisioning::v1::deploy_release_request::Message;
use tonic::Request;

use super::context::ContextExt;
use super::instances::{DeployReleaseInput, DeployReleasePayload, Operation, Release};
use super::user_errors::{UserError, user_errors};
use crate::errors::{Code, Failure};
use crate::http::upload::FileError;

/// Bytes of one message; the contract allows 1 MiB.
const PIECE: usize = 256 * 1024;

/// Longer than an upload may take: the request's own deadline is the earlier one.
const LONGEST: Duration = Duration::from_hours(1);

/// Streams the request's file into a new release.
pub async fn deploy(ctx: &Context<'_>, input: DeployReleaseInput) -> Result<DeployReleasePayload, Failure> {
    let file = input.archive.and_then(|_| ctx.request().ok()?.uploads.take());
    let Some(file) = file else {
        let error = UserError::of_field("ARCHIVE_MISSING", "Send the archive in a multipart request.", "archive");
        return Ok(refused(error));
    };
    let start = proto::DeployStart {
        instance_id: input.instance_id.0,
        idempotency_key: ctx.idempotency_key(input.idempotency_key)?,
        file_name: file.name.clone(),
    };
    let (broke_off, broken) = oneshot::channel();
    let mut request = Request::new(messages(start, file.into_stream(), broke_off));
    request.set_timeout(LONGEST);
    let mut clients = ctx.clients()?;
    let answer = tokio::select! {
        answer = clients.provisioning.deploy_release(request) => answer,
        // The call is dropped with this branch: to the service it was cancelled, so that it cannot take what it has for
        // the whole archive.
        Ok(error) = broken => return match error {
            FileError::TooLarge => {
                Ok(refused(UserError::of_field("ARCHIVE_TOO_LARGE", "The archive is too large.", "archive")))
            }
            FileError::Broken => Err(Failure::new(Code::BadUserInput, "The upload broke off.")),
        },
    };
    Ok(match ctx.changed(answer)? {
        Ok(done) => DeployReleasePayload {
            release: done.release.map(|made| Release::from(Arc::new(made))),
            operation: done.operation.map(|made| Operation::from(Arc::new(made))),
            user_errors: Vec::new(),
        },
        Err(status) => DeployReleasePayload { user_errors: user_errors(&status)?, ..Default::default() },
    })
}

fn refused(error: UserError) -> DeployReleasePayload {
    DeployReleasePayload { user_errors: vec![error], ..Default::default() }
}

/// The start, then the pieces. Of a file that breaks off the end never comes; `broke_off` says so.
fn messages(
    start: proto::DeployStart,
    file: impl Stream<Item = Result<Bytes, FileError>> + Send + 'static,
    broke_off: oneshot::Sender<FileError>,
) -> impl Stream<Item = proto::DeployReleaseRequest> + Send + 'static {
    let first = proto::DeployReleaseRequest { message: Some(Message::Start(start)) };
    let state = (Box::pin(file), Some(broke_off), Bytes::new());
    let pieces = futures::stream::unfold(state, |(mut file, mut broke_off, mut left)| async move {
        while left.is_empty() {
            match file.next().await? {
                Ok(bytes) => left = bytes,
                Err(error) => {
                    if let Some(sender) = broke_off.take() {
                        let _ = sender.send(error);
                    }
                    std::future::pending::<()>().await;
                }
            }
        }
        let piece = left.split_to(left.len().min(PIECE));
        Some((proto::DeployReleaseRequest { message: Some(Message::Chunk(piece)) }, (file, broke_off, left)))
    });
    futures::stream::once(async { first }).chain(pieces)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_file_is_cut_into_pieces_and_one_that_breaks_off_never_ends() {
        let file = futures::stream::iter([Ok(Bytes::from(vec![7; PIECE + 1])), Err(FileError::Broken)]);
        let (broke_off, broken) = oneshot::channel();
        let mut sent = Box::pin(messages(proto::DeployStart::default(), file, broke_off));
        let mut sizes = Vec::new();
        for _ in 0..3 {
            match sent.next().await.and_then(|request| request.message) {
                Some(Message::Start(_)) => sizes.push(0),
                Some(Message::Chunk(bytes)) => sizes.push(bytes.len()),
                None => panic!("an empty message"),
            }
        }
        assert_eq!(sizes, [0, PIECE, 1]);
        let next = tokio::select! { next = sent.next() => Err(next), error = broken => Ok(error) };
        assert_eq!(next, Ok(Ok(FileError::Broken)));
    }
}
