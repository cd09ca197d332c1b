// Reads a list of { secret, headers, body } and answers which of them the library takes.
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';

const taken = ({ secret, headers, body }) => {
  try {
    new Webhook(secret).verify(body, headers);
    return true;
  } catch {
    return false;
  }
};
console.log(JSON.stringify(JSON.parse(await text(process.stdin)).map(taken)));
