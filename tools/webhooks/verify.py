"""Reads a list of {secret, headers, body} and answers which of them the library takes."""

import json
import sys

from standardwebhooks.webhooks import Webhook, WebhookVerificationError


def taken(posted: dict) -> bool:
    try:
        Webhook(posted["secret"]).verify(posted["body"], posted["headers"])
        return True
    except WebhookVerificationError:
        return False


print(json.dumps([taken(posted) for posted in json.load(sys.stdin)]))
