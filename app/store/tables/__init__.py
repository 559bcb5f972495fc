"""The tables, one noun a file. Importing this package makes all of them known to migrations."""

from cocau.app.store.tables.approvals import Approval
from cocau.app.store.tables.documents import Document, Kind, Version
from cocau.app.store.tables.fan_outs import Fan, FanOut, FanOutPool
from cocau.app.store.tables.idempotency import Replay
from cocau.app.store.tables.jobs import Job, Standing, State
from cocau.app.store.tables.proposals import Explanation, ProposalRow
from cocau.app.store.tables.structure_plans import StructureRow
from cocau.app.store.tables.trail import TrailEntry, TrailHead
from cocau.app.store.tables.users import ApiKey, SessionRow, User

__all__ = [
    "ApiKey",
    "Approval",
    "Document",
    "Explanation",
    "Fan",
    "FanOut",
    "FanOutPool",
    "Job",
    "Kind",
    "ProposalRow",
    "Replay",
    "SessionRow",
    "Standing",
    "State",
    "StructureRow",
    "TrailEntry",
    "TrailHead",
    "User",
    "Version",
]
