//! Our own supervision of RabbitMQ connections.
//!
//! lapin's automatic recovery stays off: behind a network that cuts twice in a row it was seen to stop for good, and
//! confirms were seen never to come. Here a connection lives until its first error; then it is dropped with all its
//! channels, and everything begins afresh.

use std::{future::Future, pin::pin, time::Duration};

use lapin::{
    BasicProperties, Channel, Confirmation, Connection, ConnectionProperties, ConnectionStatus,
    options::{BasicPublishOptions, ConfirmSelectOptions},
    types::ShortString,
    uri::AMQPUri,
};
use metrics::counter;
use rand::Rng;
use secrecy::ExposeSecret;
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;

use crate::{BrokerSettings, metrics::BROKER_FAILURES};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
const HEARTBEAT_SECONDS: u16 = 10;
/// How long the broker may take to confirm; some confirms were seen never to come.
const CONFIRM_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a question to the broker (declare, bind, cancel) may take.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(5);
const SHORTEST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// A session that lived this long was a good one: the next failure is the first again. Far longer than what the shortest
/// ones take that wait for something in vain: a connection to the broker, one of the database's pool.
const GOOD_SESSION: Duration = Duration::from_secs(10);

/// Why a session with RabbitMQ ended.
#[derive(Debug, thiserror::Error)]
pub enum BrokerError {
    /// The URL in the settings is none.
    #[error("the broker's URL is malformed: {0}")]
    Url(String),
    /// RabbitMQ did not answer in time.
    #[error("the broker did not {what} within {within:?}")]
    Timeout {
        /// What was waited for.
        what: &'static str,
        /// For how long.
        within: Duration,
    },
    /// The connection was lost while nothing was under way.
    #[error("the broker's connection was lost")]
    Lost,
    /// The connection or a channel failed.
    #[error("the broker's connection failed")]
    Amqp(#[from] lapin::Error),
    /// An exchange or queue is not there: the topology has not been applied.
    #[error("{what} does not exist on the broker; apply the topology")]
    Missing {
        /// Its kind and name.
        what: String,
    },
    /// The name is not one that a client may declare.
    #[error("{queue} is not called ext.<client>.<purpose>")]
    NotExternal {
        /// The name.
        queue: String,
    },
    /// The broker ended the subscription, for example because the queue was deleted.
    #[error("the broker cancelled the consumer of {queue}")]
    Cancelled {
        /// The queue.
        queue: String,
    },
    /// The channel was gone when a delivery was to be acknowledged; the broker will deliver it again.
    #[error("an acknowledgement was not sent")]
    AckLost,
    /// The message cannot be stored by any queue just now.
    #[error("the broker refused a message: {0}")]
    Refused(String),
    /// The database said nothing while the session needed it.
    #[error("the database did not {what} within {within:?}")]
    Unanswered {
        /// What was waited for.
        what: &'static str,
        /// For how long.
        within: Duration,
    },
}

/// One connection, dropped on any error.
pub(crate) struct Link {
    connection: Connection,
}

impl Link {
    /// Connects within 3 s; `name` is what RabbitMQ's management shows.
    pub(crate) async fn open(settings: &BrokerSettings, name: &str) -> Result<Self, BrokerError> {
        let mut uri: AMQPUri = settings.url.expose_secret().parse().map_err(BrokerError::Url)?;
        uri.query.heartbeat = Some(HEARTBEAT_SECONDS);
        if let Some(password) = &settings.password {
            password.expose_secret().clone_into(&mut uri.authority.userinfo.password);
        }
        let properties = ConnectionProperties::default().with_connection_name(name.into());
        let connection = within(CONNECT_TIMEOUT, "accept a connection", Connection::connect_uri(uri, properties));
        Ok(Self { connection: connection.await? })
    }

    pub(crate) async fn channel(&self) -> Result<Channel, BrokerError> {
        answer("open a channel", self.connection.create_channel()).await
    }

    /// A channel with confirms.
    pub(crate) async fn publisher(&self) -> Result<Publisher, BrokerError> {
        let channel = self.channel().await?;
        answer("turn on confirms", channel.confirm_select(ConfirmSelectOptions::default())).await?;
        Ok(Publisher { channel, status: self.connection.status().clone() })
    }

    /// False once the connection is known to be lost.
    pub(crate) fn is_alive(&self) -> bool {
        self.connection.status().connected()
    }

    /// True while the broker takes nothing, because it is short of memory or disk.
    pub(crate) fn is_blocked(&self) -> bool {
        self.connection.status().blocked()
    }

    /// Says good-bye, so that the broker gives unacknowledged messages back at once.
    pub(crate) async fn close(self) {
        let _ = timeout(Duration::from_secs(1), self.connection.close(200, "OK".into())).await;
    }
}

/// What became of a published message.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Published {
    /// Every queue that it belongs into has it.
    Confirmed,
    /// No queue for it, or one that refused it.
    Refused(String),
}

