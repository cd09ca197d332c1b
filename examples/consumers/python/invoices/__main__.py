"""`python -m invoices` consumes; `python -m invoices dump` prints what has become of the events.

AMQP_URL  amqp://ext.acme:secret@localhost:5672/%2f
QUEUE     ext.<client>.<purpose>; default ext.acme.invoices
STORE     the SQLite file; default invoices.sqlite
"""

import json
import logging
import os
import sys

from .consumer import Consumer
from .store import Store

BINDINGS = ["billing.invoice.#"]


def main() -> None:
    dumps = sys.argv[1:] == ["dump"]
    store = Store(os.environ.get("STORE", "invoices.sqlite"), read_only=dumps)
    if dumps:
        print(json.dumps(store.dump()))
    elif sys.argv[1:]:
        sys.exit(__doc__)
    else:
        logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
        logging.getLogger("pika").setLevel(logging.ERROR)
        url = os.environ.get("AMQP_URL") or sys.exit(__doc__)
        Consumer(url, os.environ.get("QUEUE", "ext.acme.invoices"), BINDINGS, store).run()
    store.close()


main()
