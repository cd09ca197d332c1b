// Run by the same check that compares the schemas: node --test schema-changes.test.mjs
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { changes, objections, page } from './schema-changes.mjs';

const RELEASED = readFileSync(join(import.meta.dirname, '../docs/schema/released.graphql'), 'utf8');
const NOBODY = '# nothing is accepted\n';

/** The released schema with something replaced in one declaration. */
function edited(declaration, from, to) {
  const beginning = RELEASED.indexOf(`\n${declaration} `);
  const end = RELEASED.indexOf('\n}', beginning);
  const body = RELEASED.slice(beginning, end);
  const other = body.replace(from, to);
  assert.notEqual(other, body, `${declaration} has ${from}`);
  return RELEASED.slice(0, beginning) + other + RELEASED.slice(end);
}

/** The released schema without a field, and without its description. */
const without = (type, field) => edited(`type ${type}`, new RegExp(`\\n\\t"""\\n[^"]*"""\\n\\t${field}: [^\\n]+`), '');
const names = (found) => found.map(({ level, name }) => `${level} ${name}`);

test('the same schema has no changes', async () => {
  assert.deepEqual(await changes(RELEASED, RELEASED), []);
});

test('a field that is gone is a break, and is refused', async () => {
  const found = await changes(RELEASED, without('Invoice', 'number'));
  assert.deepEqual(names(found), ['BREAKING FIELD_REMOVED Invoice.number']);
  assert.match(objections(found, NOBODY).join(), /FIELD_REMOVED Invoice\.number/);
});

test('a field that may be null now, and an input that is needed now, are breaks', async () => {
  const nullable = await changes(RELEASED, edited('type QueryRoot', 'viewer: Viewer!', 'viewer: Viewer'));
  assert.deepEqual(names(nullable), ['BREAKING FIELD_TYPE_CHANGED QueryRoot.viewer']);
  const needed = await changes(RELEASED, edited('input PlaceOrderInput', 'couponCode: String', 'couponCode: String!'));
  assert.deepEqual(names(needed), ['BREAKING INPUT_FIELD_TYPE_CHANGED PlaceOrderInput.couponCode']);
});

test('a new field is safe, a new value of an enum dangerous; each stands on the page in its part', async () => {
  const asleep = await changes(RELEASED, edited('enum InstanceStatus', '{', '{\n\tASLEEP'));
  const moody = await changes(RELEASED, edited('type Viewer', '{', '{\n\tmood: String'));
  const found = [...asleep, ...moody];
  assert.deepEqual(objections(found, NOBODY), []);
  const [breaking, dangerous, safe] = page(found).split(/^## /m).slice(1);
  assert.match(breaking, /None\./);
  assert.match(dangerous, /ENUM_VALUE_ADDED InstanceStatus\.ASLEEP/);
  assert.match(safe, /FIELD_ADDED Viewer\.mood/);
});

test('a break with a decision passes; a decision without a break, or a line without a decision, does not', async () => {
  const found = await changes(RELEASED, without('Invoice', 'number'));
  const line = '- `FIELD_REMOVED Invoice.number`: [ADR 99](../adr/0099-invoices-have-no-number.md)\n';
  assert.deepEqual(objections(found, line), []);
  assert.match(objections([], line).join(), /no break/);
  assert.match(objections(found, '- `FIELD_REMOVED Invoice.number`: because\n').join(), /names no change/);
  assert.equal(objections(found, `\`\`\`\n${line}\`\`\`\n`).length, 1, 'an example in a code block decides nothing');
});
