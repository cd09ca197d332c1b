"""Keeps a copy of HostingCo's invoices: a complete consumer of events. `docs/consume-events.md` explains it."""
