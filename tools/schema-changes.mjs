// What has changed in the GraphQL schema since the last release, for the front-end teams that build on it: compares
// docs/schema/released.graphql with services/gateway/schema.graphql and writes docs/schema/changes.md; with --check it only
// compares that file. A break fails, unless docs/schema/accepted-breaks.md names it with its decision.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { diff, DiffRule } from '@graphql-inspector/core';
import { buildSchema } from 'graphql';

const PAGE = 'docs/schema/changes.md';
const ACCEPTED = 'docs/schema/accepted-breaks.md';
const LEVELS = [
  ['BREAKING', 'Breaking', 'a document that was valid may fail'],
  ['DANGEROUS', 'Dangerous', 'a document stays valid and may get what it does not expect, such as a new value of an enum'],
  ['NON_BREAKING', 'Safe', 'nobody has to do anything'],
];

/** All changes from one schema to another, in an order that depends on nothing but the two. */
export async function changes(released, served) {
  // What a description says anew is for readers; what is inside of a new type comes with it.
  const rules = [DiffRule.ignoreDescriptionChanges, DiffRule.simplifyChanges];
  const found = await diff(buildSchema(released), buildSchema(served), rules);
  const known = found.map(({ criticality: { level }, type, path, message }) => ({
    level,
    name: `${type} ${path ?? ''}`.trim(),
    message: message.replace(/\s+/g, ' '),
  }));
  const by = ({ name, message }) => `${name}\n${message}`;
  return known.sort((one, other) => (by(one) < by(other) ? -1 : 1));
}

/** The page for people. */
export function page(found) {
  const text = [
    '# Changes of the GraphQL schema since the last release',
    '',
    'Written by `cargo xtask schema`: [the schema](../../services/gateway/schema.graphql) beside what [the last release](released.graphql) promised. Breaks need [a decision](accepted-breaks.md).',
  ];
  for (const [level, title, meaning] of LEVELS) {
    const lines = found.filter((change) => change.level === level);
    text.push('', `## ${title}`, '', `${meaning[0].toUpperCase()}${meaning.slice(1)}.`, '');
    text.push(...(lines.length > 0 ? lines.map(({ name, message }) => `- \`${name}\`: ${message}`) : ['None.']));
  }
  return `${text.join('\n')}\n`;
}

/** What keeps the changes from being published: breaks without a decision, and decisions without a break. */
export function objections(found, list) {
  const accepted = new Set();
  const wrong = [];
  let inCode = false;
  for (const line of list.split('\n')) {
    if (line.startsWith('```')) inCode = !inCode;
    if (inCode || !line.startsWith('- ')) continue;
    const [, name] = /^- `([^`]+)`: .*\]\(\.\.\/adr\/\d{4}-[a-z0-9-]+\.md\)/.exec(line) ?? [];
    if (name) accepted.add(name);
    else wrong.push(`${ACCEPTED}: this line names no change with its decision: ${line}`);
  }
  const breaks = found.filter(({ level }) => level === 'BREAKING');
  for (const { name, message } of breaks) if (!accepted.delete(name)) wrong.push(`${name}: ${message}`);
  for (const name of accepted) wrong.push(`${ACCEPTED}: ${name} is no break (any more)`);
  return wrong;
}

async function main(check) {
  const root = join(import.meta.dirname, '..');
  const read = (file) => readFileSync(join(root, file), 'utf8');
  const found = await changes(read('docs/schema/released.graphql'), read('services/gateway/schema.graphql'));
  const wrong = objections(found, read(ACCEPTED));
  const text = page(found);
  if (!check) writeFileSync(join(root, PAGE), text);
  else if (read(PAGE) !== text) wrong.push(`${PAGE} is old: cargo xtask schema`);
  for (const line of wrong) console.error(line);
  process.exitCode = wrong.length > 0 ? 1 : 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv.includes('--check'));
