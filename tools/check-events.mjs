// The event contract as others read it: AsyncAPI's own parser accepts docs/asyncapi.yaml, and every golden sample, those of
// all releases too, is valid against its schemas. Reads files only.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Parser } from '@asyncapi/parser';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';

const root = join(import.meta.dirname, '..');
const wrong = [];

const { document, diagnostics } = await new Parser().parse(readFileSync(join(root, 'docs/asyncapi.yaml'), 'utf8'));
for (const { severity, message, path } of diagnostics) {
  // 0 error, 1 warning; 2 and 3 are advice, such as to move to a newer version of AsyncAPI.
  if (severity < 2) wrong.push(`docs/asyncapi.yaml: ${path.join('.')}: ${message}`);
}
if (!document) finish();

const ajv = new Ajv({ strict: false, allErrors: true });
addFormats(ajv);
const messages = new Map();
for (const message of document.components().messages()) {
  messages.set(message.name(), {
    headers: ajv.compile(message.headers().json()),
    payload: ajv.compile(message.payload().json()),
  });
}

function check(file) {
  const event = JSON.parse(readFileSync(file, 'utf8'));
  const message = messages.get(event.type);
  if (!message) return; // a type that has gone since it was released
  const { data, datacontenttype: _, ...attributes } = event;
  const headers = Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`cloudEvents_${name}`, value]));
  for (const [part, value] of [['headers', headers], ['payload', data]]) {
    if (message[part](value)) continue;
    for (const { instancePath, message: why } of message[part].errors) wrong.push(`${file}: ${part}${instancePath} ${why}`);
  }
  // A field that is in no schema is a field that nobody knows of.
  for (const field of Object.keys(data)) {
    if (!(field in message.payload.schema.properties)) wrong.push(`${file}: ${field} is in no schema`);
  }
}

let samples = 0;
const folders = [join(root, 'docs/events/samples')];
for (const release of readdirSync(join(root, 'docs/events/releases'))) {
  folders.push(join(root, 'docs/events/releases', release, 'samples'));
}
for (const folder of folders) {
  for (const name of readdirSync(folder)) {
    check(join(folder, name));
    samples += 1;
  }
}
finish();

function finish() {
  for (const line of wrong) console.error(`  ✗ ${line}`);
  if (wrong.length > 0) process.exit(1);
  console.log(`  ✓ ${document.channels().length} channels, ${document.operations().length} operations, ${samples} samples`);
  process.exit(0);
}