/// A channel that waits for the confirm of each message by itself.
#[derive(Clone)]
pub(crate) struct Publisher {
    channel: Channel,
    status: ConnectionStatus,
}

impl Publisher {
    /// Publishes persistent and mandatory. An `Err` leaves open whether the message arrived: drop the connection.
    pub(crate) async fn publish(
        &self,
        exchange: &str,
        routing_key: &str,
        properties: BasicProperties,
        body: &[u8],
    ) -> Result<Published, BrokerError> {
        let (Ok(exchange), Ok(key)) = (ShortString::try_new(exchange), ShortString::try_new(routing_key)) else {
            return Ok(Published::Refused(format!("{routing_key:?} is too long for a routing key")));
        };
        let options = BasicPublishOptions { mandatory: true, ..BasicPublishOptions::default() };
        let published = async {
            self.channel.basic_publish(exchange, key, options, body, properties.with_delivery_mode(2)).await?.await
        };
        let confirmation = confirm(&self.status, published).await?;
        Ok(match confirmation {
            Confirmation::Ack(None) => Published::Confirmed,
            Confirmation::Ack(Some(returned)) => {
                Published::Refused(format!("{} has no route ({})", routing_key, returned.reply_text))
            }
            Confirmation::Nack(_) => Published::Refused(format!("a queue for {routing_key} did not take it")),
            Confirmation::NotRequested => Published::Refused("confirms are off".to_owned()),
        })
    }
}

/// Waits for a confirm, 5 s at most; the time in which the broker takes nothing from anybody does not count.
async fn confirm<T>(
    status: &ConnectionStatus,
    published: impl Future<Output = Result<T, lapin::Error>>,
) -> Result<T, BrokerError> {
    let mut published = pin!(published);
    loop {
        match within(CONFIRM_TIMEOUT, "confirm a message", &mut published).await {
            Err(BrokerError::Timeout { .. }) if status.blocked() => {}
            outcome => return outcome,
        }
    }
}

/// Waits for the answer to a question, 5 s at most.
pub(crate) async fn answer<T>(
    what: &'static str,
    question: impl Future<Output = Result<T, lapin::Error>>,
) -> Result<T, BrokerError> {
    within(ANSWER_TIMEOUT, what, question).await
}

async fn within<T>(
    limit: Duration,
    what: &'static str,
    future: impl Future<Output = Result<T, lapin::Error>>,
) -> Result<T, BrokerError> {
    let outcome = timeout(limit, future).await.map_err(|_| BrokerError::Timeout { what, within: limit })?;
    Ok(outcome?)
}

/// Runs sessions one after the other until one ends well or the stop comes between two.
///
/// A session opens its own connections and ends with the first error; between two is a pause of 50 ms, doubled up to 5 s,
/// with jitter, so that a broker that comes back is not met by everybody at once.
pub(crate) async fn supervise<F, S>(part: &str, stopping: &CancellationToken, mut session: F)
where
    F: FnMut() -> S,
    S: Future<Output = Result<(), BrokerError>>,
{
    let mut pause = SHORTEST_PAUSE;
    while !stopping.is_cancelled() {
        let begun = Instant::now();
        let Err(error) = session().await else { return };
        counter!(BROKER_FAILURES, "part" => part.to_owned()).increment(1);
        if begun.elapsed() >= GOOD_SESSION {
            pause = SHORTEST_PAUSE;
        }
        let wait = jittered(pause);
        tracing::warn!(
            part,
            error = &error as &dyn std::error::Error,
            retry_ms = wait.as_millis(),
            "broker session lost"
        );
        tokio::select! {
            () = stopping.cancelled() => return,
            () = sleep(wait) => pause = (pause * 2).min(LONGEST_PAUSE),
        }
    }
}

/// Half to all of `pause`, by chance.
pub(crate) fn jittered(pause: Duration) -> Duration {
    pause.mul_f64(rand::rng().random_range(0.5..=1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn sessions_that_wait_in_vain_for_the_database_come_ever_less_often() {
        let stopping = CancellationToken::new();
        let mut begun = Vec::new();
        let sessions = supervise("test", &stopping, || {
            begun.push(Instant::now());
            if begun.len() > 9 {
                stopping.cancel();
            }
            async {
                sleep(Duration::from_secs(2)).await;
                Err(BrokerError::Lost)
            }
        });
        sessions.await;
        let [.., before, last] = begun.as_slice() else { panic!("{begun:?}") };
        assert!(*last - *before >= Duration::from_secs(2) + LONGEST_PAUSE / 2, "{:?}", *last - *before);
    }
}
