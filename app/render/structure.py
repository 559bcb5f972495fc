"""A structure plan in words: what each organisation introduces, and what of it is meant for the council."""

from collections.abc import Iterator

from cocau.app.render import origin, outcome, reasons
from cocau.app.render.allocation import allocated
from cocau.app.render.barred import barred, passed_over
from cocau.app.render.blocks import Block, Heading, Line, Tone
from cocau.app.render.clashes import clashing
from cocau.app.render.compliance import compliance, summary
from cocau.app.render.paper import lines
from cocau.app.render.sheet import Sheet
from cocau.app.render.text import title
from cocau.constraints.offers import Offers, Organisation
from cocau.solver.pinned import INTRODUCED
from cocau.solver.proposal import Conflict
from cocau.solver.structure import Structure


def text(structure: Structure, lang: str, width: int = 100, *, styled: bool = False) -> Iterator[str]:
    """The whole plan, line by line."""
    return lines(blocks(structure, lang), width, styled=styled)


def blocks(structure: Structure, lang: str) -> Iterator[Block]:
    """The whole plan in the order in which it is to be read."""
    proposal, request = structure.proposal, structure.proposal.request
    sheet = Sheet(proposal.rulebook, lang, request.council, structure.pool(lang))
    yield from title(sheet)
    yield from outcome.departures(sheet, proposal.departures)
    yield Line("")
    yield from outcome.outcome(sheet, proposal)
    if proposal.findings:
        yield summary(sheet, proposal.findings)
        yield nameless(sheet)
    if proposal.conflict is not None:
        yield from reasons.conflict(sheet, proposal.conflict, request.pins)
        yield from bounds_asked(sheet, structure.offers, proposal.conflict)
    if structure.allocation is not None:
        yield from allocated(sheet, structure.allocation)
        yield from passed_over(sheet)
        yield from compliance(sheet, proposal.findings)
    yield from clashing(sheet, proposal.clashes)
    yield from reasons.missed(sheet, proposal.aims, request.pins)
    yield from barred(sheet, proposal)
    yield from origin.provenance(sheet, proposal)


def nameless(sheet: Sheet) -> Line:
    """What no structure plan can judge."""
    return Line(
        sheet.say(
            "Chưa có tên người: tiêu chuẩn của riêng từng người (trường hợp không được ứng cử, tín nhiệm của "
            "cử tri, ứng cử nơi khác, kỷ luật, ...) ở đây coi như đạt, phải xét lại khi có tên.",
            "There are no names yet: standards about one person (bars, voters' confidence, standing "
            "elsewhere, discipline, ...) are taken as met here and have to be judged when there are names.",
        ),
        Tone.CARE,
    )


def bounds_asked(sheet: Sheet, offers: Offers, conflict: Conflict) -> Iterator[Block]:
    """The numbers behind what a conflict says of the introductions."""
    pins = [pin.partition(":") for pin in conflict.pins]
    names = {name for what, _, name in pins if what == INTRODUCED}
    if not names:
        return
    yield Heading(sheet.say("Số lượng giới thiệu nêu trên", "The introductions named above"))
    if "" in names:
        yield Line(_in_all(sheet, offers), mark="•")
    for org in offers.organisations:
        if org.name in names:
            yield Line(_asked_of(sheet, org), mark="•")


def _in_all(sheet: Sheet, offers: Offers) -> str:
    if offers.total is None:
        return sheet.say(
            "Chỉ giới thiệu đúng những người có trong danh sách ứng cử.",
            "Nobody is introduced beyond the candidate lists.",
        )
    return sheet.say(f"Tổng số: {offers.total} người.", f"In all: {offers.total}.")


def _asked_of(sheet: Sheet, org: Organisation) -> str:
    return sheet.say(
        f"{org.name}: ít nhất {org.at_least}, nhiều nhất {org.supply} người"
        f" (các thành phần cộng lại có {org.capacity}).",
        f"{org.name}: at least {org.at_least}, at most {org.supply}"
        f" (its profiles can supply {org.capacity}).",
    )
