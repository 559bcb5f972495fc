"""Papers of the made-up commune, under the election days of 2021 and of 2026."""

import io
from datetime import date

import docx as word
import pytest
from docx.document import Document

from cocau.app.present.papers.office import Issuer, IssuerRole, OfficeSettings, SignatureAuthority
from cocau.solver.proposal import Proposal
from tests.app.forbidden_words import find_forbidden

FORBIDDEN_IN_PAPERS = ("S2.", "cocau", "R1187", "[", "]", "{", "}")
"""What no paper may have beside the words that no page may have."""


def forbidden(text: str) -> list[str]:
    """The codes and program words of a text."""
    return find_forbidden(text) + [word for word in FORBIDDEN_IN_PAPERS if word in text]


def opened(content: bytes) -> Document:
    return word.Document(io.BytesIO(content))


def words(document: Document) -> list[str]:
    """Every paragraph of a document, those of tables too, in order."""
    from docx.oxml.ns import qn  # noqa: PLC0415

    body = document.element.body
    texts = ("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in body.iter(qn("w:p")))
    return [text for text in texts if text]


@pytest.fixture(scope="session")
def of_2026(proposal: Proposal) -> Proposal:
    """The same proposal, of the election whose forms were read."""
    council = proposal.request.council.replace_unvalidated(election_day=date(2026, 3, 15))
    return proposal.replace_unvalidated(request=proposal.request.replace_unvalidated(council=council))


OFFICE = OfficeSettings(
    session="XX",
    issuers={
        IssuerRole.STANDING_COMMITTEE: Issuer(
            number="5",
            symbol="TTr-HĐND",
            place="Mẫu",
            on=date(2026, 2, 3),
            document_type="Tờ trình",
            addressee="Hội đồng nhân dân tỉnh",
            authority=SignatureAuthority.DEPUTY_FOR_COLLECTIVE,
            post="PHÓ CHỦ TỊCH",
            signatory="Nguyễn Văn Mẫu",
            recipients="Như trên;\nLưu: VT, CTHĐ.",
        )
    },
)
