"""What this consumer declares for itself on the broker; `x-hostingco-queue` in `docs/asyncapi.yaml` is the recipe.

Everything is called `ext.<client>.…`, and the client's user may touch nothing else. Declaring again changes nothing; with
other arguments the broker refuses, so that two versions of a program cannot quarrel about a queue.
"""

from dataclasses import dataclass

from pika.adapters.blocking_connection import BlockingChannel

EVENTS = "hostingco.events"
# The delays between the attempts at one event, in milliseconds; together 73 minutes.
DELAYS = {"5s": 5_000, "30s": 30_000, "2m": 120_000, "10m": 600_000, "1h": 3_600_000}


@dataclass(frozen=True)
class Names:
    """The names that belong to a queue `ext.<client>.<purpose>`."""

    queue: str

    @property
    def corner(self) -> str:
        return ".".join(self.queue.split(".")[:2])

    @property
    def dead(self) -> str:
        return f"{self.queue}.dead"

    @property
    def requeue(self) -> str:
        return f"{self.corner}.requeue"

    @property
    def retries(self) -> list[str]:
        """One exchange per delay; the routing key is the queue that the message comes back to."""
        return [f"{self.corner}.retry.{delay}" for delay in DELAYS]


def declare(channel: BlockingChannel, names: Names, bindings: list[str]) -> None:
    """Makes queue, dead letters and delays, and binds the queue to types of event."""

    def queue(name: str, **arguments: str | int) -> None:
        table = {"x-queue-type": "quorum"} | {key.replace("_", "-"): value for key, value in arguments.items()}
        channel.queue_declare(name, durable=True, arguments=table)

    channel.exchange_declare(names.requeue, "direct", durable=True)
    for name, milliseconds in zip(names.retries, DELAYS.values()):
        channel.exchange_declare(name, "fanout", durable=True)
        queue(
            name,
            x_message_ttl=milliseconds,
            x_dead_letter_exchange=names.requeue,
            x_dead_letter_strategy="at-least-once",
            x_overflow="reject-publish",
        )
        channel.queue_bind(name, name, "")
    queue(names.dead)
    channel.queue_bind(names.dead, names.requeue, names.dead)
    queue(names.queue, x_dead_letter_exchange=names.requeue, x_dead_letter_routing_key=names.dead)
    channel.queue_bind(names.queue, names.requeue, names.queue)
    for pattern in bindings:
        channel.queue_bind(names.queue, EVENTS, pattern)
