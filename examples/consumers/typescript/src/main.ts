import { Consumer } from './consumer.js';
import { Store } from './store.js';

const USAGE = `node dist/main.js consumes; node dist/main.js dump prints what has become of the events.

AMQP_URL  amqp://ext.acme:secret@localhost:5672/%2f
QUEUE     ext.<client>.<purpose>; default ext.acme.invoices
STORE     the file; default invoices.journal
`;
const BINDINGS = ['billing.invoice.#'];

const [command, ...more] = process.argv.slice(2);
const url = process.env['AMQP_URL'];
const store = new Store(process.env['STORE'] ?? 'invoices.journal', { readOnly: command === 'dump' });
if (command === 'dump' && more.length === 0) {
  console.log(JSON.stringify(store.dump()));
} else if (command === undefined && url !== undefined) {
  const stop = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => stop.abort());
  }
  await new Consumer(url, process.env['QUEUE'] ?? 'ext.acme.invoices', BINDINGS, store).run(stop.signal);
} else {
  console.error(USAGE);
  process.exitCode = 2;
}
store.close();
