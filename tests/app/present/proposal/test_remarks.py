"""Remarks on people are told by a plan, its lists, its annex and an audit; not to who may not see people."""

import json
from pathlib import Path

import pytest
import yaml

from cocau.app.auth.redaction import redact
from cocau.app.i18n.languages import Lang
from cocau.app.present.annex.build import build_annex
from cocau.app.present.annex.disclosure import AnnexDisclosure
from cocau.app.present.names import Names
from cocau.app.present.papers.build import PAPER_TYPES, PaperKind, build_paper
from cocau.app.present.papers.office import OfficeSettings
from cocau.app.present.papers.request import PaperRequest
from cocau.app.present.proposal.document import render_text
from cocau.app.present.proposal.slate_rows import list_composition
from cocau.constraints.checks.remarks import RemarkKind
from cocau.constraints.model.selectors import COMBINED_GROUPS, GROUPS
from cocau.solver.plan import plan
from cocau.solver.proposal import Proposal
from cocau.solver.request import Pins
from tests.app.conftest import Run
from tests.solver.support.shipped import request_for

SAID = {
    "vi": (
        "đang bị điều tra, xem xét kỷ luật.",
        "bị cảnh cáo ngày 01/02/2021, chưa quá 12 tháng (đến 01/02/2022).",
        "được ghi hoạt động chuyên trách nhưng không giữ chức danh nào của HĐND.",
        "Không văn bản nào trong bộ quy định này coi đây là tiêu chuẩn",
        "Cả hai điều không tính:",
    ),
    "en": (
        "under investigation.",
        "warning on 2021-02-01, less than 12 months before (until 2022-02-01).",
        "entered as full-time without a post of the council.",
        "No text of this rulebook makes a standard of it",
        "Neither counts",
    ),
}


@pytest.fixture(scope="module")
def remarked() -> Proposal:
    """Two deputies more are full-time than the commune has full-time posts; two have a past."""
    request = request_for("xa-mau")
    calm = plan(request)
    assert calm.slate is not None
    held = {*calm.slate.get_holders(*calm.slate.posts)}
    one, two, three = [i for i in calm.slate.deputies if i not in held][:3]
    fields: dict[str, dict[str, object]] = {
        one: {"under_investigation": True},
        two: {"discipline": ({"sanction": "warning", "decided": "2021-02-01"},)},
        three: {"meant_full_time": True},
    }
    people = tuple(type(p).model_validate(p.model_dump() | fields.get(p.id, {})) for p in request.pool.people)
    pool = request.pool.replace_unvalidated(people=people)
    pins = Pins(deputies=(one, two, three))
    return plan(request.replace_unvalidated(pool=pool, pins=pins))


def test_a_proposal_has_them_in_its_json(remarked: Proposal) -> None:
    kinds = [remark["kind"] for remark in json.loads(remarked.to_json())["remarks"]]
    assert sorted(kinds) == ["disciplined", "disciplined", "full_time_without_post", "under_investigation"]
    (clash,) = remarked.clashes
    (own,) = (r.person for r in remarked.remarks if r.kind is RemarkKind.FULL_TIME_WITHOUT_POST)
    assert clash.uncounted == (own,)


def test_the_composition_counts_full_time_deputies_by_their_posts(remarked: Proposal) -> None:
    pool, slate = remarked.request.pool, remarked.slate
    assert slate is not None
    entered = {person.id for person in pool.get_people(slate.listed) if person.meant_full_time}
    posted = len(entered & {*slate.get_holders(*slate.posts)})
    assert 0 < posted < len(entered)
    (row,) = list_composition(Names.of(remarked, Lang.VI), slate, ["full_time"])
    assert (row.listed.count, row.intended.count) == (posted, posted)
    office = OfficeSettings(groups=("full_time",))
    (sheet,) = build_paper(PaperKind.COMPOSITION, PaperRequest(remarked, office)).sheets
    assert sheet.table is not None
    assert sheet.table.rows[0].values[3::2] == (posted, posted)


