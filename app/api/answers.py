"""What an explanation may answer, told apart by `format`: each as the command of its question writes it."""

from typing import Annotated

from pydantic import Field

from cocau.app.jobs.tasks.replacements import Replaceable
from cocau.solver.explain.alternatives import Alternatives
from cocau.solver.explain.conflicts import Conflicts
from cocau.solver.explain.front import Front
from cocau.solver.explain.outcomes import Outcomes
from cocau.solver.explain.pricing import Prices
from cocau.solver.explain.ranges import Ranges
from cocau.solver.explain.repair import Repairs
from cocau.solver.explain.scenarios import Comparison
from cocau.solver.explain.why import Reasons
from cocau.solver.proposal import Proposal

_Told = Annotated[
    Alternatives | Comparison | Conflicts | Front | Outcomes | Prices | Proposal | Ranges | Reasons | Repairs,
    Field(discriminator="format"),
]

Answer = _Told | Replaceable
"""`repaired` and `replan` answer a proposal; what `replacements` answers has no format."""
