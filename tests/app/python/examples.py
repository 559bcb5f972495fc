"""The examples of docstrings, run as they stand."""

import doctest
from types import ModuleType

import cocau
from cocau.app.python.answers import NotebookProposal
from cocau.solver.proposal import Proposal


def count_examples(module: ModuleType, proposal: Proposal) -> int:
    """Run the examples of a module's functions; each must be true. How many were run."""
    names = {"cocau": cocau, "proposal": NotebookProposal.of(proposal)}
    flags = doctest.ELLIPSIS | doctest.IGNORE_EXCEPTION_DETAIL | doctest.NORMALIZE_WHITESPACE
    failed, run = doctest.testmod(module, extraglobs=names, optionflags=flags)
    assert not failed
    return run
