"""Small courses of procedure: steps and rulebooks written with few words."""

from cocau.constraints.procedure.dossier import Dossier
from cocau.constraints.record import Text
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.rules.steps import ProcedureStep

WORDS = {"vi": "lời", "en": "words"}


def step(i: str = "one", **fields: object) -> ProcedureStep:
    """A step of the law of 2015 that a decision proves, without a deadline."""
    plain: dict[str, object] = {
        "id": i,
        "in_force": "2015-09-01",
        "cites": [{"source": "law", "article": 1, "mark": "V1", "quote": "lời"}],
        "says": WORDS,
        "actor": WORDS,
        "record": "decision",
        "content": WORDS,
    }
    if fields.get("record", "") is None:
        plain["content"] = None
    return ProcedureStep.model_validate(plain | fields)


def course(*steps: ProcedureStep) -> Rulebook:
    """A book of nothing but steps."""
    return Rulebook(name="course", title=Text(vi="b", en="b"), rules=(), steps=steps, sources={})


def dossier(*records: tuple[str, str], **fields: object) -> Dossier:
    """``dossier(("one", "2021-02-01"))``: records by step and day, of the small commune."""
    rows = [{"step": i, "on": on, "by": "UBND", "content": "lời"} for i, on in records]
    return Dossier.model_validate({"council": "xa", "records": rows} | fields)
