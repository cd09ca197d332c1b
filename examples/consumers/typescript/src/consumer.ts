/** From the queue to the store: at least once in, exactly once in effect, in order for each invoice. */
import { setTimeout as sleep } from 'node:timers/promises';

import { connect, type ConfirmChannel, type ConsumeMessage } from 'amqplib';

import { Poison, read } from './envelope.js';
import { Away, type Outcome, type Store } from './store.js';
import { declare, type Names, namesOf } from './topology.js';

/** Twice what is handled at once: when we crash, all that was prefetched counts as delivered once more. */
const PREFETCH = 2;
const ATTEMPT = 'hostingco_attempt';
const CAUSE = 'hostingco_cause';
const MAX_CAUSE = 1_000;
const CONFIRM_TIMEOUT = 5_000;

/** One process with one queue. Run as many as you like, each with a store of its own kind: a message goes to one of them. */
export class Consumer {
  readonly #names: Names;

  constructor(
    private readonly url: string,
    queue: string,
    private readonly bindings: readonly string[],
    private readonly store: Store,
  ) {
    this.#names = namesOf(queue);
  }

  /** Until the stop; connects again whenever the broker goes away. */
  async run(stop: AbortSignal): Promise<void> {
    let pause = 100;
    while (!stop.aborted) {
      const begun = Date.now();
      try {
        await this.#session(stop);
      } catch (error) {
        if (Date.now() - begun > 5_000) pause = 100;
        console.error(`the broker is away, again in ${pause} ms: ${String(error)}`);
        await sleep(pause * (0.5 + Math.random() / 2), undefined, { signal: stop }).catch(() => undefined);
        pause = Math.min(pause * 2, 5_000);
      }
    }
  }

  async #session(stop: AbortSignal): Promise<void> {
    const url = new URL(this.url);
    url.searchParams.set('heartbeat', '10');
    const connection = await connect(url.href, { timeout: 3_000 });
    const lost = new Promise<never>((_, reject) => {
      connection.on('error', reject);
      connection.on('close', () => reject(new Error('the connection was closed')));
    });
    lost.catch(() => undefined); // heard below, or not of interest any more
    try {
      const channel = await connection.createConfirmChannel();
      channel.on('error', (error) => connection.emit('error', error));
      await declare(channel, this.#names, this.bindings);
      await channel.prefetch(PREFETCH);
      await Promise.race([this.#consume(channel, stop), lost]);
    } finally {
      // What is not acknowledged goes back to the queue.
      await connection.close().catch(() => undefined);
    }
  }

  /** One message after the other. Ends with the stop, or with the first error that is not the message's own. */
  async #consume(channel: ConfirmChannel, stop: AbortSignal): Promise<void> {
    let work: Promise<void> = Promise.resolve();
    const ended = new Promise<void>((resolve, reject) => {
      stop.addEventListener('abort', () => resolve(), { once: true });
      const listener = (message: ConsumeMessage | null): void => {
        if (message === null) return reject(new Error('the broker cancelled the subscription'));
        work = work.then(() => this.#process(channel, message, stop));
        work.catch(reject);
      };
      channel.consume(this.#names.queue, listener, { consumerTag: 'invoices' }).then(
        () => console.error(`consuming ${this.#names.queue}`),
        reject,
      );
    });
    await ended;
    await channel.cancel('invoices');
    await work;
  }

  /** Acknowledges after the commit; whatever else becomes of the message is confirmed before it is acknowledged. */
  async #process(channel: ConfirmChannel, message: ConsumeMessage, stop: AbortSignal): Promise<void> {
    const attempts = attemptsOf(message);
    try {
      const outcome = await this.#effect(message, stop);
      // nack gives back what was not begun; it is no failure.
      if (outcome === null) channel.nack(message, false, true);
      else channel.ack(message);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      if (error instanceof Poison) {
        await this.#move(channel, message, attempts + 1, `permanent: ${why}`, null);
      } else {
        // A gap or a bug: others go on, this one is tried later, until the delays are used up.
        const retry = this.#names.retries[attempts] ?? null;
        await this.#move(channel, message, attempts + 1, retry ? why : `exhausted: ${why}`, retry);
      }
    }
  }

  /** Null when the stop came first. While our own disk fails, the queue waits. */
  async #effect(message: ConsumeMessage, stop: AbortSignal): Promise<Outcome | null> {
    const event = read(message);
    while (!stop.aborted) {
      try {
        return this.store.handle(event);
      } catch (error) {
        if (!(error instanceof Away)) throw error;
        console.error(`the store is away: ${error.message}`);
        await sleep(1_000, undefined, { signal: stop }).catch(() => undefined);
      }
    }
    return null;
  }

  /** To a delay, or without one to the dead letters. */
  async #move(
    channel: ConfirmChannel,
    message: ConsumeMessage,
    attempts: number,
    cause: string,
    retry: string | null,
  ): Promise<void> {
    console.error(`${retry ? 'later' : 'dead letter'}: ${cause}`);
    const { messageId, type, correlationId, contentType, timestamp, appId } = message.properties;
    const ours = Object.entries(message.properties.headers ?? {}).filter(([name]) => /^(cloudEvents|hostingco)_/.test(name));
    const headers = { ...Object.fromEntries(ours), [ATTEMPT]: String(attempts), [CAUSE]: cause.slice(0, MAX_CAUSE) };
    const properties = { messageId, type, correlationId, contentType, timestamp, appId, headers };
    const target = retry ? { exchange: retry, key: this.#names.queue } : { exchange: this.#names.requeue, key: this.#names.dead };
    try {
      await publish(channel, target.exchange, target.key, message.content, properties);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      // reject counts as a failed delivery, so that this ends: at the limit the broker itself makes it a dead letter.
      console.error(`could not be moved: ${error.message}`);
      channel.reject(message, true);
      return;
    }
    // A crash before this line gives a repetition, which the inbox knows; never a loss.
    channel.ack(message);
  }
}

/** The broker is there and did not take the message. */
class Refused extends Error {}

/** Publishes one message and waits until the broker has it. One at a time: a return names no message. */
async function publish(
  channel: ConfirmChannel,
  exchange: string,
  key: string,
  body: Buffer,
  properties: object,
): Promise<void> {
  let returned = false;
  const onReturn = (): void => {
    returned = true;
  };
  channel.on('return', onReturn);
  try {
    const confirmed = new Promise<void>((resolve, reject) => {
      const options = { ...properties, persistent: true, mandatory: true };
      channel.publish(exchange, key, body, options, (error: unknown) => (error ? reject(new Refused(String(error))) : resolve()));
    });
    const late = new AbortController();
    const timeout = sleep(CONFIRM_TIMEOUT, undefined, { signal: late.signal }).then(() => {
      throw new Error(`no confirm within ${CONFIRM_TIMEOUT} ms`);
    });
    await Promise.race([confirmed, timeout]).finally(() => {
      timeout.catch(() => undefined);
      late.abort();
    });
    if (returned) throw new Refused(`${exchange} has no queue for ${key}`);
  } finally {
    channel.off('return', onReturn);
  }
}

/** How many attempts have failed, by our own header: the broker's counter starts again in each delay. */
function attemptsOf(message: ConsumeMessage): number {
  const value: unknown = message.properties.headers?.[ATTEMPT];
  return typeof value === 'string' && /^\d{1,3}$/.test(value) ? Math.min(Number(value), 5) : 0;
}
