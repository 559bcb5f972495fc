"""What may be asked by one click: the questions of a person, and those about a whole proposal."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError

from cocau.app.office.explaining import WORTH, Asking, ExplanationStatus
from cocau.app.pages.answers import same
from cocau.app.pages.people_of import Part, Row
from cocau.app.render.sheet import Sheet
from cocau.constraints.documents import problems_of
from cocau.constraints.errors import InputError

_ASKING: TypeAdapter[Asking] = TypeAdapter(Asking)


def question(name: str, person: str = "", part: str = "", at: str = "") -> Asking:
    """What a form asks.

    Raises:
        InputError: there is no such question, or it lacks something.
    """
    asked: dict[str, object] = {"question": name}
    if name == "alternatives":
        asked["number"] = ALTERNATIVES
    if person:
        asked["people"] = (person,)
    asked |= {field: value for field, value in (("part", part), ("at", at)) if value}
    try:
        return _ASKING.validate_python(asked)
    except ValidationError as error:
        raise InputError(problems_of(error)) from None


ALTERNATIVES = 3
"""How many of the next best slates one click asks for."""


@dataclass(frozen=True)
class Ask:
    """A question that a button asks; `before`: when somebody asked it, how that stands."""

    slot: str
    words: str
    question: str
    hint: str = ""
    person: str = ""
    part: str = ""
    at: str = ""
    before: ExplanationStatus | None = None


def of_proposal(sheet: Sheet, asked: Sequence[ExplanationStatus]) -> list[Ask]:
    """What is asked about a whole proposal."""
    say = sheet.say
    asks = (
        Ask(
            "outcomes",
            say("Cử tri còn quyết định được gì?", "What may voters still decide?"),
            "outcomes",
            say(
                "Mỗi nhóm ít nhất và nhiều nhất có thể được bầu bao nhiêu, quy định nào còn tùy cử tri.",
                "The least and the most of each group that may be elected, and which rules are up to voters.",
            ),
        ),
        Ask(
            "replacements",
            say("Ai thay được ai, nếu có người rút?", "Who could replace whom, should somebody withdraw?"),
            "replacements",
            say(
                "Một đổi một, giữ nguyên mọi vị trí khác.",
                "One for one, with everybody else where they are.",
            ),
        ),
        Ask(
            "prices",
            say("Mỗi quy định đòi hỏi đánh đổi gì?", "What does each rule cost?"),
            "prices",
            say(
                "Các mục tiêu sẽ tốt hơn bao nhiêu nếu không có từng quy định bắt buộc.",
                "How much nearer the aims would be without each must.",
            ),
        ),
        Ask(
            "alternatives",
            say("Còn phương án nào tốt ngang hoặc gần bằng?", "Which other slates are as good, or nearly?"),
            "alternatives",
            say(
                f"{ALTERNATIVES} phương án tốt kế tiếp, khác ít nhất ba người.",
                f"The {ALTERNATIVES} next best, at least three people apart.",
            ),
        ),
        Ask(
            "ranges",
            say("Mỗi nhóm có thể có từ bao nhiêu đến bao nhiêu người?", "How many of each group could be?"),
            "ranges",
            say(
                "Khoảng có thể theo quy định bắt buộc, và khi mọi mục tiêu ở mức tốt nhất.",
                "What the musts allow, and what is left with every aim at its best.",
            ),
        ),
    )
    return [_known(ask, asked) for ask in asks]


def of_person(sheet: Sheet, row: Row, asked: Sequence[ExplanationStatus]) -> list[Ask]:
    """What is asked of somebody, by the part that the plan gives."""
    return [_known(ask, asked) for ask in _asks(sheet, row)]


def _asks(sheet: Sheet, row: Row) -> Iterator[Ask]:
    say, person = sheet.say, row.person.id
    listed = row.unit is not None
    yield Ask(
        "in",
        say("Vì sao có trong danh sách?", "Why on a list?")
        if listed
        else say("Vì sao không có trong danh sách?", "Why on no list?"),
        "why",
        person=person,
        part="in",
    )
    if not listed:
        return
    yield Ask(
        "deputy",
        say("Vì sao là đại biểu dự kiến?", "Why an intended deputy?")
        if row.part is Part.DEPUTY
        else say("Vì sao không là đại biểu dự kiến?", "Why not an intended deputy?"),
        "why",
        person=person,
        part="deputy",
    )
    for n, post in enumerate(row.posts):
        title = sheet.post(post)
        words = say(f"Vì sao giữ chức danh {title}?", f"Why hold the post: {title}?")
        yield Ask(f"post-{n}", words, "why", person=person, part=post)
    unit = sheet.unit(row.unit or "")
    yield Ask(
        "here",
        say(f"Vì sao ứng cử ở {unit}?", f"Why stand at {unit}?"),
        "why",
        person=person,
        at=row.unit or "",
    )
    words = say("Ai thay được, nếu người này rút?", "Who could replace this person?")
    yield Ask("replacements", words, "replacements", person=person)


def _known(ask: Ask, asked: Iterable[ExplanationStatus]) -> Ask:
    """The same with the newest time that it was asked, if that is worth showing."""
    wanted = question(ask.question, ask.person, ask.part, ask.at).model_dump_json()
    before = next((one for one in asked if one.state in WORTH and same(one.asked, wanted)), None)
    return Ask(ask.slot, ask.words, ask.question, ask.hint, ask.person, ask.part, ask.at, before)


def form_of(asked: Mapping[str, object] | None) -> dict[str, str] | None:
    """The fields of a form that asks the same anew; None: no form can."""
    if asked is None or asked["question"] not in BY_FORM:
        return None
    people = asked.get("people") or ()
    if not isinstance(people, Sequence) or len(people) > 1:
        return None
    fields: dict[str, object] = {"asked": asked["question"], "person": "".join(people), "anew": "yes"}
    fields |= {name: asked.get(name) for name in ("part", "at")}
    return {name: str(value) for name, value in fields.items() if value}


BY_FORM = ("why", "outcomes", "replacements", "prices", "alternatives", "ranges")
"""Questions that pages ask."""
