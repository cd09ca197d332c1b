/** Reading an event: CloudEvents 1.0 in binary mode over AMQP 0-9-1. Whatever a stranger sends, this answers or refuses. */
import type { ConsumeMessage } from 'amqplib';

const PREFIX = 'cloudEvents_';
const MAX_BODY = 64 * 1024;
const EVENT_ID = /^evt_[0-7][0-9a-z]{25}$/;
/** Up to what a JavaScript number counts exactly; an object with more changes than that does not live. */
const NUMBER = /^[1-9][0-9]{0,14}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

/** It will never be read, however often it comes. */
export class Poison extends Error {}

export type Data = Readonly<Record<string, unknown>>;

/** An event whose envelope is good; `data` is any JSON object. */
export interface Event {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly organization: string | null;
  readonly epoch: number;
  readonly version: number;
  readonly time: string;
  readonly data: Data;
}

export function isObject(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Checks headers, size and JSON. Headers and fields that are unknown are for later versions: they are ignored. */
export function read(message: ConsumeMessage): Event {
  if (message.content.length > MAX_BODY) {
    throw new Poison(`the body has ${message.content.length} bytes, more than ${MAX_BODY}`);
  }
  const headers: Data = message.properties.headers ?? {};
  const text = (name: string, pattern = /^[^]{1,255}$/): string => {
    const value = headers[PREFIX + name];
    if (typeof value !== 'string' || !pattern.test(value)) {
      throw new Poison(`header ${PREFIX}${name} is missing or malformed`);
    }
    return value;
  };
  if (text('specversion') !== '1.0') throw new Poison('not CloudEvents 1.0');
  return {
    id: text('id', EVENT_ID),
    type: text('type'),
    subject: text('subject'),
    organization: `${PREFIX}organization` in headers ? text('organization') : null,
    epoch: Number(text('epoch', NUMBER)),
    version: Number(text('objectversion', NUMBER)),
    time: text('time', TIME),
    data: parse(message.content),
  };
}

function parse(body: Buffer): Data {
  let data: unknown;
  try {
    data = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (error) {
    throw new Poison(`the body is not JSON: ${String(error)}`);
  }
  if (!isObject(data)) throw new Poison('the body is no JSON object');
  return data;
}
