"""Days left and days past, as gates tell them."""

from collections.abc import Callable
from typing import Any

import pytest

from cocau.constraints.rules.rule import VerificationMark
from tests.app.cli.test_procedure_gates import shipped
from tests.constraints.courses import step

Run = Callable[..., Any]


@pytest.mark.parametrize(
    ("lang", "before", "on_it"),
    [
        ("vi", "ngày bầu cử 23/05/2021, còn 1 ngày. Bộ", "ngày bầu cử 23/05/2021. Bộ"),
        ("en", "election day 2021-05-23, in 1 day. Rulebook", "election day 2021-05-23. Rulebook"),
    ],
)
def test_on_election_day_no_days_are_left_to_it(run: Run, lang: str, before: str, on_it: str) -> None:
    for day, said in (("2021-05-22", before), ("2021-05-23", on_it)):
        assert said in " ".join(shipped(run, "xa-mau", day, "--lang", lang).out.split())


@pytest.mark.parametrize(
    ("lang", "on_it", "after"),
    [
        ("vi", "(N-70), còn 0 ngày", "(N-70), đã qua 1 ngày"),
        ("en", "(D-70), 0 days left", "(D-70), 1 day ago"),
    ],
)
def test_on_its_last_day_a_step_is_not_past(run: Run, lang: str, on_it: str, after: str) -> None:
    for day, said in (("2021-03-14", on_it), ("2021-03-15", after)):
        assert said in " ".join(shipped(run, "xa-mau", day, "--lang", lang).out.split())


def test_a_deadline_marked_v1_may_have_other_citations_beside_the_one_it_rests_on() -> None:
    cites = [{"source": "law", "mark": "V2"}, {"source": "law", "mark": "V1"}]
    assert step("a", days_before=3, mark="V1", cites=cites).mark is VerificationMark.V1
