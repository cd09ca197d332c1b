/**
 * What this consumer declares for itself on the broker; `x-hostingco-queue` in `docs/asyncapi.yaml` is the recipe.
 *
 * Everything is called `ext.<client>.…`, and the client's user may touch nothing else. Declaring again changes nothing;
 * with other arguments the broker refuses, so that two versions of a program cannot quarrel about a queue.
 */
import type { Channel } from 'amqplib';

const EVENTS = 'hostingco.events';
/** The delays between the attempts at one event, in milliseconds; together 73 minutes. */
const DELAYS: Readonly<Record<string, number>> = { '5s': 5_000, '30s': 30_000, '2m': 120_000, '10m': 600_000, '1h': 3_600_000 };

/** The names that belong to a queue `ext.<client>.<purpose>`. */
export interface Names {
  readonly queue: string;
  readonly dead: string;
  readonly requeue: string;
  /** One exchange per delay; the routing key is the queue that the message comes back to. */
  readonly retries: readonly string[];
}

export function namesOf(queue: string): Names {
  const corner = queue.split('.').slice(0, 2).join('.');
  return {
    queue,
    dead: `${queue}.dead`,
    requeue: `${corner}.requeue`,
    retries: Object.keys(DELAYS).map((delay) => `${corner}.retry.${delay}`),
  };
}

/** Makes queue, dead letters and delays, and binds the queue to types of event. */
export async function declare(channel: Channel, names: Names, bindings: readonly string[]): Promise<void> {
  const queue = (name: string, more: Record<string, string | number> = {}) =>
    channel.assertQueue(name, { durable: true, arguments: { 'x-queue-type': 'quorum', ...more } });

  await channel.assertExchange(names.requeue, 'direct', { durable: true });
  const delays = Object.values(DELAYS);
  for (const [index, name] of names.retries.entries()) {
    await channel.assertExchange(name, 'fanout', { durable: true });
    await queue(name, {
      'x-message-ttl': delays[index] ?? 0,
      'x-dead-letter-exchange': names.requeue,
      'x-dead-letter-strategy': 'at-least-once',
      'x-overflow': 'reject-publish',
    });
    await channel.bindQueue(name, name, '');
  }
  await queue(names.dead);
  await channel.bindQueue(names.dead, names.requeue, names.dead);
  await queue(names.queue, { 'x-dead-letter-exchange': names.requeue, 'x-dead-letter-routing-key': names.dead });
  await channel.bindQueue(names.queue, names.requeue, names.queue);
  for (const pattern of bindings) {
    await channel.bindQueue(names.queue, EVENTS, pattern);
  }
}
