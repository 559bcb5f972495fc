"""What an explanation may answer, told apart by `format`: each as the command of its question writes it."""

from typing import Annotated

from pydantic import Field

from app.jobs.tasks.replacements import Replaceable
from solver.explain.alternatives import Alternatives
from solver.explain.conflicts import Conflicts
from solver.explain.front import Front
from solver.explain.outcomes import Outcomes
from solver.explain.pricing import Prices
from solver.explain.ranges import Ranges
from solver.explain.repair import Repairs
from solver.explain.scenarios import Comparison
from solver.explain.why import Reasons
from solver.proposal import Proposal

_Told = Annotated[
    Alternatives | Comparison | Conflicts | Front | Outcomes | Prices | Proposal | Ranges | Reasons | Repairs,
    Field(discriminator="format"),
]

Answer = _Told | Replaceable
"""`repaired` and `replan` answer a proposal; what `replacements` answers has no format."""
