"""Callers of every role, in the service of a file of tests."""

from tests.app.web.api.acting import acting, acting_on_sqlite, shared_service

__all__ = ["acting", "acting_on_sqlite", "shared_service"]
