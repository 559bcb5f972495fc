"""Callers of every role, in the service of a file of tests."""

from tests.app.web.api.acting import acting, refusing

__all__ = ["acting", "refusing"]
