"""What the page of a conflict shows of the ways out: what each would change, its price, and its slate."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from cocau.app.law_words import BOUNDS
from cocau.app.pages.lists import Lists, lists_of
from cocau.app.render.compliance import summary
from cocau.app.render.notes import Notes
from cocau.app.render.reasons import pin_in_words
from cocau.app.render.repair_steps import people_in_words
from cocau.app.render.repairs import dearest_first, open_in_words, price_in_words
from cocau.app.render.sheet import Sheet
from cocau.constraints.kinds.post_precedence import PostPrecedence
from cocau.constraints.rule import Strength, Verdict
from cocau.solver.explain.patching import patched, repaired_book
from cocau.solver.explain.repair import Dropped, Lowered, Moved, Recruited, Released, Repair, Repairs, Step
from cocau.solver.proposal import Proposal


@dataclass(frozen=True)
class Change:
    """One thing that a way out changes. `sort`: ``find``, ``move``, ``drop``, ``let``."""

    sort: str
    says: str
    rule: str = ""
    clause: str = ""
    id: str = ""
    beside: tuple[str, ...] = ()


@dataclass(frozen=True)
class WayOut:
    """One way out, for its card."""

    number: int
    price: str
    lawful: bool
    proven: bool
    changes: tuple[Change, ...]
    planned: bool
    missed: tuple[str, ...]
    summary: str
    lists: Lists | None
    finds: int
    drops: bool


@dataclass(frozen=True)
class WaysSheet:
    """All ways out that were found, the cheapest first."""

    sheet: Sheet
    proposal: Proposal
    answer: Repairs
    notes: Notes = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "notes", Notes(self.sheet))

    @property
    def order(self) -> str:
        """By what they are ranked."""
        return dearest_first(self.sheet)

    @property
    def open(self) -> Iterator[str]:
        """What was not answered."""
        return (open_in_words(self.sheet, one) for one in self.answer.open)

    @property
    def ways(self) -> Iterator[WayOut]:
        """Each of them."""
        for number, repair in enumerate(self.answer.repairs, 1):
            yield self._way(number, repair)

    def _way(self, number: int, repair: Repair) -> WayOut:
        after = self._after(repair)
        recruits = [p.id for p in repair.patch.recruits]
        return WayOut(
            number=number,
            price=price_in_words(self.sheet, repair.price),
            lawful=repair.price.lawful,
            proven=repair.proven,
            changes=tuple(change for step in repair.steps for change in self._changes(step)),
            planned=repair.planned,
            missed=tuple(_missed(after, repair)),
            summary=summary(after, repair.findings).text if repair.findings else "",
            lists=None if repair.slate is None else lists_of(after, repair.slate, recruits),
            finds=len(recruits),
            drops=bool(repair.patch.dropped),
        )

    def _after(self, repair: Repair) -> Sheet:
        request = patched(self.proposal.request, repair.patch)
        book = repaired_book(self.proposal.rulebook, repair.steps)
        return Sheet(book, self.sheet.lang, request.council, request.pool)

    def _changes(self, step: Step) -> Iterator[Change]:
        sheet, say = self.sheet, self.sheet.say
        match step:
            case Released():
                pin = pin_in_words(sheet, step.pin, self.proposal.request.pins)
                yield Change("let", say("Bỏ yêu cầu: ", "Let go: ") + pin)
            case Lowered():
                says = say("Để lại làm mục tiêu, không bắt buộc", "Make it an aim again, not a must")
                yield self._about("let", says, step.rule)
            case Moved():
                yield self._about("move", _moved(sheet, step), step.rule, *self._kept(step))
            case Dropped():
                says = say("Không áp dụng quy định này", "Leave this rule out")
                yield self._about("drop", says, step.rule, *_why_dropped(sheet, step))
            case Recruited():
                beside = _who_else(sheet, step)
                for wanted in step.people:
                    yield Change("find", people_in_words(sheet, wanted), beside=beside)

    def _about(self, sort: str, says: str, rule_id: str, *beside: str) -> Change:
        rule = self.sheet.book.by_id[rule_id]
        clause = self.sheet.clause(rule) + self.notes.marks(rule)
        return Change(sort, says, self.sheet.says(rule), clause, rule_id, beside)

    def _kept(self, step: Moved) -> Iterator[str]:
        say, book = self.sheet.say, self.sheet.book
        own = next((d.was for d in book.departures if (d.rule, d.field) == (step.rule, step.field)), None)
        if step.back and own is not None:
            yield say(
                f"Mức {step.was} do yêu cầu này đặt; văn bản ghi {own}, nên vẫn giữ đúng văn bản.",
                f"{step.was} was set by this request; the document has {own}, so it is still kept.",
            )
        else:
            yield say(
                "Đây là điểm khác với bộ quy định; phương án sẽ ghi rõ ở đầu.",
                "This departs from the rulebook; the proposal says so at its head.",
            )
        if step.proven:
            yield say("Đã chứng minh: đổi ít hơn thì chưa đủ.", "Proven: a smaller move does not suffice.")


def _moved(sheet: Sheet, step: Moved) -> str:
    words = BOUNDS[step.field].of(sheet.lang) if step.field in BOUNDS else step.field
    return sheet.say(
        f"Đổi {words} từ {step.was} thành {step.now}", f"Move the {words} from {step.was} to {step.now}"
    )


def _why_dropped(sheet: Sheet, step: Dropped) -> Iterator[str]:
    rule = sheet.book.by_id[step.rule]
    yield (
        sheet.say(
            f"Nới giới hạn bao nhiêu cũng không đủ; không áp dụng tức là trái với {sheet.clause(rule)}.",
            f"No bound of it suffices, however far it moves; leaving it out is against {sheet.clause(rule)}.",
        )
        if step.bounds
        else sheet.say(
            f"Quy định này không có giới hạn nào để nới; không áp dụng tức là trái với {sheet.clause(rule)}.",
            f"It has no bound to move; leaving it out is against {sheet.clause(rule)}.",
        )
    )
    if isinstance(rule, PostPrecedence) and not sheet.council.secretary_not_chairing:
        yield sheet.say(
            "Văn bản cho phép: ghi lý do Bí thư không làm Chủ tịch vào hồ sơ hội đồng.",
            "The document allows: record with the council why the secretary does not chair.",
        )


def _who_else(sheet: Sheet, step: Recruited) -> tuple[str, ...]:
    number = sum(wanted.number for wanted in step.people)
    fewest = (
        sheet.say(
            f"Đã chứng minh: ít hơn {number} người thì không đủ.",
            f"Proven: fewer than {number} do not suffice.",
        )
        if step.proven
        else sheet.say("Chưa chứng minh là ít nhất.", "Not proven to be the fewest.")
    )
    free = sheet.say(
        "Những điểm không nêu thì thế nào cũng được; mọi tiêu chuẩn vẫn áp dụng.",
        "Whatever is not named may be as it is; every standard applies.",
    )
    return fewest, free


def _missed(sheet: Sheet, repair: Repair) -> Iterator[str]:
    broken = {f.rule for f in repair.findings if f.verdict is Verdict.BROKEN}
    for rule in (sheet.book.by_id[i] for i in sorted(broken)):
        if rule.strength is Strength.AIM and not sheet.book.is_ours(rule):
            yield sheet.says(rule)
