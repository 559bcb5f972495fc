"""Every field of a person is declared whole: what is derived from the declarations forgets none."""

from collections import Counter

import pytest

from cocau.constraints.model.people import PERSON_FIELDS, Person
from cocau.constraints.model.person_fields import (
    FieldDisclosure,
    FieldGroup,
    PersonFieldDeclaration,
    PrintedTable,
)
from cocau.constraints.model.selectors import Selector


@pytest.mark.parametrize("name", Person.model_fields)
def test_a_field_has_one_declaration_with_a_place_in_the_form(name: str) -> None:
    declared = [m for m in Person.model_fields[name].metadata if isinstance(m, PersonFieldDeclaration)]
    assert declared == [PERSON_FIELDS[name]]
    assert (declared[0].group is FieldGroup.FILE) is (name == "id")
    assert all(text.strip() for text in (*declared[0].heading.model_dump().values(), declared[0].about.vi))


def test_whatever_a_selector_reads_is_known_to_be_open_or_private() -> None:
    told = Counter(criterion for d in PERSON_FIELDS.values() for criterion in d.criteria)
    assert told == dict.fromkeys(Selector.model_fields, 1)


def test_only_what_the_official_list_prints_is_open_and_what_tells_of_the_party_is_sensitive() -> None:
    by = {
        disclosure: {n for n, d in PERSON_FIELDS.items() if d.disclosure is disclosure}
        for disclosure in FieldDisclosure
    }
    assert by[FieldDisclosure.LISTED] == {"name", "born", "sex"}
    assert by[FieldDisclosure.SENSITIVE] == {
        "ethnicity",
        "religion",
        "party_member",
        "joined_party",
        "political_theory",
        "party_rank",
        "occupation",
        "planned_for",
        "remarks",
        "extra",
    }


@pytest.mark.parametrize("table", PrintedTable)
def test_no_two_columns_of_a_printed_table_stand_in_one_place(table: PrintedTable) -> None:
    found = [column.place for d in PERSON_FIELDS.values() if (column := d.get_column(table)) is not None]
    assert len(found) == len(set(found)) > 1


def test_no_two_fields_share_a_heading() -> None:
    texts = [
        text.casefold() for d in PERSON_FIELDS.values() for text in {d.heading.vi, d.heading.en, *d.aliases}
    ]
    assert [text for text, n in Counter(texts).items() if n > 1] == []
