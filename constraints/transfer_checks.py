"""Faults of the pilot that moves a vice-chair (directive, S2.5): its level, what it lacks, its days."""

from collections.abc import Iterator
from datetime import date

from cocau.constraints.council import Council, Level
from cocau.constraints.errors import Problem
from cocau.constraints.kinds.transfer_recorded import TransferRecorded
from cocau.constraints.record import Text

_RECORDS = {
    "need": ("nhu cầu của địa phương", "the locality's need"),
    "conditions": ("việc có đủ điều kiện", "the conditions being met"),
    "consensus": ("sự đồng thuận cao của cấp ủy", "the high consensus of the Party committee"),
    "approval": (
        "quyết định của Thường trực Tỉnh ủy",
        "the decision of the provincial Party standing board",
    ),
}


def transfer_problems(council: Council) -> Iterator[Problem]:
    """A pilot outside a district, and days of its records that cannot be."""
    transfer = council.vice_chair_transfer
    if transfer is None:
        return
    if council.level is not Level.DISTRICT:
        yield Problem(
            "not_a_district",
            "council.vice_chair_transfer",
            "Chỉ thí điểm điều chỉnh Phó Chủ tịch ở cấp huyện; bỏ mục này đi.",
            "The pilot that moves a vice-chair is for districts only; leave this out.",
        )
    for field, record in transfer.records.items():
        if record is not None and record.on > council.plan_day:
            yield _too_late(field, record.on, council)
    if transfer.approval is not None and transfer.consensus is not None:
        approved, agreed = transfer.approval.on, transfer.consensus.on
        if approved < agreed:
            yield Problem(
                "approved_before_consensus",
                "council.vice_chair_transfer.approval.on",
                f"Quyết định ngày {approved}, trước khi cấp ủy đồng thuận ngày {agreed}.",
                f"Approved on {approved}, before the consensus of {agreed}.",
            )


def _too_late(field: str, on: date, council: Council) -> Problem:
    where, by = f"council.vice_chair_transfer.{field}.on", council.plan_day
    if council.planned_on is not None:
        vi, en = f"Ngày {on} sau ngày lập phương án {by}.", f"{on} is after the day of the plan, {by}."
        return Problem("recorded_after_plan", where, vi, en)
    return Problem(
        "recorded_after_election",
        where,
        f"Ngày {on} sau ngày bầu cử {by}. Nếu phương án lập giữa nhiệm kỳ thì ghi ngày lập vào planned_on.",
        f"{on} is after the election day {by}. If the plan is made in mid-term, enter its day as planned_on.",
    )


def unrecorded(rule: TransferRecorded, council: Council, clause: Text) -> Iterator[Problem]:
    """Each record that the pilot lacks, at its own place."""
    transfer = council.vice_chair_transfer
    for field in () if transfer is None else transfer.lacking:
        vi, en = _RECORDS[field]
        yield Problem(
            rule.id,
            f"council.vice_chair_transfer.{field}",
            f"Chưa ghi {vi}: cần ai (by), ngày nào (on), nội dung gì (content) [{clause.vi}].",
            f"No record of {en}: it needs who (by), which day (on), what it says (content) [{clause.en}].",
        )
