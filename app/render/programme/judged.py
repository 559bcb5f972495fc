"""The audit of a planned programme as text: what is broken, what differs, who is at too many levels."""

from collections import Counter
from collections.abc import Iterator

from cocau.app.judging_programme import ProgrammeAudit
from cocau.app.render.blocks import Block, Heading, Line, Tone
from cocau.app.words import label
from cocau.solver.programme.entries import Programme


def judged(found: ProgrammeAudit, programme: Programme, lang: str) -> Iterator[Block]:
    """The whole audit."""

    def say(vi: str, en: str) -> str:
        return en if lang == "en" else vi

    yield Heading(programme.name or say("Chương trình", "Programme"), level=1)
    outcomes = Counter(council.outcome for council in found.councils)
    told = ", ".join(f"{label(outcome, lang)}: {count}" for outcome, count in sorted(outcomes.items()))
    yield Line(f"{len(found.councils)} {say('hội đồng', 'councils')}. {told}.", Tone.STRONG)
    for council in found.councils:
        if council.broken:
            words = say("vi phạm", "breaks")
            yield Line(f"{council.council}: {words} {', '.join(council.broken)}", Tone.BAD, mark="✗")
        if council.differs:
            words = say("khác khi lập", "differs from what was planned")
            yield Line(f"{council.council}: {words}: {', '.join(council.differs)}", Tone.BAD, mark="≠")
    for one in found.over:
        levels = ", ".join(label(level, lang) for level in one.levels)
        filed = ", ".join(label(body, lang) for body in one.filed)
        more = f"; {say('hồ sơ', 'filed for')}: {filed}" if filed else ""
        most = say(f"nhiều nhất {one.allowed} cấp", f"at most {one.allowed} levels")
        yield Line(f"{one.name} [{one.person}]: {levels}{more} ({most})", Tone.BAD, mark="✗")
    if found.kept:
        words = say(
            "Mọi quy định bắt buộc và tiêu chuẩn đều đạt; không ai ở quá số cấp cho phép.",
            "Every must and every standard is kept; nobody is at more levels than allowed.",
        )
        yield Line(words, Tone.GOOD, mark="✓")
