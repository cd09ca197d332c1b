// Whether what pages tell people to ask can be asked: node pages.mjs SCHEMA PAGE…
// Every block of GraphQL in these pages is one document, and is validated as graphql-js does it.
import { readFileSync } from "node:fs";
import { buildSchema, parse, validate } from "graphql";

const [schemaFile, ...pages] = process.argv.slice(2);
if (!schemaFile || pages.length === 0) {
  console.error("usage: node pages.mjs <schema.graphql> <page.md>…");
  process.exit(2);
}
const schema = buildSchema(readFileSync(schemaFile, "utf8"));

/** The blocks of a page, each with the line of its first line. A block may stand in a list, and is indented then. */
function* blocks(page) {
  const text = readFileSync(page, "utf8");
  for (const found of text.matchAll(/^( *)```graphql *\n(.*?)^\1``` *$/gms)) {
    yield { document: found[2], line: text.slice(0, found.index).split("\n").length + 1 };
  }
}

function mistakes(document) {
  try {
    return validate(schema, parse(document));
  } catch (error) {
    return [error];
  }
}

let checked = 0;
let wrong = 0;
for (const page of pages) {
  for (const { document, line } of blocks(page)) {
    checked += 1;
    for (const { message, locations } of mistakes(document)) {
      wrong += 1;
      console.error(`${page}:${line + (locations?.[0]?.line ?? 1) - 1}: ${message}`);
    }
  }
}
console.log(`${checked} documents, ${wrong} mistakes`);
process.exit(wrong ? 1 : 0);