def test_no_paper_to_be_signed_tells_them(remarked: Proposal) -> None:
    assert remarked.slate is not None
    request = PaperRequest(remarked, other=remarked, elected=remarked.slate.deputies)
    for kind in PAPER_TYPES.keys() - {PaperKind.CHANGES}:  # nothing has changed
        told = " ".join(sheet.model_dump_json() for sheet in build_paper(kind, request).sheets)
        assert [words for words in ("điều tra", "kỷ luật", "cảnh cáo") if words in told] == [], kind


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_plan_tells_them_and_marks_its_lists(remarked: Proposal, lang: str) -> None:
    lines = list(render_text(remarked, lang, 300))
    whole = " ".join(" ".join(lines).split())
    assert [words for words in SAID[lang] if words not in whole] == []
    assert len([line for line in lines if line.strip().startswith("● !")]) == 3
    assert len([line for line in lines if line.strip().startswith("○ !")]) == 1


def test_a_shipped_pool_has_somebody_who_was_reprimanded_and_a_plan_without_remarks_says_nothing(
    proposal: Proposal,
) -> None:
    (one,) = proposal.remarks
    assert (one.person, one.kind) == ("p030", RemarkKind.DISCIPLINED)
    calm = proposal.replace_unvalidated(remarks=())
    assert "People to take note of" not in " ".join(render_text(calm, "en", 300))


def test_the_annex_has_them_only_for_who_may_see_people(remarked: Proposal) -> None:
    assert "People to take note of" in build_annex(remarked, "en").to_json()
    withheld = build_annex(remarked, "en", AnnexDisclosure(sensitive=False, least=5)).to_json()
    assert "People to take note of" not in withheld
    assert "Neither counts" not in withheld
    assert "investigation" not in redact(remarked.to_json()).replace("remarks on discipline", "")


def test_an_audit_tells_them_of_a_slate_and_finds_them_altered(
    run: Run, remarked: Proposal, tmp_path: Path
) -> None:
    assert remarked.slate is not None
    paths = [tmp_path / f"{name}.yaml" for name in ("council", "pool", "slate")]
    parts = (remarked.request.council, remarked.request.pool, remarked.slate)
    for path, part in zip(paths, parts, strict=True):
        path.write_text(yaml.safe_dump(part.model_dump(mode="json")), encoding="utf-8")
    assert "under investigation." in run("audit", *paths, "--lang", "en").out
    assert len(json.loads(run("audit", *paths, "--format", "json").out)["remarks"]) == 4
    stored = tmp_path / "p.json"
    stored.write_text(remarked.to_json(), encoding="utf-8")
    assert run("audit", stored).code == 0
    body = json.loads(stored.read_text())
    del body["remarks"][0]
    stored.write_text(json.dumps(body))
    altered = run("audit", stored, "--lang", "en")
    assert altered.code == 5
    assert "the remarks on people stored do not match" in altered.out


def test_how_many_structures_each_combines_is_reported_and_who_combines_most(remarked: Proposal) -> None:
    day, pool = remarked.request.council.election_day, remarked.request.pool
    assert remarked.slate is not None
    assert sorted(remarked.structures) == sorted(remarked.slate.listed)
    for i, groups in remarked.structures.items():
        assert groups == tuple(g for g in COMBINED_GROUPS if GROUPS[g].matches(pool.by_id[i], day))
    whole = " ".join(render_text(remarked, "en", 300))
    assert "Combined structures" in whole
    counted = [len(groups) for groups in remarked.structures.values()]
    assert max(counted) >= 3
    for i, groups in remarked.structures.items():
        told = f"{pool.by_id[i].name}: women, under 40" in whole
        assert told or len(groups) < 3 or groups[:2] != ("women", "under_40")
    assert "Combined structures" in build_annex(remarked, "en").to_json()
    withheld = build_annex(remarked, "en", AnnexDisclosure(sensitive=False, least=5)).to_json()
    assert "Combined structures" not in withheld
