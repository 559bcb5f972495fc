"""`repaired`: the proposal that one of the repairs gives, in full."""

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from cocau.app.jobs.task import Answer, Kind
from cocau.app.jobs.tasks.plan import planned
from cocau.app.jobs.tasks.posed import Posed, Question
from cocau.constraints.errors import InputError, Problem
from cocau.solver.effort import Effort
from cocau.solver.outcome import OnProgress

if TYPE_CHECKING:
    from cocau.solver.explain.repair import Repair, Repairs


class RepairedQuestion(Question):
    """The repair of this number, as `repairs` with this limit tells them, the first being 1."""

    question: Literal["repaired"] = "repaired"
    number: int = Field(ge=1)
    limit: int = Field(default=10, ge=1, le=1000)


def compute(asked: Posed[RepairedQuestion], tell: OnProgress) -> Answer:
    """See `solver.explain.repairs.repaired`."""
    from cocau.solver.explain.repairs import repaired, repairs

    wanted = asked.question
    effort = Effort(wanted.seconds, tell)
    told = repairs(asked.proposal, effort, max(wanted.limit, wanted.number), 0)
    return planned(repaired(asked.proposal, _chosen(told, wanted.number), effort))


def _chosen(told: "Repairs", number: int) -> "Repair":
    known = len(told.repairs)
    if number > known:
        vi = f"Chỉ có {known} cách tháo gỡ." if known else "Không có cách tháo gỡ nào để áp dụng."
        en = f"There are {known} repairs." if known else "There is no repair to apply."
        raise InputError([Problem("unknown_repair", f"question.number: {number}", vi, en)])
    repair = told.repairs[number - 1]
    if repair.patch.dropped:
        rules = ", ".join(repair.patch.dropped)
        vi = f"Cách này bỏ hẳn quy định bắt buộc ({rules}) nên không lập thành phương án; hãy chọn cách khác."
        en = f"This one leaves out a must altogether ({rules}) and is not made into a proposal; take another."
        raise InputError([Problem("must_dropped", f"question.number: {number}", vi, en)])
    return repair


REPAIRED = Kind("repaired", Posed[RepairedQuestion], compute)
