// Runs the GraphQL over HTTP audit: node audit.mjs http://localhost:3003/graphql
import { auditServer } from "graphql-http";

const url = process.argv[2];
if (!url) {
  console.error("usage: node audit.mjs <url of /graphql>");
  process.exit(2);
}
const results = await auditServer({ url });
const failed = results.filter((result) => result.status !== "ok");
for (const { id, name, status, reason } of failed) console.error(`${status} ${id} ${name}: ${reason}`);
console.log(`${results.length - failed.length} passed, ${failed.length} failed`);
process.exit(failed.length ? 1 : 0);
