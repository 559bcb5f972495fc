"""The user guide on the desk: each page of the desk belongs to a stage, each stage has its page and picture."""

from pathlib import Path

import pytest

import cocau.app.web.desk
from cocau.app.i18n.languages import Lang
from cocau.app.web.help_stages import HELP_STAGES, find_help_stage

PICTURES = Path(cocau.app.web.desk.__file__).parent / "static" / "help"
PROGRAM_WORDS = ("API", "JSON", "YAML", "POST", "HTTP", "solver", "cocau ")


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("/", "start"),
        ("/account", "start"),
        ("/councils/new", "council"),
        ("/councils/cnc_1/edit", "council"),
        ("/councils/cnc_1/people", "people"),
        ("/pools/upload/check", "people"),
        ("/tables/tbl_1", "allocation"),
        ("/councils/cnc_1/structure", "allocation"),
        ("/proposals/prp_1", "plan"),
        ("/proposals/prp_1/people/3", "plan"),
        ("/proposals/prp_1/hands", "hands"),
        ("/proposals/prp_1/papers", "papers"),
        ("/councils/cnc_1/gates/appointments", "papers"),
        ("/office", "papers"),
        ("/report", "several"),
        ("/councils/cnc_1/term", "results"),
    ],
)
def test_a_page_leads_to_the_help_of_its_stage(path: str, key: str) -> None:
    assert find_help_stage(path).key == key


def test_each_stage_has_a_picture_and_says_no_word_of_programming() -> None:
    for stage in HELP_STAGES:
        assert (PICTURES / f"{stage.key}.jpg").stat().st_size > 10_000
        texts = (stage.title, stage.purpose, *stage.steps, *stage.troubles)
        said = " ".join(text.of(lang) for text in texts for lang in Lang)
        assert [word for word in PROGRAM_WORDS if word in said] == []
