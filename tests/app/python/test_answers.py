import pickle

import pytest

import cocau
from cocau.app.python.answers import NotebookProposal
from cocau.constraints.model.people import Person
from cocau.solver.proposal import Proposal


@pytest.fixture(scope="module")
def shown(proposal: Proposal) -> NotebookProposal:
    return NotebookProposal.of(proposal)


def test_a_proposal_says_in_a_line_what_it_is(shown: NotebookProposal) -> None:
    assert repr(shown) == str(shown)
    assert repr(shown).startswith("Proposal(outcome='solved', council='xa-mau', deputies=25, candidates=43")
    assert len(repr(shown.request)) < 500
    assert len(repr(shown.rulebook)) < 100


def test_a_proposal_shows_its_hemicycle_and_verdicts_in_a_notebook(shown: NotebookProposal) -> None:
    page = shown._repr_html_()
    assert page.count("<circle") >= 25
    assert "ĐÃ LẬP PHƯƠNG ÁN" in page
    assert "Phụ nữ chiếm ít nhất 35%" in page


def test_words_are_returned_in_a_notebook_and_not_shown(
    shown: NotebookProposal, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("rich.console._is_jupyter", lambda: True)
    assert "ĐÃ LẬP PHƯƠNG ÁN" in shown.to_text()
    assert not capsys.readouterr().out


def test_a_conflict_shows_its_rules_in_a_notebook(conflict: Proposal) -> None:
    page = NotebookProposal.of(conflict)._repr_html_()
    assert "<circle" not in page
    assert "danh sách có 40 người, cần ít nhất 43" in page


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_people_lists_and_findings_become_frames(shown: NotebookProposal, library: str) -> None:
    assert shown.slate is not None
    people = shown.to_frame("people", library)
    assert type(people).__module__.startswith(library)
    assert list(people["id"]) == [p.id for p in shown.request.pool.people]
    assert sum(people["deputy"]) == 25
    lists = shown.to_frame("lists", library)
    assert set(lists["person"]) == set(shown.slate.listed)
    findings = shown.to_frame("findings", library)
    assert list(findings["rule"]) == [f.rule for f in shown.findings]
    assert len(shown.to_frame("aims", library)) == len(shown.aims)


@pytest.mark.filterwarnings("ignore::cocau.app.python.inputs.InputRemark")
@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_frame_of_people_is_a_pool_again(shown: NotebookProposal, library: str) -> None:
    frame = shown.to_frame("people", library)
    own = frame[[name for name in frame.columns if name in Person.model_fields]]
    assert cocau.load_pool(own).in_order() == shown.request.pool.replace_unvalidated(note="")


def test_a_frame_of_a_conflict_has_no_lists(conflict: Proposal) -> None:
    assert len(NotebookProposal.of(conflict).to_frame("lists")) == 0


def test_a_table_that_is_not_there_names_those_that_are(shown: NotebookProposal) -> None:
    with pytest.raises(ValueError, match="people, lists, findings, aims"):
        shown.to_frame("ranges")  # type: ignore[arg-type]


def test_without_a_library_a_frame_says_what_to_install(
    shown: NotebookProposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    for library in ("pandas", "polars"):
        monkeypatch.setitem(__import__("sys").modules, library, None)
    with pytest.raises(ImportError, match=r"cocau\[frames\]"):
        shown.to_frame()


def test_an_answer_has_the_fields_of_its_value_words_and_rows(shown: NotebookProposal) -> None:
    answer = cocau.ranges(shown, "women", among="candidates")
    assert answer.groups == answer.value.groups
    assert repr(answer) == "GroupRanges(groups=1)"
    assert '"format": "cocau/ranges/1"' in answer.to_json()
    assert "Phụ nữ" in answer.to_text()
    assert "Phụ nữ" in answer._repr_html_()
    frame = answer.to_frame("polars")
    assert frame["who"].to_list() == ["sex=female"]
    assert frame["possible.least"].to_list() == [answer.groups[0].possible.least]
    again = pickle.loads(pickle.dumps(answer))
    assert again == answer
    assert again.to_text() == answer.to_text()
    with pytest.raises(AttributeError):
        _ = answer.nothing
