"""Our own database. Event id, version of the object and effect change in one transaction, or none of them."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from .envelope import Event, Poison

SCHEMA = """
CREATE TABLE IF NOT EXISTS inbox (event_id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS gates (subject TEXT PRIMARY KEY, epoch INTEGER NOT NULL, version INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS invoices (
    invoice_id TEXT PRIMARY KEY, organization_id TEXT NOT NULL, status TEXT NOT NULL, number TEXT,
    total_minor INTEGER, currency TEXT
) WITHOUT ROWID;
-- One line per effect, without a key: an effect that happened twice would be seen.
CREATE TABLE IF NOT EXISTS bookings (position INTEGER PRIMARY KEY, event_id TEXT, subject TEXT, version INTEGER, type TEXT);
"""


class Gap(Exception):
    """Changes of the object that come before this one are missing yet."""


class Store:
    """The copy of the invoices."""

    def __init__(self, path: str, *, read_only: bool = False) -> None:
        """One process writes; others only read what is there, with `read_only`."""
        # Autocommit: transactions are begun and ended below, in sight.
        self._db = sqlite3.connect(path, isolation_level=None, timeout=5)
        if read_only:
            self._db.execute("PRAGMA query_only = ON")
            return
        # Not WAL: turning a file to it fails at once while another process reads, whatever the timeout.
        self._db.execute("PRAGMA synchronous = FULL")  # what is acknowledged is on the disk
        self._db.executescript(SCHEMA)

    def handle(self, event: Event) -> str:
        """`applied`, `repeated`, `old` or `unknown`. Raises `Gap` and `Poison`; then nothing has happened."""
        with self._transaction():
            if not self._is_new(event):
                return "repeated"
            if not self._is_next(event):
                return "old"
            effect = EFFECTS.get(event.type)
            if effect is None:
                return "unknown"  # a change all the same: the gate has counted it
            effect(self._db, event)
            self._db.execute(
                "INSERT INTO bookings (event_id, subject, version, type) VALUES (?, ?, ?, ?)",
                (event.id, event.subject, event.version, event.type),
            )
            return "applied"

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise

    def _is_new(self, event: Event) -> bool:
        return self._db.execute("INSERT OR IGNORE INTO inbox VALUES (?)", (event.id,)).rowcount == 1

    def _is_next(self, event: Event) -> bool:
        """The version gate: a change is applied after the one before it, and never after a later one."""
        known = self._db.execute("SELECT epoch, version FROM gates WHERE subject = ?", (event.subject,)).fetchone()
        epoch, version = known or (event.epoch, 0)
        if (event.epoch, event.version) <= (epoch, version):
            return False
        if event.epoch != epoch or event.version != version + 1:
            raise Gap(f"changes after version {version} are missing")
        self._db.execute("INSERT OR REPLACE INTO gates VALUES (?, ?, ?)", (event.subject, event.epoch, event.version))
        return True

    def dump(self) -> dict[str, Any]:
        """Everything, for people and tests."""
        if self._db.execute("SELECT 1 FROM sqlite_master WHERE name = 'bookings'").fetchone() is None:
            return {"bookings": [], "invoices": {}}  # its writer has not begun
        bookings = self._db.execute("SELECT event_id, subject, version, type FROM bookings ORDER BY position")
        # Minor units as text, as in the events: readers of JSON may not count beyond 2^53.
        invoices = self._db.execute("SELECT invoice_id, status, number, CAST(total_minor AS TEXT), currency FROM invoices")
        return {
            "bookings": [dict(zip(("event", "subject", "version", "type"), row)) for row in bookings],
            "invoices": {
                row[0]: dict(zip(("status", "number", "totalMinor", "currency"), row[1:])) for row in invoices
            },
        }

    def close(self) -> None:
        self._db.close()


def _created(db: sqlite3.Connection, event: Event) -> None:
    minor, currency = _money(event, "total")
    db.execute(
        "INSERT INTO invoices (invoice_id, organization_id, status, total_minor, currency) VALUES (?, ?, 'open', ?, ?)",
        (event.subject, _text(event, "organizationId"), minor, currency),
    )


def _issued(db: sqlite3.Connection, event: Event) -> None:
    minor, currency = _money(event, "total")
    db.execute(
        "UPDATE invoices SET status = 'issued', number = ?, total_minor = ?, currency = ? WHERE invoice_id = ?",
        (_text(event, "number"), minor, currency, event.subject),
    )


def _paid(db: sqlite3.Connection, event: Event) -> None:
    _money(event, "total")
    db.execute("UPDATE invoices SET status = 'paid' WHERE invoice_id = ?", (event.subject,))


def _voided(db: sqlite3.Connection, event: Event) -> None:
    db.execute("UPDATE invoices SET status = 'void' WHERE invoice_id = ?", (event.subject,))


EFFECTS = {
    "billing.invoice.created.v1": _created,
    "billing.invoice.issued.v1": _issued,
    "billing.invoice.paid.v1": _paid,
    "billing.invoice.voided.v1": _voided,
}


def _text(event: Event, field: str) -> str:
    value = event.data.get(field, "")  # a field that is missing has its default
    if not isinstance(value, str):
        raise Poison(f"{event.type}: {field} is no text")
    return value


def _money(event: Event, field: str) -> tuple[int, str]:
    """Minor units are a string: JSON's numbers are not exact above 2^53."""
    value = event.data.get(field)
    if not isinstance(value, dict):
        raise Poison(f"{event.type}: {field} is missing")
    minor, currency = value.get("minorUnits", "0"), value.get("currencyCode", "")
    try:
        number = int(minor) if isinstance(minor, str) and len(minor) <= 20 else None
    except ValueError:
        number = None
    if number is None or not -(2**63) <= number < 2**63 or not isinstance(currency, str):
        raise Poison(f"{event.type}: {field} is no money")
    return number, currency
