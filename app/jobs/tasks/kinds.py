"""Registry of every kind of computation."""

from cocau.app.jobs.task import AnyTaskKind
from cocau.app.jobs.tasks.answer_proofs import ANSWER_PROOF
from cocau.app.jobs.tasks.batches import SWEEP
from cocau.app.jobs.tasks.plans import PLAN, REPLAN, STRUCTURE
from cocau.app.jobs.tasks.programmes import JOINT, PROGRAMME
from cocau.app.jobs.tasks.questions import QUESTION_KINDS
from cocau.app.jobs.tasks.studies import ESTIMATE, STUDY

_ALL_KINDS: tuple[AnyTaskKind, ...] = (
    PLAN,
    REPLAN,
    STRUCTURE,
    SWEEP,
    PROGRAMME,
    JOINT,
    STUDY,
    ESTIMATE,
    ANSWER_PROOF,
    *QUESTION_KINDS,
)

KINDS: dict[str, AnyTaskKind] = {kind.name: kind for kind in _ALL_KINDS}
