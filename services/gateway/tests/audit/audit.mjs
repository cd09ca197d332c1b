// Asks a gateway what every client of GraphQL over HTTP may rely on: node audit.mjs http://localhost:3003/graphql
// First the audit of graphql-http, then whether graphql-js can read the schema by introspection.
import { auditServer } from "graphql-http";
import { buildClientSchema, getIntrospectionQuery, validateSchema } from "graphql";

const url = process.argv[2];
if (!url) {
  console.error("usage: node audit.mjs <url of /graphql>");
  process.exit(2);
}

const results = await auditServer({ url });
const failed = results.filter((result) => result.status !== "ok");
for (const { id, name, status, reason } of failed) console.error(`${status} ${id} ${name}: ${reason}`);

const everything = { descriptions: true, specifiedByUrl: true, directiveIsRepeatable: true, schemaDescription: true };
const query = getIntrospectionQuery({ ...everything, inputValueDeprecation: true, oneOf: true });
const response = await fetch(url, {
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ query }),
});
const { data, errors } = await response.json();
const mistakes = errors ?? validateSchema(buildClientSchema(data));
for (const { message } of mistakes) console.error(`introspection: ${message}`);

console.log(`${results.length - failed.length} passed, ${failed.length + mistakes.length} failed`);
process.exit(failed.length + mistakes.length ? 1 : 0);
