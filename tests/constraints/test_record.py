"""Records: a changed value is a new value, and a value has one digest."""

import hashlib

import pytest
from pydantic import ValidationError

from cocau.constraints.record import Record, Text, compute_digest, dump_bytes


class Pair(Record):
    left: int
    right: int = 0


def test_a_changed_record_is_new_and_the_old_one_stays() -> None:
    pair = Pair(left=1)
    other = pair.replace_unvalidated(right=2)
    assert (pair.right, other.left, other.right) == (0, 1, 2)
    assert other.model_fields_set == {"left", "right"}


def test_an_unknown_field_is_refused() -> None:
    with pytest.raises(ValidationError):
        Pair.model_validate({"left": 1, "middle": 2})


class Nested(Record):
    pairs: tuple[Pair, ...] = ()
    counts: dict[str, int] = {}
    perhaps: int | None = None
    yes: bool = False


@pytest.mark.parametrize(
    "value",
    [
        {"pairs": [{"left": True}]},
        {"counts": {"women": True}},
        {"perhaps": False},
        {"counts": {"women": "3"}},
        {"perhaps": 3.0},
    ],
)
def test_a_whole_number_is_neither_a_boolean_nor_a_text_nor_a_fraction(value: dict[str, object]) -> None:
    with pytest.raises(ValidationError) as caught:
        Nested.model_validate(value)
    assert [error["type"] for error in caught.value.errors()] == ["int_type"]
    assert Nested.model_validate({"counts": {"women": 3}, "perhaps": 3, "yes": True}).yes


def test_equal_values_have_one_digest_and_others_another() -> None:
    assert compute_digest(Pair(left=1)) == compute_digest(Pair(left=1, right=0))
    assert compute_digest(Pair(left=1)) != compute_digest(Pair(left=0, right=1))
    assert len(compute_digest(Pair(left=1))) == 64


@pytest.mark.parametrize("exclude_defaults", [False, True])
@pytest.mark.parametrize("value", [Text(vi="Hà Tĩnh", en="Ha Tinh"), Pair(left=0), Pair(left=3)])
def test_the_bytes_of_a_value_are_those_of_its_json(value: Record, exclude_defaults: bool) -> None:
    text = value.model_dump_json(exclude_defaults=exclude_defaults)
    assert dump_bytes(value, exclude_defaults=exclude_defaults) == text.encode()


def test_a_digest_is_the_sha256_of_the_json() -> None:
    value = Text(vi="Hà Tĩnh", en="Ha Tinh")
    assert compute_digest(value) == hashlib.sha256(value.model_dump_json().encode()).hexdigest()


@pytest.mark.parametrize(("lang", "said"), [("vi", "có"), ("en", "yes"), ("fr", "có")])
def test_a_text_speaks_vietnamese_unless_english_is_asked_for(lang: str, said: str) -> None:
    assert Text(vi="có", en="yes").of(lang) == said
