//! The owner's end of the feed.

use std::{collections::VecDeque, pin::Pin, sync::Arc, time::Duration};

use futures::{Stream, StreamExt as _, stream};
use hc_proto::access::v1::{
    FollowRequest, FollowResponse, Pong,
    access_feed_service_server::{AccessFeedService, AccessFeedServiceServer},
    follow_response::Message,
};
use hc_storage::Db;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tonic::{Request, Response, Status, Streaming};

use super::reader::{Log, Reader};

/// A follower that pings no more is gone.
const SILENCE: Duration = Duration::from_secs(10);

/// The gRPC service that streams this process's database's log; part of every owner's server.
pub fn service(db: &Db, stopping: CancellationToken) -> AccessFeedServiceServer<Feed> {
    // A pool of its own: when calls have taken all connections, revocations still go out.
    AccessFeedServiceServer::new(Feed { reader: Arc::new(Reader::new(db.side_pool(1))), stopping })
}

/// Answers pings with the rows that were committed before them.
pub struct Feed {
    reader: Arc<Reader>,
    stopping: CancellationToken,
}

#[tonic::async_trait]
impl AccessFeedService for Feed {
    type FollowStream = Pin<Box<dyn Stream<Item = Result<FollowResponse, Status>> + Send>>;

    async fn follow(&self, request: Request<Streaming<FollowRequest>>) -> Result<Response<Self::FollowStream>, Status> {
        let follower = Following {
            pings: request.into_inner(),
            reader: Arc::clone(&self.reader),
            sent: None,
            outgoing: VecDeque::new(),
        };
        let stopped = self.stopping.clone().cancelled_owned();
        let answers = stream::unfold(follower, Following::next).take_until(stopped);
        Ok(Response::new(Box::pin(answers)))
    }
}

/// One stream.
struct Following {
    pings: Streaming<FollowRequest>,
    reader: Arc<Reader>,
    sent: Option<Sent>,
    outgoing: VecDeque<FollowResponse>,
}

/// What the follower has.
#[derive(Clone, Copy)]
pub(super) struct Sent {
    pub(super) epoch: i64,
    pub(super) revision: i64,
}

impl Following {
    async fn next(mut self) -> Option<(Result<FollowResponse, Status>, Self)> {
        loop {
            if let Some(response) = self.outgoing.pop_front() {
                return Some((Ok(response), self));
            }
            let Ok(Ok(Some(ping))) = timeout(SILENCE, self.pings.message()).await else { return None };
            match self.reader.read().await {
                Ok(log) => {
                    let sent = self.sent.unwrap_or(Sent { epoch: ping.epoch, revision: ping.revision });
                    self.sent = Some(answer(&log, sent, ping.ping, &mut self.outgoing));
                }
                Err(error) => {
                    // Without its database the owner knows nothing, and says so by ending the stream.
                    tracing::warn!(error = &error as &dyn std::error::Error, "access log not readable");
                    return Some((Err(Status::unavailable("the access log cannot be read")), self));
                }
            }
        }
    }
}

/// What a ping is answered with by a log that was read after it came: the rows that the follower lacks, then the pong.
pub(super) fn answer(log: &Log, sent: Sent, ping: u64, outgoing: &mut VecDeque<FollowResponse>) -> Sent {
    let revision = if sent.epoch == log.epoch { sent.revision } else { 0 };
    let message = |message| FollowResponse { message: Some(message) };
    outgoing.extend(log.after(revision).iter().cloned().map(|change| message(Message::Change(change))));
    outgoing.push_back(message(Message::Pong(Pong { ping, revision: log.revision, epoch: log.epoch })));
    Sent { epoch: log.epoch, revision: log.revision }
}
