"""The library: rulebooks by name, by path and joined; everything wrong with them is told at once."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from cocau.constraints import library
from cocau.constraints.errors import Problem, RulebookError
from cocau.constraints.library import (
    DEFAULT_RULEBOOK,
    SHIPPED,
    Combination,
    CouncilRulebookName,
    choose_rulebook_name,
    list_fitting_rulebooks,
    list_titles,
    load_combinations,
    load_rulebook,
)
from cocau.constraints.model.council import Council
from cocau.constraints.record import Record, Text
from cocau.constraints.rulebook import RulebookTerm
from tests.constraints.samples import council

RULE = """
  - id: {id}
    kind: seats_filled
    strength: must
    in_force: {in_force}
    cites: [{cites}]
    says: {{vi: lời, en: words}}
    broken: {{vi: lời, en: words}}
"""
CITE = "{source: luat-bau-cu-2015, mark: D}"


class Judged(Record):
    """A council, and the rulebook that it is judged by."""

    council: Council
    rulebook: CouncilRulebookName = ""


@pytest.fixture
def layer(tmp_path: Path) -> Path:
    return tmp_path / "ours.yaml"


def text(*rules: str, more: str = "") -> str:
    return "title: {vi: của ta, en: ours}\n" + more + "rules:\n" + "".join(rules)


def ruled(i: str = "ours", in_force: str = "2021-01-01", cites: str = CITE) -> str:
    return RULE.format(id=i, in_force=in_force, cites=cites)


def problems(name: str | Path) -> tuple[Problem, ...]:
    with pytest.raises(RulebookError) as caught:
        load_rulebook(str(name))
    return caught.value.problems


@pytest.mark.parametrize("name", load_combinations())
def test_every_shipped_combination_loads_under_its_title(name: str) -> None:
    book = load_rulebook(name)
    assert (book.name, book.title, book.term) == (name, list_titles()[name], load_combinations()[name].term)
    assert book.rules
    assert set(book.sources) <= {p.stem for p in SHIPPED.glob("*.yaml")} | {"cocau"}


@pytest.mark.parametrize(
    ("day", "first", "fit"),
    [
        (date(2016, 5, 22), "ha-tinh-2016", {"ha-tinh-2016", "national-2016"}),
        (date(2021, 5, 23), DEFAULT_RULEBOOK, {"ha-tinh-2021", "national-2021", "dong-thap-2021"}),
        (date(2026, 3, 15), "national-2026", {"national-2026"}),
    ],
)
def test_the_books_that_fit_a_day_are_named_the_default_first(day: date, first: str, fit: set[str]) -> None:
    assert list_fitting_rulebooks(day)[0] == first
    assert set(list_fitting_rulebooks(day)) == fit


def test_no_book_is_said_to_fit_a_day_between_two_laws() -> None:
    assert list_fitting_rulebooks(date(2025, 4, 1)) == []


def test_the_default_is_shipped() -> None:
    assert load_rulebook() == load_rulebook(DEFAULT_RULEBOOK)
    assert DEFAULT_RULEBOOK in list_titles()


APART = {"cocau-every-outcome", "cocau-even-lists", "cocau-combined-structures"}
"""Layers that nobody gets without asking for them."""


@pytest.mark.parametrize("name", sorted(p.stem for p in SHIPPED.glob("*.yaml")))
def test_every_shipped_layer_loads_alone_and_is_part_of_a_combination(name: str) -> None:
    if name in ("combinations", "sources"):
        assert problems(name)
    else:
        book = load_rulebook(name)
        assert book.term is None
        assert any(name in c.layers for c in load_combinations().values()) is (name not in APART)


def test_a_book_has_only_the_sources_it_cites() -> None:
    assert list(load_rulebook("nqlt-09-2021").sources) == ["nqlt-09-2021"]


def test_layers_by_name_and_by_path_are_joined_in_order(layer: Path) -> None:
    layer.write_text(text(ruled()), encoding="utf-8")
    book = load_rulebook(f"nqlt-09-2021 + {layer}")
    assert [r.id for r in book.rules] == ["voters-confidence", "ours"]
    first = load_rulebook("nqlt-09-2021").title
    assert (book.title.vi, book.title.en) == (f"{first.vi} + của ta", f"{first.en} + ours")
    assert book.name == f"nqlt-09-2021 + {layer}"
    assert load_rulebook(str(layer)).title.vi == "của ta"


def test_what_is_dated_by_the_plan_may_begin_after_the_last_election_of_a_term(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    term = RulebookTerm(first=date(2016, 1, 1), last=date(2017, 12, 31))
    early = Combination(title=Text(vi="a", en="b"), term=term, layers=("chi-thi-ha-tinh-2018",))
    monkeypatch.setattr(library, "load_combinations", lambda: {"early": early})
    book = load_rulebook("early")
    by_plan = {"no-vice-chairs-added", "vice-chair-heads-committee", "transfer-needs-records"}
    assert set(book.by_id) == by_plan | {"transfer-of-one-vice-chair"}
    assert book.by_id["transfer-of-one-vice-chair"].until == date(2021, 5, 23)
    assert [step.id for step in book.steps] == ["appointment-opinion"]


def versions(first: str, second: str) -> str:
    """A rule until 23 May 2021, dated by one day, and from then on, dated by another."""
    old = ruled(in_force="2018-01-01") + f"    until: 2021-05-23\n    dated_by: {first}\n"
    return text(old, ruled(in_force="2021-05-23") + f"    dated_by: {second}\n")


def test_a_version_dated_by_the_plan_may_be_followed_by_one_dated_by_the_election(layer: Path) -> None:
    layer.write_text(versions("plan", "election"), encoding="utf-8")
    assert len(load_rulebook(str(layer)).rules) == 2


def test_the_other_way_round_a_council_planned_during_its_term_would_have_both(layer: Path) -> None:
    layer.write_text(versions("election", "plan"), encoding="utf-8")
    with pytest.raises(RulebookError) as caught:
        load_rulebook(str(layer))
    assert [problem.code for problem in caught.value.problems] == ["overlap"]


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2016-05-22", "ha-tinh-2016"),
        ("2021-05-22", "ha-tinh-2016"),
        ("2021-05-23", "ha-tinh-2021"),
        ("2025-06-30", "ha-tinh-2021"),  # no set has that day: this one says so
        ("2025-07-01", "national-2026"),
        ("2026-03-15", "national-2026"),
    ],
)
def test_a_council_is_judged_by_the_rules_of_its_election_day_unless_others_are_named(
    day: str, name: str
) -> None:
    voting = council(election_day=day)
    assert choose_rulebook_name(voting.election_day) == Judged(council=voting).rulebook == name
    assert Judged(council=voting, rulebook="national-2021").rulebook == "national-2021"


def test_where_the_council_cannot_be_read_only_that_is_told() -> None:
    with pytest.raises(ValidationError) as caught:
        Judged.model_validate({"council": {}})
    assert {error["loc"][0] for error in caught.value.errors()} == {"council"}


def test_a_joined_book_is_for_the_term_of_its_combination(layer: Path) -> None:
    layer.write_text(text(ruled()), encoding="utf-8")
    assert load_rulebook(f"{DEFAULT_RULEBOOK}+{layer}").term == load_combinations()[DEFAULT_RULEBOOK].term
    assert load_rulebook(str(layer)).term is None


def test_a_book_of_several_terms_is_for_the_days_they_share(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = (load_rulebook("nqlt-09-2021"), load_rulebook("hd-36-btctw-2021"))
    assert one.term is other.term is None
    plain = load_combinations()["national-2021"]
    terms = [
        RulebookTerm(first=date(2021, 1, 1), last=date(2022, 1, 1)),
        RulebookTerm(first=date(2021, 6, 1), last=date(2023, 1, 1)),
    ]
    made = {
        "one": plain.replace_unvalidated(layers=("nqlt-09-2021",), term=terms[0]),
        "two": plain.replace_unvalidated(layers=("hd-36-btctw-2021",), term=terms[1]),
    }
    monkeypatch.setattr("cocau.constraints.library.load_combinations", lambda: made)
    assert load_rulebook("one+two").term == RulebookTerm(first=date(2021, 6, 1), last=date(2022, 1, 1))


def test_a_combination_leaves_out_what_holds_on_no_day_of_its_term() -> None:
    whole, book = load_rulebook("luat-tccqdp-2015"), load_rulebook("national-2021")
    ended = {(r.id, r.in_force) for r in whole.rules if r.until == date(2021, 5, 23)}
    assert ended
    assert not ended & {(r.id, r.in_force) for r in book.rules}
    past = [left for left in whole.not_modelled if left.until is not None]
    assert past
    assert not any(left in book.not_modelled for left in past)


def test_a_layer_that_somebody_joins_keeps_what_it_has(layer: Path) -> None:
    layer.write_text(text(ruled(in_force="2030-01-01")), encoding="utf-8")
    assert "ours" in load_rulebook(f"{DEFAULT_RULEBOOK}+{layer}").by_id


@pytest.mark.parametrize("name", ["no-such-book", "", "ha-tinh-2021+", "ha-tinh-2021+x", "./none.yaml", ".."])
def test_an_unknown_rulebook_is_told_with_those_there_are(name: str) -> None:
    (problem,) = problems(name)
    assert problem.code == "unknown_rulebook"
    for known in (*list_titles(), "nqlt-09-2021"):
        assert known in problem.en
    assert "combinations" not in problem.en


@pytest.mark.parametrize("code", ["overlap"])
def test_the_same_layer_twice_overlaps_with_itself(code: str) -> None:
    (problem,) = problems("nqlt-09-2021+nqlt-09-2021")
    assert (problem.code, problem.where) == (code, "voters-confidence")


@pytest.mark.parametrize(
    ("first", "until", "second", "overlap"),
    [
        ("2020-01-01", "2021-01-01", "2021-01-01", False),
        ("2020-01-01", "2021-01-02", "2021-01-01", True),
        ("2020-01-01", None, "2021-01-01", True),
        ("2021-01-01", None, "2021-01-01", True),
    ],
)
def test_two_versions_of_a_rule_do_not_hold_on_one_day(
    layer: Path, first: str, until: str | None, second: str, overlap: bool
) -> None:
    ends = f"{first}\n    until: {until}" if until else first
    layer.write_text(text(ruled("a", second), ruled("a", ends)), encoding="utf-8")
    if overlap:
        assert [p.code for p in problems(layer)] == ["overlap"]
    else:
        assert [r.id for r in load_rulebook(str(layer)).for_day(date(2021, 6, 1)).rules] == ["a"]


@pytest.mark.parametrize(
    ("in_force", "cites", "code", "line"),
    [
        ("2021-01-01", "{source: none, mark: D}", "unknown_source", 8),
        ("2021-01-01", "{source: luat-bau-cu-2015, mark: V1}", "no_quote", 8),
        ("2021-01-01", '{source: luat-bau-cu-2015, mark: V1, quote: " "}', "no_quote", 8),
        ("2015-08-31", CITE, "before_source", 7),
        ("2015-08-31", f"{CITE}, {{source: nq-1187-2021, mark: D}}", "before_source", 7),
        ("2015-08-31", f"{{source: nq-1187-2021, mark: D}}, {CITE}", "before_source", 7),
    ],
)
def test_a_citation_names_a_document_quotes_it_and_is_no_older(
    layer: Path, in_force: str, cites: str, code: str, line: int
) -> None:
    layer.write_text(text(ruled(in_force=in_force, cites=cites)), encoding="utf-8")
    (problem,) = problems(layer)
    assert problem.code == code
    assert problem.where.startswith(f"{layer}:{line}: ")


@pytest.mark.parametrize("order", [slice(None), slice(None, None, -1)])
def test_a_rule_may_cite_a_later_document_that_confirms_it(layer: Path, order: slice) -> None:
    cites = [CITE, "{source: nq-1187-2021, mark: D}"][order]
    layer.write_text(text(ruled(in_force="2015-09-01", cites=", ".join(cites))), encoding="utf-8")
    assert load_rulebook(str(layer)).for_day(date(2016, 5, 22)).rules


def test_a_rule_of_unknown_documents_is_not_called_too_old_as_well(layer: Path) -> None:
    layer.write_text(text(ruled(in_force="1900-01-01", cites="{source: none, mark: D}")), encoding="utf-8")
    assert [p.code for p in problems(layer)] == ["unknown_source"]


def test_a_provision_left_to_people_is_cited_too(layer: Path) -> None:
    left = "not_modelled:\n  - cites: [{source: none, mark: D}]\n    why: {vi: a, en: b}\n"
    layer.write_text(text(ruled(), more=left), encoding="utf-8")
    (problem,) = problems(layer)
    assert (problem.code, problem.where) == ("unknown_source", f"{layer}:3: none")


def test_a_layer_may_bring_its_own_documents(layer: Path) -> None:
    own = (
        "sources:\n  qd-12:\n    {kind: guidance, number: 12/QĐ, title: {vi: a, en: b}, issuer: {vi: a, en: b},"
        " dated: 2020-01-01, in_force: 2020-01-01, verified: null}\n"
    )
    layer.write_text(text(ruled(cites="{source: qd-12, mark: V2}"), more=own), encoding="utf-8")
    assert load_rulebook(str(layer)).sources["qd-12"].number == "12/QĐ"


def test_everything_wrong_with_the_citations_is_told_at_once(layer: Path) -> None:
    bad = ruled("a", "2015-08-31", f"{CITE}, {{source: none, mark: D}}")
    layer.write_text(
        text(bad, ruled("b", cites="{source: luat-bau-cu-2015, mark: V1}"), bad), encoding="utf-8"
    )
    codes = [p.code for p in problems(layer)]
    assert codes == [
        "unknown_source",
        "before_source",
        "no_quote",
        "unknown_source",
        "before_source",
        "overlap",
    ]


@pytest.mark.parametrize(
    ("content", "code", "where"),
    [
        ("", "empty", ""),
        ("title: {vi: a, en: b}\ntitle: {vi: c, en: d}\n", "yaml", ":2"),
        ("title: {vi: a, en: b}\nrules:\n  - {id: a, id: b}\n", "yaml", ":3"),
        ("title: {vi: a, en: b}\nrule: []\n", "extra_forbidden", ":2: rule"),
        ("- a\n", "model_type", ":1"),
        ("title: {vi: a, en: b}\nrules:\n  - id: a\n    kind: guess\n", "union_tag_invalid", ":3: rules[0]"),
        ("title: {vi: a, en: b}\nrules:\n  - id: a\n", "union_tag_not_found", ":3: rules[0]"),
    ],
)
def test_a_layer_that_cannot_be_read_says_where(layer: Path, content: str, code: str, where: str) -> None:
    layer.write_text(content, encoding="utf-8")
    problem = problems(layer)[0]
    assert (problem.code, problem.where) == (code, f"{layer}{where}")


def test_a_wrong_field_of_a_rule_is_told_at_its_own_line(layer: Path) -> None:
    layer.write_text(text(ruled("a"), ruled("b", in_force="soon")), encoding="utf-8")
    (problem,) = problems(layer)
    assert problem.where == f"{layer}:15: rules[1].seats_filled.in_force"


def test_no_and_on_are_words_in_a_rulebook(layer: Path) -> None:
    content = text(ruled()).replace("vi: lời", "vi: no").replace("en: words", "en: on")
    layer.write_text(content, encoding="utf-8")
    (made,) = load_rulebook(str(layer)).rules
    assert (made.says.vi, made.says.en) == ("no", "on")


def test_a_layer_that_is_not_utf_8_is_a_rulebook_error(layer: Path) -> None:
    layer.write_bytes("title: {vi: của ta}".encode("utf-16"))
    assert [p.code for p in problems(layer)] == ["encoding"]


def test_a_shipped_layer_is_read_once_and_again_when_its_text_is_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied = Path(shutil.copytree(SHIPPED, tmp_path / "rulebooks"))
    monkeypatch.setattr(library, "SHIPPED", copied)
    layer = copied / "luat-bau-cu-2015.yaml"
    before = load_rulebook("luat-bau-cu-2015")
    assert load_rulebook("luat-bau-cu-2015").rules[0] is before.rules[0]
    layer.write_text(layer.read_text("utf-8").replace("Election Law 85", "Another Law 85", 1), "utf-8")
    assert (
        load_rulebook("luat-bau-cu-2015").title.en
        == before.title.en.replace("Election", "Another")
        != before.title.en
    )


def test_the_same_texts_are_joined_once_and_a_changed_file_anew(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"

    def write(in_force: str) -> None:
        own = RULE.format(id="own", in_force=in_force, cites=CITE)
        path.write_text(f"title: {{vi: lời, en: words}}\nsources: {{}}\nrules:{own}", encoding="utf-8")

    write("2020-01-01")
    before = load_rulebook(str(path))
    assert load_rulebook(str(path)) is before
    write("2021-01-01")
    assert load_rulebook(str(path)).rules[0].in_force == date(2021, 1, 1)
