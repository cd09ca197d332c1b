"""From the queue to the store: at least once in, exactly once in effect, in order for each invoice."""

import logging
import random
import signal
import sqlite3
import time
from types import FrameType

import pika
from pika.adapters.blocking_connection import BlockingChannel
from pika.exceptions import AMQPError, NackError, UnroutableError
from pika.spec import Basic

from .envelope import Poison, read
from .store import Store
from .topology import Names, declare

log = logging.getLogger("invoices")

# Twice what is handled at once: when we crash, all that was prefetched counts as delivered once more.
PREFETCH = 2
ATTEMPT, CAUSE = "hostingco_attempt", "hostingco_cause"
OURS = ("cloudEvents_", "hostingco_")
MAX_CAUSE = 1_000


class Consumer:
    """One process with one queue. Run as many as you like: each message goes to one of them."""

    def __init__(self, url: str, queue: str, bindings: list[str], store: Store) -> None:
        self._parameters = pika.URLParameters(url)
        self._parameters.heartbeat = 10
        self._parameters.blocked_connection_timeout = 60
        self._names = Names(queue)
        self._bindings = bindings
        self._store = store
        self._stopping = False

    def run(self) -> None:
        """Until SIGTERM or Ctrl-C; connects again whenever the broker goes away."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        pause = 0.1
        while not self._stopping:
            begun = time.monotonic()
            try:
                self._session()
            except (AMQPError, OSError) as error:
                if time.monotonic() - begun > 5:
                    pause = 0.1
                log.warning("the broker is away, again in %.1f s: %r", pause, error)
                self._wait(pause * random.uniform(0.5, 1))
                pause = min(pause * 2, 5)

    def _stop(self, number: int, _frame: FrameType | None) -> None:
        self._stopping = True

    def _wait(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while not self._stopping and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, 0.1))

    def _session(self) -> None:
        connection = pika.BlockingConnection(self._parameters)
        try:
            channel = connection.channel()
            channel.confirm_delivery()
            declare(channel, self._names, self._bindings)
            channel.basic_qos(prefetch_count=PREFETCH)
            log.info("consuming %s", self._names.queue)
            # An empty answer every 0.2 s lets us see the stop.
            for method, properties, body in channel.consume(self._names.queue, inactivity_timeout=0.2):
                if self._stopping:
                    break
                if method is not None:
                    self._process(channel, method, properties, body)
            # Gives back what was prefetched and not begun, with nack: that is no failure.
            channel.cancel()
        finally:
            if connection.is_open:
                connection.close()

    def _process(
        self, channel: BlockingChannel, method: Basic.Deliver, properties: pika.BasicProperties, body: bytes
    ) -> None:
        """Acknowledges after the commit; whatever else becomes of the message is confirmed before it is acknowledged."""
        attempts = _attempts(properties)
        try:
            event = read(properties, body)
            while True:
                try:
                    outcome = self._store.handle(event)
                    break
                except sqlite3.OperationalError as error:
                    # Our own disk or database: no event would fare better, so the queue waits.
                    log.warning("the store is away: %s", error)
                    channel.connection.sleep(1)
                    if self._stopping:
                        channel.basic_nack(method.delivery_tag, requeue=True)
                        return
            log.debug("%s %s: %s", event.type, event.id, outcome)
        except Poison as poison:
            self._move(channel, method, properties, body, attempts + 1, f"permanent: {poison}", dead=True)
        except Exception as error:  # noqa: BLE001, a gap or a bug: others go on, this one is tried later
            dead = attempts >= len(self._names.retries)
            cause = f"exhausted: {error}" if dead else str(error)
            self._move(channel, method, properties, body, attempts + 1, cause, dead=dead)
        else:
            channel.basic_ack(method.delivery_tag)

    def _move(
        self,
        channel: BlockingChannel,
        method: Basic.Deliver,
        properties: pika.BasicProperties,
        body: bytes,
        attempts: int,
        cause: str,
        *,
        dead: bool,
    ) -> None:
        names = self._names
        log.warning("%s: %s", "dead letter" if dead else "later", cause)
        headers = {key: value for key, value in (properties.headers or {}).items() if key.startswith(OURS)}
        properties.headers = headers | {ATTEMPT: str(attempts), CAUSE: cause[:MAX_CAUSE]}
        properties.delivery_mode = 2
        properties.expiration = None
        exchange, key = (names.requeue, names.dead) if dead else (names.retries[attempts - 1], names.queue)
        try:
            # Returns when the broker has confirmed.
            channel.basic_publish(exchange, key, body, properties, mandatory=True)
        except (NackError, UnroutableError) as error:
            # reject counts as a failed delivery, so that this ends: at the limit the broker itself makes it a dead letter.
            log.error("could not be moved: %r", error)
            channel.basic_reject(method.delivery_tag, requeue=True)
            return
        # A crash before this line gives a repetition, which the inbox knows; never a loss.
        channel.basic_ack(method.delivery_tag)


def _attempts(properties: pika.BasicProperties) -> int:
    """How many attempts have failed, by our own header: the broker's counter starts again in each delay."""
    value = (properties.headers or {}).get(ATTEMPT, "0")
    return min(int(value), 5) if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 4 else 0
