"""What the page of a proposal shows, made of its stored value alone."""

from typing import Any

from app.languages import Lang
from app.render.sheet import Sheet
from app.render.text import blocks
from solver.proposal import Proposal


def sheet_of(text: str, lang: Lang) -> dict[str, Any]:
    """The proposal, its names, and all that can be said of it, for the template."""
    proposal = Proposal.model_validate_json(text)
    sheet = Sheet(proposal.rulebook, lang, proposal.request.council, proposal.request.pool)
    return {"proposal": proposal, "sheet": sheet, "blocks": list(blocks(proposal, lang))}
