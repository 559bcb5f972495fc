"""What is kept: tables, the keys that seal them, and transactions on SQLite or PostgreSQL."""

from cocau.app.store.engine import Store
from cocau.app.store.sealed import Ring, Sealed

__all__ = ["Ring", "Sealed", "Store"]
