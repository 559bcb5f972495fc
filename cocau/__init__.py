"""Plan the composition of an elected council under cited rules, and explain the outcome.

For notebooks and programs: ``cocau.plan(council, pool)`` and what can be asked of its answer, named as the
commands are (docs/python.md). A name is imported when it is used, so ``import cocau`` takes no time.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cocau.app.python import plot as plot
    from cocau.app.python.answers import NotebookAnswer as NotebookAnswer
    from cocau.app.python.answers import NotebookProposal as Proposal
    from cocau.app.python.audits import audit, table
    from cocau.app.python.inputs import InputRemark, load_council, load_pool, load_proposal
    from cocau.app.python.planning import plan, replan, seats, structure
    from cocau.app.python.proofs import proof
    from cocau.app.python.questions import (
        alternatives,
        conflicts,
        front,
        outcomes,
        prices,
        ranges,
        repairs,
        replacements,
        scenarios,
        why,
    )
    from cocau.app.python.sweeps import Sweep, sweep
    from cocau.constraints.errors import InputError
    from cocau.constraints.library import load_rulebook
    from cocau.constraints.model.council import Council
    from cocau.constraints.model.people import Pool
    from cocau.constraints.model.slate import Slate
    from cocau.constraints.rulebook import Rulebook

    __version__: str

_HOMES = {
    "__version__": "constraints.version:VERSION",
    "Council": "constraints.model.council",
    "InputError": "constraints.errors",
    "InputRemark": "app.python.inputs",
    "NotebookAnswer": "app.python.answers",
    "Pool": "constraints.model.people",
    "Proposal": "app.python.answers:NotebookProposal",
    "Rulebook": "constraints.rulebook",
    "Slate": "constraints.model.slate",
    "Sweep": "app.python.sweeps",
    "alternatives": "app.python.questions",
    "audit": "app.python.audits",
    "conflicts": "app.python.questions",
    "front": "app.python.questions",
    "load_council": "app.python.inputs",
    "load_pool": "app.python.inputs",
    "load_proposal": "app.python.inputs",
    "load_rulebook": "constraints.library",
    "outcomes": "app.python.questions",
    "plan": "app.python.planning",
    "plot": "app.python.plot:",
    "prices": "app.python.questions",
    "proof": "app.python.proofs",
    "ranges": "app.python.questions",
    "repairs": "app.python.questions",
    "replacements": "app.python.questions",
    "replan": "app.python.planning",
    "scenarios": "app.python.questions",
    "seats": "app.python.planning",
    "structure": "app.python.planning",
    "sweep": "app.python.sweeps",
    "table": "app.python.audits",
    "why": "app.python.questions",
}
"""The module of each public name, and its name there where it is another; with ``:`` the module itself."""

__all__ = [
    "Council",
    "InputError",
    "InputRemark",
    "NotebookAnswer",
    "Pool",
    "Proposal",
    "Rulebook",
    "Slate",
    "Sweep",
    "__version__",
    "alternatives",
    "audit",
    "conflicts",
    "front",
    "load_council",
    "load_pool",
    "load_proposal",
    "load_rulebook",
    "outcomes",
    "plan",
    "plot",
    "prices",
    "proof",
    "ranges",
    "repairs",
    "replacements",
    "replan",
    "scenarios",
    "seats",
    "structure",
    "sweep",
    "table",
    "why",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401  # of whatever type it is
    if name not in _HOMES:
        raise AttributeError(f"module 'cocau' has no attribute {name!r}")
    path, whole, other = _HOMES[name].partition(":")
    module = import_module(f"cocau.{path}")
    found = globals()[name] = module if whole and not other else getattr(module, other or name)
    return found


def __dir__() -> list[str]:
    return sorted(_HOMES)
