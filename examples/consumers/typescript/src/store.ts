/**
 * Our own store, in one file without any database: one line per event, written through to the disk before it is
 * acknowledged. A line says that the event was heard, which change of the object it was, and what it did; so these three
 * happen together or not at all. What is in memory is made from the lines.
 */
import { closeSync, existsSync, fdatasyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';

import { type Data, type Event, isObject, Poison } from './envelope.js';

/** Changes of the object that come before this one are missing yet. */
export class Gap extends Error {}

/** The disk failed: no event would fare better. */
export class Away extends Error {}

export type Outcome = 'applied' | 'repeated' | 'old' | 'unknown';

interface Invoice {
  readonly status: 'open' | 'issued' | 'paid' | 'void';
  readonly number: string | null;
  /** Minor units as text: a JavaScript number is not exact above 2^53. */
  readonly totalMinor: string;
  readonly currency: string;
}

interface Line {
  readonly event: string;
  readonly type: string;
  readonly subject: string;
  readonly epoch: number;
  readonly version: number;
  /** How the invoice stands now; none for a type that we do not know. */
  readonly invoice?: Invoice;
}

export class Store {
  readonly #inbox = new Set<string>();
  readonly #gates = new Map<string, { epoch: number; version: number }>();
  readonly #invoices = new Map<string, Invoice>();
  readonly #bookings: Line[] = [];
  readonly #file: number;
  #size = 0;

  /** One process writes; others only read what is there, with `readOnly`. */
  constructor(path: string, { readOnly = false } = {}) {
    const content = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
    // A crash may have left half a line: it was not acknowledged, and comes again.
    const whole = content.subarray(0, content.lastIndexOf('\n') + 1);
    for (const line of whole.toString().split('\n')) {
      if (line !== '') this.#remember(JSON.parse(line) as Line);
    }
    this.#file = openSync(path, 'a');
    this.#size = whole.length;
    if (!readOnly) ftruncateSync(this.#file, this.#size);
  }

  /** Throws `Gap`, `Poison` and `Away`; then nothing has happened. */
  handle(event: Event): Outcome {
    if (this.#inbox.has(event.id)) return 'repeated';
    const known = this.#gates.get(event.subject) ?? { epoch: event.epoch, version: 0 };
    if (event.epoch < known.epoch || (event.epoch === known.epoch && event.version <= known.version)) return 'old';
    if (event.epoch !== known.epoch || event.version !== known.version + 1) {
      throw new Gap(`changes after version ${known.version} are missing`);
    }
    const effect = EFFECTS[event.type];
    const invoice = effect?.(event, this.#invoices.get(event.subject));
    const { id, type, subject, epoch, version } = event;
    // A type that we do not know is a change all the same: the gate counts it.
    this.#write({ event: id, type, subject, epoch, version, ...(invoice && { invoice }) });
    return effect ? 'applied' : 'unknown';
  }

  /** Everything, for people and tests. */
  dump(): unknown {
    return {
      bookings: this.#bookings.map(({ event, subject, version, type }) => ({ event, subject, version, type })),
      invoices: Object.fromEntries(this.#invoices),
    };
  }

  close(): void {
    closeSync(this.#file);
  }

  #write(line: Line): void {
    const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
    try {
      for (let written = 0; written < bytes.length; ) written += writeSync(this.#file, bytes, written);
      fdatasyncSync(this.#file);
    } catch (error) {
      ftruncateSync(this.#file, this.#size);
      throw new Away(String(error));
    }
    this.#size += bytes.length;
    this.#remember(line);
  }

  #remember(line: Line): void {
    this.#inbox.add(line.event);
    this.#gates.set(line.subject, { epoch: line.epoch, version: line.version });
    if (line.invoice) {
      this.#invoices.set(line.subject, line.invoice);
      this.#bookings.push(line);
    }
  }
}

type Effect = (event: Event, before: Invoice | undefined) => Invoice;

const EFFECTS: Readonly<Record<string, Effect>> = {
  'billing.invoice.created.v1': (event) => ({ status: 'open', number: null, ...money(event, 'total') }),
  'billing.invoice.issued.v1': (event) => ({ status: 'issued', number: text(event, 'number'), ...money(event, 'total') }),
  'billing.invoice.paid.v1': (event, before) => ({ number: null, ...before, ...money(event, 'total'), status: 'paid' }),
  'billing.invoice.voided.v1': (_, before) => ({
    number: null, totalMinor: '0', currency: '', ...before, status: 'void',
  }),
};

/** A field that is missing has its default. */
function text(event: Event, field: string): string {
  const value = event.data[field] ?? '';
  if (typeof value !== 'string') throw new Poison(`${event.type}: ${field} is no text`);
  return value;
}

function money(event: Event, field: string): { totalMinor: string; currency: string } {
  const value = event.data[field];
  if (!isObject(value)) throw new Poison(`${event.type}: ${field} is missing`);
  const { minorUnits = '0', currencyCode = '' }: Data = value;
  if (typeof minorUnits !== 'string' || !/^-?\d{1,19}$/.test(minorUnits) || typeof currencyCode !== 'string') {
    throw new Poison(`${event.type}: ${field} is no money`);
  }
  return { totalMinor: minorUnits, currency: currencyCode };
}
