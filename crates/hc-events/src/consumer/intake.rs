//! Taking deliveries from a queue, for as long as it is wanted.

use futures::{FutureExt, StreamExt};
use lapin::{Channel, message::Delivery, options::BasicCancelOptions};
use tokio::{sync::mpsc, time::Instant};
use tokio_util::sync::CancellationToken;

use super::ConsumerHandle;
use crate::{
    BrokerError,
    broker::answer,
    delivery::{give_back, subscribe},
    envelope::{PREFIX, header},
};

/// A delivery that was taken, with the subscription that it came by: once that has ended, what has not begun goes back to
/// the queue, even if the next subscription has begun. Else a later event of its object could overtake it.
pub(crate) struct Taken {
    pub(crate) delivery: Delivery,
    pub(crate) subscription: CancellationToken,
    /// Since when the broker waits for an answer.
    pub(crate) at: Instant,
}

/// The queue that deliveries are taken from.
pub(crate) struct Intake<'a> {
    pub(crate) channel: Channel,
    pub(crate) queue: &'a str,
    pub(crate) prefetch: u16,
    pub(crate) handle: &'a ConsumerHandle,
    pub(crate) stopping: &'a CancellationToken,
}

impl Intake<'_> {
    /// Takes until the stop, with pauses when it is told to, and hands each delivery to the output that `choose` names for
    /// its subject.
    pub(crate) async fn run(
        self,
        outputs: Vec<mpsc::Sender<Taken>>,
        choose: impl Fn(&str) -> usize,
    ) -> Result<(), BrokerError> {
        loop {
            tokio::select! {
                () = self.stopping.cancelled() => return Ok(()),
                () = self.handle.becomes(false) => {}
            }
            let subscription = self.stopping.child_token();
            let mut deliveries = subscribe(&self.channel, self.queue, self.prefetch).await?;
            loop {
                let delivery = tokio::select! {
                    () = subscription.cancelled() => break,
                    () = self.handle.becomes(true) => break,
                    delivery = deliveries.next() => delivery,
                };
                let Some(delivery) = delivery else {
                    return Err(BrokerError::Cancelled { queue: self.queue.to_owned() });
                };
                let delivery = delivery?;
                let subject = header(&delivery.properties, &format!("{PREFIX}subject")).unwrap_or_default();
                let Some(output) = outputs.get(choose(&subject)) else { continue };
                // Full only when the broker sends more than the prefetch; closed only when the session is over.
                let taken = Taken { delivery, subscription: subscription.clone(), at: Instant::now() };
                if output.send(taken).await.is_err() {
                    return Ok(());
                }
            }
            subscription.cancel();
            let ended = self.channel.basic_cancel(deliveries.tag(), BasicCancelOptions::default());
            answer("end the subscription", ended).await?;
            while let Some(Some(Ok(delivery))) = deliveries.next().now_or_never() {
                give_back(&delivery).await?;
            }
        }
    }
}
