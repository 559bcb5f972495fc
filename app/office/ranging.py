"""How far bounds can be moved: the ranges of a council's newest proven proposal, asked for once and kept."""

from dataclasses import dataclass

from cocau.app.access.caller import Caller
from cocau.app.jobs.tasks.ranges import RangesQuestion
from cocau.app.office.explaining import ExplanationStatus, answer, explain, explanation, explanations
from cocau.app.office.proposals import Filters, Office, listed
from cocau.app.office.status import Status
from cocau.app.store import Store
from cocau.app.store.tables import State
from cocau.solver.explain.ranges import Range, Ranges

LOOKED_AT = 50
"""Proposals, and explanations of one, among which the right one is looked for, newest first."""


@dataclass(frozen=True)
class Reach:
    """What is known of the ranges. `of`: the proposal they are of; `asked`: the question, if it was posed."""

    of: Status | None = None
    asked: ExplanationStatus | None = None
    ranges: tuple[Range, ...] = ()

    @property
    def waited_for(self) -> bool:
        """Whether an answer is being computed."""
        return self.asked is not None and not self.asked.state.final

    @property
    def known(self) -> bool:
        """Whether there is an answer."""
        return bool(self.ranges)


def reach(store: Store, caller: Caller, council: str) -> Reach:
    """The ranges of the newest proven proposal of a council; of one that no what-if changed, if there is one.

    Raises:
        Forbidden, Missing: as `explaining.answer`.
    """
    of = _newest(store, caller, council)
    if of is None:
        return Reach()
    asked = _asked(store, caller, of.id)
    if asked is None or asked.state not in {State.DONE, State.OUT_OF_TIME}:
        return Reach(of, asked)
    found = Ranges.model_validate_json(answer(store, caller, of.id, asked.id))
    return Reach(of, asked, found.groups)


def ask(office: Office, caller: Caller, council: str) -> None:
    """Have the ranges computed, unless they are, or are being computed.

    Raises:
        Forbidden, Missing, Erased, TooMany: as `explaining.explain`.
    """
    found = reach(office.store, caller, council)
    if found.of is not None and not found.known and not found.waited_for:
        explain(office, caller, found.of.id, RangesQuestion())


def _newest(store: Store, caller: Caller, council: str) -> Status | None:
    proven = listed(store, caller, Filters(state=State.OPTIMAL, council=council), limit=LOOKED_AT)
    there = [one for one in proven if one.erased is None]
    plain = (one for one in there if one.references.scenario is None and one.derived_from is None)
    return next(plain, next(iter(there), None))


def _asked(store: Store, caller: Caller, proposal: str) -> ExplanationStatus | None:
    """The newest question for all ranges, not for those of some groups."""
    for one in explanations(store, caller, proposal, limit=LOOKED_AT):
        if one.question == "ranges":
            whole = explanation(store, caller, proposal, one.id)
            if whole.asked is not None and not whole.asked.get("groups") and not whole.asked.get("among"):
                return whole
    return None
